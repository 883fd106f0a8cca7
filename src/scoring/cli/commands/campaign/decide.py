"""`scoring campaign decide`: an appeal is decided; its exact effect is told, before and after."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.console import t, table, write
from scoring.cli.terminal.decision_input import causes_of, number_text
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import HISTORY, SCHEME, argument, command, option
from scoring.cli.terminal.summary import points as shown_points
from scoring.errors import usage_problem


@command("decide",
         "Giải quyết một kiến nghị: --points là chấp nhận với điểm mới, --reject là giữ nguyên; cho biết tổng điểm, loại trước và sau.",
         "Decide an appeal: --points accepts it with new points, --reject keeps them; total and class are told before and after.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@option("--points", vi="Điểm mới.", en="The new points.")
@option("--reject", is_flag=True, vi="Không chấp nhận.", en="Reject it.")
@option("--cause", multiple=True, vi="Nguyên nhân của thay đổi (như ở appraise).",
        en="The cause of the change (as for appraise).")  # fmt: skip
@SCHEME
@HISTORY
def command_(
    agency: str,
    criterion: str,
    open_session: OpenSession,
    by: str,
    at: str | None,
    reason: str | None,
    points: str | None,
    reject: bool,
    cause: tuple[str, ...],
    scheme: Path | None,
    history: tuple[Path, ...],
) -> None:
    """Decide."""
    from scoring.app.campaign.appeal_decision import decide

    if (points is None) != reject:
        raise usage_problem("cần --points hoặc --reject", "give --points or --reject")
    with open_session() as session:
        found = decide(
            session,
            agency,
            criterion,
            by=by,
            points=None if points is None else number_text(points),
            causes=causes_of(cause),
            reason=reason,
            scheme=scheme,
            history=history,
            at=at,
        )
        both = (found.before, found.after)
        points_of = (x.certain for result in both for x in result.criteria if x.id == criterion)
        rows = [
            ["", t("trước", "before"), t("sau", "after")],
            [criterion, *(shown_points(one) for one in points_of)],
            [t("Tổng điểm", "Total"), *(shown_points(one.total.certain) for one in both)],
            [t("Loại", "Class"), *(one.classification.text() for one in both)],
        ]
        write(table(rows, frozenset((1, 2))))
        confirm(session, f"{agency}: đã giải quyết kiến nghị về {criterion}; công bố lại bằng `scoring campaign publish`",
                f"{agency}: the appeal on {criterion} is decided; publish again with `scoring campaign publish`")  # fmt: skip
