"""`scoring bundle`: exchange without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.cli.terminal.campaign import ACCEPT, CAMPAIGN, KEY, KEYS, REQUIRE_SIGNED, STORE, Instant
from scoring.cli.terminal.console import Terminal, settings, t, write
from scoring.cli.terminal.nested import Nested
from scoring.cli.terminal.options import FORCE, PATH, SCHEME, argument, command, only_one, option

command_ = Nested("bundle", {
    "export": ("lập gói: sổ cái, hồ sơ, tài liệu, chữ ký", "make a bundle: ledger, dossiers, attachments, signatures"),
    "import": ("kiểm tra rồi nhập gói vào kho", "check a bundle and take it into the store"),
    "show": ("xem gói có gì, chưa nhập", "show what a bundle holds, taking in nothing"),
}, vi="Gói trao đổi: một tệp chở sổ cái, hồ sơ, tài liệu giữa xã và cơ quan thẩm định, không cần mạng.",
   en="Exchange bundles: one file carries ledger, dossiers and attachments between agency and appraiser, without a network.")  # fmt: skip


@command("export",
         "Lập một gói: sổ cái của đợt, hồ sơ và tài liệu kèm theo. Cùng sổ, cùng tùy chọn, cùng khóa thì gói giống từng byte.",
         "Make one bundle: the campaign's ledger with its dossiers and attachments. The same ledger, options and key give the same bytes.")  # fmt: skip
@CAMPAIGN
@option("--agency", multiple=True, callback=only_one, vi="Chỉ chở hồ sơ, tài liệu của cơ quan này.",
        en="Carry only this agency's dossiers and attachments.")  # fmt: skip
@option("--since", type=int, default=0, vi="Bên kia đã có đến bản ghi này; gói chỉ chở các bản ghi sau nó.",
        en="The other side has the ledger up to this entry; carry only what comes after.")  # fmt: skip
@KEY
@option("-o", "--output", type=PATH, required=True, vi="Tệp gói, ví dụ xa-a.zip.", en="The bundle, such as xa-a.zip.")
@FORCE
@STORE
def export_(campaign: str | None, agency: str | None, since: int, key: Path | None, output: Path, store: str) -> None:
    from scoring.app.bundles import export_bundle
    from scoring.cli.terminal.password import load_key

    signer, protected = (load_key(key), (key,)) if key else (None, ())
    found = export_bundle(
        store,
        output,
        campaign=campaign,
        agency=agency,
        since=since,
        signer=signer,
        protected=protected,
        force=settings.force,
        observer=Terminal(),
    )
    write(t(f"đã lập gói {output}: bản ghi {found.base.seq + 1}–{found.head.seq} của đợt {found.campaign}, {len(found.files) - 1} tài liệu\n",
            f"made {output}: entries {found.base.seq + 1}–{found.head.seq} of {found.campaign}, {len(found.files) - 1} attachments\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {found.head.hash}\n", f"chain head: {found.head.hash}\n"))


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
@option("--allow-unsigned", is_flag=True,
        vi="Nhận cả gói không ký của cơ quan mà --keys có khóa.",
        en="Take in also an unsigned bundle of an agency whose key --keys holds.")  # fmt: skip
@ACCEPT
@STORE
def import_(bundle: Path, store: str, **asked: Any) -> None:
    from scoring.app.bundles import import_bundle

    id, taken = import_bundle(store, bundle, **asked, observer=Terminal(notes=True))
    if not taken.entries and not taken.attachments:
        write(t(f"không có gì mới trong gói; sổ {id} vẫn ở bản ghi {taken.head.seq}\n",
                f"nothing new in the bundle; {id} stays at entry {taken.head.seq}\n"))  # fmt: skip
    else:
        write(t(f"đã nhập {taken.entries} bản ghi, {taken.attachments} tài liệu; sổ {id} đến bản ghi {taken.head.seq}\n",
                f"took in {taken.entries} entries, {taken.attachments} attachments; {id} now ends at entry {taken.head.seq}\n"))  # fmt: skip
    if taken.erased:
        write(
            t(
                f"đã xóa nội dung {taken.erased} tài liệu theo sổ\n",
                f"erased the content of {taken.erased} attachments, as the ledger says\n",
            )
        )
    if taken.replaced:
        write(t("sổ ở đây đã theo sổ chính; bản cũ vẫn giữ trong kho\n", "the ledger here follows the one of record; the earlier copy is kept\n"))  # fmt: skip
    write(t(f"mã đầu chuỗi: {taken.head.hash}\n", f"chain head: {taken.head.hash}\n"))


@command("show", "Kiểm tra một gói (mã băm, chuỗi, chữ ký) và cho xem nó có gì; không nhập gì.",
         "Check a bundle (digests, chain, signatures) and show what it holds; nothing is taken in.")  # fmt: skip
@argument("bundle", "Tệp gói.", "The bundle.", type=PATH)
@KEYS
@REQUIRE_SIGNED
def show_(bundle: Path, keys: Path | None, require_signed: bool) -> None:
    from scoring.app.bundles import bundle_contents
    from scoring.review.acts.registry import ACTS
    from scoring.text import visible

    found = bundle_contents(bundle, keys=keys, require_signed=require_signed, observer=Terminal(notes=True))
    manifest = found.manifest
    first, last = manifest.base.seq + 1, manifest.head.seq
    scheme = " ".join(str(manifest.scheme[key]) for key in ("id", "digest") if key in manifest.scheme)
    acts = (f"{t(*ACTS[act].words) if act in ACTS else act} {count}" for act, count in sorted(found.acts.items()))
    signed_by = t("không có", "nobody")
    if found.signed_by and found.owner is None:
        signed_by = t(f"{found.signed_by} (chưa đối chiếu)", f"{found.signed_by} (not compared)")
    elif found.signed_by:
        signed_by = f"{found.owner} ({found.signed_by[:16]}…)"
    rows = (
        (t("đợt", "campaign"), manifest.campaign),
        (t("cơ quan", "agency"), manifest.agency or t("mọi cơ quan", "all agencies")),
        (t("bộ tiêu chí", "scheme"), scheme or "–"),
        (t("sổ cái", "ledger"), t(f"bản ghi {first}–{last}", f"entries {first}–{last}")),
        (t("việc", "acts"), ", ".join(acts) or "–"),
        (t("tài liệu", "attachments"), f"{found.attachments} ({found.size} byte)"),
        (t("chữ ký gói", "signed by"), signed_by),
        (t("mã đầu chuỗi", "chain head"), manifest.head.hash),
    )
    # Not a table: codes are to be copied, and must not be broken.
    for name, value in rows:
        write(f"{name}: {visible(value)}\n")
