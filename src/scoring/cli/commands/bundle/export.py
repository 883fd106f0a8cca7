"""`scoring bundle export`: one file to carry to the other side."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.console import t, write
from scoring.cli.terminal.options import PATH, command, option
from scoring.cli.terminal.password import load_key
from scoring.cli.terminal.store_options import AGENCY, CAMPAIGN, KEY, STORE


@command("export",
         "Lập một gói: sổ cái của đợt, hồ sơ và tài liệu kèm theo. Cùng sổ, cùng tùy chọn, cùng khóa thì gói giống từng byte.",
         "Make one bundle: the campaign's ledger with its dossiers and attachments. The same ledger, options and key give the same bytes.")  # fmt: skip
@CAMPAIGN
@AGENCY
@option("--since", type=int, default=0, vi="Bên kia đã có đến bản ghi này; gói chỉ chở các bản ghi sau nó.",
        en="The other side has the ledger up to this entry; carry only what comes after.")  # fmt: skip
@KEY
@option("-o", "--output", type=PATH, required=True, vi="Tệp gói, ví dụ xa-a.zip.", en="The bundle, such as xa-a.zip.")
@STORE
def command_(campaign: str | None, agency: str | None, since: int, key: Path | None, output: Path, store: str) -> None:
    """Export a bundle."""
    from scoring.app.bundles import export_bundle

    found = export_bundle(
        store,
        output,
        campaign=campaign,
        agency=agency,
        since=since,
        signer=None if key is None else load_key(key),
        protected=() if key is None else (key,),
    )
    write(t(f"đã lập gói {output}: bản ghi {found.base.seq + 1}–{found.head.seq} của đợt {found.campaign}, {len(found.files) - 1} tài liệu\n",
            f"made {output}: entries {found.base.seq + 1}–{found.head.seq} of {found.campaign}, {len(found.files) - 1} attachments\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {found.head.hash}\n", f"chain head: {found.head.hash}\n"))
