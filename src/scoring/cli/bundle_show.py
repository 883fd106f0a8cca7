"""`scoring bundle show`: what a bundle holds, checked, with nothing taken in."""

from __future__ import annotations

from pathlib import Path

from scoring.cli.console import t, table, write
from scoring.cli.options import PATH, argument, command
from scoring.cli.stores import DEMAND, KEYS
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
    from scoring.signing import trusted
    from scoring.store.bundle import carried, check
    from scoring.store.package import Package

    known = trusted(keys) if keys is not None else None
    with Package(bundle) as package:
        found = check(package, known, demand=demand)
        manifest = found.manifest
        size = sum(one[1] for one in manifest.files.values())
    rows = [
        (t("Mục", "Item"), t("Nội dung", "Content")),
        (t("đợt", "campaign"), manifest.campaign),
        (t("cơ quan", "agency"), manifest.agency or t("mọi cơ quan", "all agencies")),
        (t("bộ tiêu chí", "scheme"), " ".join(str(manifest.scheme[key]) for key in ("id", "digest") if key in manifest.scheme) or "–"),
        (t("mục sổ cái", "entries"), f"{manifest.base.seq + 1}–{manifest.head.seq}"),
        (t("mã đầu chuỗi", "chain head"), manifest.head.hash),
        (t("việc", "acts"), ", ".join(f"{act} {count}" for act, count in sorted(found.acts.items())) or "–"),
        (t("tài liệu", "attachments"), f"{len(carried(manifest))} ({size} byte)"),
        (t("chữ ký gói", "signed by"), _who(found.signed_by, known)),
    ]  # fmt: skip
    write(table(rows))
    return int(ExitCode.DONE)


def _who(key: str, known: dict[str, str] | None) -> str:
    if not key:
        return t("không có", "nobody")
    if known is None:
        return t(f"{key} (chưa đối chiếu)", f"{key} (not compared)")
    return f"{known[key]} ({key[:16]}…)"


__all__ = ["command_"]
