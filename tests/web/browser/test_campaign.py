"""A whole campaign in the browser, each of its people in a browser of their own: the same ledger as by command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from test_by_hand import by_command, exported, results

from .served_desk import EXAMPLE, LETTERS, ROOT

pytestmark = pytest.mark.slow
D = "/dot/dan-van-2025/"
NOTE, TEXT = "claims/II.1/note", "Đã bổ sung biên bản hội nghị góp ý"


class People:
    """Everybody before a browser, and the one clock of the desk."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.browser, self.folder, self.clock = browser, folder / "ban", folder / "gio"
        self.at("2025-11-20", "08:00")
        command = [sys.executable, str(Path(__file__).with_name("served_desk.py")), str(self.folder), str(self.clock)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.sessions = json.loads(self.process.stdout.readline())
        self.address = self.process.stdout.readline().strip().rstrip("/")
        self.pages: dict[str, Any] = {}
        self.tokens: dict[str, str] = {}

    def close(self) -> None:
        """Close the browsers, end the server."""
        for page in self.pages.values():
            page.context.close()
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def at(self, day: str, time: str = "09:00") -> None:
        """Set the clock; times are Viet Nam's, between 7 and 24 o'clock."""
        hours, minutes = map(int, time.split(":"))
        self.clock.write_text(f"{day}T{hours - 7:02}:{minutes:02}:00Z", "utf-8")

    def who(self, name: str) -> Any:
        """The page somebody has before them."""
        if name not in self.pages:
            context = self.browser.new_context(base_url=self.address, locale="vi-VN")
            context.set_default_timeout(20_000)
            context.add_cookies([{"name": "sessionid", "value": self.sessions[name], "url": self.address}])
            self.pages[name] = context.new_page()
        return self.pages[name]

    def look(self, name: str, address: str) -> Any:
        """Open a page with everything on it unfolded."""
        page = self.who(name)
        assert page.goto(address).status == 200
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        self.tokens[name] = page.get_attribute("[name=csrfmiddlewaretoken] >> nth=0", "value")
        return page

    def send(self, name: str, where: str, action: str, **values: str) -> str:
        """Fill in the form of a page that has these fields, and press its button; the text of the page it leads to."""
        page = self.look(name, where)
        having = "".join(f':has([name="{one}"])' for one in values)
        form = page.locator(f'form[action$="{action}"]{having}').first
        for field, value in values.items():
            one = form.locator(
                f'[name="{field}"]:not([value="{value}"], [type=checkbox], [type=radio]), [name="{field}"][value="{value}"]'
            )
            match one.evaluate("one => one.type"):
                case "hidden":
                    assert one.get_attribute("value") == value
                case "checkbox" | "radio":
                    one.check()
                case "select-one":
                    one.select_option(value)
                case _:
                    one.fill(value)
        with page.expect_navigation():
            form.locator("button:not([name=try])").last.click()
        assert not page.locator(".told.error").count(), page.inner_text("main")
        return str(page.inner_text("main"))

    def hand_in(self, agency: str) -> None:
        """Look at the preview, hand in."""
        assert "Đã nộp: bản ghi số" in self.send(agency, f"{D}phieu/{agency}/xem-truoc/", "/nop/", sure="yes")

    def lock(self, name: str, stage: str) -> None:
        """Lock a stage: of several forms, that of the stage."""
        page = self.look(name, D)
        with page.expect_navigation():
            page.click(f'form[action$="/chot/"]:has([name=stage][value="{stage}"]) button')
        assert not page.locator(".told.error").count(), page.inner_text("main")

    def appraise_all(self, name: str) -> None:
        """Every decision of an appraiser's file: the first and the last on their pages, the rest as these pages send them."""
        rows = yaml.safe_load((EXAMPLE / "quyet-dinh" / f"vong-1-{name}.yaml").read_text("utf-8"))["decisions"]
        for n, row in enumerate(rows):
            where = f"{D}ho-so/{row.pop('agency')}/tieu-chi/{row.pop('criterion')}/"
            numbers = {f"number:{id}": value for id, value in row.pop("numbers", {}).items()}
            if n < 1 or n == len(rows) - 1:
                self.send(name, where, "/cham/", **{key: str(value) for key, value in {**row, **numbers}.items()})
                continue
            answer = self.who(name).context.request.post(
                f"{where}cham/",
                data=urlencode({**row, **numbers, "csrfmiddlewaretoken": self.tokens[name]}, doseq=True),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                max_redirects=0,
            )
            assert answer.status == 302
            assert "points=" not in answer.headers["location"]

    def publish(self, decision: str) -> str:
        """Look at the preview, then publish what it shows."""
        where = f"{D}cong-bo/?{urlencode({'decision': decision})}"
        shown = str(self.look("ubnd-tinh", where).inner_text("main"))
        self.send("ubnd-tinh", where, "/cong-bo/ghi/", decision=decision)
        return shown


@pytest.fixture
def people(browser: Any, tmp_path: Path) -> Iterator[People]:
    """The people of the campaign before a desk that has none yet."""
    found = People(browser, tmp_path)
    yield found
    found.close()


def test_a_campaign_of_twelve_browsers_is_the_same_as_by_command_line(people: People, tmp_path: Path) -> None:
    k, _, m, p, q = (f"xa-minh-hoa-{one}" for one in LETTERS)
    # The administrator opens it; nobody saw it before.
    page = people.look("quan-tri", "/mo-dot/")
    page.set_input_files("#tep", EXAMPLE / "campaign.yaml")
    with page.expect_navigation():
        page.click("form:has(#tep) button")
    page.select_option("#ai", "thu-ky")
    with page.expect_navigation():
        page.click("button[name=open]")
    assert not page.locator(".told.error").count()
    # The agencies hand in; what one types on its page is in its dossier.
    for agency, day, time in ((k, "2025-12-08", "09:00"), ("xa-minh-hoa-l", "2025-12-09", "10:30"),
                              (m, "2025-12-09", "14:00"), (p, "2025-12-11", "15:45")):  # fmt: skip
        people.at(day, time)
        people.hand_in(agency)
    people.at("2025-12-12", "16:00")
    reason = "Thiếu biên bản hội nghị góp ý nêu trong báo cáo"
    people.send("thu-ky", D, f"/ho-so/{m}/tra-lai/", reason=reason, until="2025-12-15")
    people.at("2025-12-12", "23:59")
    people.hand_in(q)
    people.at("2025-12-13", "08:00")
    people.lock("thu-ky", "nop")
    people.at("2025-12-15", "16:20")
    page = people.look(m, f"{D}phieu/{m}/nhom/II/")
    assert reason in page.inner_text("main")
    page.fill(f'[name="value:{NOTE}"]', TEXT)
    page.press(f'[name="value:{NOTE}"]', "Tab")
    page.wait_for_selector(f'[data-path="{NOTE}"] >> text=đã lưu')
    people.hand_in(m)
    people.at("2025-12-15", "17:00")
    people.lock("thu-ky", "nop")
    # The sample, both rounds, the council.
    people.at("2025-12-16", "08:00")
    people.send("thu-ky", D, "/mau/chon/", count="6", seed="2025-12-16")
    for name, day, time in (("1", "17", "16:00"), ("2", "18", "16:00"), ("3", "18", "17:00")):
        people.at(f"2025-12-{day}", time)
        people.appraise_all(f"thanh-vien-{name}")
    people.at("2025-12-19", "17:00")
    late = people.look("thanh-vien-1", f"{D}ho-so/{k}/tieu-chi/I.1/")
    late.fill("#diem", "2")
    late.fill("#ld", "Biên bản thiếu chữ ký")
    people.lock("thu-ky", "vong-1")
    # Who was still typing in another tab is told, nothing is entered, and the words are there to be copied.
    late.click("form:has(#diem) button:not([name])")
    late.wait_for_selector("text=Không thuộc việc của tài khoản này lúc này")
    assert "Biên bản thiếu chữ ký" in late.inner_text("main")
    people.at("2025-12-22")
    people.send(k, f"{D}ho-so/{k}/", "/giai-trinh/", criterion="IV.2",
                reason="Bản có chữ ký đang lưu ở hồ sơ tiếp công dân")  # fmt: skip
    people.at("2025-12-23")
    people.send(q, f"{D}ho-so/{q}/", "/giai-trinh/", criterion="VII.3",
                reason="Nguyên nhân được phân tích ở phụ lục 2 của báo cáo")  # fmt: skip
    people.at("2025-12-25", "08:00")
    people.lock("thu-ky", "giai-trinh")
    people.at("2025-12-26", "10:00")
    people.send("thanh-vien-2", f"{D}ho-so/{k}/tieu-chi/IV.2/", "/cham/", points="2")
    people.at("2025-12-31", "08:00")
    people.lock("thu-ky", "vong-2")
    people.at("2026-01-05", "15:00")
    people.send("chu-tich", f"{D}ho-so/{q}/tieu-chi/VII.3/", "/cham/", points="1,5", cause="judgement",
                reason="Chấp nhận giải trình: phụ lục 2 có phân tích")  # fmt: skip
    people.at("2026-01-06", "17:00")
    people.lock("chu-tich", "hoi-dong")
    # Publication, an appeal that is won, publication again.
    people.at("2026-01-12")
    people.publish("1/QĐ-UBND (hư cấu)")
    first = results(str(people.folder / "so-cai.db"))
    people.at("2026-01-15")
    people.send(p, f"{D}ho-so/{p}/", "/kien-nghi/", criterion="V.1",
                reason="Nhiệm vụ dân vận khéo ghi ở Điều 3 của kế hoạch, kèm bản chụp")  # fmt: skip
    people.at("2026-01-19")
    told = people.send("ubnd-tinh", f"{D}ho-so/{p}/", "/quyet-kien-nghi/", accepted="yes", points="4",
                       cause="evidence_refused", reason="Điều 3 có ghi; chấp nhận minh chứng")  # fmt: skip
    assert "Trước:" in told
    people.at("2026-01-23")
    people.publish("2/QĐ-UBND (hư cấu)")
    second = results(str(people.folder / "so-cai.db"))
    assert first[p] != second[p]
    assert len(people.pages) == 12
    entries, files = exported(str(people.folder / "so-cai.db"), tmp_path)
    assert TEXT in files[max(files)].read_text("utf-8")
    by_command(tmp_path / "lenh.db", entries, files)
    assert results(str(tmp_path / "lenh.db")) == second
