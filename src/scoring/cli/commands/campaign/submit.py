"""`scoring campaign submit`: an agency hands in its dossier."""

from __future__ import annotations

from pathlib import Path

from scoring.app.files import refuse_missing
from scoring.cli.terminal.campaign_options import AT, OpenSession, with_session
from scoring.cli.terminal.console import Terminal, settings, t, talk
from scoring.cli.terminal.ledger_line import confirm
from scoring.cli.terminal.options import HISTORY, PATH, SCHEME, argument, command, option
from scoring.cli.terminal.password import signer_of
from scoring.cli.terminal.store_options import CAMPAIGN, KEY, STORE
from scoring.diagnostics import summary


@command("submit",
         "Nộp hồ sơ của một cơ quan: kiểm tra, chấm bằng bộ tiêu chí, giữ hồ sơ và tệp đính kèm, ghi vào sổ cái. Có lỗi thì không nộp gì.",
         "Hand in an agency's dossier: it is checked and evaluated, kept with its attachments, and entered. With an error nothing is handed in.")  # fmt: skip
@argument("dossier", "Hồ sơ: tệp hoặc thư mục.", "The dossier: a file or folder.", type=PATH)
@SCHEME
@HISTORY
@STORE
@CAMPAIGN
@option("--by", vi="Mã cơ quan nộp (mặc định: cơ quan ghi trong hồ sơ).", en="The agency (default: the dossier's).")
@KEY
@AT
@with_session
def command_(
    dossier: Path,
    scheme: Path | None,
    history: tuple[Path, ...],
    open_session: OpenSession,
    by: str | None,
    key: Path | None,
    at: str | None,
) -> None:
    """Submit."""
    from scoring.app.campaign.submission import submit
    from scoring.evidence.load import load_dossier

    refuse_missing([dossier])
    loaded = load_dossier(dossier)
    with open_session(observer=Terminal()) as session:
        found = submit(session, loaded, by=by, scheme=scheme, history=history, signer=signer_of(key), at=at)
        if found.awaiting:
            waiting = ", ".join(found.awaiting)
            talk(t(f"Chờ cả khối nộp mới có điểm (so với đơn vị dẫn đầu): {waiting}; tính khi công bố, lúc này không phải 0 điểm.",
                   f"Points await the whole block (relative to its best): {waiting}; computed at publication, not 0 points now."))  # fmt: skip
        problems = f"; {summary(found.problems, settings.lang)}" if found.problems else ""
        confirm(session, f"{found.agency}: đã nộp hồ sơ {found.file}, {found.attachments} tệp đính kèm{problems}",
                f"{found.agency}: handed in {found.file}, {found.attachments} attachments{problems}")  # fmt: skip
