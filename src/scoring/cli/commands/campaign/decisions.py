"""`scoring campaign` …: an appraiser's sheet and decisions, and decisions on appeals."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import click

from scoring.cli.commands.campaign.acts import about_one
from scoring.cli.terminal.campaign import FACT, SOURCES, Opener, called, confirm, giving_reason, ledger_line, reading
from scoring.cli.terminal.console import Terminal, settings, t, table, talk, to_screen, write, write_output
from scoring.cli.terminal.options import AGENCY, DELIMITER, OUTPUT, PATH, Command, argument, command, option
from scoring.cli.terminal.summary import class_text
from scoring.cli.terminal.summary import points as shown_points
from scoring.diagnostics import Place
from scoring.errors import usage_problem


@command("sheet",
         "Phiếu chấm trống của một người (CSV, hoặc .xlsx theo đuôi tệp --output): mỗi tiêu chí thuộc lĩnh vực của người đó, của mọi cơ quan đang thẩm định, một dòng, kể cả tiêu chí cơ quan khai không áp dụng; sau mỗi cơ quan có dòng ghi sự việc. Điền điểm, nguyên nhân, lý do, số theo cơ quan thẩm định, sự việc rồi nộp lại bằng campaign appraise --file; dòng để trống không được tính.",
         "An empty sheet for one appraiser (CSV, or .xlsx by the ending of --output): a row for each criterion of that person's field and each agency under appraisal, also for those the agency says do not apply, and a row for a fact after each agency. Fill in points, cause, reason, numbers found and facts, then give it to campaign appraise --file; rows left empty do not count.")  # fmt: skip
@reading
@option("--by", required=True, vi="Mã người chấm.", en="The appraiser, by id.")
@SOURCES
@AGENCY
@DELIMITER
@OUTPUT
def sheet_(open_session: Opener, by: str, agency: str | None, delimiter: str, output: Path | None) -> None:
    from scoring.app.campaign.decision_sheet import decision_sheet, how_to_fill, write_sheet
    from scoring.app.files import replace_made

    ending = ".csv" if output is None or to_screen(output) else output.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise usage_problem("--output phải là tệp .csv hoặc .xlsx", "--output must be a .csv or .xlsx file")
    with open_session() as session:
        rows = decision_sheet(session, by=by, agency=agency)
        line, who = ledger_line(session.state), called(session, by)
        banner, title = rows[0].banner, session.state.opened.title
    notes = tuple(one for one in (banner, title, how_to_fill(settings.lang), line) if one)

    def fill(path: Path) -> None:
        write_sheet(rows, path, notes, excel=ending == ".xlsx", lang=settings.lang, delimiter=delimiter)

    if output is None or to_screen(output):
        with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
            file = Path(folder) / "sheet.csv"
            fill(file)
            write_output(output, file.read_bytes())
    else:
        replace_made(output, fill, force=settings.force, observer=Terminal(notes=True))
    talk(t(f"{len(rows)} dòng để {who} chấm", f"{len(rows)} rows for {who}"))
    talk(line)


_BELOW = re.compile(r"-[0-9]+(?:[.,][0-9]+|/[0-9]+)?")


class PointsCommand(Command):
    """A command whose arguments may be points below zero, which are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        given = [one.replace("-", "−") if _BELOW.fullmatch(one) else one for one in args]
        return super().parse_args(ctx, given)


@command("appraise",
         "Chấm thẩm định một tiêu chí (CƠ_QUAN TIÊU_CHÍ ĐIỂM), hoặc cả tệp quyết định với --file: tất cả hoặc không mục nào. Khác mức trước thì phải có --reason và --cause.",
         "Appraise one criterion (AGENCY CRITERION POINTS), or a file of decisions with --file: all of them or none. Where the points differ, --reason and --cause are needed.",
         cls=PointsCommand)  # fmt: skip
@argument("what", "Mã cơ quan, mã tiêu chí, điểm.", "Agency, criterion, points.", nargs=-1)
@giving_reason
@option("--cause", multiple=True,
        vi="Nguyên nhân: evidence-refused, number-corrected, rule-read-differently, late, judgement; nhiều nguyên nhân thì ghi kèm số điểm: late=-0.5.",
        en="The cause: evidence-refused, number-corrected, rule-read-differently, late, judgement; of several, each with its points: late=-0.5.")  # fmt: skip
@option("--refuse", multiple=True, vi="Mã minh chứng không chấp nhận.", en="A record that is not accepted.")
@option("--evidence", multiple=True, vi="Minh chứng người chấm dựa vào.", en="What the appraiser relied on.")
@option("--number", multiple=True, vi="Số liệu sửa lại: MÃ=GIÁ_TRỊ.", en="A number corrected: ID=VALUE.")
@option("--file", type=PATH, vi="Tệp quyết định: YAML, JSON, CSV, .xlsx (lập phiếu trống bằng campaign sheet).",
        en="A file of decisions: YAML, JSON, CSV, .xlsx (make an empty sheet with campaign sheet).")  # fmt: skip
@SOURCES
@option("--accept-changed", is_flag=True,
        vi="Với --file: nhận cả dòng của phiếu lập trước khi hồ sơ đổi mà điểm theo hồ sơ, mức trước nay đã khác.",
        en="With --file: also take rows of a sheet made before the dossier changed, whose points computed or previous differ now.")  # fmt: skip
def appraise_(
    what: tuple[str, ...],
    open_session: Opener,
    by: str,
    at: str | None,
    reason: str | None,
    cause: tuple[str, ...],
    refuse: tuple[str, ...],
    evidence: tuple[str, ...],
    number: tuple[str, ...],
    file: Path | None,
    accept_changed: bool,
) -> None:
    from scoring.app.campaign.decision_files import read_decision_file
    from scoring.app.campaign.decisions import appraise
    from scoring.review.decisions import Decision, Given, answer_typed, number_typed

    places: list[Place] = []
    decisions: list[Given]
    if file is None and len(what) == 3 and not accept_changed:
        one = Decision(
            agency=what[0],
            criterion=what[1],
            points=number_typed(what[2]),
            reason=reason or "",
            causes=_causes_of(cause),
            refused=refuse,
            evidence=evidence,
            numbers={name: answer_typed(value) for name, _, value in (one.partition("=") for one in number)},
        )
        decisions = [one]
    elif file is not None and not (what or reason or cause or refuse or evidence or number):
        decisions, places = read_decision_file(file, Terminal())
    else:
        raise usage_problem("cần CƠ_QUAN TIÊU_CHÍ ĐIỂM, hoặc chỉ --file", "give AGENCY CRITERION POINTS, or only --file")  # fmt: skip
    with open_session() as session:
        entries = appraise(session, decisions, by=by, places=places, at=at, accept_changed=accept_changed)
        if file is None:
            agency, criterion, points = what
            given = shown_points(number_typed(points))
            name = called(session, agency)
            confirm(session, f"{name}: {criterion} – {given} điểm (bản ghi {entries[0].seq})",
                    f"{name}: {criterion} – {given} points (entry {entries[0].seq})")  # fmt: skip
        else:
            facts = sum(entry.act == "established" for entry in entries)
            count = len(entries) - facts
            vi, en = (f"{facts} sự việc, ", f"{facts} facts and ") if facts else ("", "")
            who = called(session, by)
            confirm(session, f"đã ghi {vi}{count} quyết định của {who}", f"{en}{count} decisions of {who} entered")


@command("decide",
         "Giải quyết một kiến nghị: --points là chấp nhận với điểm mới, --reject là giữ nguyên; kiến nghị về sự việc (--fact) thì --accept là bỏ sự việc ấy rồi tính lại; cho biết tổng điểm, loại trước và sau.",
         "Decide an appeal: --points accepts it with new points, --reject keeps them; for an appeal against a fact (--fact) --accept sets the fact aside and computes again; total and class are told before and after.")  # fmt: skip
@argument("agency", "Mã cơ quan.", "The agency's id.")
@argument("criterion", "Mã tiêu chí.", "The criterion's id.", required=False)
@FACT
@giving_reason
@option("--accept", is_flag=True, vi="Chấp nhận kiến nghị về sự việc.", en="Accept the appeal against a fact.")
@option("--points", vi="Điểm mới.", en="The new points.")
@option("--reject", is_flag=True, vi="Không chấp nhận.", en="Reject it.")
@option("--cause", multiple=True, vi="Nguyên nhân của thay đổi (như ở appraise).",
        en="The cause of the change (as for appraise).")  # fmt: skip
@SOURCES
def decide_(
    agency: str,
    criterion: str | None,
    fact: int | None,
    open_session: Opener,
    by: str,
    at: str | None,
    reason: str | None,
    accept: bool,
    points: str | None,
    reject: bool,
    cause: tuple[str, ...],
) -> None:
    from scoring.app.campaign.decisions import decide
    from scoring.review.decisions import Decision, number_typed

    about = about_one(criterion, fact)
    if fact is None and (accept or (points is None) != reject):
        raise usage_problem("cần --points hoặc --reject", "give --points or --reject")
    if fact is not None and (points is not None or cause or accept == reject):
        raise usage_problem("với --fact cần --accept hoặc --reject", "with --fact give --accept or --reject")
    one = Decision(
        agency=agency,
        criterion=criterion or "",
        points=number_typed(points or ""),
        reason=reason or "",
        causes=_causes_of(cause),
    )
    with open_session() as session:
        found = decide(session, one, by=by, accepted=not reject, fact=fact, at=at)
        both = (found.before, found.after)
        rows = [["", t("trước", "before"), t("sau", "after")]]
        for x, y in zip(*(result.criteria for result in both), strict=True):
            if x.id == criterion or (fact is not None and x.certain != y.certain):
                rows.append([x.id, shown_points(x.certain), shown_points(y.certain)])
        rows += [
            [t("Tổng điểm", "Total"), *(shown_points(x.total.certain) for x in both)],
            [t("Loại", "Class"), *(class_text(x.classification) for x in both)],
        ]
        write(table(rows, frozenset((1, 2))))
        name = called(session, agency)
        confirm(session, f"{name}: đã giải quyết kiến nghị về {about}; công bố lại bằng `scoring campaign publish`",
                f"{name}: the appeal on {about} is decided; publish again with `scoring campaign publish`")  # fmt: skip


def _causes_of(given: tuple[str, ...]) -> dict[str, str]:
    """Causes with their points; a cause without points stands for the whole change."""
    from scoring.review.decisions import number_typed

    parts = (one.partition("=") for one in given)
    return {name.replace("-", "_"): number_typed(value) for name, _, value in parts}
