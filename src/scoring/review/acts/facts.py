"""The act by which the appraising body establishes a fact that a dossier does not say, and what facts do to points."""

from __future__ import annotations

from pydantic_core import ValidationError

from scoring.evidence.model import Record, answer_of
from scoring.numbers import Number, normal
from scoring.review.acts.act import AgencyAct, DataKind, HistoryItem, Move
from scoring.review.acts.checks import competent, unknown_id
from scoring.review.acts.data import files, numbers, reason_in, refuse, text, text_list, texts
from scoring.review.entry import Entry
from scoring.review.facts import fact_words
from scoring.review.score_lines import level_before
from scoring.review.state import AgencyState, EstablishedFact, Figure, Line, State
from scoring.review.words import BY_FACTS, LIST_STATES, Words

EFFECT_KEYS: dict[str, DataKind] = {"certain": "points_by_id", "attainable": "points_by_id", "not_applicable": "texts"}
"""The keys under which an entry that changes the facts in force keeps the points that all of them lead to.

As in a submission, but only of criteria whose points are others than without any fact.
"""
CONTENT = ("record", "numbers", "lists", "applies")
"""The keys of a fact's content, of which one must be there."""


def _establish(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """A fact is established, and the points it leads to."""
    competent(state, one, entry)
    data = entry.data
    found = EstablishedFact(
        seq=entry.seq,
        stage=one.stage,
        actor=entry.actor,
        role=entry.role,
        at=entry.at,
        reason=reason_in(data, ESTABLISHED),
        source=text(data, "source", wanted="record" in data),
        record=data.get("record"),
        numbers=texts(data, "numbers"),
        lists=texts(data, "lists"),
        applies=text_list(data, "applies"),
        attachments=files(data, "attachments"),
    )
    if not any(data.get(key) for key in CONTENT):
        raise refuse("SC933", key="record")
    if found.record is not None:
        _check_record(one, found)
    for id, value in found.numbers.items():
        if answer_of(value) is None:
            raise refuse("SC933", key=f"numbers.{id}")
    for kind, state_ in found.lists.items():
        if state_ not in LIST_STATES:
            raise refuse("SC933", key=f"lists.{kind}")
    set_points(state, one, entry)
    one.facts.append(found)


def _check_record(one: AgencyState, found: EstablishedFact) -> None:
    """Refuse a record of evidence that is none, or whose id another established record has."""
    written = found.record
    if not isinstance(written, dict):
        raise refuse("SC933", key="record")
    plain = {**written, "fields": None, "criteria": None}
    fields = written.get("fields", {})
    odd = [key for key, value in plain.items() if not isinstance(value, str) and value is not None]
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        odd.append("fields")
    try:
        record = Record.model_validate({key: value for key, value in written.items() if value is not None})
    except ValidationError as error:
        raise refuse("SC933", key=".".join(map(str, ("record", *error.errors()[0]["loc"][:1])))) from None
    if any(other.record and other.record["id"] == record.id for other in one.facts_in_force):
        odd.append("id")
    if odd or record.file is not None:
        raise refuse("SC933", key=f"record.{odd[0] if odd else 'file'}")


def _points_in(
    state: State, one: AgencyState, entry: Entry
) -> tuple[dict[str, Number], dict[str, Number], tuple[str, ...]]:
    """Certain and attainable points by criterion, and what does not apply, as an entry says; Refused if wrong."""
    known = state.criteria_of(one)
    certain, attainable = numbers(entry.data, "certain"), numbers(entry.data, "attainable")
    absent = text_list(entry.data, "not_applicable")
    for id in (*certain, *attainable, *absent):
        if id not in known:
            raise unknown_id("tiêu chí", "criterion", id, known)
    for id, points in certain.items():
        if not known[id].low <= points <= known[id].high:
            raise refuse("SC933", key=f"certain.{id}")
    return certain, attainable, absent


def set_points(state: State, one: AgencyState, entry: Entry) -> None:
    """Give criteria the points that the facts in force lead to, as the entry says; others lose those they had by facts.

    Points given by hand stand until a fact changes the points computed; the later of the two holds.
    """
    certain, attainable, absent = _points_in(state, one, entry)
    for id in state.criteria_of(one):
        if id not in certain and id not in absent and id not in one.lines:
            continue
        line = one.lines.setdefault(id, Line())
        before, earlier = level_before(one, id), line.by_facts()
        is_open = id in certain and attainable.get(id, certain[id]) != certain[id]
        line.absent_since = (line.absent_since or entry.seq) if id in absent else 0
        line.open_since = (line.open_since or entry.seq) if is_open else 0
        if id not in certain or is_open:
            for figure in line.figures:
                figure.void = figure.void or figure.by_facts
        elif earlier is None or earlier.points != certain[id]:
            gap = 0 if before[1] is None else normal(certain[id] - before[1])
            line.figures.append(
                Figure(
                    seq=entry.seq,
                    stage=one.stage,
                    actor=entry.actor,
                    role=entry.role,
                    at=entry.at,
                    points=certain[id],
                    base=before[0],
                    base_points=before[1],
                    causes={BY_FACTS: gap} if gap else {},
                    reason=str(entry.data["reason"]),
                    by_facts=True,
                )
            )


def void_fact(state: State, one: AgencyState, fact: EstablishedFact, entry: Entry) -> None:
    """A fact is in force no longer, nor are the points it led to."""
    _points_in(state, one, entry)
    fact.void = True
    for _, figure in one.figures():
        figure.void = figure.void or (figure.by_facts and figure.seq == fact.seq)
    set_points(state, one, entry)


def refuse_effect(entry: Entry) -> None:
    """Refuse points computed from facts in an entry that changes no fact."""
    odd = EFFECT_KEYS.keys() & entry.data.keys()
    if odd:
        raise refuse("SC933", key=min(odd))


def fact_of(one: AgencyState, entry: Entry) -> EstablishedFact:
    """The fact in force that an act is about."""
    seq = entry.data.get("fact")
    known = {fact.seq: fact for fact in one.facts_in_force}
    if not isinstance(seq, int) or isinstance(seq, bool) or seq not in known:
        shown = ", ".join(map(str, known)) or "–"
        raise refuse("SC885", agency=one.agency.id, entry=str(seq), known=shown)
    return known[seq]


def subject(item: HistoryItem) -> str:
    """The criterion an entry is about, or the fact."""
    if "fact" in item.data:
        return f"{item.in_lang('sự việc ở bản ghi', 'the fact of entry')} {item.data['fact']}"
    return str(item.data["criterion"])


def _fact_established(item: HistoryItem) -> str:
    """What was established, from where, and the points it leads to."""
    return "; ".join(part for part in (fact_words(item.data, item.lang), points_computed(item)) if part)


def points_computed(item: HistoryItem) -> str:
    """The points that the facts in force lead to; "" where they change none."""
    certain, attainable = item.data.get("certain", {}), item.data.get("attainable", {})
    rows = []
    for id, low in certain.items():
        high = attainable.get(id, low)
        rows.append(f"{id} = {item.points(low)}" + (f" – {item.points(high)}" if high != low else ""))
    rows += [f"{id} {item.in_lang('không áp dụng', 'does not apply')}" for id in item.data.get("not_applicable", ())]
    return f"{item.in_lang('tính lại', 'computed again')}: {', '.join(rows)}" if rows else ""


ESTABLISHED = AgencyAct(
    id="established",
    words=Words("ghi nhận sự việc", "fact established"),
    command="fact",
    required={"agency": "text", "reason": "text"},
    optional={
        "source": "text",
        "record": "object",
        "numbers": "texts_by_id",
        "lists": "texts_by_id",
        "applies": "texts",
        "attachments": "files",
        **EFFECT_KEYS,
    },
    moves=(
        Move(
            kinds=("appraisal", "council"),
            statuses=("submitted",),
            roles=("member", "chair"),
            reason=True,
            in_time=True,
            also=Words(
                "cơ quan thẩm định đúng thẩm quyền ngày đó, lĩnh vực nào cũng được; hồ sơ kèm sự việc phải qua mọi "
                "phép kiểm của hồ sơ; điểm, phát hiện, trần được tính lại",
                "by the body competent on that day, in whatever field; dossier and fact together must pass all "
                "checks of dossiers; points, findings and ceilings are computed again",
            ),
        ),
    ),
    carry_out=_establish,
    summary=_fact_established,
)
