"""axe-core finds no serious fault on any page; runs where a Chromium and axe-core are at hand.

Set ``SCORING_AXE`` to the path of ``axe.min.js`` (npm package axe-core); a Chromium is looked for on
the path. Nothing is fetched.
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

from .neighbours import pages

AXE = os.environ.get("SCORING_AXE", "")
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
  parent.postMessage(JSON.stringify({width: page.clientWidth, wide: page.scrollWidth > page.clientWidth, rows}), "*");
});
"""
# A window has a least width; a frame has not, and the queries of the page's style look at the frame.
FRAME = """<!DOCTYPE html><body><pre id="told"></pre><script>
addEventListener("message", one => { document.getElementById("told").textContent = one.data; });
</script><iframe src="PAGE" style="width:WIDTHpx;height:900px;border:0"></iframe></body>
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (AXE and CHROMIUM), reason="needs a Chromium and SCORING_AXE")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(
    lang: str, width: int, dark: bool, tmp_path: Path
) -> None:
    for kind, page in pages(lang):
        # The policy forbids scripts, so the copy that is examined goes without it.
        bare = re.sub(r"<meta http-equiv[^>]*>", "", page)
        bare = bare.replace("(prefers-color-scheme:dark)", "(min-width:1px)" if dark else "(max-width:1px)")
        script = Path(AXE).read_text("utf-8") + RUN
        inner, outer = tmp_path / f"{kind}.html", tmp_path / f"{kind}-frame.html"
        inner.write_text(bare.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
        outer.write_text(FRAME.replace("PAGE", inner.name).replace("WIDTH", str(width)), "utf-8")
        found = _told(outer, tmp_path)

        assert width - 20 <= found.pop("width") <= width
        assert found == {"wide": False, "rows": []}, kind


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
