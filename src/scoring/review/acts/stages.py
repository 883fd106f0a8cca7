"""Acts that lead from stage to stage: locked, reopened."""

from __future__ import annotations

from datetime import date

from scoring.review.acts.act import AgencyAct, CampaignAct, HistoryItem, Move
from scoring.review.acts.checks import (
    agency_of,
    has_passed,
    new_deadline,
    next_deadline,
    signed_with,
    unknown_id,
    wrong_role,
)
from scoring.review.acts.data import refuse, text
from scoring.review.campaign import Stage
from scoring.review.entry import Entry
from scoring.review.score_lines import applicable
from scoring.review.state import AgencyState, State
from scoring.review.words import STATUSES, Words

_PUBLISHED = ("published", "appealed")


def ready(state: State, one: AgencyState, stage: Stage) -> bool:
    """Whether the stage may be locked for an agency: its deadline has passed, or its work is done."""
    if has_passed(state, state.deadline_of(one)):
        return True
    if stage.kind == "submission":
        return one.status == "submitted"
    if stage.kind == "appraisal":
        return all(one.line(id).counted(stage.id) is not None for id in applicable(state, one))
    return stage.kind == "council"


def _lock(state: State, entry: Entry) -> None:
    """A stage is locked: who has submitted goes on, who has not has missed the deadline."""
    id = text(entry.data, "stage")
    stage, row = state.opened.stage(id), LOCKED.moves[0]
    if stage is None:
        known = [one.id for one in state.opened.stages if one.kind in row.kinds]
        raise unknown_id("giai đoạn chốt được", "stage to lock", id, known)
    if stage.kind not in row.kinds:
        raise refuse("SC822", stage=stage.title)
    if entry.role not in row.roles:
        wrong_role(LOCKED, state.opened, entry, row.roles)
    here = [one for one in state.agencies.values() if one.stage == id and one.status in row.statuses]
    # Who has a deadline of its own that has not passed is left out, and locked later.
    due = [one for one in here if one.own_deadline is None or ready(state, one, stage)]
    open_ = [one for one in due if not ready(state, one, stage)]
    if open_:
        raise refuse(
            "SC930",
            stage=stage.title,
            deadline=f"{stage.deadline:%d/%m/%Y}",
            agencies=", ".join(_open_work(state, one, stage, 0) for one in open_),
            agencies_en=", ".join(_open_work(state, one, stage, 1) for one in open_),
        )
    if not due:
        still = [f"{one.agency.id} ({one.own_deadline:%d/%m/%Y})" for one in here]
        why = f": còn hạn riêng {', '.join(still)}" if still else ""
        why_en = f": still in their own time are {', '.join(still)}" if still else ""
        raise refuse("SC937", stage=stage.title, why=why, why_en=why_en)
    following = state.opened.after(id)
    assert following is not None
    moved = [one for one in due if one.status == "submitted"]
    missed = [one for one in due if one.status != "submitted"]
    until = next_deadline(state, entry, following, moved)
    for one in missed:
        one.status, one.own_deadline, one.own_by = "missed", None, ""
    for one in moved:
        one.stage, one.own_deadline, one.own_by = following.id, until, entry.act if until else ""


def _open_work(state: State, one: AgencyState, stage: Stage, lang: int) -> str:
    """What an agency's stage still waits for."""
    if stage.kind != "appraisal":
        return f"{one.agency.id} ({STATUSES[one.status][lang]})"
    wanted = applicable(state, one)
    done = sum(one.line(id).counted(stage.id) is not None for id in wanted)
    return f"{one.agency.id} ({('đã chấm', 'appraised')[lang]} {done}/{len(wanted)})"


def _reopen(state: State, entry: Entry, one: AgencyState, row: Move) -> None:
    """One agency goes back to an earlier stage, with a deadline of its own; where the second person has not confirmed
    it yet (``pending``), only once that is done.
    """
    pending = entry.data.get("pending", False)
    if pending.__class__ is not bool:
        raise refuse("SC933", key="pending")
    if not pending and state.opened.signatures:
        # Ledgers from before `confirm` hold re-openings in which the second person is only named.
        raise refuse("SC838", agency=one.agency.id)
    to, until = _reopening(state, entry, one)
    if pending:
        one.reopenings[entry.seq] = entry
    else:
        _go_back(state, entry, one, row, to, until)


def _reopening(state: State, entry: Entry, one: AgencyState) -> tuple[str, date]:
    """The stage and deadline of a re-opening; Refused if it is not allowed now."""
    second = state.opened.person(text(entry.data, "second"))
    if second is None or second.role == entry.role:
        others = [one.id for one in state.opened.people if one.role != entry.role]
        raise refuse("SC929", actor=entry.actor, who=", ".join(others) or "–")
    to = text(entry.data, "stage")
    order = [stage.id for stage in state.opened.stages]
    here = order.index(one.stage)
    # Published points change by an appeal only.
    able = order[here if one.status in _PUBLISHED else 0 : here + 1]
    if to not in able or state.opened.named_stages[to].kind == "publication":
        able = [id for id in able if state.opened.named_stages[id].kind != "publication"]
        raise refuse("SC931", agency=one.agency.id, stage=to, current=one.stage, able=", ".join(able))
    same = to == one.stage
    if same and one.status != "missed":
        _check_reopening(state, one)
    return to, new_deadline(state, entry, one if same else None)


def _go_back(state: State, entry: Entry, one: AgencyState, row: Move, to: str, until: date) -> None:
    first = state.opened.stages[0].id
    one.status = "returned" if one.stage != first == to else row.leads_to or one.status
    one.stage, one.own_deadline, one.own_by = to, until, entry.act
    one.reopenings.clear()


def _confirm(state: State, entry: Entry) -> None:
    """The second person confirms a re-opening, which then happens if it is still allowed."""
    one, seq = agency_of(state, entry), entry.data.get("entry")
    if seq.__class__ is not int:
        raise refuse("SC933", key="entry")
    asked = one.reopenings.get(seq)
    row = REOPENED.rows.get((state.stage_of(one).kind, one.status))
    if asked is None or row is None:
        open_ = ", ".join(map(str, one.reopenings)) or "–"
        raise refuse("SC839", agency=one.agency.id, entry=str(seq), open=open_)
    if entry.actor != asked.data["second"]:
        raise refuse("SC840", actor=entry.actor, entry=str(seq), second=str(asked.data["second"]))
    key = signed_with(entry)
    if key and key == signed_with(asked):
        raise refuse("SC841", actor=entry.actor, first=asked.actor)
    _go_back(state, asked, one, row, *_reopening(state, asked, one))


def _check_reopening(state: State, one: AgencyState) -> None:
    """Refuse to re-open the stage an agency is in unless its time has run out or it has a deadline of its own."""
    stage = state.stage_of(one)
    if one.own_deadline is None and not has_passed(state, stage.deadline):
        raise refuse("SC908", agency=one.agency.id, stage=stage.title, deadline=f"{stage.deadline:%d/%m/%Y}")


def _reopened_stage(item: HistoryItem) -> str:
    second = item.campaign.person(item.data["second"])
    confirmed = f"{item.in_lang('cùng', 'with')} {second.title}" if second else ""
    if second and item.data.get("pending"):
        confirmed = item.in_lang(f"chờ {second.title} xác nhận", f"to be confirmed by {second.title}")
    return ", ".join(part for part in (item.stage(), item.until(), confirmed) if part)


def _locked_stage(item: HistoryItem) -> str:
    return ", ".join(part for part in (item.stage(), item.next_deadline()) if part)


LOCKED = CampaignAct(
    id="locked",
    words=Words("chốt", "locked"),
    command="lock",
    required={"stage": "text"},
    optional={"until": "day"},
    moves=(
        Move(
            kinds=("submission", "appraisal", "explanation", "council"),
            statuses=("waiting", "submitted", "returned", "withdrawn"),
            roles=("secretary", "chair"),
            also=Words(
                "sau hạn, hoặc khi mọi việc của giai đoạn đã xong; đã nộp thì sang giai đoạn sau, "
                "chưa nộp thì thành “không nộp đúng hạn”; giai đoạn sau đã hết hạn thì phải đặt hạn riêng ở đó",
                "after the deadline, or when all work of the stage is done; who has submitted moves on, who has "
                "not has missed the deadline; where the next stage's has passed, a deadline of their own there "
                "is needed",
            ),
        ),
    ),
    carry_out=_lock,
    summary=_locked_stage,
)
REOPENED = AgencyAct(
    id="reopened",
    words=Words("mở lại", "re-opened"),
    command="reopen",
    required={"agency": "text", "stage": "text", "until": "day", "second": "text", "reason": "text"},
    optional={"pending": "truth"},
    moves=(
        Move(
            kinds=("submission",),
            statuses=("missed",),
            roles=("secretary", "chair"),
            leads_to="waiting",
            reason=True,
            also=Words(
                "người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
                "confirmed by a second person in another role; with a deadline of its own",
            ),
        ),
        Move(
            kinds=("submission",),
            statuses=("waiting", "returned", "withdrawn"),
            roles=("secretary", "chair"),
            reason=True,
            also=Words(
                "giai đoạn đang ở, nếu có hạn riêng (để đặt hạn khác) hay đã hết hạn; "
                "người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
                "the stage it is in, if it has a deadline of its own (to set another) or that has passed; "
                "confirmed by a second person in another role; with a deadline of its own",
            ),
        ),
        Move(
            kinds=("appraisal", "explanation", "council", "publication"),
            statuses=("submitted",),
            roles=("secretary", "chair"),
            leads_to="submitted",
            reason=True,
            also=Words(
                "về một giai đoạn trước (về giai đoạn nộp thì thành “bị trả lại”), hoặc giai đoạn đang ở nếu có "
                "hạn riêng hay đã hết hạn, trừ công bố; người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
                "back to an earlier stage (returned if that is the submission), or the one it is in, not the "
                "publication, if it has a deadline of its own or that has passed; confirmed by a second person "
                "in another role; with a deadline of its own",
            ),
        ),
        Move(
            kinds=("appeal",),
            statuses=("published", "appealed"),
            roles=("secretary", "chair"),
            reason=True,
            also=Words(
                "chỉ giai đoạn kiến nghị, nếu có hạn riêng hay đã hết hạn; "
                "người thứ hai có vai trò khác xác nhận; kèm hạn riêng",
                "only the appeal stage, if it has a deadline of its own or that has passed; confirmed by a "
                "second person in another role; with a deadline of its own",
            ),
        ),
    ),
    carry_out=_reopen,
    summary=_reopened_stage,
)
CONFIRMED = CampaignAct(
    id="confirmed",
    words=Words("xác nhận mở lại", "confirmed"),
    command="confirm",
    required={"agency": "text", "entry": "whole_number"},
    carry_out=_confirm,
    summary=lambda item: f"{item.in_lang('bản ghi', 'entry')} {item.data['entry']}",
)
