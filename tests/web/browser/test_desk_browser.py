"""The desk as people use it, in a real browser: what goes wrong between a click and the server loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

pytestmark = pytest.mark.slow
D = "/dot/dan-van-2025/"


def form(letter: str, group: str = "II") -> str:
    return f"{D}phieu/xa-minh-hoa-{letter}/nhom/{group}/"


PATH = "numbers/noi_dung_da_cong_khai/value"
FIELD = f'[name="value:{PATH}"]'
STATE = f'[data-path="{PATH}"] .state'


def stored(site, letter: str) -> str:
    with closing(sqlite3.connect(site.folder / "tai-khoan.db")) as base:
        row = base.execute(
            "select value from desk_draftfield where agency=? and path=?", (f"xa-minh-hoa-{letter}", PATH)
        ).fetchone()
    return row[0] if row else ""


def entries(site) -> int:
    with closing(sqlite3.connect(site.folder / "so-cai.db")) as base:
        return base.execute("select count(*) from entries").fetchone()[0]


def type_into(page, value: str) -> None:
    page.fill(FIELD, value)
    page.press(FIELD, "Tab")


def test_a_field_is_saved_when_it_is_left_and_says_so(enter, site) -> None:
    page = enter("can-bo-k")
    page.goto(form("k"))
    type_into(page, "16")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "k") == "16"


def test_what_is_typed_without_a_network_is_sent_when_it_is_back(enter, site) -> None:
    page = enter("can-bo-l")
    page.goto(form("l"))
    page.route("**/luu/", lambda route: route.abort())
    type_into(page, "13")
    page.wait_for_selector(f"{STATE} >> text=Mất mạng")
    assert stored(site, "l") != "13"
    page.unroute("**/luu/")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "l") == "13"


def test_what_is_typed_after_the_session_ended_is_sent_after_signing_in(enter, site) -> None:
    page = enter("can-bo-m")
    page.goto(form("m"))
    page.context.clear_cookies(name="sessionid")
    type_into(page, "11")
    page.click(f"{STATE} >> text=Đăng nhập lại")
    page.fill("#id_login", "can-bo-m")
    page.fill("#id_password", site.passwords["can-bo-m"])
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{site.address}{form('m')}")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "m") == "11"
    page.click("[data-logout] button")
    page.wait_for_url("**/dang-nhap/**")
    kept = page.evaluate("Object.keys(sessionStorage)")
    assert not [one for one in kept if one.startswith("chua-gui")]


def test_what_follows_from_other_values_is_seen_while_they_are_typed(enter, site) -> None:
    page = enter("can-bo-p")
    before = stored(site, "p")
    page.goto(f"{form('p')}thu/")
    shown = page.text_content("#thu")
    page.locator(FIELD).press_sequentially("0")
    page.wait_for_function("shown => document.querySelector('#thu').textContent !== shown", arg=shown)
    assert page.evaluate("name => document.activeElement.name", f"value:{PATH}") == f"value:{PATH}"
    assert "Đang lưu" in page.text_content("#thu")
    assert stored(site, "p") == before


def test_a_tab_from_before_somebody_signed_in_anew_sends_what_is_typed_in_it(enter, site) -> None:
    page = enter("can-bo-m")
    page.goto(form("m"))
    other = page.context.new_page()
    other.goto("/")
    other.click("[data-logout] button")
    other.fill("#id_login", "can-bo-m")
    other.fill("#id_password", site.passwords["can-bo-m"])
    other.press("#id_password", "Enter")
    other.wait_for_url(f"{site.address}/")
    type_into(page, "14")
    page.click(f"{STATE} >> text=Đăng nhập lại")
    page.wait_for_url(f"{site.address}{form('m')}")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "m") == "14"


def test_two_tabs_on_one_field_show_both_values(enter, site) -> None:
    page = enter("can-bo-n")
    page.goto(form("n"))
    other = page.context.new_page()
    other.goto(form("n"))
    type_into(page, "15")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    type_into(other, "16")
    other.wait_for_selector(f"{STATE} .conflict, [data-path='{PATH}'] .conflict")
    text = other.inner_text(f'[data-path="{PATH}"]')
    assert "15" in text
    assert "16" in text
    assert stored(site, "n") == "15"
    other.click(f'[data-path="{PATH}"] [data-keep]')
    other.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "n") == "16"


def test_what_was_kept_in_a_tab_does_not_overwrite_what_a_colleague_wrote_meanwhile(enter, site) -> None:
    page = enter("can-bo-n")
    page.goto(form("n"))
    page.route("**/luu/", lambda route: route.abort())
    type_into(page, "9")
    page.wait_for_selector(f"{STATE} >> text=Mất mạng")
    other = enter("lanh-dao-n")
    other.goto(form("n"))
    type_into(other, "8")
    other.wait_for_selector(f"{STATE} >> text=đã lưu")
    page.unroute("**/luu/")
    page.reload()
    page.wait_for_selector(f"{STATE} .conflict")
    assert stored(site, "n") == "8"
    page.click(f"{STATE} [data-take]")
    assert page.input_value(FIELD) == "8"
    # Coming back by the browser's button shows what is saved now.
    page.goto(f"{D}phieu/xa-minh-hoa-n/chung/")
    with other.expect_response("**/luu/"):
        type_into(other, "7")
    page.go_back()
    assert page.input_value(FIELD) == "7"


def test_what_is_left_leads_to_its_field_and_a_dropped_paper_to_its_criterion(enter, site) -> None:
    page = enter("can-bo-l")
    page.goto(form("l"))
    type_into(page, "")
    page.click(".todo a >> nth=0")
    assert page.evaluate("document.activeElement.name") == f"value:{PATH}"
    page.evaluate("""() => { const files = new DataTransfer();
      files.items.add(new File(["%PDF-1.4 x"], "giay.pdf", { type: "application/pdf" }));
      document.getElementById("tc-II_3").dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: files })); }""")
    page.wait_for_selector("#tc-II_3 select:required")
    page.click("#tc-II_3 [data-drop] button")  # refused by the browser: of which kind is it?
    page.select_option("#tc-II_3 select[name=kind]", "ke-hoach")
    page.click("#tc-II_3 [data-drop] button")
    page.wait_for_selector("#nhac-giay >> text=chưa ghi số")


def test_papers_are_dropped_and_pasted_one_after_the_other(enter, site) -> None:
    page = enter("can-bo-n")
    page.goto(f"{D}phieu/xa-minh-hoa-n/minh-chung/")
    give = """([sort, ...names]) => { const files = new DataTransfer();
      for (const name of names) files.items.add(new File(["%PDF-1.4 " + name], name, { type: "application/pdf" }));
      const more = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(sort === "drop" ? new DragEvent("drop", { ...more, dataTransfer: files })
                                                  : new ClipboardEvent("paste", { ...more, clipboardData: files })); }"""
    page.evaluate(give, ["drop", "ke-hoach.pdf", "bao-cao.pdf"])
    page.evaluate(give, ["paste", "bien-ban.pdf"])
    page.select_option("#loai", index=1)
    with page.expect_navigation():
        page.click("[data-drop] .button")
    found = page.text_content("table")
    assert [name in found for name in ("ke-hoach", "bao-cao", "bien-ban")] == [True] * 3
    # A paper has one file: what is pasted into its page takes the old one's place.
    page.click("th a >> text=bien-ban")
    page.evaluate(give, ["paste", "ban-moi.pdf", "thua.pdf"])
    with page.expect_navigation():
        page.click(".form .button >> text=Lưu")
    assert "ban-moi.pdf" in page.text_content("main")
    assert "thua.pdf" not in page.text_content("main")


def test_handing_in_twice_and_going_back_hands_in_once(enter, site) -> None:
    before = entries(site)
    page = enter("lanh-dao-p")
    tab = page.context.new_page()
    tab.goto(form("p"))
    page.goto(f"{D}phieu/xa-minh-hoa-p/xem-truoc/")
    page.check("[name=sure]")
    page.dblclick("main form[action$='/nop/'] button")
    page.wait_for_url("**/ho-so/xa-minh-hoa-p/")
    assert entries(site) == before + 1
    page.go_back()
    page.wait_for_load_state()
    if page.locator("[name=sure]").count():
        page.check("[name=sure]")
        page.click("main form[action$='/nop/'] button")
        page.wait_for_load_state()
    assert entries(site) == before + 1
    # A tab that was open all the while keeps what is typed and says why it is not saved.
    value = stored(site, "p")
    type_into(tab, "19")
    tab.wait_for_selector(f"{STATE} >> text=phiếu đã khóa")
    assert tab.input_value(FIELD) == "19"
    assert stored(site, "p") == value


def test_a_whole_form_is_saved_without_javascript(enter, site) -> None:
    page = enter("can-bo-q", java_script_enabled=False)
    page.goto(form("q"))
    page.fill(FIELD, "12")
    page.click("main form[data-save] button.button")
    page.wait_for_url(f"**{form('q')}")
    assert page.input_value(FIELD) == "12"
    assert stored(site, "q") == "12"
    page.goto(f"{D}phieu/xa-minh-hoa-q/xem-truoc/")
    assert page.locator("h1").count() == 1


def test_a_dossier_is_handed_in_by_keyboard_alone_on_a_phone_without_javascript(enter, site) -> None:
    before = entries(site)
    page = enter("lanh-dao-q", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{D}phieu/xa-minh-hoa-q/xem-truoc/")
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "sure":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Đã nộp: bản ghi số" in page.inner_text("main")
    assert entries(site) == before + 1


def test_the_form_is_filled_by_keyboard_alone_on_a_phone(enter, site) -> None:
    page = enter("can-bo-k", viewport={"width": 360, "height": 740})
    page.goto(form("k"))
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        seen.add(name)
        if name == f"value:{PATH}":
            break
    assert f"value:{PATH}" in seen
    page.keyboard.press("Control+A")
    page.keyboard.type("18")
    page.keyboard.press("Tab")
    page.wait_for_selector(f"{STATE} >> text=đã lưu")
    assert stored(site, "k") == "18"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
