"""axe-core finds no fault on the documentation's pages, as `make docs` builds them; needs what tests of reports need."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
AXE = Path(os.environ.get("SCORING_AXE") or ROOT / "tools/axe/node_modules/axe-core/axe.min.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--allow-file-access-from-files",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=60000", "--dump-dom",
]  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"
RUN = """
addEventListener("load", () => axe.run(document).then(found => {
  const rows = found.violations.map(one => [one.impact, one.id, one.nodes.slice(0, 4).map(x => x.html.slice(0, 200))]);
  const scheme = document.body.dataset.mdColorScheme, page = document.documentElement;
  parent.postMessage([window.name, {scheme, wide: page.scrollWidth > page.clientWidth, rows}], "*");
}));
"""
# A window has a least width; a frame has not.
OUTER = """<!DOCTYPE html><body><pre id="told"></pre><script>
const found = {};
addEventListener("message", one => {
  if (!Array.isArray(one.data)) return;
  found[one.data[0]] = one.data[1];
  if (Object.keys(found).length === document.querySelectorAll("iframe").length) {
    document.getElementById("told").textContent = JSON.stringify(found);
  }
});
</script>FRAMES</body>
"""
FRAME = '<iframe name="{name}" src="{name}.axe.html" style="width:{width}px;height:900px;border:0"></iframe>'
# One page of each kind: the start, long tables, code, generated lists, admonitions.
PAGES = (
    "index", "glossary", "how-to/nhan-so-excel", "how-to/windows", "how-to/so-excel", "how-to/ban-can-bo", "tutorial/tu-cham-mot-xa",
    "reference/chien-dich", "reference/cli", "reference/khoa", "reference/python", "explanation/kien-truc", "decisions/index",
)  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (AXE.is_file() and CHROMIUM), reason="needs a Chromium and axe-core"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    subprocess.run(build, cwd=ROOT, env=env, check=True)
    return folder


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages_of_the_documentation(
    site: Path, width: int, dark: bool, tmp_path: Path
) -> None:
    script = f"<script>{AXE.read_text('utf-8')}{RUN}</script></body>"
    for name in PAGES:
        page = site / f"{name}.html"
        page.with_suffix(".axe.html").write_text(page.read_text("utf-8").replace("</body>", script), "utf-8")
    outer = site / "all.html"
    outer.write_text(OUTER.replace("FRAMES", "".join(FRAME.format(name=one, width=width) for one in PAGES)), "utf-8")
    found = _told(outer, tmp_path, *[DARK] * dark)
    assert found == {one: {"scheme": "slate" if dark else "default", "wide": False, "rows": []} for one in PAGES}


def _told(page: Path, folder: Path, *options: str) -> dict[str, Any]:
    assert CHROMIUM
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, *options, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.+?)</pre>', done.stdout.decode(), re.DOTALL)
    assert told, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found
