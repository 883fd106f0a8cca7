"""Two compared results in words: the upshot first, then what changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from scoring.app.summaries import class_text
from scoring.cli.terminal.console import settings, t, table, width
from scoring.cli.terminal.summary import interval
from scoring.numbers import from_exact, show
from scoring.reports.agreement_words import caveat, figure, why
from scoring.reports.csv_file import write_csv
from scoring.reports.tables import Cell, Column, Table
from scoring.review.compare import by_claims
from scoring.text import wrap

_Data = dict[str, Any]
_LEVELS = {
    "criteria": ("tiêu chí", "criterion"), "groups": ("nhóm", "group"), "total": ("tổng", "total"),
    "class": ("loại", "class"),
}  # fmt: skip

_TOTAL = {
    "other_scheme": ("không so được: hai bộ tiêu chí khác nhau", "not comparable: two different schemes"),
    "other_maximum": ("không so trực tiếp được: điểm tối đa khác nhau", "not comparable: other maximum"),
    None: ("chưa so được: còn khoảng điểm", "not comparable yet: still an interval"),
}  # fmt: skip


def as_text(found: _Data, a: _Data, b: _Data, all_: bool) -> str:
    """The page for people."""
    if found["line"] == "claimed":
        a = dict(by_claims(a) or a)
    parts = [f"{line}\n" for line in _banners(found)]
    claimed = found["line"] == "claimed"
    parts += [
        f"A: {_name(found['a'], claimed=claimed)}\nB: {_name(found['b'])}\n",
        *(f"{line}\n" for line in _warnings(found)),
        "\n",
        *(f"{line}\n" for text in _upshot(found, a, b) for line in wrap(text, width())),
    ]
    head = ["", t("Tên", "Title"), "A", "B", t("Chênh (B − A)", "Difference (B − A)")]
    for key, vi, en in (("criteria", "Tiêu chí", "Criteria"), ("groups", "Nhóm", "Groups")):
        rows = [
            [one["id"], _title(one), _points(one, "a"), _points(one, "b"), _gap(one)]
            for one in found.get(key, ()) if all_ or _changed(one)
        ]  # fmt: skip
        if rows:
            told = t(vi, en) if all_ else t(f"{vi} đã đổi hoặc không so được",
                                            f"{en} that changed or cannot be compared")  # fmt: skip
            parts.append(f"\n{told}\n" + table([head, *rows], frozenset((2, 3, 4))))
    if "total" in found:
        rows = [["", "A", "B", t("Chênh (B − A)", "Difference (B − A)")], *_ends(found, a, b)]
        parts.append("\n" + table(rows, frozenset((1, 2, 3))))
    same = found["agreement"]
    parts.append(t(f"\n{same['equal']}/{same['criteria']} tiêu chí so được có điểm bằng nhau.\n",
                   f"\n{same['equal']} of {same['criteria']} criteria that can be compared are equal.\n"))  # fmt: skip
    if "kappa" in same:
        parts += [_kappa(same), *(f"{line}\n" for line in wrap(caveat(settings.lang), width()))]
    return "".join(parts)


def _kappa(same: _Data) -> str:
    kappa = same["kappa"]
    if kappa["undefined"]:
        return f"Kappa: {why(kappa, settings.lang)} (n = {same['criteria']}).\n"
    return t(f"Kappa có trọng số, n = {same['criteria']}: tuyến tính {figure(kappa['linear'], settings.lang)}, bình phương {figure(kappa['quadratic'], settings.lang)}.\n",
             f"Weighted kappa, n = {same['criteria']}: linear {figure(kappa['linear'], settings.lang)}, quadratic {figure(kappa['quadratic'], settings.lang)}.\n")  # fmt: skip


def _banners(found: _Data) -> list[str]:
    return list(dict.fromkeys(found[side]["banner"] for side in "ab" if found[side]["banner"]))


def _name(who: _Data, *, claimed: bool = False) -> str:
    parts = [f"{who['name']}, {t('kỳ', 'period')} {who['period']}"]
    if claimed:
        parts.append(t("điểm cơ quan tự chấm", "points the agency claims"))
    elif who["ledger"]:
        parts.append(t(f"điểm chính thức theo sổ cái {who['campaign']} ({who['entries']} bản ghi, mã đầu chuỗi {who['ledger'][:12]}…)",
                       f"final points by the ledger {who['campaign']} ({who['entries']} entries, head {who['ledger'][:12]}…)"))  # fmt: skip
    else:
        parts.append(
            t("điểm tính từ hồ sơ, chưa thẩm định", "computed from the dossier, not appraised")
        )
    if not claimed and not (who["complete"] and who["final"]):
        parts.append(t("TẠM TÍNH", "PROVISIONAL"))
    return " – ".join(parts)


def _warnings(found: _Data) -> Iterator[str]:
    if not found["same_agency"]:
        yield t("Chú ý: hai cơ quan khác nhau.", "Mind: two different agencies.")
    if found["a"]["scheme"] != found["b"]["scheme"]:
        yield t(f"Chú ý: hai bộ tiêu chí khác nhau ({found['a']['scheme']}, {found['b']['scheme']}); chỉ tiêu chí cùng mã, cùng tên, cùng điểm tối đa mới so được.",
                f"Mind: two different schemes ({found['a']['scheme']}, {found['b']['scheme']}); only criteria with the same id, title and maximum are compared.")  # fmt: skip
    elif not found["same_scheme"]:
        yield t("Chú ý: hai kết quả dùng hai phiên bản của bộ tiêu chí; điểm đổi có thể do quy định đổi.",
                "Mind: the two use different versions of the scheme; points may differ because the rules do.")  # fmt: skip


def _upshot(found: _Data, a: _Data, b: _Data) -> Iterator[str]:
    if "total" in found:
        total, moved = found["total"], found["class"]["moved"]
        gap = total["difference"]
        said = t(*_TOTAL[total["why"]])
        said = said if gap is None else t("không đổi", "unchanged") if gap == "0" else _signed(gap)
        yield t(f"Tổng điểm: {_whole(a, total)} → {_whole(b, total)} ({said}). Loại: {class_text(a)} → {class_text(b)} ({_moved(moved)}).",
                f"Total: {_whole(a, total)} → {_whole(b, total)} ({said}). Class: {class_text(a)} → {class_text(b)} ({_moved(moved)}).")  # fmt: skip
    one = found["summary"]
    changed, gained, lost = one["up"] + one["down"], _signed(one["gained"]), _signed(one["lost"])
    text = t(f"{changed}/{one['compared']} tiêu chí so được đổi điểm: {one['up']} tăng ({gained}), {one['down']} giảm ({lost}).",
             f"{changed} of {one['compared']} comparable criteria changed: {one['up']} up ({gained}), {one['down']} down ({lost}).")  # fmt: skip
    rest = one["criteria"] - one["compared"]
    if rest:
        text += " " + t(f"{rest} tiêu chí không so được, nêu rõ vì sao ở dưới.",
                        f"{rest} criteria cannot be compared; why is told below.")  # fmt: skip
    yield text


def _whole(result: _Data, total: _Data) -> str:
    """The total; with its scale where the two have different ones."""
    text = interval(dict(result["total"]))
    if total["why"]:
        text += "/" + show(from_exact(result["total"]["max"]), settings.lang)
    return text


def _ends(found: _Data, a: _Data, b: _Data) -> list[list[str]]:
    total = found["total"]
    gap = (
        _signed(total["difference"])
        if total["difference"]
        else t("không so được", "not comparable")
    )
    return [
        [t("Tổng điểm", "Total"), _whole(a, total), _whole(b, total), gap],
        [t("Loại", "Class"), class_text(dict(a)), class_text(dict(b)), _moved(found["class"]["moved"])],
    ]  # fmt: skip


def _changed(one: _Data) -> bool:
    alike = one["a"] == one["b"] and one["a_status"] == one["b_status"] and not one["why"]
    return bool(one["difference"] != "0" and not alike)


def _title(one: _Data) -> str:
    return f"{one['title']} (A: {one['a_title']})" if one["a_title"] else str(one["title"])


def _points(one: _Data, side: str) -> str:
    """Points with their maximum where that differs; a word where there are none."""
    value, status = one[side], one[f"{side}_status"]
    if value is not None:
        text = show(from_exact(value), settings.lang)
        if one["why"] == "other_maximum":
            text += "/" + show(from_exact(one[f"{side}_max"]), settings.lang)
        return text
    words = {
        None: ("không có", "absent"), "not_applicable": ("không áp dụng", "not applicable"),
        "not_claimed": ("chưa tự chấm", "not claimed"),
    }  # fmt: skip
    return t(*words.get(status, ("còn ngỏ", "open")))


def _gap(one: _Data) -> str:
    words = {
        "other_criterion": ("hai tiêu chí khác nhau", "two different criteria"),
        "other_maximum": ("điểm tối đa khác nhau", "other maximum"),
    }
    return t(*words[one["why"]]) if one["why"] else _signed(one["difference"])


def _signed(value: str | None) -> str:
    if value is None:
        return t("không so được", "not comparable")
    number = from_exact(value)
    return ("+" if number > 0 else "") + show(number, settings.lang)


def _moved(moved: str | None) -> str:
    words = {
        "up": ("lên loại", "higher"),
        "down": ("xuống loại", "lower"),
        "same": ("giữ nguyên", "the same"),
    }
    return t(*words.get(moved or "", ("không so được", "not comparable")))


_COLUMNS = (
    Column("level", "Cấp", "Level"), Column("id", "Mã", "Id"), Column("title", "Tên", "Title"),
    Column("a", "A", "A", "points"), Column("b", "B", "B", "points"),
    Column("difference", "Chênh (B − A)", "Difference (B − A)", "points"),
    Column("a_words", "A bằng chữ", "A in words"), Column("b_words", "B bằng chữ", "B in words"),
    Column("note", "Ghi chú", "Note"),
)  # fmt: skip


def as_csv(found: _Data, a: _Data, b: _Data, all_: bool, delimiter: str) -> bytes:
    """The rows as data: numbers in cells of their own, absences in words."""
    if found["line"] == "claimed":
        a = dict(by_claims(a) or a)

    def rows() -> Iterator[list[Cell]]:
        for key in ("criteria", "groups"):
            for one in found.get(key, ()):
                if all_ or _changed(one):
                    words = ["" if one[side] is not None else _points(one, side) for side in "ab"]
                    note = _gap(one) if one["difference"] is None else ""
                    yield [t(*_LEVELS[key]), one["id"], _title(one), one["a"], one["b"], one["difference"], *words, note]  # fmt: skip
        if "total" in found:
            total = found["total"]
            sure = [total[side]["certain"] if total[side]["certain"] == total[side]["attainable"] else None for side in "ab"]  # fmt: skip
            ends = _ends(found, a, b)
            yield [t(*_LEVELS["total"]), "", "", *sure, total["difference"], ends[0][1], ends[0][2], ends[0][3]]  # fmt: skip
            yield [t(*_LEVELS["class"]), "", "", None, None, None, *ends[1][1:]]
        # Who is compared, and the banner, stand below: the heading stays the first line for programs.
        claimed = found["line"] == "claimed"
        yield ["A", found["a"]["agency"], _name(found["a"], claimed=claimed), *[None] * 5, found["a"]["banner"] or ""]  # fmt: skip
        yield ["B", found["b"]["agency"], _name(found["b"]), *[None] * 5, found["b"]["banner"] or ""]  # fmt: skip
        kappa = found["agreement"].get("kappa")
        if kappa:
            yield [
                "kappa",
                "",
                _kappa(found["agreement"]).rstrip(),
                *[None] * 5,
                caveat(settings.lang),
            ]

    stream = io.BytesIO()
    write_csv(Table("compare", "compare", _COLUMNS, rows), stream, settings.lang, delimiter)
    return stream.getvalue()


__all__ = ["as_csv", "as_text"]
