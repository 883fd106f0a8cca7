"""Exchange bundles: one file that carries a ledger with its dossiers and attachments to the other side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.app import inputs
from scoring.app.bundle_recheck import check_personal_data, recheck, warn_of_personal_data
from scoring.app.campaign.instants import Clock, instant_to_record, utc_now
from scoring.app.campaign.session import only_campaign
from scoring.app.files import refuse_inputs, refuse_missing, replace_made
from scoring.app.keys import trusted_keys
from scoring.app.observer import SILENT, Observer
from scoring.diagnostics import Diagnostic, Place
from scoring.errors import InvalidInput
from scoring.review.acts.act import ACCEPTED
from scoring.review.acts.data import ORIGIN
from scoring.review.fold import apply, fold
from scoring.review.state import State
from scoring.scheme.load import load_scheme
from scoring.signing import Signer, owner_of
from scoring.store import open_store
from scoring.store.bundle import Manifest, carried, check, export
from scoring.store.merge import ImportResult, take
from scoring.store.package import LEDGER, Package
from scoring.store.signed import verified
from scoring.store.sql import LedgerView


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContents:
    """What a bundle holds, checked."""

    manifest: Manifest
    acts: Mapping[str, int]
    """How many entries of each act."""
    attachments: int
    size: int
    """Bytes of its files, without the ledger."""
    signed_by: str
    """The key that signed the bundle; "" where none did."""
    owner: str | None
    """Whose key that is; None where nobody said whom to trust."""


def export_bundle(
    place: str,
    target: Path,
    *,
    campaign: str | None = None,
    agency: str | None = None,
    since: int = 0,
    signer: Signer | None = None,
    protected: Sequence[Path] = (),
    force: bool = False,
    observer: Observer = SILENT,
) -> Manifest:
    """Write a bundle to `target`: the same bytes for the same ledger, options and key.
    `target`: the bundle's file; an older one there is replaced when the new one is complete, anything else only with
    `force`. `agency`: carry only this agency's dossiers and attachments. `since`: the other side has the ledger up to
    this entry. `protected`: files, besides the store's own, that must not be written over. Raises UsageProblem if the
    store holds several and none is named, or `target` is a protected file; InvalidInput if an attachment is not in
    the store, or there is no entry `since`.
    """
    made: list[Manifest] = []
    with open_store(place) as opened:
        id = campaign or only_campaign(opened)
        own = () if opened.where.path is None else (opened.where.path,)
        refuse_inputs([target], (*protected, *own))

        def fill(path: Path) -> None:
            with path.open("wb") as file:
                made.append(export(opened, id, file, agency, max(0, since), signer))

        replace_made(target, fill, force=force, observer=observer)
    return made[0]


def import_bundle(
    place: str,
    bundle: Path,
    *,
    campaign: str | None = None,
    follow: bool = False,
    received: str | None = None,
    scheme: Path | None = None,
    keys: Path | None = None,
    require_signed: bool = False,
    allow_unsigned: bool = False,
    accept_personal_data: str | None = None,
    observer: Observer = SILENT,
    clock: Clock = utc_now,
) -> tuple[str, ImportResult]:
    """Check a bundle and take all of it into the store, or nothing: the campaign's id, and what was taken.
    `follow`: the bundle holds the ledger of record, which the one here follows. `received`: the instant of receipt, as
    the ledger writes it; the clock's where None. `scheme`: the scheme's folder, which must be the bundle's version.
    `allow_unsigned`: receive an unsigned bundle also of an agency whose key is among `keys`. `accept_personal_data`:
    why acts and files that look like citizens' data are received all the same.
    Raises InvalidInput if the bundle is of another campaign (SC962) or scheme (SC958), is older, or lacks entries;
    IntegrityFailure if a digest, chain, signature or computed point is wrong, the bundle is unsigned although its
    agency's key is known (SC842), or the ledgers fork; Refused if an act comes too late, or not in its
    turn, or holds what looks like a citizen's data (SC830).
    """
    refuse_missing([bundle])
    trusted = trusted_keys(keys, require_signed=require_signed, observer=observer)
    with open_store(place) as opened, Package(bundle) as package:
        checked = check(package, trusted, demand=require_signed)
        manifest = checked.manifest
        if campaign is not None and manifest.campaign != campaign:
            values = {"found": manifest.campaign, "wanted": campaign}
            raise InvalidInput([Diagnostic("SC962", Place(str(bundle)), values)])
        if scheme is not None:
            wanted, found = load_scheme(inputs.scheme_folder(scheme)).digest, str(manifest.scheme.get("digest", ""))
            if wanted != found:
                values = {"found": found[:24] or "–", "wanted": wanted[:24]}
                raise InvalidInput([Diagnostic("SC958", Place(str(bundle)), values)])
        at = instant_to_record(received, clock)
        # A campaign that is not here yet comes as the ledger of record, with nothing to receive.
        if follow or manifest.campaign not in opened.campaigns():
            warn_of_personal_data(opened, checked, observer)
            return manifest.campaign, take(opened, checked, follow=True, allow=_check_moves)
        recheck(opened, checked, scheme, observer)
        personal = check_personal_data(opened, checked, accept_personal_data, observer)
        more = {hash: {ACCEPTED: accept_personal_data} for hash in personal}
        must_sign = frozenset() if allow_unsigned else frozenset(map(owner_of, (trusted or {}).values()))
        taken = take(opened, checked, at=at, notes=more, must_sign=must_sign, allow=_check_moves)
        return manifest.campaign, taken


def _check_moves(view: LedgerView) -> None:
    """Refuse a ledger that the rules of campaigns do not allow, or that was written around the program."""
    state = State()
    for entry in view.entries():
        if ORIGIN in entry.data:
            apply(state, entry)
        else:
            fold(verified((entry,), state.campaign), state)


def bundle_contents(
    bundle: Path, *, keys: Path | None = None, require_signed: bool = False, observer: Observer = SILENT
) -> BundleContents:
    """Check a bundle and say what it holds; nothing is taken in. Raises InvalidInput if it is of another version, or
    holds what its manifest does not list; IntegrityFailure if a digest, the chain or a signature is wrong.
    """
    refuse_missing([bundle])
    trusted = trusted_keys(keys, require_signed=require_signed, observer=observer)
    with Package(bundle) as package:
        found = check(package, trusted, demand=require_signed)
    manifest = found.manifest
    signed_by = found.signed_by
    return BundleContents(
        manifest=manifest,
        acts=found.acts,
        attachments=len(carried(manifest)),
        size=sum(one.size for name, one in manifest.files.items() if name != LEDGER),
        signed_by=signed_by,
        owner=trusted[signed_by] if trusted is not None and signed_by else None,
    )
