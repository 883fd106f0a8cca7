"""`scoring campaign publish` and `results`: what was decided, as results and a ranking."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from scoring.cli.terminal.campaign import SOURCES, Opener, acting, confirm, ledger_line, reading, write_results
from scoring.cli.terminal.console import t, talk, to_screen, write
from scoring.cli.terminal.options import AGENCY, DATE, OUTPUT, command, option
from scoring.errors import ExitCode
from scoring.json_write import canonical


@command("publish",
         "Công bố theo một quyết định: kết quả mọi cơ quan đã nộp và xếp hạng; ai không nộp được nêu riêng, không phải 0 điểm. Sau khi giải quyết kiến nghị thì công bố lại.",
         "Publish under a decision: results of all agencies that submitted, and their ranking; who did not submit is named apart, never as 0 points. After appeals are decided, publish again.")  # fmt: skip
@acting
@option("--decision", required=True, vi="Số quyết định công bố.", en="The decision's number.")
@option("--until", type=DATE,
        vi="Hạn kiến nghị riêng (hết ngày đó) cho các cơ quan công bố khi hạn kiến nghị chung đã qua.",
        en="A deadline for appeals of their own (that whole day) for agencies published after everybody's.")  # fmt: skip
@SOURCES
@OUTPUT
def publish_(
    open_session: Opener, by: str, at: str | None, decision: str, until: date | None, output: Path | None
) -> int:
    from scoring.app.campaign.publication import publish
    from scoring.cli.terminal.summary import ranking_table

    with open_session() as session:
        found = publish(session, decision, by=by, until=until, at=at)
        if not found.already:
            write(ranking_table(found.ranked, found.summaries))
        if found.computed_in_block:
            write(t("Tiêu chí so với đơn vị dẫn đầu khối được tính trên các cơ quan cùng khối có hồ sơ; cơ quan không nộp hoặc đã rút không tính.\n",
                    "Criteria relative to the block's best are computed over the block's agencies with a dossier; who did not hand in, or withdrew, does not count.\n"))  # fmt: skip
        code = ExitCode.DONE if output is None else write_results(output, found.files)
        if found.already:
            confirm(session, f"đã công bố theo {decision} từ trước (bản ghi {found.seq}); không ghi thêm vào sổ cái",
                    f"published under {decision} before (entry {found.seq}); nothing was added to the ledger")  # fmt: skip
        else:
            confirm(session, f"đã công bố theo {decision}", f"published under {decision}")
    return int(code)


@command("results",
         "Kết quả chính thức tính đến lúc này (hoặc --as-of), dạng mà `scoring report`, `rank`, `compare` đọc được; --published lấy đúng bản đã công bố gần nhất.",
         "The final results as they stand (or stood), in the form `scoring report`, `rank` and `compare` read; --published takes what was published last.")  # fmt: skip
@reading
@SOURCES
@AGENCY
@option("--published", is_flag=True, vi="Đúng bản đã công bố.", en="Exactly what was published.")
@option("--decision", vi="Số quyết định sẽ công bố, để lập lại đúng tệp đã công bố.",
        en="The decision they are published under, to make published files again.")  # fmt: skip
@OUTPUT
def results_(
    open_session: Opener, agency: str | None, published: bool, decision: str | None, output: Path | None
) -> int:
    from scoring.app.campaign.results import official_results

    with open_session() as session:
        found = official_results(session, agency=agency, published=published, decision=decision)
        line = ledger_line(session.state)
    code = ExitCode.DONE
    if output is None or to_screen(output):
        write(canonical([json.loads(data) for data in found.values()]).decode())
    else:
        code = write_results(output, found)
    talk(line)
    return int(code)
