"""`scoring bundle import`: check a bundle, then take in all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.app.files import not_there
from scoring.cli.desk import Instant, recorded
from scoring.cli.stores import DEMAND, KEYS, STORE, trusted_keys
from scoring.cli.terminal.console import t, write
from scoring.cli.terminal.options import PATH, SCHEME, argument, command, option
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import ExitCode, InvalidInput

if TYPE_CHECKING:
    from scoring.store.sql import LedgerView


@command(
    "import",
    "Kiểm tra gói (mã băm, chuỗi, chữ ký, bộ tiêu chí) rồi nhập vào kho: tất cả hoặc không gì cả; nhập lại cùng một gói "
    "không đổi gì. Cơ quan thẩm định nhận việc của xã vào cuối sổ mình; xã nhận sổ của cơ quan thẩm định bằng --follow.",
    "Check a bundle (digests, chain, signatures, scheme) and take it into the store: all or nothing; the same bundle again changes "
    "nothing. An appraiser receives an agency's acts behind its own ledger; an agency takes over the appraiser's with --follow.",
)
@argument("bundle", "Tệp gói.", "The bundle.", type=PATH)
@option(
    "--campaign",
    vi="Chỉ nhận gói của đợt này.",
    en="Accept only a bundle of this campaign.",
)
@option(
    "--follow",
    is_flag=True,
    vi="Sổ trong gói là sổ chính (của cơ quan thẩm định); sổ ở đây theo nó.",
    en="The bundle holds the ledger of record (the appraiser's); the one here follows it.",
)
@option(
    "--received",
    type=Instant(),
    vi="Thời điểm nhận gói (mặc định: bây giờ), ví dụ “2025-12-10 09:30”.",
    en="When the bundle was received (default: now), such as “2025-12-10 09:30”.",
)
@SCHEME
@KEYS
@DEMAND
@STORE
def command_(
    bundle: Path,
    campaign: str | None,
    follow: bool,
    received: str | None,
    scheme: Path | None,
    keys: Path | None,
    demand: bool,
    store: str,
) -> int:
    """Import a bundle."""
    from scoring.cli.received import recompute
    from scoring.store import open_store
    from scoring.store.bundle import Checked, check
    from scoring.store.merge import take
    from scoring.store.package import Package

    not_there([bundle])
    known = trusted_keys(keys, demand=demand)
    with open_store(store) as opened, Package(bundle) as package:
        checked: Checked = check(package, known, demand=demand)
        manifest = checked.manifest
        if campaign is not None and manifest.campaign != campaign:
            values = {"found": manifest.campaign, "wanted": campaign}
            raise InvalidInput([Diagnostic("SC962", Place(str(bundle)), values)])
        if scheme is not None:
            _same_scheme(bundle, scheme, str(manifest.scheme.get("digest", "")))
        if not follow:
            recompute(opened, checked, scheme)
        taken = take(opened, checked, at=recorded(received), follow=follow, allow=_allow)
    if not taken.entries and not taken.attachments:
        write(t(f"không có gì mới trong gói; sổ {manifest.campaign} vẫn ở bản ghi {taken.head.seq}\n",
                f"nothing new in the bundle; {manifest.campaign} stays at entry {taken.head.seq}\n"))  # fmt: skip
    else:
        write(t(f"đã nhập {taken.entries} bản ghi, {taken.attachments} tài liệu; sổ {manifest.campaign} đến bản ghi {taken.head.seq}\n",
                f"took in {taken.entries} entries, {taken.attachments} attachments; {manifest.campaign} now ends at entry {taken.head.seq}\n"))  # fmt: skip
    if taken.replaced:
        write(t("sổ ở đây đã theo sổ chính; bản cũ vẫn giữ trong kho\n", "the ledger here follows the one of record; the earlier copy is kept\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {taken.head.hash}\n", f"chain head: {taken.head.hash}\n"))
    return int(ExitCode.DONE)


def _same_scheme(bundle: Path, scheme: Path, found: str) -> None:
    from scoring.app import inputs
    from scoring.scheme.load import load_scheme

    wanted = load_scheme(inputs.scheme_folder(scheme)).digest
    if wanted != found:
        values = {"found": found[:24] or "–", "wanted": wanted[:24]}
        raise InvalidInput([Diagnostic("SC958", Place(str(bundle)), values)])


def _allow(view: LedgerView) -> None:
    """Refuse a ledger that the rules of campaigns do not allow.

    Raises:
        Refused: an act just received comes too late, or not in its turn.
        IntegrityFailure: an entry was written around the program.
    """
    from scoring.review.acts.data import ORIGIN
    from scoring.review.fold import apply, fold
    from scoring.review.state import State

    state = State()
    for entry in view.entries():
        if ORIGIN in entry.data:
            apply(state, entry)
        else:
            fold((entry,), state)


__all__ = ["command_"]
