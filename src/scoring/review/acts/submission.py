"""Acts on a dossier as a whole: submitted, withdrawn, returned."""

from __future__ import annotations

from scoring.numbers import Number
from scoring.review.acts.act import AgencyAct, HistoryItem, Move
from scoring.review.acts.checks import competent, new_deadline, unknown_id
from scoring.review.acts.data import ORIGIN, dossier_of, numbers, refuse, text_list
from scoring.review.entry import Entry, EntryData
from scoring.review.state import AgencyState, State, Submission
from scoring.review.words import Words

_ENDS = {"certain", "attainable"}


def _submit(state: State, entry: Entry, one: AgencyState, row: Move) -> None:
    """A dossier is handed in; figures, explanations and facts of an earlier one are void."""
    data = entry.data
    known = state.criteria_of(one)
    claimed, certain = numbers(data, "claimed"), numbers(data, "certain")
    attainable = numbers(data, "attainable")
    awaits = text_list(data, "awaits")
    for id in (*claimed, *certain, *attainable, *awaits):
        if id not in known:
            raise unknown_id("tiêu chí", "criterion", id, known)
    computed = {id: (low, attainable.get(id, low)) for id, low in certain.items()}
    dossier, file, attachments = dossier_of(data)
    weak = frozenset(text_list(data, "weak"))
    not_applicable = frozenset(text_list(data, "not_applicable"))
    total, class_ = _total(data)
    one.submission = Submission(
        seq=entry.seq,
        at=entry.at,
        dossier=dossier,
        file=file,
        attachments=attachments,
        claimed=claimed,
        computed=computed,
        weak=weak,
        not_applicable=not_applicable,
        total=total,
        class_=class_,
        awaits=frozenset(awaits),
    )
    one.submissions += 1
    one.status = row.leads_to
    for _, figure in one.figures():
        figure.void = True
    for explanation in one.statements():
        explanation.void = True
    for line in one.lines.values():
        line.open_since = line.absent_since = 0
    for fact in one.facts_in_force:
        fact.void = fact.outdated = True


def _total(data: EntryData) -> tuple[tuple[Number, Number] | None, str | None]:
    """The total and the class a submission's entry holds; older or foreign ones may have none."""
    ends = numbers(data, "total")
    total = (ends["certain"], ends["attainable"]) if ends.keys() == _ENDS else None
    found = data.get("class")
    return total, found if isinstance(found, str) else None


def _withdraw(_state: State, _entry: Entry, one: AgencyState, row: Move) -> None:
    """The agency takes its dossier back."""
    one.status = row.leads_to


def _return(state: State, entry: Entry, one: AgencyState, row: Move) -> None:
    """A dossier is sent back to be completed."""
    competent(state, one, entry)
    again = one.status == "returned"
    if again and one.own_by != entry.act:
        # Two people gave that deadline; one alone does not change it.
        raise refuse("SC907", agency=one.agency.id, stage=one.stage)
    one.own_deadline = new_deadline(state, entry, one if again else None)
    one.own_by = entry.act
    one.status = row.leads_to or one.status
    one.stage = state.opened.stages[0].id
    one.returned += not again


SUBMITTED = AgencyAct(
    id="submitted",
    words=Words("nộp hồ sơ", "submitted"),
    command="submit",
    required={"agency": "text", "dossier": "text", "file": "text"},
    optional={
        "attachments": "files",
        "claimed": "points_by_id",
        "certain": "points_by_id",
        "attainable": "points_by_id",
        "not_applicable": "texts",
        "weak": "texts",
        "awaits": "texts",
        "total": "points_by_id",
        "class": "unchecked",
        "digest": "unchecked",
        ORIGIN: "unchecked",
    },
    moves=(
        Move(
            kinds=("submission",),
            statuses=("waiting", "returned", "withdrawn"),
            roles=("agency",),
            leads_to="submitted",
            in_time=True,
        ),
    ),
    carry_out=_submit,
    summary=lambda item: f"{item.data['file']} ({item.data['dossier'][:8]})",
)
WITHDRAWN = AgencyAct(
    id="withdrawn",
    words=Words("rút hồ sơ", "withdrawn"),
    command="withdraw",
    required={"agency": "text"},
    optional={"reason": "unchecked", ORIGIN: "unchecked"},
    moves=(
        Move(kinds=("submission",), statuses=("submitted",), roles=("agency",), leads_to="withdrawn", in_time=True),
    ),
    carry_out=_withdraw,
)
RETURNED = AgencyAct(
    id="returned",
    words=Words("trả lại hồ sơ", "returned"),
    command="return",
    required={"agency": "text", "reason": "text", "until": "day"},
    moves=(
        Move(
            kinds=("submission", "appraisal"),
            statuses=("submitted",),
            roles=("secretary", "member", "chair"),
            leads_to="returned",
            reason=True,
            also=Words("về giai đoạn nộp, kèm hạn nộp lại", "back to the submission stage, with a deadline of its own"),
        ),
        Move(
            kinds=("submission",),
            statuses=("returned",),
            roles=("secretary", "member", "chair"),
            reason=True,
            in_time=True,
            also=Words(
                "đặt hạn khác cho lần trả lại; hạn do mở lại đặt thì chỉ mở lại mới đổi được",
                "sets another deadline for the return; one given by a re-opening is changed by a re-opening only",
            ),
        ),
    ),
    carry_out=_return,
    summary=HistoryItem.until,
)
