"""`scoring bundle show`: what a bundle holds, checked, with nothing taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.console import Terminal, t, write
from scoring.cli.terminal.options import PATH, argument, command
from scoring.cli.terminal.store_options import KEYS, REQUIRE_SIGNED

if TYPE_CHECKING:
    from scoring.app.bundles import BundleContents


@command("show", "Kiểm tra một gói (mã băm, chuỗi, chữ ký) và cho xem nó có gì; không nhập gì.",
         "Check a bundle (digests, chain, signatures) and show what it holds; nothing is taken in.")  # fmt: skip
@argument("bundle", "Tệp gói.", "The bundle.", type=PATH)
@KEYS
@REQUIRE_SIGNED
def command_(bundle: Path, keys: Path | None, require_signed: bool) -> None:
    """Show a bundle."""
    from scoring.app.bundles import bundle_contents
    from scoring.review.acts.registry import ACTS
    from scoring.text import visible

    found = bundle_contents(bundle, keys=keys, require_signed=require_signed, observer=Terminal(notes=True))
    manifest = found.manifest
    first, last = manifest.base.seq + 1, manifest.head.seq
    scheme = " ".join(str(manifest.scheme[key]) for key in ("id", "digest") if key in manifest.scheme)
    acts = (f"{t(*ACTS[act].words) if act in ACTS else act} {count}" for act, count in sorted(found.acts.items()))
    rows = (
        (t("đợt", "campaign"), manifest.campaign),
        (t("cơ quan", "agency"), manifest.agency or t("mọi cơ quan", "all agencies")),
        (t("bộ tiêu chí", "scheme"), scheme or "–"),
        (t("sổ cái", "ledger"), t(f"bản ghi {first}–{last}", f"entries {first}–{last}")),
        (t("việc", "acts"), ", ".join(acts) or "–"),
        (t("tài liệu", "attachments"), f"{found.attachments} ({found.size} byte)"),
        (t("chữ ký gói", "signed by"), _signed_by(found)),
        (t("mã đầu chuỗi", "chain head"), manifest.head.hash),
    )
    # Not a table: codes are to be copied, and must not be broken.
    for name, value in rows:
        write(f"{name}: {visible(value)}\n")


def _signed_by(found: BundleContents) -> str:
    key = found.signed_by
    if not key:
        return t("không có", "nobody")
    if found.owner is None:
        return t(f"{key} (chưa đối chiếu)", f"{key} (not compared)")
    return f"{found.owner} ({key[:16]}…)"
