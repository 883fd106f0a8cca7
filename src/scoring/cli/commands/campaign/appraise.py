"""`scoring campaign appraise`: points for one criterion, or for a whole file of decisions."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.campaign_options import REASON, OpenSession, acting
from scoring.cli.terminal.decision_input import PointsCommand, causes_of, number_text, numbers_of
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.cli.terminal.summary import points as shown_points
from scoring.diagnostics import Place
from scoring.errors import usage_problem


@command("appraise",
         "Chấm thẩm định một tiêu chí (CƠ_QUAN TIÊU_CHÍ ĐIỂM), hoặc cả tệp quyết định với --file: tất cả hoặc không mục nào. Khác mức trước thì phải có --reason và --cause.",
         "Appraise one criterion (AGENCY CRITERION POINTS), or a file of decisions with --file: all of them or none. Where the points differ, --reason and --cause are needed.",
         cls=PointsCommand)  # fmt: skip
@argument("what", "Mã cơ quan, mã tiêu chí, điểm.", "Agency, criterion, points.", nargs=-1)
@acting
@REASON
@option("--cause", multiple=True,
        vi="Nguyên nhân: evidence-refused, number-corrected, rule-read-differently, late, judgement; nhiều nguyên nhân thì ghi kèm số điểm: late=-0.5.",
        en="The cause: evidence-refused, number-corrected, rule-read-differently, late, judgement; of several, each with its points: late=-0.5.")  # fmt: skip
@option("--refuse", multiple=True, vi="Mã minh chứng không chấp nhận.", en="A record that is not accepted.")
@option("--evidence", multiple=True, vi="Minh chứng người chấm dựa vào.", en="What the appraiser relied on.")
@option("--number", multiple=True, vi="Số liệu sửa lại: MÃ=GIÁ_TRỊ.", en="A number corrected: ID=VALUE.")
@option("--file", type=PATH, vi="Tệp quyết định: YAML, JSON, CSV, .xlsx (lập phiếu trống bằng campaign sheet).",
        en="A file of decisions: YAML, JSON, CSV, .xlsx (make an empty sheet with campaign sheet).")  # fmt: skip
def command_(
    what: tuple[str, ...],
    open_session: OpenSession,
    by: str,
    at: str | None,
    reason: str | None,
    cause: tuple[str, ...],
    refuse: tuple[str, ...],
    evidence: tuple[str, ...],
    number: tuple[str, ...],
    file: Path | None,
) -> None:
    """Appraise."""
    from scoring.app.campaign.appraisal import appraise
    from scoring.app.campaign.decision_files import read_decision_file
    from scoring.review.decisions import Decision

    places: list[Place] = []
    if file is None and len(what) == 3:
        agency, criterion, points = what[0], what[1], number_text(what[2])
        decisions = [
            Decision(
                agency=agency,
                criterion=criterion,
                points=points,
                reason=reason or "",
                causes=causes_of(cause),
                refused=refuse,
                evidence=evidence,
                numbers=numbers_of(number),
            )
        ]
    elif file is not None and not (what or reason or cause or refuse or evidence or number):
        decisions, places = read_decision_file(file)
    else:
        raise usage_problem("cần CƠ_QUAN TIÊU_CHÍ ĐIỂM, hoặc chỉ --file", "give AGENCY CRITERION POINTS, or only --file")  # fmt: skip
    with open_session() as session:
        entries = appraise(session, decisions, by=by, places=places, at=at)
        if file is None:
            one, given = decisions[0], shown_points(decisions[0].points)
            confirm(session, f"{one.agency}: {one.criterion} – {given} điểm (bản ghi {entries[0].seq})",
                    f"{one.agency}: {one.criterion} – {given} points (entry {entries[0].seq})")  # fmt: skip
        else:
            confirm(session, f"đã ghi {len(entries)} quyết định của {by}", f"{len(entries)} decisions of {by} entered")
