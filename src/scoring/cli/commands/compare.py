"""`scoring compare`: two results side by side; the upshot first, then what changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from scoring.app.comparison import Compared, compare, to_bytes
from scoring.app.conditions import Conditions
from scoring.cli.terminal.console import Terminal, settings, show_problems, t, table, width, write_output
from scoring.cli.terminal.options import (
    AGAINST_LEDGER,
    AGENCY,
    AGREEMENT,
    DELIMITER,
    OUTPUT,
    PATH,
    SCHEME,
    argument,
    command,
    fmt,
    gathered,
    option,
)
from scoring.cli.terminal.summary import class_text, points, total_text
from scoring.numbers import Number, exact_text, show
from scoring.reports.agreement_words import caveat, figure, missing_library, why
from scoring.reports.appraisal_steps import AppraisalSteps
from scoring.reports.interface import Cell, Column, Table
from scoring.reports.table_files import write_csv
from scoring.reports.view import View, recorded_appraisal
from scoring.reports.words import UNCHECKED
from scoring.result.compare import ComparedItem, Comparison
from scoring.result.model import Result
from scoring.review.agreement import Kappa
from scoring.text import fold_lines, wrap


@command("compare",
         "So hai kết quả: tự chấm và thẩm định, năm trước và năm nay, trước và sau kiến nghị. Kết luận trước, rồi từng tiêu chí, nhóm, tổng, loại đã đổi; với --agreement thì kèm kappa có trọng số.",
         "Compare two results: self and appraised, two years, before and after an appeal. The upshot first, then criteria, groups, total and class that changed; with --agreement the weighted kappa too.")  # fmt: skip
@argument("first", "Kết quả thứ nhất (tệp, thư mục).", "The first result (file, folder).", type=PATH)
@argument("second", "Kết quả thứ hai.", "The second result.", type=PATH)
@AGENCY
@option("--claimed", is_flag=True,
        vi="Của kết quả thứ nhất, lấy điểm cơ quan tự chấm (có thể cùng một tệp với kết quả thứ hai).",
        en="Of the first result take what the agency claims (it may be the same file as the second).")  # fmt: skip
@option("--all", "all_", is_flag=True, vi="Cả những mục không đổi.", en="What did not change too.")
@AGREEMENT
@SCHEME
@AGAINST_LEDGER
@gathered("conditions", "scoring.app.conditions:Conditions", "scheme store bundle keys")
@fmt("table", "json", "csv")
@DELIMITER
@OUTPUT
def command_(
    first: Path,
    second: Path,
    agency: str | None,
    claimed: bool,
    all_: bool,
    agreement: bool,
    conditions: Conditions,
    format_: str,
    delimiter: str,
    output: Path | None,
) -> None:
    found = compare(first, second, conditions, agency=agency, claimed=claimed, kappa=agreement, observer=Terminal())
    if format_ == "json":
        text = to_bytes(found)
    elif format_ == "csv":
        text = _as_csv(found, all_=all_, delimiter=delimiter)
    else:
        text = _as_text(found, all_=all_).encode()
    if found.kappa:
        show_problems(missing_library([found.kappa.undefined]))
    write_output(output, text, [first, second])


_TOTAL = {
    "other_scheme": ("không so được: hai bộ tiêu chí khác nhau", "not comparable: two different schemes"),
    "other_maximum": ("không so trực tiếp được: điểm tối đa khác nhau", "not comparable: other maximum"),
    None: ("chưa so được: còn khoảng điểm", "not comparable yet: still an interval"),
}  # fmt: skip


def _as_text(compared: Compared, *, all_: bool) -> str:
    """The page for people; `all_` shows what did not change too."""
    found, kappa = compared.comparison, compared.kappa
    banners = dict.fromkeys((found.first.scheme.banner, found.second.scheme.banner))
    above = (*filter(None, banners), f"A: {_name(found.first, claimed=found.claimed)}", f"B: {_name(found.second)}")
    parts = [
        *(f"{fold_lines(line, width())}\n" for line in (*above, *_warnings(found))),
        "\n",
        *(f"{line}\n" for text in (*_upshot(found), *_facts(found)) for line in wrap(text, width())),
    ]
    head = ["", t("Tên", "Title"), "A", "B", t("Chênh (B − A)", "Difference (B − A)")]
    for items, vi, en in ((found.criteria, "Tiêu chí", "Criteria"), (found.groups or (), "Nhóm", "Groups")):
        shown = (one for one in items if all_ or _changed(one))
        rows = [[one.either.id, _title(one), _points(one, "a"), _points(one, "b"), _gap(one)] for one in shown]
        if rows:
            heading = t(vi, en) if all_ else t(f"{vi} đã đổi hoặc không so được",
                                               f"{en} that changed or cannot be compared")  # fmt: skip
            parts.append(f"\n{heading}\n" + table([head, *rows], frozenset((2, 3, 4))))
    if found.has_total:
        rows = [["", "A", "B", t("Chênh (B − A)", "Difference (B − A)")], *_ends(found)]
        parts.append("\n" + table(rows, frozenset((1, 2, 3))))
    count = len(found.shares[0])
    parts.append(t(f"\n{found.equal}/{count} tiêu chí so được có điểm bằng nhau.\n",
                   f"\n{found.equal} of {count} criteria that can be compared are equal.\n"))  # fmt: skip
    if kappa:
        parts += [_kappa(kappa, count), *(f"{x}\n" for x in wrap(caveat(settings.lang), width()))]
    return "".join(parts)


def _kappa(kappa: Kappa, count: int) -> str:
    lang = settings.lang
    if kappa.undefined:
        return f"Kappa: {why(kappa.undefined, lang)} (n = {count}).\n"
    linear, quadratic = figure(kappa.linear, lang), figure(kappa.quadratic, lang)
    return t(f"Kappa có trọng số, n = {count}: tuyến tính {linear}, bình phương {quadratic}.\n",
             f"Weighted kappa, n = {count}: linear {linear}, quadratic {quadratic}.\n")  # fmt: skip


def _name(result: Result, *, claimed: bool = False) -> str:
    parts = [f"{result.agency.name}, {t('kỳ', 'period')} {result.period}"]
    note = result.appraisal
    if claimed:
        parts.append(t("điểm cơ quan tự chấm", "points the agency claims"))
    elif note and not note.in_ledger:
        words = t(*UNCHECKED)
        parts.append(t(f"điểm thẩm định, {words}", f"appraised points, {words}"))
    elif note:
        parts.append(t(f"điểm chính thức theo sổ cái ({note.entries} bản ghi, mã đầu chuỗi {note.head[:12]}…)",
                       f"final points by the ledger ({note.entries} entries, head {note.head[:12]}…)"))  # fmt: skip
    else:
        parts.append(t("điểm tính từ hồ sơ, chưa thẩm định", "computed from the dossier, not appraised"))
    if not claimed and not (result.complete and result.final):
        parts.append(t("TẠM TÍNH", "PROVISIONAL"))
    return " – ".join(parts)


def _warnings(found: Comparison) -> Iterator[str]:
    if not found.same_agency:
        yield t("Chú ý: hai cơ quan khác nhau.", "Mind: two different agencies.")
    first, second = found.first.scheme.id, found.second.scheme.id
    if first != second:
        yield t(f"Chú ý: hai bộ tiêu chí khác nhau ({first}, {second}); chỉ tiêu chí cùng mã, cùng tên, cùng điểm tối đa mới so được.",
                f"Mind: two different schemes ({first}, {second}); only criteria with the same id, title and maximum are compared.")  # fmt: skip
    elif not found.same_version:
        yield t("Chú ý: hai kết quả dùng hai phiên bản của bộ tiêu chí; điểm đổi có thể do quy định đổi.",
                "Mind: the two use different versions of the scheme; points may differ because the rules do.")  # fmt: skip


def _facts(found: Comparison) -> Iterator[str]:
    """The facts the appraising body established of either result."""
    for name, result in (("A", found.first), ("B", found.second)):
        note = recorded_appraisal(result)
        if note is not None and not (found.claimed and name == "A"):
            steps = AppraisalSteps(View(result, settings.lang), note).facts
            yield from (f"{name}: {step.what} – {step.remark}" for step in steps)


def _upshot(found: Comparison) -> Iterator[str]:
    if found.has_total:
        gap = found.total_difference
        change = t(*_TOTAL[found.total_why])
        change = change if gap is None else t("không đổi", "unchanged") if gap == 0 else _signed(gap)
        (_, *totals, _), (_, *classes, moved) = _ends(found)
        yield t(f"Tổng điểm: {' → '.join(totals)} ({change}). Loại: {' → '.join(classes)} ({moved}).",
                f"Total: {' → '.join(totals)} ({change}). Class: {' → '.join(classes)} ({moved}).")  # fmt: skip
    changed, compared = found.up + found.down, len(found.compared)
    gained, lost = _signed(found.gained), _signed(found.lost)
    text = t(f"{changed}/{compared} tiêu chí so được đổi điểm: {found.up} tăng ({gained}), {found.down} giảm ({lost}).",
             f"{changed} of {compared} comparable criteria changed: {found.up} up ({gained}), {found.down} down ({lost}).")  # fmt: skip
    if rest := len(found.criteria) - compared:
        text += " " + t(f"{rest} tiêu chí không so được, nêu rõ vì sao ở dưới.",
                        f"{rest} criteria cannot be compared; why is told below.")  # fmt: skip
    yield text


def _ends(found: Comparison) -> list[list[str]]:
    """Total and class: what it is, both sides, how they differ."""
    words = {"up": ("lên loại", "higher"), "down": ("xuống loại", "lower"), "same": ("giữ nguyên", "the same")}
    sides = (found.first, found.second)
    # With its scale where the two have different ones.
    totals = [total_text(x) + (f"/{points(x.total.max)}" if found.total_why else "") for x in sides]
    return [
        [t("Tổng điểm", "Total"), *totals, _signed(found.total_difference)],
        [
            t("Loại", "Class"),
            *(class_text(one.classification) for one in sides),
            t(*words.get(found.moved or "", ("không so được", "not comparable"))),
        ],
    ]


def _changed(one: ComparedItem) -> bool:
    alike = one.first == one.second and one.first_status == one.second_status and not one.why
    return one.difference != 0 and not alike


def _title(one: ComparedItem) -> str:
    title = one.either.title
    return f"{title} (A: {one.former_title})" if one.former_title else title


def _points(one: ComparedItem, side: Literal["a", "b"]) -> str:
    """Points with their maximum where that differs; a word where there are none."""
    item, value, status = (
        (one.before, one.first, one.first_status) if side == "a" else (one.after, one.second, one.second_status)
    )
    if value is not None:
        text = show(value, settings.lang)
        return f"{text}/{points(item.max)}" if item and one.why == "other_maximum" else text
    words = {
        None: ("không có", "absent"), "not_applicable": ("không áp dụng", "not applicable"),
        "not_claimed": ("chưa tự chấm", "not claimed"),
    }  # fmt: skip
    return t(*words.get(status, ("còn ngỏ", "open")))


def _gap(one: ComparedItem) -> str:
    if one.why == "other_criterion":
        return t("hai tiêu chí khác nhau", "two different criteria")
    if one.why == "other_maximum":
        return t("điểm tối đa khác nhau", "other maximum")
    return _signed(one.difference)


def _signed(value: Number | None) -> str:
    if value is None:
        return t("không so được", "not comparable")
    return ("+" if value > 0 else "") + show(value, settings.lang)


_COLUMNS = (
    Column("level", "Cấp", "Level"), Column("id", "Mã", "Id"), Column("title", "Tên", "Title"),
    Column("a", "A", "A", "points"), Column("b", "B", "B", "points"),
    Column("difference", "Chênh (B − A)", "Difference (B − A)", "points"),
    Column("a_words", "A bằng chữ", "A in words"), Column("b_words", "B bằng chữ", "B in words"),
    Column("note", "Ghi chú", "Note"),
)  # fmt: skip


def _as_csv(compared: Compared, *, all_: bool, delimiter: str) -> bytes:
    """The rows as data: numbers in cells of their own, absences in words."""
    found, kappa = compared.comparison, compared.kappa
    first, second = found.first, found.second

    def rows() -> Iterator[list[Cell]]:
        for level, items in ((t("tiêu chí", "criterion"), found.criteria), (t("nhóm", "group"), found.groups or ())):
            for one in items:
                if all_ or _changed(one):
                    numbers = [_exact(x) for x in (one.first, one.second, one.difference)]
                    words = [_points(one, "a"), _points(one, "b"), _gap(one)]
                    # A word stands only where there is no number.
                    absent = [word if number is None else "" for word, number in zip(words, numbers, strict=True)]
                    yield [level, one.either.id, _title(one), *numbers, *absent]
        if found.has_total:
            (_, *totals), (*_, moved) = _ends(found)
            ends = (first.total, second.total)
            sure = [one.certain if one.certain == one.attainable else None for one in ends]
            yield [t("tổng", "total"), "", "", *sure, _exact(found.total_difference), *totals]
            yield [
                t("loại", "class"),
                "",
                "",
                None,
                None,
                None,
                first.classification.text(),
                second.classification.text(),
                moved,
            ]
        # Who is compared, and the banner, stand below: the heading stays the first line for programs.
        for side, result, claimed in (("A", first, found.claimed), ("B", second, False)):
            yield [side, result.agency.id, _name(result, claimed=claimed), *[None] * 5, result.scheme.banner or ""]
        if kappa:
            text = _kappa(kappa, len(found.shares[0])).rstrip()
            yield ["kappa", "", text, *[None] * 5, caveat(settings.lang)]

    stream = io.BytesIO()
    compared_rows = Table(name="compare", title="compare", columns=_COLUMNS, rows=rows)
    write_csv(compared_rows, stream, settings.lang, delimiter)
    return stream.getvalue()


def _exact(value: Number | None) -> str | None:
    return None if value is None else exact_text(value)
