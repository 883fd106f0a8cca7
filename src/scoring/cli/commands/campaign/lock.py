"""`scoring campaign lock`: a stage is locked and the agencies go on."""

from __future__ import annotations

from datetime import date

from scoring.cli.desk import Desk, acting, listed
from scoring.cli.terminal.console import show
from scoring.cli.terminal.options import DATE, argument, command, option
from scoring.diagnostics import Diagnostic
from scoring.review.state import State


@command(
    "lock",
    "Chốt một giai đoạn: sau hạn, hoặc khi mọi việc của giai đoạn đã xong. Ai chưa nộp thì thành “không nộp đúng hạn”, "
    "không bao giờ thành 0 điểm.",
    "Lock a stage: after its deadline, or when all its work is done. Who has not submitted has missed the deadline, "
    "which is never 0 points.",
)
@argument("stage", "Mã giai đoạn.", "The stage's id.")
@acting
@option(
    "--until",
    type=DATE,
    vi="Hạn riêng ở giai đoạn sau (hết ngày đó) cho các cơ quan chuyển sang khi hạn chung ở đó đã qua.",
    en="A deadline of their own (that whole day) for agencies that come to the next stage after everybody's deadline there.",
)
def command_(
    stage: str, store: str, campaign: str | None, by: str, at: str | None, until: date | None
) -> int:
    """Lock."""
    with Desk(store, campaign) as desk:
        before = {id: (one.stage, one.status) for id, one in desk.state.agencies.items()}
        desk.act([desk.draft("locked", by, at, stage=stage, until=until and until.isoformat())])
        agencies = desk.state.agencies
        on = [id for id, one in agencies.items() if one.stage != before[id][0]]
        missed = [id for id, one in agencies.items() if one.status == "missed" != before[id][1]]
        own = [id for id, one in agencies.items() if one.stage == stage and one.own_deadline]
        told_vi = f"đã chốt “{stage}”; sang giai đoạn sau: {listed(on)}"
        told_en = f"“{stage}” locked; going on: {listed(on)}"
        if until:
            told_vi += f" (hạn riêng: hết ngày {until:%d/%m/%Y})"
            told_en += f" (deadline of their own: {until:%d/%m/%Y})"
        if missed:
            told_vi += f"; không nộp đúng hạn: {listed(missed)}"
            told_en += f"; missed the deadline: {listed(missed)}"
        if own:
            told_vi += f"; còn hạn riêng: {listed(own)}"
            told_en += f"; with a deadline of their own: {listed(own)}"
        desk.done(told_vi, told_en)
        if desk.state.opened.named_stages[stage].kind != "submission":
            show(_unsettled(desk.state, on))
    return 0


def _unsettled(state: State, agencies: list[str]) -> list[Diagnostic]:
    """Criteria that went by unappraised: told now, and not when all wait for the publication."""
    from scoring.review.lines import missing_final

    found = []
    for id in agencies:
        one = state.agencies[id]
        awaited = one.submission.awaits if one.submission else ()
        criteria = [x for x in missing_final(state, one) if x not in awaited]
        if criteria:
            found.append(f"{id} ({', '.join(criteria)})")
    return [Diagnostic("SC860", None, {"agencies": "; ".join(found)})] if found else []


__all__ = ["command_"]
