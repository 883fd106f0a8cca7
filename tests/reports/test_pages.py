"""Pages are self-contained, escaped, marked, and the same for the same result."""

from __future__ import annotations

import os
import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scoring.reports import terminal
from scoring.reports.appraisal import AppraisalView
from scoring.reports.explain import explain
from scoring.reports.formats import links
from scoring.reports.links import file_stem
from scoring.reports.markdown import escape
from scoring.reports.pages import Markup
from scoring.reports.view import View
from scoring.result.model import Result
from scoring.result.read import from_data
from scoring.result.write import to_data

from .campaign_sample import HEAD, appraised
from .rendered import render_agency, render_index, render_ranking
from .sample import BANNER, COMPLETE, HOSTILE, complete, open_, ranked, record, result, scheme

FORMATS: tuple[Markup, ...] = ("html", "md")
_VOID = {"meta", "br", "link", "img", "hr", "input"}


class Balance(HTMLParser):
    """Checks that every tag is closed and notes which tags and attributes are used."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: set[str] = set()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name in {"href", "src"}:
                self.targets.append(value or "")
            if name == "id":
                self.ids.add(value or "")
        if tag not in _VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def parsed(page: str) -> Balance:
    found = Balance()
    found.feed(page)
    assert found.stack == []
    return found


def pages(results: list[Result], format: Markup, lang: str = "vi") -> list[str]:
    blocks = ranked(*results)
    return [
        *(render_agency(one, format, lang) for one in results),
        *(render_ranking(block, rows, format, lang) for block, rows in blocks.items()),
        render_index(blocks, format, lang),
    ]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_carries_banner_and_provisional_mark(format: Markup, lang: str) -> None:
    mark = "TẠM TÍNH" if lang == "vi" else "PROVISIONAL"
    for page in pages([open_()], format, lang):
        assert BANNER in page
        assert mark in page


def test_a_final_complete_result_of_a_verified_scheme_carries_neither() -> None:
    found = result(
        COMPLETE, final=True, complete=True, scheme_=scheme(status="verified"),
        evidence=[record("q", "quy-che")],
        judgements=[{"criterion": "II.2", "by": "superior", "points": 1, "reason": "được"}],
    )  # fmt: skip
    for format in FORMATS:
        page = render_agency(found, format)
        assert BANNER not in page
        assert "TẠM TÍNH" not in page


def test_html_needs_nothing_from_outside() -> None:
    for page in pages([complete(), open_()], "html"):
        found = parsed(page)
        assert "script-src" in page or "script" not in found.tags
        assert found.tags.isdisjoint({"link", "img", "iframe", "object"})
        assert all(re.fullmatch(r"#[\w.-]+|[a-z0-9-]+\.html", target) for target in found.targets)
        assert "@import" not in page
        assert "url(" not in page
        assert {t[1:] for t in found.targets if t.startswith("#")} <= found.ids


def test_links_between_pages_meet() -> None:
    results = [complete(), open_()]
    blocks = ranked(*results)
    index = parsed(render_index(blocks)).targets

    assert {f"{file_stem(one)}.html" for one in results} <= set(index)
    assert "xep-hang-xa.html" in index


def test_the_first_page_links_the_papers_and_data_made_beside_it() -> None:
    blocks = ranked(complete())
    formats = ("html", "md", "docx", "pdf", "json", "xlsx", "csv")
    documents = ("self-assessment", "explanation", "summary", "ranking")
    files = partial(links, formats, documents, "vi")
    index = parsed(render_index(blocks, files=files)).targets
    readme = render_index(blocks, "md", files=files)
    stem = file_stem(complete())
    papers = [f"{stem}{more}.{one}" for one in ("docx", "pdf") for more in ("", "-giai-thich")]
    made = [*papers, f"{stem}.json", "xep-hang-xa.docx", "xep-hang-xa.pdf", "xep-hang.xlsx", "xep-hang.csv"]

    assert {*made, "xep-hang.json"} <= set(index)
    assert "tieu-chi.csv" not in index
    for one in made:
        assert f"]({one})" in readme
    assert not any(one.endswith((".docx", ".json")) for one in parsed(render_index(blocks)).targets)


def unbroken(page: str) -> str:
    """The page without the marks of what stays on one line."""
    return re.sub(r'<span class="nb">(.*?)</span>', r"\1", page)


def test_an_appraised_page_says_it_is_official_with_its_lines_reasons_and_the_appeals() -> None:
    page, text = (render_agency(appraised(complete()), format) for format in FORMATS)

    for one in (unbroken(page), text):
        for told in (
            "Kết quả chính thức sau thẩm định", "Công bố tại Quyết định số 09/QĐ-UBND", "không có chữ ký", "bản gốc lưu ở xã",
            "Giải quyết kiến nghị: chấp nhận", "Giải quyết kiến nghị: không chấp nhận, giữ nguyên điểm",
            "có ghi ở Điều 3", "không chấp nhận: Biên bản chín", "ý kiến thứ hai", "16:00 ngày 12/12/2025", HEAD,
        ):  # fmt: skip
            assert told in one, told
    differing, same = page.split('id="tham-dinh"')[1].split("</section>")[0].split("<details")
    assert [re.search(rf">{id}</a>", differing) is not None for id in ("I.1", "II.1", "I.2")] == [True, True, False]
    assert ">I.2</a>" in same


def test_an_appraised_page_that_is_not_published_or_tells_no_lines_says_so() -> None:
    early = render_agency(appraised(complete(), decision=None, publications=[]))
    assert "CHƯA CÔNG BỐ" in early
    assert "Tính đến nay" in early
    assert "Kết quả chính thức" not in early
    assert ">Chính thức<" not in early
    assert "CHƯA CÔNG BỐ" not in render_agency(appraised(complete()))
    old = to_data(appraised(complete()))
    old["appraisal"] = {key: old["appraisal"][key] for key in ("campaign", "title", "entries", "head", "at")}
    assert "không ghi các dòng điểm" in render_agency(from_data(old))
    assert "Kết quả chính thức" not in render_agency(complete())


def test_hostile_texts_stay_texts() -> None:
    hostile = result(
        {"don_phai": 3}, name=HOSTILE, scheme_=scheme(title=HOSTILE), note=HOSTILE,
        evidence=[record("x", "bien-ban", number=HOSTILE, issuer=HOSTILE)],
        claims={"I.1": {"points": 1, "note": HOSTILE}},
        explanations=[{"criterion": "II.1", "text": HOSTILE}],
        not_applicable=[{"criterion": "II.2", "reason": HOSTILE}],
    )  # fmt: skip
    hostile = appraised(hostile, HOSTILE)
    for page in pages([hostile], "html"):
        assert page.count("<script") == page.count("script-src")
        assert "{{ 7*7 }}" in page
        assert "\x1b" not in page
        assert "\u202e" not in page
        parsed(page)
    for page in pages([hostile], "md"):
        assert "<script" not in page
        assert not re.search(r"(?<!\\)\]\(javascript", page)
        assert "a\\|b \\*c\\*" in page
        assert "\x1b" not in page
        rows = [line for line in page.splitlines() if line.startswith("|")]
        for table in re.split(r"\n(?!\|)", page):
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines() if row.startswith("|")}
            assert len(widths) <= 1, table
        assert rows


def test_markdown_escape_keeps_text_on_one_line() -> None:
    assert escape("a\nb | c") == "a b \\| c"
    assert escape("- x") == "\\- x"
    assert escape("1. x") == "1\\. x"
    assert escape("II.1") == "II.1"


def test_ranking_lists_incomplete_agencies_apart() -> None:
    blocks = ranked(open_(), complete())
    page = render_ranking("xa", blocks["xa"], "md")
    in_order, apart = page.split("## Không xếp hạng")

    assert "[Xã A](xa-a.md)" in in_order
    assert "[Xã Đ](xa-d.md) | chưa đủ số liệu" in apart


def test_missing_things_come_before_the_points() -> None:
    page = render_agency(open_(), "md")

    assert page.index("## Còn thiếu") < page.index("## Điểm theo nhóm")


def test_pages_do_not_depend_on_anything_but_the_result() -> None:
    for format in FORMATS:
        assert pages([complete(), open_()], format) == pages([complete(), open_()], format)


def test_no_blank_stands_for_an_absence() -> None:
    page = render_agency(open_(), "md")
    table = page.split("## Bảng điểm chi tiết")[1].split("## Điểm mất")[0]
    rows = [line for line in table.splitlines() if re.match(r"\| (I|II|C|T)\.", line)]

    assert rows
    for row in rows:
        assert all(cell.strip() for cell in row.strip("|").split("|"))


def test_banner_is_repeated_on_every_printed_page() -> None:
    coded = "".join(f"\\{ord(c):06X}" for c in BANNER)

    for page in pages([open_()], "html"):
        assert f'@top-left{{content:"{coded}' in page


@pytest.mark.parametrize("name", ["xa-a.md", "xa-d.md", "xa-a.en.md", "xa-a.txt"])
def test_outputs_equal_the_golden_files(name: str) -> None:
    """Set SCORING_UPDATE_GOLDEN=1 to write them anew, then read the difference."""
    found = open_() if name.startswith("xa-d") else complete()
    if name.endswith(".txt"):
        page = terminal.render(explain(found, depth=2))
    else:
        page = render_agency(found, "md", "en" if ".en." in name else "vi")
    golden = Path(__file__).parent / "golden" / name
    if os.environ.get("SCORING_UPDATE_GOLDEN"):
        golden.write_text(page, encoding="utf-8", newline="\n")

    assert page == golden.read_text(encoding="utf-8")


def test_digests_are_printed_on_paper() -> None:
    for format in FORMATS:
        page = render_agency(complete(), format)
        assert "sha256:" + "a" * 64 in page
        assert "sha256:" + "b" * 64 in page


def test_an_earlier_publication_is_told_with_its_total_class_and_rank() -> None:
    page = unbroken(render_agency(appraised(complete())))
    assert "Trước đó công bố hồi 16:00 ngày 15/12/2025 tại Quyết định số 08/QĐ-UBND: 9 điểm, Khá, hạng 3." in page
    row = {"entry": 15, "at": "2025-12-15T09:00:00Z", "decision": "8/QĐ", "total": "8.50", "class": None, "outside": None, "rank": None}  # fmt: skip
    page = render_agency(appraised(complete(), publications=[row]))
    assert "tại Quyết định số 08/QĐ: 8,5 điểm, chưa xác định." in page


@pytest.mark.parametrize("by", ["Sở Nội vụ", None])
def test_who_appraised_is_the_campaigns_body_or_else_the_schemes(by: str | None) -> None:
    data = to_data(appraised(complete(), body=None))
    data["scheme"]["appraised_by"] = by
    for body, name in ((None, by or ""), ({"id": "so", "name": "Sở Ví Dụ"}, "Sở Ví Dụ")):
        data["appraisal"]["body"] = body
        result = from_data(data)
        assert isinstance(result, Result)
        assert result.appraisal is not None
        assert AppraisalView(View(result, "vi"), result.appraisal).body == name


def test_each_criterions_gap_is_told_with_its_sign() -> None:
    data = to_data(appraised(complete()))
    for row, gap in zip(data["appraisal"]["criteria"], ("-2.00", "1.50", "0.00", None), strict=False):
        row["gap"] = gap
    result = from_data(data)
    assert isinstance(result, Result)
    assert result.appraisal is not None
    view = AppraisalView(View(result, "vi"), result.appraisal)

    assert [one.gap for one in view.criteria.values()][:4] == ["−2", "+1,5", "", "chưa có"]
