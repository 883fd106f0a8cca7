"""axe-core finds no fault on any page of the desk, in both themes and languages, and no page is wider than a phone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

AXE = Path(os.environ.get("SCORING_AXE") or Path(__file__).parents[3] / "tools/axe/node_modules/axe-core/axe.min.js")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core (make axe)")]
D, K = "/dot/dan-van-2025/", "xa-minh-hoa-k"
PAGES = {
    "lanh-dao-k": ["/", "/thong-bao/", "/tai-khoan/", "/tai-khoan/mat-khau/", "/tai-khoan/hai-buoc/", D, f"{D}phieu/{K}/nhom/I/", f"{D}phieu/{K}/nhom/II/",
                   f"{D}phieu/{K}/minh-chung/", "record", f"{D}phieu/{K}/tieu-chi/II.1/minh-chung/", f"{D}phieu/{K}/xem-truoc/", f"{D}phieu/{K}/vi-sao/I.1/",
                   f"{D}phieu/{K}/nhom/II/thu/", f"{D}phieu/{K}/chung/", f"{D}phieu/{K}/so-excel/", f"{D}phieu/{K}/phan-cong/", f"{D}phieu/{K}/don-vi/",
                   f"{D}ho-so/{K}/", f"{D}hang-cho/", "/khong-co/"],
    "thu-ky": ["/", D, f"{D}chenh-lech/", f"{D}so-cai/", f"{D}van-ban/", f"{D}ho-so/{K}/"],
    "thanh-vien-1": ["/", f"{D}hang-cho/", f"{D}ho-so/xa-minh-hoa-l/tieu-chi/II.1/"],
    "ubnd-tinh": ["/", D],
    "nguoi-xem": ["/", f"{D}ho-so/xa-minh-hoa-l/"],
}  # fmt: skip
RUN = """async () => {
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  const found = await axe.run(document);
  return found.violations.map(one => [one.id, one.nodes.map(x => x.html.slice(0, 200))]);
}"""


@pytest.fixture(scope="module", autouse=True)
def handed_in(site) -> None:
    """One dossier handed in, so that there is something to appraise and to ask about."""
    file = "evidence/chien-dich/ho-so/xa-minh-hoa-l.yaml"
    words = ["campaign", "submit", file, "--store", str(site.folder / "so-cai.db"), "--at", "2025-12-08 09:00"]
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-m", "scoring", *words], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_on_any_page(enter, browser, site, lang: str) -> None:
    script = AXE.read_text("utf-8")
    found = {}

    def look(page, address: str) -> None:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        page.evaluate(script)
        for theme, width in (("light", 1280), ("dark", 360)):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            rows = page.evaluate(RUN)
            if rows or wide:
                found[f"{address} {theme} {width}"] = (rows, wide)

    for name, addresses in PAGES.items():
        page = enter(name, bypass_csp=True)
        if lang == "en":
            page.click("button[name=language]")
        for address in addresses:
            if address == "record":
                page.goto(f"{D}phieu/{K}/minh-chung/")
                look(page, page.get_attribute("tbody th a", "href"))
            else:
                look(page, address)
        if lang == "en":
            page.click("button[name=language]")
    outside = browser.new_context(base_url=site.address, bypass_csp=True).new_page()
    look(outside, "/dang-nhap/")
    outside.context.close()
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)
