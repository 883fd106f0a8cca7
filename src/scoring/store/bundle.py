"""Exchange bundles: what they hold, how they are written and checked. Taking one in is `scoring.store.merge`."""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Annotated, Any, Final, Literal

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

from scoring.diagnostics import Diagnostic
from scoring.errors import CannotRead, IntegrityFailure, InvalidInput
from scoring.json_source import JsonRefused, parse_strict
from scoring.json_write import canonical
from scoring.review.chain import Broken, verify
from scoring.review.entry import Entry, Head, Malformed
from scoring.review.entry_line import MAX_BYTES, parse
from scoring.signing import BUNDLE, Signer, owner_of
from scoring.signing import verify as verify_signature
from scoring.store.package import FOLDER, LEDGER, MANIFEST, SIGNATURE, Digest, Package
from scoring.store.signed import problems
from scoring.store.sql import SqlStore

FORMAT: Final = "scoring.bundle/1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
LONGEST = 2 * MAX_BYTES


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry's number and hash, as a manifest writes them."""

    seq: Annotated[int, Meta(ge=0)]
    hash: str


class Manifest(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"base_place": "base", "head_place": "head"}
):
    """The manifest of a bundle."""

    format: Literal["scoring.bundle/1"] = FORMAT
    campaign: str
    agency: str | None
    """Whose dossier and attachments it carries; those of all agencies where None."""
    scheme: dict[str, Any]
    base_place: Place
    head_place: Place
    files: dict[str, Digest]
    """Every file inside by its name."""

    @property
    def base(self) -> Head:
        """The entry after which its part of the ledger begins."""
        return Head(self.base_place.seq, self.base_place.hash)

    @property
    def head(self) -> Head:
        """The last entry of its part of the ledger."""
        return Head(self.head_place.seq, self.head_place.hash)

    def to_bytes(self) -> bytes:
        """Its canonical form."""
        return canonical(to_builtins(self))


def references(entry: Entry, agency: str | None = None) -> set[str]:
    """The digests of the files an entry names: dossiers, attachments, published results; with `agency` only its own."""
    names: list[Any] = []
    data = entry.data
    if agency is None or agency in {data.get("agency"), entry.actor}:
        names.append(data.get("dossier"))
        for key in ("attachments", "evidence"):
            if isinstance(data.get(key), dict):
                names += data[key].values()
    if isinstance(data.get("results"), dict):
        rows = (one for id, one in data["results"].items() if agency in {None, id})
        names += [one.get("digest") for one in rows if isinstance(one, dict)]
    found = (_DIGEST.fullmatch(one) for one in names if isinstance(one, str))
    return {one[1] for one in found if one}


def erased_in(lines: Iterable[bytes]) -> set[str]:
    """The digests of the files whose content a ledger says was erased."""
    return {str(parse(line).data.get("digest")) for line in lines if b'"act":"erased"' in line}


def scheme_of(first: Entry) -> dict[str, Any]:
    """The scheme a campaign was opened with."""
    found = first.data.get("scheme")
    return dict(found) if isinstance(found, dict) else {}


def export(
    store: SqlStore,
    campaign: str,
    file: IO[bytes],
    agency: str | None = None,
    since: int = 0,
    signer: Signer | None = None,
) -> Manifest:
    """Write a bundle to `file`, a seekable stream: the same bytes for the same ledger, options and key everywhere.

    With `agency` it carries only that agency's files, and the complete ledger, as the chain needs every entry. `since`
    is the number of the last entry the other side has. `signer` signs the bundle. Raises NothingMatched if there is no
    such campaign; InvalidInput if an attachment is not in the store, or there is no entry `since`; IntegrityFailure if
    an attachment does not have its digest any more.
    """
    first = next(iter(store.entries(campaign)))
    base = Head()
    if since:
        found = next(iter(store.entries(campaign, since - 1)), None)
        if found is None:
            raise _missing(f"bản ghi {since} của sổ cái", f"entry {since} of the ledger")
        base = found.head
    files: dict[str, Digest] = {}
    wanted: set[str] = set()
    # Nothing is compressed: the bytes then do not depend on the compressor's version.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        head, digest, size = base, hashlib.sha256(), 0
        with archive.open(_info(LEDGER), "w") as out:
            for line in store.lines(campaign, since):
                entry = parse(line)
                head = entry.head
                wanted |= references(entry, agency)
                digest.update(line + b"\n")
                size += out.write(line + b"\n")
        files[LEDGER] = Digest(digest.hexdigest(), size)
        for sha256 in sorted(wanted - erased_in(store.lines(campaign))):
            files[FOLDER + sha256] = Digest(sha256, _attachment(store, archive, sha256))
        scheme, start, end = scheme_of(first), Place(*base), Place(*head)
        manifest = Manifest(
            campaign=campaign, agency=agency, scheme=scheme, base_place=start, head_place=end, files=files
        )
        raw = manifest.to_bytes()
        archive.writestr(_info(MANIFEST), raw)
        if signer is not None:
            signature = signer.sign(hashlib.sha256(raw).hexdigest(), BUNDLE)
            archive.writestr(_info(SIGNATURE), canonical(signature))
    return manifest


def _attachment(store: SqlStore, archive: zipfile.ZipFile, sha256: str) -> int:
    try:
        stream = store.open_attachment(sha256)
    except CannotRead:
        raise _missing(f"tài liệu {sha256}", f"the attachment {sha256}") from None
    size = 0
    with stream, archive.open(_info(FOLDER + sha256), "w") as out:
        while part := stream.read(_CHUNK):
            size += out.write(part)
    return size


def _missing(what: str, what_en: str) -> InvalidInput:
    return InvalidInput.of("SC965", what=what, what_en=what_en)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBundle:
    """A bundle whose digests, chain and signatures are right."""

    package: Package
    manifest: Manifest
    signed_by: str
    """The key that signed the bundle as a whole; "" where none did."""
    owner: str
    """Whose key that is; "" where nobody said whom to trust."""
    entries: int
    acts: Mapping[str, int]
    """How many entries of each act."""

    def lines(self) -> Iterator[bytes]:
        """The ledger's lines."""
        return self.package.lines(LONGEST)


def check(package: Package, trusted: Mapping[str, str] | None = None, *, demand: bool = False) -> CheckedBundle:
    """Check a bundle's digests, chain and signatures; nothing is stored.

    `trusted` maps public keys in hex to their owners; None accepts any key. With `demand` the bundle, submissions and
    publications must be signed. Raises InvalidInput if it is of another version, or holds what its manifest does not
    list; IntegrityFailure if a digest, the chain or a signature is wrong.
    """
    raw = package.read(MANIFEST)
    manifest = _manifest(package, raw)
    for name in package.infos:
        if name not in manifest.files and name not in {MANIFEST, SIGNATURE}:
            raise package.fail("SC956", name=name)
    for name, expected in manifest.files.items():
        if name not in package.infos:
            raise package.fail("SC955", IntegrityFailure, name=name)
        if package.digest(name) != expected or (name != LEDGER and name != FOLDER + expected.sha256):
            raise package.fail("SC954", IntegrityFailure, name=name)
    signed_by = _signature(package, raw, trusted, demand)
    return _ledger(package, manifest, signed_by, trusted, demand)


def _manifest(package: Package, raw: bytes) -> Manifest:
    broken = package.damaged("mục lục manifest.json không đúng dạng", "its manifest.json is not of the right form")
    try:
        data = parse_strict(raw)
        version = data.get("format") if isinstance(data, dict) else None
        if isinstance(version, str) and version.startswith("scoring.bundle/") and version != FORMAT:
            raise package.fail("SC957", found=version[:40], known=FORMAT)
        manifest = convert(data, Manifest)
    except (JsonRefused, ValidationError):
        raise broken from None
    # A key given twice or another order would be written in another way.
    if manifest.to_bytes() != raw:
        raise broken
    return manifest


def _signature(package: Package, raw: bytes, trusted: Mapping[str, str] | None, demand: bool) -> str:
    if SIGNATURE not in package.infos:
        if demand:
            raise package.fail("SC968", IntegrityFailure)
        return ""
    signature: Any = None
    written = package.read(SIGNATURE)
    with contextlib.suppress(JsonRefused):
        signature = parse_strict(written)
    good = (
        isinstance(signature, dict)
        # One form only, so that no second file can carry the same signature.
        and canonical(signature) == written
        and signature.keys() == {"key", "value"}
        and all(isinstance(one, str) for one in signature.values())
        and verify_signature(hashlib.sha256(raw).hexdigest(), signature, BUNDLE)
    )
    if not good:
        raise package.fail("SC967", IntegrityFailure)
    key = str(signature["key"])
    if trusted is not None and key not in trusted:
        raise package.fail("SC969", IntegrityFailure, key=key)
    return key


def _ledger(
    package: Package, manifest: Manifest, signed_by: str, trusted: Mapping[str, str] | None, demand: bool
) -> CheckedBundle:
    wanted: set[str] = set()
    acts: dict[str, int] = {}
    wrong: list[Diagnostic] = []

    def seen() -> Iterator[bytes]:
        for line in package.lines(LONGEST):
            # A line that is no entry is reported by `verify`, with its place.
            with contextlib.suppress(Malformed):
                entry = parse(line)
                acts[entry.act] = acts.get(entry.act, 0) + 1
                wrong.extend(islice(problems([entry], trusted, demand=demand, file=str(package.path)), 1))
                wanted.update(references(entry, manifest.agency))
            yield line

    head = verify(seen(), manifest.campaign, manifest.base)
    if isinstance(head, Broken):
        raise package.fail("SC961", IntegrityFailure, seq=head.position, why=head.why[0], why_en=head.why[1])
    if wrong:
        raise IntegrityFailure(wrong[:20])
    if head != manifest.head:
        vi, en = "không phải bản ghi cuối ghi trong gói", "it is not the last one the bundle tells of"
        raise package.fail("SC961", IntegrityFailure, seq=head.seq, why=vi, why_en=en)
    for name in manifest.files:
        if name != LEDGER and name.removeprefix(FOLDER) not in wanted:
            raise package.fail("SC956", name=name)
    owner, count = owner_of((trusted or {}).get(signed_by, "")), head.seq - manifest.base.seq
    return CheckedBundle(package=package, manifest=manifest, signed_by=signed_by, owner=owner, entries=count, acts=acts)


def carried(manifest: Manifest) -> list[str]:
    """The digests of the attachments a bundle carries."""
    return [name.removeprefix(FOLDER) for name in manifest.files if name != LEDGER]


def stream_of(checked: CheckedBundle, sha256: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    """The bytes of one attachment in a bundle."""
    return checked.package.open(FOLDER + sha256)
