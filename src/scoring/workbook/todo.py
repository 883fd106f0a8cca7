"""What the agency still has to do in a row of sheet Tiêu chí, and which records are picked for a criterion."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.text import column_letters
from scoring.workbook import layout
from scoring.workbook.addresses import LINKS
from scoring.workbook.cached_values import Computed
from scoring.workbook.cell_math import Code, any_of
from scoring.workbook.criteria_cells import filled_by_others, shown_cell
from scoring.workbook.frame import Frame
from scoring.workbook.layout import ABSENT, CRITERIA_TABLE, Row
from scoring.workbook.record_checks import linked_formula, uses_of

_MOST = 250
_UNCLAIMED, _NO_REASON = "chưa ghi điểm tự chấm", "chưa nêu lý do"
_OPEN_STATES = ("chưa khai", "cần xem lại")


def links(frame: Frame, row: Row) -> dict[str, Computed]:
    """The hidden cells that say where the first records picked for a criterion stand."""
    if row.role != "criterion":
        return {}
    found, before = linked(frame, row.id), ""
    cells: dict[str, Computed] = {}
    for n, name in enumerate(LINKS):
        cells[name] = (f"={linked_formula(frame.addresses, row.id, before)}", found[n] + 1 if n < len(found) else 0)
        before = frame.addresses.cell(row.key, name)
    return cells


def linked(frame: Frame, criterion: str) -> list[int]:
    """Which records are picked for a criterion, from 0."""
    records = enumerate(frame.contents.evidence)
    return [index for index, cells in records if f";{criterion};" in uses_of(cells)]


def linked_shown(frame: Frame, row: Row) -> Computed:
    """Which records are picked for a criterion: how many, and the first by number, or by id where they have none."""
    addresses, found = frame.addresses, linked(frame, row.id)
    count = f'SUMPRODUCT(ISNUMBER(FIND(";{row.id};",{addresses.records_range("uses")}))*1)'
    places = [addresses.cell(row.key, name) for name in LINKS]
    numbers, ids = addresses.records_range("number"), addresses.records_range("id")
    shown = "&".join(
        f'IF({at}=0,"","{"; " if n else ""}"&IF(INDEX({numbers},{at})="",INDEX({ids},{at}),INDEX({numbers},{at})))'
        for n, at in enumerate(places)
    )
    formula = f'=IF({places[0]}=0,"",{count}&" minh chứng: "&{shown}&IF({count}>{len(LINKS)},"; …",""))'
    if not found:
        return formula, ""
    records = [frame.contents.evidence[one] for one in found[: len(LINKS)]]
    named = "; ".join(str(one.get("number") or one["id"]) for one in records)
    return formula, f"{len(found)} minh chứng: {named}{'; …' if len(found) > len(LINKS) else ''}"


def complete_asked(frame: Frame, row: Row) -> Computed:
    """Beside a number that is taken from the evidence: whether all papers of its kinds are listed, and where that is
    asked; empty cells where nothing is taken from the agency's evidence.
    """
    addresses = frame.addresses
    selection = row.measure.selection if row.role == "measure" and row.measure is not None else None
    own = [one for one in selection.kinds if one in addresses.own_labels] if selection else []
    if selection is None or not own or len(own) < len(selection.kinds):
        return "", None
    at, place = layout.COMPLETE_CELL
    name = column_letters(place)
    kind = f"{column_letters(layout.KINDS_TABLE.at('complete'))}{frame.kind_row(own[0])}"
    some = f"'{layout.EVIDENCE}'!${name}${at}=\"{layout.SOME}\""
    target = f'IF({some},"#{layout.OTHER}!{kind}","#\'{layout.EVIDENCE}\'!{name}{at}")'
    asked, done = "Đã ghi đủ? Bấm để trả lời", "danh sách đã đủ"
    closed = frame.contents.complete == layout.ALL
    closed |= frame.contents.complete == layout.SOME and frame.contents.complete_kinds.issuperset(own)
    return f'=IF({addresses.closed(selection.kinds)},"{done}",HYPERLINK({target},"{asked}"))', done if closed else asked


def todo_cells(frame: Frame, row: Row) -> dict[str, Computed]:
    """The hidden cells of a row: what to do in it, its name, and how many rows so far have something to do."""
    addresses = frame.addresses
    at, todo, count = addresses.row(row.key), addresses.cell(row.key, "todo"), f"${addresses.column('count')}"
    before = "0" if at == CRITERIA_TABLE.first_row else f"{count}{at - 1}"
    now = sum(map(bool, todo_now(frame)[: at - CRITERIA_TABLE.first_row + 1]))
    parts = list(_left(frame, row))
    if not parts:
        return {"count": (f"={before}", now)}
    words = "&".join(f'IF({test},"; "&{text},"")' for test, text, _ in parts)
    return {
        "todo": (f"=MID({words},3,{_MOST})", _words(parts)),
        "name": (f"={addresses.lists.cell(row_name(row))}", row_name(row)),
        "count": (f'={before}+IF({todo}="",0,1)', now),
    }


def todo_now(frame: Frame) -> list[str]:
    """What is to be done in each row as the dossier stands; empty texts where nothing is."""
    if frame.todo is None:
        frame.todo = [_words(list(_left(frame, row))) for row in frame.addresses.rows]
    return frame.todo


def row_name(row: Row) -> str:
    """A row as the list names it."""
    return f"{row.node.id} – {row.title}" if row.node is not None else row.title


def _words(parts: list[tuple[str, str, str]]) -> str:
    return "; ".join(said for _, _, said in parts if said)[:_MOST]


def _left(frame: Frame, row: Row) -> Iterator[tuple[str, str, str]]:
    """When something is to be done, the cell or text that says it, and what it says now, if anything."""
    addresses = frame.addresses
    if row.role == "section" or addresses.from_another(row):
        return
    columns = ("answer", "not_applicable", "claim", "state", "reason", "calc")
    cell = {name: addresses.cell(row.key, name) for name in columns}
    typed = {name: frame.contents.cells.get((row.key, name), "") for name in columns}
    calc, state = frame.cached.calc.get(row.key, ""), str(shown_cell(frame, "state", row)[1] or "")
    others = filled_by_others(row)
    if row.role == "criterion":
        yield f'{cell["calc"]}="{Code.MISSING}"', cell["state"], state if calc == Code.MISSING else ""
        unsaid = typed["claim"] == "" and calc != Code.STATED
        test = f'AND({cell["claim"]}="",{cell["calc"]}<>"{Code.STATED}")'
        yield test, f'"{_UNCLAIMED}"', _UNCLAIMED if unsaid else ""
    elif row.declarable and not others:
        test = any_of(f'{cell["state"]}="{one}"' for one in _OPEN_STATES)
        yield test, cell["state"], state if state in _OPEN_STATES else ""
    if row.role == "judgement" and not others:
        test, needed = f'{cell["answer"]}<>""', typed["answer"] != ""
    elif row.role == "judgement":
        return
    else:
        test = f'OR({cell["not_applicable"]}="{ABSENT}",{cell["answer"]}="{ABSENT}")'
        needed = ABSENT in (typed["not_applicable"], typed["answer"])
    lacks = needed and typed["reason"] == ""
    yield f'AND({test},{cell["reason"]}="")', f'"{_NO_REASON}"', _NO_REASON if lacks else ""
