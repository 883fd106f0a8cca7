"""Acts on one criterion before the publication (appraised, explained, undone), and the sample to verify."""

from __future__ import annotations

from scoring.review.acts.act import AgencyAct, CampaignAct, HistoryItem, Move
from scoring.review.acts.checks import competent, criterion_of, wrong_role
from scoring.review.acts.data import ORIGIN, POINTS_KEYS, files, refuse, text
from scoring.review.acts.facts import EFFECT_KEYS, fact_of, points_computed, refuse_effect, subject, void_fact
from scoring.review.acts.figures import covers, duty, figure_of
from scoring.review.entry import Entry
from scoring.review.score_lines import level_before
from scoring.review.state import AgencyState, EstablishedFact, Figure, Line, State, Statement
from scoring.review.words import Words


def points_given(item: HistoryItem) -> str:
    """The criterion and the points it is given; for a fact whether it stands."""
    given = item.data.get("points")
    if "fact" in item.data:
        stands = item.in_lang("giữ nguyên", "upheld")
        kept = item.in_lang("không còn hiệu lực", "set aside") if item.data.get("accepted") else stands
        return "; ".join(part for part in (f"{subject(item)}: {kept}", points_computed(item)) if part)
    points = item.in_lang("giữ nguyên", "unchanged") if given is None else item.points(given)
    return f"{item.data['criterion']}: {points}"


def _appraise(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """Points are given to a criterion."""
    criterion = criterion_of(state, one, entry)
    person = competent(state, one, entry)
    assert person is not None
    covered, counts = duty(state, person, criterion)
    if not covered:
        able = [x.id for x in state.opened.people if x.role == "chair" or (x.role == "member" and covers(x, criterion))]
        raise refuse(
            "SC927",
            actor=entry.actor,
            criterion=criterion.id,
            fields=", ".join(person.fields),
            able=", ".join(able) or "–",
        )
    figure = figure_of(APPRAISED, entry, one, criterion, before=level_before(one, criterion.id), counts=counts)
    line = one.lines.get(criterion.id)
    if line is None:
        line = one.lines[criterion.id] = Line()
    line.figures.append(figure)


def _entry_undone(item: HistoryItem) -> str:
    """The entry, and the points that are computed again where it established a fact."""
    entry = f"{item.in_lang('bản ghi', 'entry')} {item.data.get('entry')}"
    return "; ".join(part for part in (entry, points_computed(item)) if part)


def statement_of(one: AgencyState, entry: Entry) -> Statement:
    """What an explanation or appeal says, with its attachments."""
    return Statement(
        seq=entry.seq,
        stage=one.stage,
        actor=entry.actor,
        at=entry.at,
        text=str(entry.data["reason"]),
        evidence=files(entry.data, "attachments"),
    )


def spoken_of(state: State, one: AgencyState, entry: Entry) -> tuple[str, Line | EstablishedFact]:
    """What a statement of the agency is about: a criterion by id with its line, or ``#`` and the entry of a fact.

    A line that is new is not the agency's yet: an act that is refused leaves nothing behind.
    """
    if "fact" in entry.data:
        if "criterion" in entry.data:
            raise refuse("SC933", key="criterion")
        fact = fact_of(one, entry)
        return f"#{fact.seq}", fact
    criterion = criterion_of(state, one, entry)
    return criterion.id, one.line(criterion.id)


def keep_line(one: AgencyState, slot: str, about: Line | EstablishedFact) -> None:
    """Make a line that a statement was added to the agency's."""
    if isinstance(about, Line):
        one.lines[slot] = about


def _explain(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """The agency explains itself on a criterion, or on a fact."""
    slot, about = spoken_of(state, one, entry)
    about.explanations.append(statement_of(one, entry))
    keep_line(one, slot, about)


def _undo(state: State, entry: Entry, one: AgencyState, _row: Move) -> None:
    """An appraisal, explanation or fact of the open stage is undone; both entries stay."""
    seq = entry.data.get("entry")
    figures = [figure for _, figure in one.figures()]
    able: list[Figure | Statement | EstablishedFact] = [figure for figure in figures if not figure.by_facts]
    able += [*one.statements(), *one.facts]
    found = next((x for x in able if x.seq == seq), None)
    leaning = ", ".join(str(x.seq) for x in reversed(figures) if x.base == seq and not (x.void or x.by_facts))
    if found is None:
        why = f"{one.agency.id} không có bản ghi chấm, sự việc hay giải trình số đó"
        why_en = f"{one.agency.id} has no appraisal, fact or explanation of that number"
    elif found.void:
        why, why_en = "nó không còn hiệu lực", "it is not in force any more"
    elif found.stage != one.stage:
        why, why_en = "nó thuộc một giai đoạn đã chốt", "its stage has been locked"
    elif leaning:
        why, why_en = f"bản ghi {leaning} dựa trên nó", f"entry {leaning} leans on it"
    elif entry.role != "chair" and found.actor != entry.actor:
        why = f"nó do {found.actor} ghi, chỉ người đó hoặc chủ tịch hội đồng hủy được"
        why_en = f"{found.actor} made it, and only they or the chair may undo it"
    elif isinstance(found, EstablishedFact):
        void_fact(state, one, found, entry)
        return
    else:
        refuse_effect(entry)
        found.void = True
        return
    raise refuse("SC932", entry=str(seq), why=why, why_en=why_en)


def _sample(state: State, entry: Entry) -> None:
    """A sample to verify was drawn; no agency's status changes."""
    if entry.role == "agency":
        wrong_role(SAMPLED, state.opened, entry, ("secretary", "member", "chair", "decider"))
    text(entry.data, "seed")
    rows = entry.data.get("items")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise refuse("SC933", key="items")
    state.samples.append(entry)


APPRAISED = AgencyAct(
    id="appraised",
    words=Words("chấm thẩm định", "appraised"),
    command="appraise",
    required={"agency": "text", "criterion": "text", "points": "points"},
    optional={
        # Compulsory, and checked, where the points change.
        "reason": "text",
        **POINTS_KEYS,
    },
    moves=(
        Move(
            kinds=("appraisal",),
            statuses=("submitted",),
            roles=("member", "chair"),
            in_time=True,
            also=Words(
                "cơ quan thẩm định đúng thẩm quyền ngày đó; khác mức trước thì phải có lý do và nguyên nhân",
                "by the body competent on that day; a reason and a cause where the points differ",
            ),
        ),
        Move(
            kinds=("council",),
            statuses=("submitted",),
            roles=("chair",),
            in_time=True,
            also=Words(
                "khác mức trước thì phải có lý do và nguyên nhân", "a reason and a cause where the points differ"
            ),
        ),
    ),
    carry_out=_appraise,
    summary=points_given,
)
EXPLAINED = AgencyAct(
    id="explained",
    words=Words("giải trình", "explained"),
    command="explain",
    required={"agency": "text", "reason": "text"},
    optional={"criterion": "text", "fact": "whole_number", "attachments": "files", ORIGIN: "unchecked"},
    moves=(Move(kinds=("explanation",), statuses=("submitted",), roles=("agency",), reason=True, in_time=True),),
    carry_out=_explain,
    summary=subject,
)
UNDONE = AgencyAct(
    id="undone",
    words=Words("hủy bản ghi", "undone"),
    command="undo",
    required={"agency": "text", "entry": "whole_number", "reason": "text"},
    optional={ORIGIN: "unchecked", **EFFECT_KEYS},
    moves=(
        Move(
            kinds=("appraisal", "explanation", "council"),
            statuses=("submitted",),
            roles=("agency", "member", "chair"),
            reason=True,
            in_time=True,
            also=Words(
                "chỉ bản ghi chấm, sự việc hoặc giải trình của giai đoạn đang mở, do chính người đó hoặc chủ tịch hủy",
                "only an appraisal, fact or explanation of the open stage, by who made it or by the chair",
            ),
        ),
    ),
    carry_out=_undo,
    summary=_entry_undone,
)
SAMPLED = CampaignAct(
    id="sampled",
    words=Words("chọn mẫu kiểm tra", "sampled"),
    command="sample",
    required={"seed": "text", "items": "objects"},
    optional={"count": "unchecked", "weights": "unchecked", "basis": "unchecked"},
    carry_out=_sample,
)
