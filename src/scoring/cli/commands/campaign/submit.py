"""`scoring campaign submit`: an agency hands in its dossier."""

from __future__ import annotations

import io
from pathlib import Path

from scoring.app import inputs
from scoring.app.files import not_there
from scoring.cli.desk import AT, CAMPAIGN, STORE, Desk
from scoring.cli.stores import KEY
from scoring.cli.terminal.console import show, t, talk
from scoring.cli.terminal.options import HISTORY, PATH, SCHEME, argument, command, option
from scoring.diagnostics import Diagnostic, Place, has_errors, summary


@command(
    "submit",
    "Nộp hồ sơ của một cơ quan: kiểm tra, chấm bằng bộ tiêu chí, giữ hồ sơ và tệp đính kèm, ghi vào sổ cái. "
    "Có lỗi thì không nộp gì.",
    "Hand in an agency's dossier: it is checked and evaluated, kept with its attachments, and entered. "
    "With an error nothing is handed in.",
)
@argument("dossier", "Hồ sơ: tệp hoặc thư mục.", "The dossier: a file or folder.", type=PATH)
@SCHEME
@HISTORY
@STORE
@CAMPAIGN
@option(
    "--by",
    vi="Mã cơ quan nộp (mặc định: cơ quan ghi trong hồ sơ).",
    en="The agency (default: the dossier's).",
)
@KEY
@AT
def command_(
    dossier: Path,
    scheme: Path | None,
    history: tuple[Path, ...],
    store: str,
    campaign: str | None,
    by: str | None,
    key: Path | None,
    at: str | None,
) -> int:
    """Submit."""
    from scoring.batch.local import Options, assess, cached_scheme
    from scoring.cli.appraised import past_of, same_scheme
    from scoring.cli.terminal.console import settings
    from scoring.errors import IntegrityFailure, InvalidInput
    from scoring.evidence.load import digest_of, load_dossier
    from scoring.review.acts.data import refuse
    from scoring.review.handing_in import handing_in

    not_there([dossier])
    loaded = load_dossier(dossier)
    with Desk(store, campaign) as desk:
        opened = desk.state.opened
        who = by or loaded.dossier.agency.id
        own = loaded.dossier.agency
        member = opened.agency(own.id)
        if (
            member is None
            or str(loaded.dossier.period) != str(opened.period)
            or member.block != own.block
        ):
            raise refuse(
                "SC944",
                agency=own.id,
                period=str(loaded.dossier.period),
                block=own.block,
                campaign=opened.id,
            )
        if who != own.id:
            raise refuse("SC938", actor=who, agency=own.id)
        folder = (
            inputs.scheme_folder(scheme)
            if scheme
            else inputs.scheme_for(loaded.path, opened.scheme)
        )
        found = cached_scheme(folder, str(opened.period))
        same_scheme(found, desk.state)
        # Points are closed as the scheme says: what is handed in is what is claimed to be complete.
        result, problems = assess(
            loaded, found, Options(final=True), past_of(desk, history).get(who, ())
        )
        if has_errors(problems):
            raise InvalidInput(problems)
        show(problems, notes=False)
        folder = loaded.path.parent
        raw = loaded.path.read_bytes()
        if digest_of(raw) != loaded.digest:
            # Saved anew while it was evaluated: what is kept must be what the points are of.
            values = {"path": str(dossier), "recorded": loaded.digest, "computed": digest_of(raw)}
            raise IntegrityFailure([Diagnostic("SC609", Place(str(dossier)), values)])
        digest = desk.store.put_attachment(io.BytesIO(raw))
        attachments = {}
        for record in loaded.dossier.evidence:
            if record.file is not None:
                with (folder / record.file.path).open("rb") as stream:
                    attachments[record.file.path] = desk.store.put_attachment(stream)
        data = handing_in(result, digest, loaded.file, attachments)
        desk.act([desk.draft("submitted", who, at, **data)], key)
        waiting = data.get("awaits", [])
        if waiting:
            talk(t(f"Chờ cả khối nộp mới có điểm (so với đơn vị dẫn đầu): {', '.join(waiting)}; tính khi công bố, lúc này không phải 0 điểm.",
                   f"Points await the whole block (relative to its best): {', '.join(waiting)}; computed at publication, not 0 points now."))  # fmt: skip
        told = f"; {summary(problems, settings.lang)}" if problems else ""
        desk.done(f"{who}: đã nộp hồ sơ {loaded.file}, {len(attachments)} tệp đính kèm{told}",
                  f"{who}: handed in {loaded.file}, {len(attachments)} attachments{told}")  # fmt: skip
    return 0


__all__ = ["command_"]
