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
document.querySelectorAll("details").forEach(one => { one.open = OPEN; });
axe.run(document).then(found => {
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const rows = found.violations.map(one => [one.impact, one.id, one.nodes.map(x => x.html)]);
  const told = document.createElement("pre");
  told.id = "axe-told";
  told.textContent = JSON.stringify({wide, rows});
  document.body.append(told);
});
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (AXE and CHROMIUM), reason="needs a Chromium and SCORING_AXE"),
]


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
        script = Path(AXE).read_text("utf-8") + RUN.replace("OPEN", "true")
        inner = tmp_path / f"{kind}.html"
        inner.write_text(bare.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
        found = _told(inner, width, tmp_path)

        assert not found["wide"], kind
        assert found["rows"] == [], kind


def _told(page: Path, width: int, folder: Path) -> dict[str, object]:
    assert CHROMIUM
    size = [f"--window-size={width},900", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run(
        [CHROMIUM, *OPTIONS, *size, page.as_uri()], capture_output=True, check=True, timeout=120
    )
    told = re.search(r'<pre id="axe-told">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert told, done.stderr.decode()[-2000:]
    found: dict[str, object] = json.loads(html.unescape(told[1]))
    return found
