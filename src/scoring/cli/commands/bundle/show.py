"""`scoring bundle show`: what a bundle holds, checked, with nothing taken in."""

from __future__ import annotations

from pathlib import Path

from scoring.app.files import not_there
from scoring.cli.stores import DEMAND, KEYS, trusted_keys
from scoring.cli.terminal.console import t, write
from scoring.cli.terminal.options import PATH, argument, command
from scoring.errors import ExitCode


@command(
    "show",
    "Kiểm tra một gói (mã băm, chuỗi, chữ ký) và cho xem nó có gì; không nhập gì.",
    "Check a bundle (digests, chain, signatures) and show what it holds; nothing is taken in.",
)
@argument("bundle", "Tệp gói.", "The bundle.", type=PATH)
@KEYS
@DEMAND
def command_(bundle: Path, keys: Path | None, demand: bool) -> int:
    """Show a bundle."""
    from scoring.review.table import ACTS
    from scoring.store.bundle import carried, check
    from scoring.store.package import LEDGER, Package
    from scoring.text import visible

    not_there([bundle])
    known = trusted_keys(keys, demand=demand)
    with Package(bundle) as package:
        found = check(package, known, demand=demand)
        manifest = found.manifest
        size = sum(one[1] for name, one in manifest.files.items() if name != LEDGER)
    acts = (f"{t(*ACTS.get(act, (act, act)))} {count}" for act, count in sorted(found.acts.items()))
    rows = (
        (t("đợt", "campaign"), manifest.campaign),
        (t("cơ quan", "agency"), manifest.agency or t("mọi cơ quan", "all agencies")),
        (t("bộ tiêu chí", "scheme"), " ".join(str(manifest.scheme[key]) for key in ("id", "digest") if key in manifest.scheme) or "–"),
        (t("sổ cái", "ledger"), t(f"bản ghi {manifest.base.seq + 1}–{manifest.head.seq}", f"entries {manifest.base.seq + 1}–{manifest.head.seq}")),
        (t("việc", "acts"), ", ".join(acts) or "–"),
        (t("tài liệu", "attachments"), f"{len(carried(manifest))} ({size} byte)"),
        (t("chữ ký gói", "signed by"), _who(found.signed_by, known)),
        (t("mã đầu chuỗi", "chain head"), manifest.head.hash),
    )  # fmt: skip
    # Not a table: codes are to be copied, and must not be broken.
    for name, value in rows:
        write(f"{name}: {visible(value)}\n")
    return int(ExitCode.DONE)


def _who(key: str, known: dict[str, str] | None) -> str:
    if not key:
        return t("không có", "nobody")
    if known is None:
        return t(f"{key} (chưa đối chiếu)", f"{key} (not compared)")
    return f"{known[key]} ({key[:16]}…)"


__all__ = ["command_"]
