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
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900",
    "--virtual-time-budget=20000", "--dump-dom",
]  # fmt: skip
RUN = """
addEventListener("load", () => axe.run(document).then(found => {
  const rows = found.violations.map(one => [one.impact, one.id, one.nodes.slice(0, 4).map(x => x.html.slice(0, 200))]);
  const told = document.createElement("pre");
  told.id = "told";
  told.textContent = JSON.stringify(rows);
  document.body.append(told);
}));
"""
# One page of each kind: the start, long tables, code, generated lists, admonitions.
PAGES = (
    "index", "glossary", "how-to/nhan-so-excel", "how-to/windows", "how-to/so-excel", "tutorial/tu-cham-mot-xa",
    "reference/cli", "reference/khoa", "reference/python", "explanation/kien-truc", "decisions/index",
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


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page_of_the_documentation(site: Path, name: str, tmp_path: Path) -> None:
    page = site / f"{name}.html"
    examined = page.with_name(f"axe-{page.name}")
    script = f"<script>{AXE.read_text('utf-8')}{RUN}</script></body>"
    examined.write_text(page.read_text("utf-8").replace("</body>", script), "utf-8")
    assert _told(examined, tmp_path) == []


def _told(page: Path, folder: Path) -> list[Any]:
    assert CHROMIUM
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert told, done.stderr.decode()[-2000:]
    found: list[Any] = json.loads(html.unescape(told[1]))
    return found
