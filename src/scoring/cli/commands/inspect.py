"""`scoring inspect`: what a scheme holds, as a tree and as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scoring.app.inspection import ShownScheme, inspect
from scoring.cli.terminal.console import Terminal, settings, t, table, width, write
from scoring.cli.terminal.options import PATH, argument, command, fmt, option
from scoring.result.write import to_bytes
from scoring.text import display_width, wrap


@command("inspect", "Xem bộ tiêu chí: cây, điểm tối đa, căn cứ, cách chấm, ai đọc đại lượng nào, còn gì chưa xác nhận.",
         "Show a scheme: tree, maxima, clauses, kinds, who reads which measure, what is unconfirmed.")  # fmt: skip
@argument("scheme", "Thư mục bộ tiêu chí.", "The scheme's folder.", type=PATH)
@option("--period", vi="Kỳ (mặc định: trạng thái mới nhất).", en="The period (default: the newest state).")
@option("--set", "set_", vi="Chỉ bộ này.", en="Only this criteria set.")
@fmt("text", "json")
def command_(scheme: Path, period: str | None, set_: str | None, format_: str) -> None:
    shown = inspect(scheme, period=period, set_id=set_, lang=settings.lang, observer=Terminal(notes=True))
    if format_ == "json":
        write(to_bytes(shown).decode())
    else:
        write("\n".join(_fit(_text(shown))) + "\n")


def _fit(pieces: Iterator[str]) -> Iterator[str]:
    """Lines no wider than the screen; what goes on is indented. Tables fit already."""
    for piece in pieces:
        if "\n" in piece or display_width(piece) <= width():
            yield piece
            continue
        indent = piece[: len(piece) - len(piece.lstrip(" "))]
        first, *rest = wrap(piece, width() - len(indent) - 2)
        yield indent + first
        yield from (f"{indent}  {line}" for line in rest)


def _text(shown: ShownScheme) -> Iterator[str]:
    yield f"{shown.title}  ({shown.id}, {shown.status})"
    if shown.banner:
        yield shown.banner
    if shown.decision:
        yield t("Căn cứ: ", "Decision: ") + shown.decision
    yield t(
        f"Còn {shown.unconfirmed} mục chưa xác nhận (chưa ghi basis: verified)",
        f"{shown.unconfirmed} items unconfirmed (no basis: verified)",
    )
    yield shown.digest
    yield ""
    head = [t("Khối", "Block"), t("Tên", "Title"), t("Bộ", "Set"), t("Thang", "Ladder"), t("Thẩm định", "Appraised by")]
    yield table([head, *([b.id, b.title, b.set, b.ladder, b.appraised_by or ""] for b in shown.blocks)])
    for id, ladder in shown.ladders.items():
        steps = ", ".join(f"{one.title} ≥ {one.from_}" if one.from_ else one.title for one in ladder.classes)
        yield f"{t('Thang', 'Ladder')} {id}: {steps}"
        for ids, vi, en in (
            (ladder.gates, "điều kiện", "gates"),
            (ladder.ceilings, "giới hạn", "ceilings"),
            (ladder.outside, "ngoài thang", "outside"),
        ):
            if ids:
                yield f"  {t(vi, en)}: {', '.join(ids)}"
    for rule in shown.rules:
        yield f"{t('Luật phát hiện', 'Rule')} {rule.id}: {rule.title}"
    titles = {"tree": "", "bonus": t("Điểm thưởng", "Bonus"), "penalty": t("Điểm trừ", "Penalty")}
    for id, chosen in shown.sets.items():
        yield ""
        yield f"{id}: {chosen.title} ({t('tối đa', 'maximum')} {chosen.maximum})"
        for name, nodes in chosen.sections.items():
            if titles[name]:
                yield f"{titles[name]} ({t('trần', 'cap')} {chosen.caps[name]})"
            rows = [["", t("Tên", "Title"), t("Điểm", "Max"), t("Cách chấm", "Kind"), t("Căn cứ", "Clause")]]
            rows += [
                ["  " * (one.level - 1) + one.id, one.title, one.maximum, one.kind or "", one.clause or ""]
                for one in nodes
            ]  # fmt: skip
            yield table(rows, frozenset({2}))
        measures = [[t("Đại lượng", "Measure"), t("Tên", "Title"), t("Nguồn", "Source"), t("Được đọc bởi", "Read by")]]
        measures += [
            [name, one.title + (f" ({', '.join(one.inputs)})" if one.inputs else ""),
             one.source, ", ".join(one.read_by)]
            for name, one in chosen.measures.items()
        ]  # fmt: skip
        if len(measures) > 1:
            yield table(measures)
