"""`scoring campaign decide`: an appeal is decided; its exact effect is told, before and after."""

from __future__ import annotations

from pathlib import Path

from scoring.app.summaries import class_text
from scoring.cli.desk import REASON, Desk, acting
from scoring.cli.terminal.console import t, table, write
from scoring.cli.terminal.options import HISTORY, SCHEME, argument, command, option
from scoring.cli.terminal.summary import points as shown_points
from scoring.errors import usage_problem


@command(
    "decide",
    "Giải quyết một kiến nghị: --points là chấp nhận với điểm mới, --reject là giữ nguyên; cho biết tổng điểm, loại trước và sau.",
    "Decide an appeal: --points accepts it with new points, --reject keeps them; total and class are told before and after.",
)
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("criterion", "Mã tiêu chí.", "The criterion's id.")
@acting
@REASON
@option("--points", vi="Điểm mới.", en="The new points.")
@option("--reject", is_flag=True, vi="Không chấp nhận.", en="Reject it.")
@option(
    "--cause",
    multiple=True,
    vi="Nguyên nhân của thay đổi (như ở appraise).",
    en="The cause of the change (as for appraise).",
)
@SCHEME
@HISTORY
def command_(
    agency: str, criterion: str, store: str, campaign: str | None, by: str, at: str | None, reason: str | None,
    points: str | None, reject: bool, cause: tuple[str, ...], scheme: Path | None, history: tuple[Path, ...],
) -> int:  # fmt: skip
    """Decide."""
    from scoring.cli.appraised import assessed, past_of, scheme_of
    from scoring.cli.campaign_appraise import split, typed
    from scoring.review.decisions import Decision, drafts_for

    if (points is None) != reject:
        raise usage_problem("cần --points hoặc --reject", "give --points or --reject")
    with Desk(store, campaign) as desk:
        data = {"agency": agency, "criterion": criterion, "reason": reason, "accepted": not reject}
        if points is not None:
            one = Decision(agency, criterion, typed(points), reason or "", split(cause))
            data |= next(drafts_for(desk.state, [one], final=True))
        draft = desk.draft("decided", by, at, **data)
        trial = desk.trial([draft])
        loaded, past = scheme_of(desk, scheme), past_of(desk, history)
        before = assessed(desk, desk.state.agencies[agency], loaded, past)[1]
        after = assessed(trial, trial.state.agencies[agency], loaded, past)[1]
        ends = {"before": _end(before), "after": _end(after)}
        desk.act([desk.draft("decided", by, draft.at, **data, effect=ends)], exactly=True)
        rows = [["", t("trước", "before"), t("sau", "after")]]
        rows.append([criterion, *(_points_of(one, criterion) for one in (before, after))])
        rows.append(
            [
                t("Tổng điểm", "Total"),
                *(shown_points(one["total"]["certain"]) for one in (before, after)),
            ]
        )
        rows.append([t("Loại", "Class"), *(class_text(one) for one in (before, after))])
        write(table(rows, frozenset((1, 2))))
        desk.done(f"{agency}: đã giải quyết kiến nghị về {criterion}; công bố lại bằng `scoring campaign publish`",
                  f"{agency}: the appeal on {criterion} is decided; publish again with `scoring campaign publish`")  # fmt: skip
    return 0


def _end(result: dict[str, object]) -> dict[str, object]:
    total, found = result["total"], result["classification"]
    assert isinstance(total, dict)
    assert isinstance(found, dict)
    return {"total": total["certain"], "class": found["certain"]}


def _points_of(result: dict[str, object], criterion: str) -> str:
    rows = result["criteria"]
    assert isinstance(rows, list)
    return shown_points(next(str(one["certain"]) for one in rows if one["id"] == criterion))


__all__ = ["command_"]
