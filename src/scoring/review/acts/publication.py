"""The publication and what follows: published, appealed, decided."""

from __future__ import annotations

from typing import Any

from scoring.numbers import Number
from scoring.result.appraisal import Ruling
from scoring.review.acts.act import AgencyAct, CampaignAct, HistoryItem, Move
from scoring.review.acts.appraisal import keep_line, points_given, spoken_of, statement_of
from scoring.review.acts.checks import next_deadline, wrong_role
from scoring.review.acts.data import ORIGIN, POINTS_KEYS, number, numbers, refuse, text
from scoring.review.acts.facts import EFFECT_KEYS, refuse_effect, subject, void_fact
from scoring.review.acts.figures import figure_of, final_base
from scoring.review.entry import Entry
from scoring.review.score_lines import missing_final, with_awaited_points
from scoring.review.state import AgencyState, EstablishedFact, Line, Publication, State
from scoring.review.words import STATUSES, Words


def _publish(state: State, entry: Entry) -> None:
    """The results of all who submitted are published."""
    rows = PUBLISHED.moves
    if entry.role not in rows[0].roles:
        wrong_role(PUBLISHED, state.opened, entry, rows[0].roles)
    results = entry.data.get("results")
    decision = text(entry.data, "decision")
    if not isinstance(results, dict):
        raise refuse("SC933", key="results")
    taking = [one for one in state.agencies.values() if one.status != "missed"]
    # Those published before stand as they are, beside who was decided on, or came after a re-opening.
    new = [one for one in taking if one.status != "published"]
    late = [one for one in new if (state.stage_of(one).kind, one.status) not in PUBLISHED.rows]
    if late:
        raise refuse(
            "SC939",
            agencies=", ".join(_where(state, one, 0) for one in late),
            agencies_en=", ".join(_where(state, one, 1) for one in late),
        )
    if not new:
        why = "mọi cơ quan đã công bố rồi, không có gì mới" if taking else "không cơ quan nào nộp hồ sơ"
        why_en = "all agencies are published, and nothing is new" if taking else "no agency has submitted"
        raise refuse("SC943", why=f"chưa công bố được: {why}", why_en=f"it cannot be published: {why_en}")
    if results.keys() != {one.agency.id for one in taking}:
        raise refuse("SC933", key="results")
    computed = {one.agency.id: _computed(state, one, results[one.agency.id]) for one in taking}
    bare = {one.agency.id: missing_final(state, with_awaited_points(one, computed[one.agency.id])) for one in taking}
    lacking = [f"{id} ({', '.join(criteria)})" for id, criteria in bare.items() if criteria]
    if lacking:
        raise refuse("SC940", agencies="; ".join(lacking))
    moved = [one for one in new if state.stage_of(one).kind == "publication"]
    following = state.opened.after(moved[0].stage) if moved else None
    until = next_deadline(state, entry, following, moved)
    for one in taking:
        one.submission = with_awaited_points(one, computed[one.agency.id]).submission
    for one in moved:
        one.stage = following.id if following else one.stage
        one.own_deadline, one.own_by = until, entry.act if until else ""
    for one in taking:
        one.status, one.published = rows[0].leads_to, results[one.agency.id]
    state.publications.append(Publication(seq=entry.seq, at=entry.at, decision=decision, results=results))


def _where(state: State, one: AgencyState, lang: int) -> str:
    words = [STATUSES[one.status][lang], state.stage_of(one).title]
    if one.own_deadline:
        words.append(f"{('hạn riêng', 'own deadline')[lang]} {one.own_deadline:%d/%m/%Y}")
    return f"{one.agency.id} ({', '.join(words)})"


def _computed(state: State, one: AgencyState, row: Any) -> dict[str, tuple[Number, Number]]:
    """What the engine computed with the whole block, for criteria that had to wait for it."""
    if not isinstance(row, dict):
        raise refuse("SC933", key="results")
    if "total" in row:
        number(row["total"], f"results.{one.agency.id}.total")
    found = numbers(row, "computed")
    known = state.criteria_of(one)
    for id, points in found.items():
        awaited = one.submission is not None and id in one.submission.awaits
        if not awaited or not known[id].low <= points <= known[id].high:
            raise refuse("SC933", key=f"results.{one.agency.id}.computed.{id}")
    return {id: (points, points) for id, points in found.items()}


def _appeal(state: State, entry: Entry, one: AgencyState, row: Move) -> None:
    """The agency appeals against the points of a criterion, or against a fact."""
    slot, about = spoken_of(state, one, entry)
    if slot in one.open_appeals:
        raise refuse("SC941", agency=one.agency.id, criterion=slot)
    about.appeals.append(statement_of(one, entry))
    keep_line(one, slot, about)
    one.open_appeals[slot] = entry.seq
    one.status = row.leads_to


def _decide(state: State, entry: Entry, one: AgencyState, row: Move) -> None:
    """An appeal is decided: the points change or the fact is set aside, or all stays."""
    slot, about = spoken_of(state, one, entry)
    if slot not in one.open_appeals:
        raise refuse("SC942", agency=one.agency.id, criterion=slot, open=", ".join(one.open_appeals))
    accepted = entry.data.get("accepted")
    if accepted is True and isinstance(about, EstablishedFact):
        if "points" in entry.data:
            raise refuse("SC933", key="points")
        void_fact(state, one, about, entry)
    elif accepted is True and isinstance(about, Line):
        refuse_effect(entry)
        before = final_base(state, one, slot)
        criterion = state.criteria_of(one)[slot]
        about.figures.append(figure_of(DECIDED, entry, one, criterion, before=before, counts=True))
    elif accepted is not False:
        raise refuse("SC933", key="accepted")
    seq = one.open_appeals.pop(slot)
    appeal = next(appeal for appeal in about.appeals if appeal.seq == seq)
    appeal.ruling = Ruling(
        entry=entry.seq,
        actor=entry.actor,
        role=entry.role,
        at=entry.at,
        accepted=accepted,
        reason=str(entry.data["reason"]),
    )
    one.status = "appealed" if one.open_appeals else row.leads_to


def _published_result(item: HistoryItem) -> str:
    parts = (str(item.data["decision"]), item.next_deadline(), _total_and_rank(item))
    return "; ".join(part for part in parts if part)


def _total_and_rank(item: HistoryItem) -> str:
    row = item.data["results"].get(item.agency)
    if not row or not isinstance(row.get("total"), str):
        return ""
    total = f"{item.points(row['total'])} {item.in_lang('điểm', 'points')}"
    rank = row.get("rank")
    return total if rank is None else f"{total}, {item.in_lang('hạng', 'rank')} {rank}"


PUBLISHED = CampaignAct(
    id="published",
    words=Words("công bố", "published"),
    command="publish",
    required={"decision": "text", "results": "object"},
    optional={"until": "day"},
    moves=(
        Move(
            kinds=("publication",),
            statuses=("submitted",),
            roles=("decider",),
            leads_to="published",
            also=Words(
                "mọi cơ quan đã nộp đều ở giai đoạn này hoặc đã công bố, và mọi tiêu chí có điểm chính thức; "
                "đã hết hạn kiến nghị thì phải đặt hạn riêng cho kiến nghị",
                "every agency that submitted is at this stage or published already, and every criterion has final "
                "points; where the time for appeals has passed, a deadline of their own for them is needed",
            ),
        ),
        Move(
            kinds=("appeal",),
            statuses=("decided",),
            roles=("decider",),
            leads_to="published",
            also=Words(
                "công bố lại sau khi giải quyết kiến nghị; không còn kiến nghị bỏ ngỏ",
                "again, after appeals were decided; none is open",
            ),
        ),
    ),
    carry_out=_publish,
    summary=_published_result,
)
APPEALED = AgencyAct(
    id="appealed",
    words=Words("kiến nghị", "appealed"),
    command="appeal",
    required={"agency": "text", "reason": "text"},
    optional={"criterion": "text", "fact": "whole_number", "attachments": "files", ORIGIN: "unchecked"},
    moves=(
        Move(
            kinds=("appeal",),
            statuses=("published", "appealed"),
            roles=("agency",),
            leads_to="appealed",
            reason=True,
            in_time=True,
        ),
    ),
    carry_out=_appeal,
    summary=subject,
)
DECIDED = AgencyAct(
    id="decided",
    words=Words("giải quyết kiến nghị", "decided"),
    command="decide",
    required={"agency": "text", "reason": "text", "accepted": "truth"},
    optional={
        "criterion": "text",
        "fact": "whole_number",
        "points": "points",
        **POINTS_KEYS,
        **EFFECT_KEYS,
        "effect": "unchecked",
    },
    only_if_accepted=frozenset(("points", *POINTS_KEYS, *EFFECT_KEYS)),
    moves=(
        Move(
            kinds=("appeal",),
            statuses=("appealed",),
            roles=("decider",),
            leads_to="decided",
            reason=True,
            also=Words("còn kiến nghị khác thì vẫn “đang kiến nghị”", "still appealed while another appeal is open"),
        ),
    ),
    carry_out=_decide,
    summary=points_given,
)
