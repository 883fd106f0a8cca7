"""`scoring inspect`: what a scheme holds, as a tree and as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.app.inspection import ShownScheme, inspect
from scoring.cli.terminal.console import Terminal, settings, t, table, width, write
from scoring.cli.terminal.options import PATH, UNITS, argument, command, fmt, option
from scoring.formulas import KINDS
from scoring.reports.words import as_written, day
from scoring.result.write import to_bytes
from scoring.text import fold_lines

if TYPE_CHECKING:
    from scoring.app.units import ShownUnits


@command("inspect", "Xem bộ tiêu chí: cây, điểm tối đa, căn cứ, cách chấm, ai đọc đại lượng nào, còn gì chưa xác nhận.",
         "Show a scheme: tree, maxima, clauses, kinds, who reads which measure, what is unconfirmed.")  # fmt: skip
@argument("scheme", "Thư mục bộ tiêu chí.", "The scheme's folder.", type=PATH)
@option("--period", vi="Kỳ (mặc định: trạng thái mới nhất).", en="The period (default: the newest state).")
@option("--set", "set_", vi="Chỉ bộ này.", en="Only this criteria set.")
@option("--by", type=click.Choice(["unit"]), vi="Theo đơn vị bên trong cơ quan: ai cung cấp gì.",
        en="By inner unit of an agency: who supplies what.")  # fmt: skip
@UNITS
@fmt("text", "json")
def command_(
    scheme: Path, period: str | None, set_: str | None, by: str | None, units: Path | None, format_: str
) -> None:
    if by or units:
        from scoring.app.units import units as units_of

        found = units_of(
            scheme, period=period, set_id=set_, own=units, lang=settings.lang, observer=Terminal(notes=True)
        )
        write(to_bytes(found).decode() if format_ == "json" else fold_lines("\n".join(_units(found)), width()) + "\n")
        return
    shown = inspect(scheme, period=period, set_id=set_, lang=settings.lang, observer=Terminal(notes=True))
    if format_ == "json":
        write(to_bytes(shown).decode())
    else:
        write(fold_lines("\n".join(_text(shown)), width()) + "\n")


_STATUS = {"working": ("chưa đối chiếu", "not yet verified"), "verified": ("đã đối chiếu", "verified")}


_SOURCES = {
    "declared": ("khai", "declared"),
    "external": ("nơi khác", "from elsewhere"),
    "count": ("đếm", "counted"),
    "sum": ("cộng", "added up"),
    "exists": ("có giấy tờ", "documents"),
    "days_late": ("ngày chậm", "days late"),
    "due": ("phải gửi", "due"),
    "ratio": ("tỷ lệ", "share"),
    "total": ("tổng", "total"),
    "difference": ("hiệu", "difference"),
}
"""Where measures come from (`scoring.scheme.criteria.SOURCES`)."""


def _kind(id: str | None) -> str:
    """How points are given, in words; "" for a group."""
    return t(KINDS[id].title_vi, id.replace("_", " ")) if id else ""


def _units(shown: ShownUnits) -> Iterator[str]:
    for one in shown.structures:
        since, until = (day(str(x), settings.lang) if x else "" for x in (one.since, one.until))
        when = t(f" từ {since}", f" from {since}") * bool(since) + t(f" đến {until}", f" until {until}") * bool(until)
        yield f"{one.set}{when}: {one.title}" + (f" ({one.clause})" if one.clause else "")
        head = [t("Đơn vị", "Unit"), t("Điểm", "Points"), t("Phần", "Share"), t("Tiêu chí", "Criteria"),
                t("Số liệu", "Numbers"), t("Minh chứng", "Evidence")]  # fmt: skip
        rows = [
            [unit.title + (t(" (đầu mối)", " (focal point)") if unit.focal else ""), unit.maximum, unit.share,
             str(len(unit.criteria)), str(len(unit.measures)), str(len(unit.evidence))]
            for unit in one.units
        ]  # fmt: skip
        yield table([head, *rows], frozenset({1, 2, 3, 4, 5}))
        for unit in one.units:
            yield f"{unit.title}:"
            for vi, en, supplies in (
                ("tiêu chí", "criteria", unit.criteria),
                ("số liệu", "numbers", unit.measures),
                ("minh chứng", "evidence", unit.evidence),
            ):
                if supplies:
                    yield f"  {t(vi, en)}:"
                for item in supplies:
                    notes = [*(x for x in (item.clause,) if x)]
                    notes += [t("phối hợp: ", "with: ") + ", ".join(item.cooperating)] if item.cooperating else []
                    notes += [t("đề xuất", "proposed")] if item.basis == "working" else []
                    yield f"    {item.id} – {item.title}" + (f" ({'; '.join(notes)})" if notes else "")
        if one.missing:
            yield t("Chưa giao cho đơn vị nào: ", "Supplied by nobody: ") + ", ".join(one.missing)
        yield ""


def _text(shown: ShownScheme) -> Iterator[str]:
    yield f"{shown.title}  ({shown.id}, {_STATUS[shown.status][settings.lang != 'vi']})"
    if shown.banner:
        yield shown.banner
    if shown.decision:
        yield t("Căn cứ: ", "Decision: ") + shown.decision
    yield t(
        f"Còn {shown.unconfirmed} mục chưa xác nhận với văn bản gốc",
        f"{shown.unconfirmed} items unconfirmed against the decision",
    )
    yield shown.digest
    yield ""
    head = [t("Khối", "Block"), t("Mã", "Id"), t("Bộ", "Set"), t("Thẩm định", "Appraised by")]
    yield table([head, *([b.title, b.id, b.set, b.appraised_by or ""] for b in shown.blocks)])
    # What no block of the period uses belongs to blocks of other periods; a set asked for by name is shown.
    ladders, sets = {b.ladder for b in shown.blocks}, {b.set for b in shown.blocks}
    for id, ladder in shown.ladders.items():
        if ladders and id not in ladders:
            continue
        steps = ", ".join(f"{one.title} ≥ {one.from_}" if one.from_ else one.title for one in ladder.classes)
        of = "; ".join(b.title for b in shown.blocks if b.ladder == id) or id
        yield f"{t('Thang', 'Ladder')} – {of}: {steps}"
        for ids, vi, en in (
            (ladder.gates, "điều kiện", "gates"),
            (ladder.ceilings, "giới hạn", "ceilings"),
            (ladder.outside, "ngoài thang", "outside"),
        ):
            if ids:
                yield f"  {t(vi, en)}: {as_written('; '.join(ladder.titles[one] for one in ids))}"
    for rule in shown.rules:
        yield f"{t('Phát hiện', 'Finding')}: {rule.title}"
    titles = {"tree": "", "bonus": t("Điểm thưởng", "Bonus"), "penalty": t("Điểm trừ", "Penalty")}
    for id, chosen in shown.sets.items():
        if sets and id not in sets and len(shown.sets) > 1:
            continue
        yield ""
        yield f"{chosen.title} ({t('bộ', 'set')} {id}; {t('tối đa', 'maximum')} {chosen.maximum})"
        for name, nodes in chosen.sections.items():
            if titles[name]:
                yield f"{titles[name]} ({t('trần', 'cap')} {chosen.caps[name]})"
            rows = [["", t("Tên", "Title"), t("Điểm", "Max"), t("Cách chấm", "Kind"), t("Căn cứ", "Clause")]]
            rows += [
                ["  " * (one.level - 1) + one.id, one.title, one.maximum, _kind(one.kind), one.clause or ""]
                for one in nodes
            ]  # fmt: skip
            yield table(rows, frozenset({2}))
        measures = [[t("Đại lượng", "Measure"), t("Mã", "Id"), t("Nguồn", "Source"), t("Dùng cho", "Read by")]]
        # Measures are declared by their ids, so these stay; what reads them is known by its title.
        measures += [
            [one.title, name, t(*_SOURCES[one.source]),
             "; ".join(chosen.measures[x].title if x in chosen.measures else x for x in one.read_by)]
            for name, one in chosen.measures.items()
        ]  # fmt: skip
        if len(measures) > 1:
            yield table(measures)
