"""`scoring campaign lock`: a stage is locked and the agencies go on."""

from __future__ import annotations

from datetime import date

from scoring.app.campaign import acts
from scoring.cli.terminal.campaign_options import OpenSession, acting
from scoring.cli.terminal.console import show_problems
from scoring.cli.terminal.ledger_line import confirm, listed
from scoring.cli.terminal.options import DATE, argument, command, option
from scoring.diagnostics import Diagnostic


@command("lock",
         "Chốt một giai đoạn: sau hạn, hoặc khi mọi việc của giai đoạn đã xong. Ai chưa nộp thì thành “không nộp đúng hạn”, không bao giờ thành 0 điểm.",
         "Lock a stage: after its deadline, or when all its work is done. Who has not submitted has missed the deadline, which is never 0 points.")  # fmt: skip
@argument("stage", "Mã giai đoạn.", "The stage's id.")
@acting
@option("--until", type=DATE,
        vi="Hạn riêng ở giai đoạn sau (hết ngày đó) cho các cơ quan chuyển sang khi hạn chung ở đó đã qua.",
        en="A deadline of their own (that whole day) for agencies that come to the next stage after everybody's deadline there.")  # fmt: skip
def command_(stage: str, open_session: OpenSession, by: str, at: str | None, until: date | None) -> None:
    """Lock."""
    with open_session() as session:
        found = acts.lock(session, stage, by=by, until=until, at=at)
        vi = f"đã chốt “{stage}”; sang giai đoạn sau: {listed(found.moved_on)}"
        en = f"“{stage}” locked; going on: {listed(found.moved_on)}"
        if until:
            vi += f" (hạn riêng: hết ngày {until:%d/%m/%Y})"
            en += f" (deadline of their own: {until:%d/%m/%Y})"
        if found.missed:
            vi += f"; không nộp đúng hạn: {listed(found.missed)}"
            en += f"; missed the deadline: {listed(found.missed)}"
        if found.own_deadline:
            vi += f"; còn hạn riêng: {listed(found.own_deadline)}"
            en += f"; with a deadline of their own: {listed(found.own_deadline)}"
        confirm(session, vi, en)
        if found.unappraised:
            agencies = "; ".join(f"{id} ({', '.join(criteria)})" for id, criteria in found.unappraised.items())
            show_problems([Diagnostic("SC860", None, {"agencies": agencies})])
