"""axe-core finds no fault on any page; runs where a Chromium and axe-core are at hand.

axe-core comes from npm (``make axe``, or ``SCORING_AXE``: the path of ``axe.min.js``); a Chromium is looked for on the
path. Nothing is fetched.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .neighbours import one_file, pages

AXE = Path(os.environ.get("SCORING_AXE") or Path(__file__).parents[2] / "tools/axe/node_modules/axe-core/axe.min.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=30000", "--dump-dom",
]  # fmt: skip
RUN = """
document.querySelectorAll("details").forEach(one => { one.open = true; });
axe.run(document).then(found => {
  const page = document.documentElement;
  const rows = found.violations.map(one => [one.impact, one.id, one.nodes.map(x => x.html)]);
  const wide = page.scrollWidth > page.clientWidth;
  parent.postMessage([window.name, {width: page.clientWidth, wide, rows}], "*");
});
"""
# A window has a least width; a frame has not, and the queries of the page's style look at the frame.
OUTER = """<!DOCTYPE html><body><pre id="told"></pre><script>
const found = {};
addEventListener("message", one => {
  found[one.data[0]] = one.data[1];
  if (Object.keys(found).length === document.querySelectorAll("iframe").length) {
    document.getElementById("told").textContent = JSON.stringify(found);
  }
});
</script>FRAMES</body>
"""
FRAME = '<iframe name="{name}" src="{name}.html" style="width:{width}px;height:900px;border:0"></iframe>'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (AXE.is_file() and CHROMIUM), reason="needs a Chromium and axe-core"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(
    lang: str, width: int, dark: bool, tmp_path: Path
) -> None:
    script = AXE.read_text("utf-8") + RUN
    whole = one_file(tmp_path / "pages", lang)
    chosen = whole.replace("</body>", "<script>location.hash = 'xa-a';</script></body>")
    kinds = {**dict(pages(lang)), "one-file": whole, "one-file-agency": chosen}
    for kind, page in kinds.items():
        # The policy forbids scripts, so the copy that is examined goes without it.
        bare = re.sub(r"<meta http-equiv[^>]*>", "", page)
        bare = bare.replace("(prefers-color-scheme:dark)", "(min-width:1px)" if dark else "(max-width:1px)")
        (tmp_path / f"{kind}.html").write_text(bare.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    outer = tmp_path / "all.html"
    outer.write_text(OUTER.replace("FRAMES", "".join(FRAME.format(name=kind, width=width) for kind in kinds)), "utf-8")
    found = _told(outer, tmp_path)

    assert set(found) == set(kinds)
    for kind, one in found.items():
        assert width - 20 <= one.pop("width") <= width, kind
        assert one == {"wide": False, "rows": []}, kind


def _told(page: Path, folder: Path) -> dict[str, Any]:
    assert CHROMIUM
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.+?)</pre>', done.stdout.decode(), re.DOTALL)
    assert told, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found
