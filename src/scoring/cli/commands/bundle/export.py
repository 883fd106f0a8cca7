"""`scoring bundle export`: one file to carry to the other side."""

from __future__ import annotations

from pathlib import Path

from scoring.app.files import refuse_inputs, replace
from scoring.cli.stores import AGENCY, CAMPAIGN, KEY, STORE, only
from scoring.cli.terminal.console import show, t, write
from scoring.cli.terminal.options import PATH, command, option
from scoring.errors import ExitCode


@command(
    "export",
    "Lập một gói: sổ cái của đợt, hồ sơ và tài liệu kèm theo. Cùng sổ, cùng tùy chọn, cùng khóa thì gói giống từng byte.",
    "Make one bundle: the campaign's ledger with its dossiers and attachments. The same ledger, options and key give the same bytes.",
)
@CAMPAIGN
@AGENCY
@option(
    "--since",
    type=int,
    default=0,
    vi="Bên kia đã có đến bản ghi này; gói chỉ chở các bản ghi sau nó.",
    en="The other side has the ledger up to this entry; carry only what comes after.",
)
@KEY
@option(
    "-o",
    "--output",
    type=PATH,
    required=True,
    vi="Tệp gói, ví dụ xa-a.zip.",
    en="The bundle, such as xa-a.zip.",
)
@STORE
def command_(
    campaign: str | None, agency: str | None, since: int, key: Path | None, output: Path, store: str
) -> int:
    """Export a bundle."""
    from scoring.cli.password import ask
    from scoring.signing import load_signer
    from scoring.store import open_store
    from scoring.store.bundle import Manifest, export

    signer = None
    if key is not None:
        signer, problems = load_signer(key, ask)
        show(problems)
    made: list[Manifest] = []
    with open_store(store) as opened:
        campaign = campaign or only(opened)
        kept = [key] if key is not None else []
        if opened.where.path is not None:
            kept.append(opened.where.path)
        refuse_inputs([output], kept)

        def fill(path: Path) -> None:
            with path.open("wb") as file:
                made.append(export(opened, campaign, file, agency, max(0, since), signer))

        replace(output, fill)
    found = made[0]
    write(t(f"đã lập gói {output}: bản ghi {found.base.seq + 1}–{found.head.seq} của đợt {campaign}, {len(found.files) - 1} tài liệu\n",
            f"made {output}: entries {found.base.seq + 1}–{found.head.seq} of {campaign}, {len(found.files) - 1} attachments\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {found.head.hash}\n", f"chain head: {found.head.hash}\n"))
    return int(ExitCode.DONE)


__all__ = ["command_"]
