"""`scoring bundle import`: check a bundle, then take in all of it or nothing."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.terminal.campaign_options import Instant
from scoring.cli.terminal.console import Terminal, t, write
from scoring.cli.terminal.options import PATH, SCHEME, argument, command, option
from scoring.cli.terminal.store_options import KEYS, REQUIRE_SIGNED, STORE


@command("import",
         "Kiểm tra gói (mã băm, chuỗi, chữ ký, bộ tiêu chí) rồi nhập vào kho: tất cả hoặc không gì cả; nhập lại cùng một gói không đổi gì. Cơ quan thẩm định nhận việc của xã vào cuối sổ mình; xã nhận sổ của cơ quan thẩm định bằng --follow.",
         "Check a bundle (digests, chain, signatures, scheme) and take it into the store: all or nothing; the same bundle again changes nothing. An appraiser receives an agency's acts behind its own ledger; an agency takes over the appraiser's with --follow.")  # fmt: skip
@argument("bundle", "Tệp gói.", "The bundle.", type=PATH)
@option("--campaign", vi="Chỉ nhận gói của đợt này.", en="Accept only a bundle of this campaign.")
@option("--follow", is_flag=True, vi="Sổ trong gói là sổ chính (của cơ quan thẩm định); sổ ở đây theo nó.",
        en="The bundle holds the ledger of record (the appraiser's); the one here follows it.")  # fmt: skip
@option("--received", type=Instant(), vi="Thời điểm nhận gói (mặc định: bây giờ), ví dụ “2025-12-10 09:30”.",
        en="When the bundle was received (default: now), such as “2025-12-10 09:30”.")  # fmt: skip
@SCHEME
@KEYS
@REQUIRE_SIGNED
@STORE
def command_(
    bundle: Path,
    campaign: str | None,
    follow: bool,
    received: str | None,
    scheme: Path | None,
    keys: Path | None,
    require_signed: bool,
    store: str,
) -> None:
    """Import a bundle."""
    from scoring.app.bundles import import_bundle

    id, taken = import_bundle(
        store,
        bundle,
        campaign=campaign,
        follow=follow,
        received=received,
        scheme=scheme,
        keys=keys,
        require_signed=require_signed,
        observer=Terminal(notes=True),
    )
    if not taken.entries and not taken.attachments:
        write(t(f"không có gì mới trong gói; sổ {id} vẫn ở bản ghi {taken.head.seq}\n",
                f"nothing new in the bundle; {id} stays at entry {taken.head.seq}\n"))  # fmt: skip
    else:
        write(t(f"đã nhập {taken.entries} bản ghi, {taken.attachments} tài liệu; sổ {id} đến bản ghi {taken.head.seq}\n",
                f"took in {taken.entries} entries, {taken.attachments} attachments; {id} now ends at entry {taken.head.seq}\n"))  # fmt: skip
    if taken.replaced:
        write(t("sổ ở đây đã theo sổ chính; bản cũ vẫn giữ trong kho\n", "the ledger here follows the one of record; the earlier copy is kept\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {taken.head.hash}\n", f"chain head: {taken.head.hash}\n"))
