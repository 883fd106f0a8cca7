"""What the first page of a folder shows: blocks, distribution, what is incomplete, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from scoring.reports import conclusion
from scoring.reports.block import AgencyRow, BlockListing, listing
from scoring.reports.interface import FileLink, FileLinks
from scoring.reports.ledger_summary import LabelledText
from scoring.reports.links import block_stem
from scoring.reports.view import SummaryView
from scoring.reports.words import one_line
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped
from scoring.result.ranking import RankedResult, block_order
from scoring.text import sort_key


class AgencyFinding(Frozen):
    """A finding about one agency."""

    view: SummaryView
    certain: bool
    because: str


class FindingRow(Frozen):
    """A finding with the agencies it was made about."""

    title: str
    clause: str
    agencies: Sequence[AgencyFinding]


class ClassRow(Frozen):
    """How many agencies of each block have a class."""

    title: str
    cells: Sequence[int]
    sum: int


class FirstPage(Frozen):
    """Everything the first page shows."""

    lang: str
    banner: str | None
    provisional: str | None
    period: str
    as_of: str
    scheme_title: str
    decision: str
    published: str
    count: int
    ranked: int
    failed: Sequence[str]
    incomplete: Sequence[SummaryView]
    distribution: Sequence[ClassRow]
    blocks: Sequence[BlockListing]
    findings: Sequence[FindingRow]
    files: Sequence[FileLink]
    """Files made for the whole run."""
    digests: Sequence[str]
    """Of the schemes."""
    engine: str
    ledgers: Sequence[LabelledText]


def _findings(views: Sequence[SummaryView]) -> list[FindingRow]:
    """Findings by title, each with the agencies it was made about."""
    places: dict[str, list[tuple[int, int]]] = {}
    """By a finding's id, which agency's which finding it is."""
    for place, view in enumerate(views):
        for number, one in enumerate(view.result.findings):
            places.setdefault(one.id, []).append((place, number))

    def about(where: tuple[int, int]) -> AgencyFinding:
        view = views[where[0]]
        one = view.result.findings[where[1]]
        return AgencyFinding(view=view, certain=one.certain, because=conclusion.because(view, one))

    rows = []
    for found in places.values():
        first, number = found[0]
        one = views[first].result.findings[number]
        found.sort(key=lambda where: sort_key(views[where[0]].agency))
        title, clause = one_line(one.title), one_line(one.clause or "")
        rows.append(FindingRow(title=title, clause=clause, agencies=Mapped(found, about)))
    return sorted(rows, key=lambda row: sort_key(row.title))


def _distribution(blocks: Sequence[BlockListing]) -> list[ClassRow]:
    """Classes by block; a class of the same title counts together, in the ladders' order."""
    titles = dict.fromkeys(one.title for block in blocks for one in block.counts)
    rows = []
    for title in titles:
        cells = [next((one.count for one in block.counts if one.title == title), 0) for block in blocks]
        rows.append(ClassRow(title=title, cells=cells, sum=sum(cells)))
    return rows


def _no_files(*_: object) -> tuple[()]:
    return ()


def _sorted(texts: Iterable[str]) -> list[str]:
    return sorted({one for one in texts if one}, key=sort_key)


def first_page(
    blocks: Mapping[str, Sequence[RankedResult]],
    lang: str = "vi",
    failed: Sequence[str] = (),
    files: FileLinks | None = None,
) -> FirstPage:
    """The first page of a folder of reports: every block with its agencies, by their titles.

    `failed` names the dossiers that could not be evaluated.
    """
    files = files or _no_files
    listings = [_block(block, rows, lang, files) for block, rows in blocks.items() if rows]
    listings = [replace(one, title=_title(one.view, listings)) for one in listings]
    listings.sort(key=lambda one: block_order(one.view.result))
    places = [(rows, number) for rows in blocks.values() for number in range(len(rows))]
    everyone = Mapped(places, lambda one: SummaryView(one[0][one[1]].result, lang))
    banners = _sorted(one.view.banner or "" for one in listings)
    provisional = dict.fromkeys(one.provisional for one in listings if one.provisional)
    published = dict.fromkeys(one.published for one in listings if one.published)
    return FirstPage(
        lang=lang,
        banner=" · ".join(banners) or None,
        provisional=" · ".join(provisional) or None,
        period=", ".join(_sorted(one.view.period() for one in listings)),
        as_of=", ".join(sorted({one.view.day(one.view.result.as_of) for one in listings})),
        scheme_title="; ".join(_sorted(one_line(one.view.result.scheme.title) for one in listings)),
        decision="; ".join(_sorted(one.view.decision for one in listings)),
        published=" ".join(published),
        count=len(everyone),
        ranked=sum(len(one.ranked) for one in listings),
        failed=sorted(map(one_line, failed), key=sort_key),
        incomplete=_incomplete(everyone),
        distribution=_distribution(listings),
        blocks=listings,
        findings=_findings(everyone),
        files=files("run", "", None),
        digests=sorted({one.view.result.scheme.digest for one in listings}),
        engine=", ".join(sorted({one.view.result.engine.version for one in listings})),
        ledgers=list(dict.fromkeys(one for block in listings for one in block.ledgers)),
    )


def _incomplete(views: Sequence[SummaryView]) -> Sequence[SummaryView]:
    """Those whose result is incomplete, by name."""
    places = [place for place, one in enumerate(views) if not one.result.complete]
    return Mapped(sorted(places, key=lambda place: sort_key(views[place].agency)), views.__getitem__)


def _title(view: SummaryView, listings: Sequence[BlockListing]) -> str:
    schemes = {one.view.result.scheme.id for one in listings if one.view.block == view.block}
    return view.block if len(schemes) == 1 else f"{view.block} – {one_line(view.result.scheme.title)}"


def _block(block: str, rows: Sequence[RankedResult], lang: str, files: FileLinks) -> BlockListing:
    def completed(row: AgencyRow) -> AgencyRow:
        return replace(row, files=files("agency", row.view.file, row.view.result))

    return replace(listing(rows, lang, completed), id=block, files=files("block", block_stem(block), None))
