"""Step 2, formulas: one leaf from its measured inputs to certain and attainable points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scoring.engine.measured import Case, Measured
from scoring.engine.measures import worst_state
from scoring.engine.outcome import Modifier, Outcome, Texts, rounding_note
from scoring.engine.plan import LeafPlan
from scoring.evidence.fit import unmet_demands
from scoring.evidence.model import Judgement, Record
from scoring.numbers import Number, show

_STATUS = {"range": "not_declared", "lacking": "not_declared"}
_IN_PART = {"range", "refused", "lacking"}
"""Why a value is open of which something was handed in."""
_REASONS: dict[str, Texts] = {
    "range": ("chưa đủ số liệu hoặc danh sách chưa chốt", "data incomplete or the list not closed"),
    "not_declared": ("chưa khai", "not declared"),
    "pending": (
        "chờ thẩm định hoặc chờ kết quả bên ngoài",
        "pending appraisal or an external result",
    ),
    "refused": ("có minh chứng không được chấp nhận", "some evidence was refused"),
    "error": ("số liệu không hợp lệ", "the data are not valid"),
}
_FORBIDDEN: Texts = (
    "mục này không được coi là không áp dụng, nên số liệu vẫn phải khai",
    "this item always applies, so the number is still to be declared",
)


def _judged(leaf: LeafPlan, judgements: dict[str, Judgement]) -> Measured:
    id = f"judgement:{leaf.node.id}"
    low, high = leaf.spec.judged(leaf.node.maximum)
    given = judgements.get(leaf.node.id)
    if given is None or given.by != leaf.spec.judge():
        state = "not_declared" if leaf.spec.judge() == "agency" else "pending"
        return Measured(id, state, None, low, high)
    if not low <= given.points <= high:
        note = (f"ngoài khoảng {show(low)} – {show(high)}", f"outside {low} to {high}")
        return Measured(id, "error", None, low, high, note=note)
    return Measured(id, "known", given.points, note=(given.reason, given.reason))


def _best(name: str, case: Case, lower: bool) -> Measured:
    """The block's best value; while some agencies' values are open, it is only known to be no worse."""
    peer = case.peers.get(name.removeprefix("best:"))
    if peer is None:
        return Measured(name, "pending")
    if not peer.open or case.final:
        return Measured(name, "known", peer.best)
    low, high = (0, peer.best) if lower else (peer.best, None)
    note = (
        f"{peer.open} đơn vị trong khối chưa có số liệu",
        f"{peer.open} of the block still open",
    )
    return Measured(name, "pending", None, low, high, note=note)


def inputs_of(leaf: LeafPlan, case: Case) -> tuple[Measured, ...]:
    """What the leaf reads, in the order its formula takes it."""
    measured = case.measured
    return tuple([measured[name] for name in leaf.reads])


def _ask(leaf: LeafPlan, case: Case, judgements: dict[str, Judgement]) -> None:
    """Judgements and the block's best are measured when the first leaf reads them."""
    for name in leaf.reads:
        if name not in case.values:
            if name.startswith("best:"):
                lower = leaf.spec.best_value() == "lower"
                case.values[name] = _best(name, case, lower)
            else:
                case.values[name] = _judged(leaf, judgements)


def _not_applicable(leaf: LeafPlan, reason: Texts) -> Outcome:
    maximum = leaf.node.maximum
    points = maximum if leaf.policy == "full" else 0
    words = {
        "keep": ("giữ trong mẫu số, tính 0 điểm", "kept in the maximum, worth 0"),
        "full": ("được tính điểm tối đa", "worth the maximum"),
        "drop": ("rút khỏi điểm tối đa", "taken out of the maximum"),
        "rescale": (
            "rút ra, các mục còn lại quy về điểm tối đa của nhóm",
            "the others are re-scaled",
        ),
    }[leaf.policy]
    note = Modifier("not_applicable", True, words[0], words[1])
    excluded = leaf.policy in ("drop", "rescale")
    return Outcome(leaf, "not_applicable", points, points, None, reason, excluded, (note,))


def _or_not_applicable(leaf: LeafPlan, low: Number, high: Number) -> tuple[Number, Number]:
    """The span of a leaf that may still turn out not to apply, whatever its policy makes of that."""
    maximum = leaf.node.maximum
    if leaf.policy == "full":
        return low, maximum
    # Taken out, its points may fall away, or be spread over the others as if it had them all.
    return 0, high if leaf.policy == "keep" else maximum


def _broken(leaf: LeafPlan) -> Outcome:
    why = ("phép tính không thực hiện được (chia cho 0)", "the arithmetic fails (division by 0)")
    return Outcome(leaf, "error", 0, leaf.node.maximum, None, why)


def score_leaf(leaf: LeafPlan, case: Case, judgements: dict[str, Judgement]) -> Outcome:
    """Score one leaf whatever is known of its inputs; the outcome may be a shared one."""
    _ask(leaf, case, judgements)
    stated = case.not_applicable
    if leaf.node.id in stated:
        return _not_applicable(leaf, (stated[leaf.node.id], stated[leaf.node.id]))
    inputs = inputs_of(leaf, case)
    try:
        if all(one.state == "known" for one in inputs):
            return leaf.score(*[one.value for one in inputs])
    except ArithmeticError:
        return _broken(leaf)
    return _uncertain(leaf, inputs)


def _uncertain(leaf: LeafPlan, inputs: tuple[Measured, ...]) -> Outcome:
    absent = [one for one in inputs if one.state == "not_applicable"]
    passed = leaf.spec.takes_not_applicable
    if absent and (not passed or len(absent) == len(inputs)):
        why = absent[0].note or ("số liệu đầu vào không áp dụng", "an input does not apply")
        if not leaf.node.may_be_not_applicable and any(one.stated for one in absent):
            return Outcome(leaf, "not_declared", 0, leaf.node.maximum, None, _FORBIDDEN)
        return _not_applicable(leaf, why)
    rest = [one for one in inputs if one.state not in ("known", "not_applicable")]
    try:
        if not rest:
            values: list[Any] = [None if x.state == "not_applicable" else x.value for x in inputs]
            return leaf.score(*values)
        low, high = leaf.spec.bounds(leaf.node.maximum, [one.range() for one in inputs])
        state = worst_state(rest)
        settled = all(one.states <= _IN_PART or one.id.startswith("judgement:") for one in rest)
        if any(one.may_not_apply for one in rest):
            low, high = _or_not_applicable(leaf, low, high)
            settled = False
        if low == high and settled:
            # Whatever is still to come, or nobody need judge, cannot change the points.
            ends = [x.value if x.state == "known" else x.low for x in inputs]
            outcome = leaf.score(*ends)
            if outcome.scored is not None and outcome.scored.points == low:
                return outcome
    except ArithmeticError:
        low, high, state = 0, leaf.node.maximum, "error"
    status = _STATUS.get(state, state)
    # Certain is only what the scheme's own closing cannot take away again, attainable what it may give.
    at_closing = {getattr(leaf.closing, one, "open") for one in _still_possible(leaf, rest)}
    if "zero" in at_closing and not _partly_known(inputs):
        low = 0
    if "not_applicable" in at_closing:
        low, high = _or_not_applicable(leaf, low, high)
    reason = next((one.note for one in rest if one.state == state and one.note), None)
    return Outcome(leaf, status, low, high, None, reason or _REASONS[state])


def _still_possible(leaf: LeafPlan, rest: Iterable[Measured]) -> set[str]:
    """Every status the leaf may have at closing, given the inputs that are not there yet.

    What the agency hands in by then leaves the others to wait for, and what it lists may be refused.
    """
    states = {_STATUS.get(state, state) for one in rest for state in one.states}
    return states | {"refused"} if leaf.listed else states


def require_evidence(
    outcome: Outcome, by_kind: dict[str, list[Record]], case: Case, explained: bool, accepted: bool
) -> None:
    """Hold points back while compulsory evidence is missing; an explanation may stand in for it."""
    leaf = outcome.plan
    if outcome.status == "not_applicable":
        return

    assert leaf.node.evidence is not None
    demands = leaf.node.evidence.demands
    unmet = unmet_demands(demands, leaf.node.id, by_kind, case.refused)
    if not unmet:
        return
    missing = [kind for kinds in unmet for kind in kinds]
    outcome.missing = tuple(missing)
    names = ", ".join(missing)
    if explained and accepted:
        note = Modifier("explanation", True, f"giải trình thay minh chứng ({names}), được chấp nhận",
                        f"explanation accepted instead of evidence ({names})")  # fmt: skip
        outcome.modifiers += (note,)
        return
    status = "pending" if explained else "not_declared"
    word = "có giải trình, chờ thẩm định" if explained else "chưa có"
    note = Modifier(
        "evidence", outcome.low != 0, f"minh chứng bắt buộc {word}: {names}",
        f"compulsory evidence {'explained, pending' if explained else 'missing'}: {names}",
        outcome.low, 0,
    )  # fmt: skip
    outcome.modifiers += (note,)
    outcome.low = 0
    if outcome.status == "scored" and outcome.high:
        outcome.status = status
        outcome.reason = (note.vi, note.en)


_ASKED = {
    "not_declared": "chưa khai", "pending": "chờ thẩm định", "refused": "không được chấp nhận",
    "missing_evidence": "thiếu minh chứng",
}  # fmt: skip


def _partly_known(inputs: Iterable[Measured]) -> bool:
    """Whether some input is there, at least in part, or is known to be no less than something."""
    return any(one.states <= {"known", *_IN_PART} or one.low > 0 for one in inputs)


def close(outcome: Outcome, case: Case) -> None:
    """At closing, give what is still missing the value the scheme declares, and only that."""
    if not case.final or outcome.low == outcome.high:
        return
    leaf, policy = outcome.plan, outcome.plan.closing
    if outcome.missing and outcome.scored is not None:
        value: str = policy.missing_evidence
        asked = "missing_evidence"
        points = {"zero": 0, "accept": outcome.high}.get(value)
    else:
        asked = outcome.status if outcome.status in ("not_declared", "pending", "refused") else ""
        value = getattr(policy, asked) if asked else "open"
        # Only what is missing gets the closing value: what is known of the item stays.
        points = {
            "zero": outcome.low if _partly_known(inputs_of(leaf, case)) else 0,
            "full": outcome.high,
        }.get(value)
    if value == "not_applicable":
        replaced = _not_applicable(leaf, outcome.reason or ("", ""))
        outcome.low, outcome.high = replaced.low, replaced.high
        outcome.excluded, outcome.status = replaced.excluded, "not_applicable"
        note = Modifier("closing", True, "chốt kỳ: coi là không áp dụng theo quy định của thang điểm",
                        "closing: taken as not applicable, as the scheme declares")  # fmt: skip
        outcome.modifiers += (note, *replaced.modifiers)
    elif points is not None:
        word = {
            "zero": "tính phần đã rõ, phần còn thiếu 0 điểm" if points else "tính 0 điểm",
            "full": "tính mức cao nhất còn có thể"
            if points != leaf.node.maximum
            else "tính điểm tối đa",
            "accept": "chấp nhận điểm đã tính",
        }[value]
        why = _ASKED[asked]
        note = Modifier("closing", True, f"chốt kỳ ({why}): {word} theo quy định của thang điểm",
                        f"closing ({asked}): {value}, as the scheme declares", outcome.low, points)  # fmt: skip
        outcome.low = outcome.high = points
        outcome.modifiers += (note,)


def round_leaf(outcome: Outcome) -> None:
    """Apply the scheme's one rounding where it is declared at the criteria."""
    grid = outcome.plan.grid
    if grid is None:
        return
    low, high = grid.round(outcome.low), grid.round(outcome.high)
    if low is outcome.low and high is outcome.high:
        return
    if low != outcome.low or high != outcome.high:
        outcome.modifiers += (rounding_note(outcome.high, high),)
        outcome.low, outcome.high = low, high
