"""Results of the year before: given when a campaign is opened, or published by another campaign of this desk."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from scoring.app.campaign.results import published_result, published_results
from scoring.app.inputs import earlier_of
from scoring.app.stored import iter_results
from scoring.errors import NothingMatched, ScoringError, usage_problem
from scoring.result.model import Criterion, Result
from scoring.result.read import from_bytes
from scoring.review.state import AgencyState, State
from scoring.web import campaigns
from scoring.zip_reader import ZipLimits, ZipReader, ZipRefused

FOLDER = "ket-qua-truoc-"
"""How the folder of results given for one campaign begins; the campaign's file names it."""
_LIMITS = ZipLimits(
    file=100_000_000, directory=10_000_000, entries=50_000, total=2_000_000_000, part=lambda _: 500_000_000
)


def keep(files: Iterable[UploadedFile[Any]], campaign: str = "") -> str:
    """Keep results – in files, in packages, or as `campaign` published them – and say under which name the file of a new
    campaign calls them; empty where nothing was given. Raises UsageProblem for what is no such file; InvalidInput for
    results that are wrong.
    """
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        folder = Path(name)
        for at, one in enumerate(files):
            for part, raw in _results_in(one):
                (folder / f"{at:04}-{part:05}.json").write_bytes(raw)
        if campaign:
            if campaign not in campaigns.campaign_ids():
                raise usage_problem(f"không có đợt {campaign}", f"there is no campaign {campaign}")
            with campaigns.campaign(campaign) as session:
                published = published_results(session)
            if not published:
                raise usage_problem("đợt ấy chưa công bố kết quả", "that campaign has published nothing")
            for id, raw in published.items():
                (folder / f"{id}.json").write_bytes(raw)
        if not any(folder.iterdir()):
            return ""
        try:
            found = {hashlib.sha256(one.raw).hexdigest(): one.raw for one in iter_results([folder])}
        except NothingMatched:
            raise usage_problem("tệp kết quả kỳ trước không có kết quả nào",
                                "the files of earlier results hold no result") from None  # fmt: skip
    kept = FOLDER + hashlib.sha256("".join(sorted(found)).encode()).hexdigest()[:12]
    target = campaigns.desk().earlier / kept
    target.mkdir(parents=True, exist_ok=True)
    for digest, raw in found.items():
        (target / f"{digest}.json").write_bytes(raw)
    return kept


def _results_in(file: UploadedFile[Any]) -> Iterable[tuple[int, bytes]]:
    """The JSON files in an uploaded one, numbered; of a package those in its folder of results, if it has one."""
    name, raw = file.name or "", file.read()
    if not raw.startswith(b"PK\x03\x04"):
        yield 0, raw
        return
    try:
        package = ZipReader(BytesIO(raw), _LIMITS)
        parts = [one for one in zipfile.ZipFile(BytesIO(raw)).namelist() if one.lower().endswith(".json")]
        parts = [one for one in parts if "ket-qua" in PurePosixPath(one).parts] or parts
        for at, part in enumerate(parts):
            yield at, b"".join(package.chunks(part))
    except ZipRefused:
        raise usage_problem(f"{name}: không đọc được gói này", f"{name}: this package cannot be read") from None


def place(names: Sequence[object], folder: Path) -> None:
    """Put the results a campaign's file names beside it. Raises UsageProblem where these are none that were given here."""
    for name in names:
        kept = campaigns.desk().earlier / str(name)
        if not str(name).startswith(FOLDER) or kept.parent != campaigns.desk().earlier or not kept.is_dir():
            raise usage_problem(f"{name}: kết quả kỳ trước phải được đưa vào ở trang này",
                                f"{name}: earlier results have to be given on this page")  # fmt: skip
        (folder / kept.name).mkdir()
        for one in kept.iterdir():
            (folder / kept.name / one.name).write_bytes(one.read_bytes())


def folders(state: State) -> list[Path]:
    """Where the earlier results stand that the ledger keeps the digests of."""
    known = {one.digest.removeprefix("sha256:") for past in state.history.values() for one in past}
    kept = campaigns.desk().earlier
    return (
        [one for one in sorted(kept.iterdir()) if not known.isdisjoint(x.stem for x in one.iterdir())]
        if kept.is_dir()
        else []
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a criterion got in an earlier period."""

    period: str
    whose: str
    """The id of the predecessor that was assessed; empty for the agency itself."""
    class_id: str
    row: Criterion | None
    """None where the result is not at hand, or has no such criterion."""
    at_hand: bool


def before(campaign: str, one: AgencyState, criterion: str) -> list[Before]:
    """What a criterion of an agency got in earlier periods, newest first: as the results say whose digests the ledger
    keeps, and as an earlier campaign of this desk published it.
    """
    with campaigns.campaign(campaign) as session:
        opened = session.state.opened
        past = earlier_of(session.state.history, one.agency.id, one.agency.succeeds, str(opened.period))
    found = []
    for known in past:
        file = next(campaigns.desk().earlier.glob(f"*/{known.digest.removeprefix('sha256:')}.json"), None)
        result = from_bytes(file.read_bytes()) if file is not None else _published(campaign, one, known.period)
        if file is None and result is not None and result.classification.certain != known.class_id:
            result = None
        found.append(_row(known.period, known.agency, known.class_id or known.outside_id or "", result, criterion))
    last = str(opened.period.previous)
    if not any(known.period == last for known in past) and (result := _published(campaign, one, last)) is not None:
        outside = result.classification.outside
        class_id = outside.id if outside is not None else result.classification.certain or ""
        found.append(_row(last, "", class_id, result, criterion))
    return sorted(found, key=lambda row: row.period, reverse=True)


def before_with_titles(
    campaign: str, one: AgencyState, criterion: str, titles: Mapping[str, str]
) -> list[tuple[Before, str]]:
    """What `before` finds, each with the title of its class."""
    return [(x, titles.get(x.class_id, x.class_id)) for x in before(campaign, one, criterion)]


def _row(period: str, whose: str, class_id: str, result: Result | None, criterion: str) -> Before:
    rows = result.criteria if result is not None else ()
    row = next((x for x in rows if x.id == criterion), None)
    return Before(period=period, whose=whose, class_id=class_id, row=row, at_hand=result is not None)


def _published(campaign: str, one: AgencyState, period: str) -> Result | None:
    """An agency's result of an earlier period, as a campaign of this desk published it last. Who has one campaign waits
    only for those of earlier periods, so that no two wait for each other.
    """
    for id in campaigns.campaign_ids():
        try:
            if id == campaign or str(campaigns.opened(id).period) != period:
                continue
            with campaigns.campaign(id) as session:
                there = one.agency.id in session.state.agencies
                raw = published_result(session, one.agency.id) if there else None
        except ScoringError:
            continue
        if raw is not None:
            return from_bytes(raw)
    return None
