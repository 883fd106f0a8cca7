"""The discrepancy report of a campaign in one language: for its pages, tables and papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import UNSET, UnsetType

from scoring.reports.words import causes, moment, one_line, shown, signed
from scoring.result.base import Frozen
from scoring.review.discrepancy import CriterionRow, DiscrepancyReport, FigureRow, GapSum
from scoring.review.words import ROLES
from scoring.text import in_lang

_TALL = 350
"""Characters from which a row may be broken over pages."""
SumKey = Literal["agencies", "blocks", "by_criterion"]
SUMS: tuple[tuple[SumKey, str, str], ...] = (
    ("agencies", "Theo cơ quan", "By agency"),
    ("blocks", "Theo khối", "By block"),
    ("by_criterion", "Theo tiêu chí", "By criterion"),
)


class CriterionGap(Frozen):
    """A criterion of an agency in words."""

    agency: str
    id: str
    title: str
    claimed: str
    computed: str
    accepted: str
    """What accepted evidence gives; empty where it was not asked for."""
    final: str
    source: str
    """Where the final points come from."""
    gap: str
    causes: str
    steps: Sequence[str]
    """Every appraisal: stage, points, who, when, why."""
    tall: bool
    """Whether its row may be broken over the pages of a paper."""


class SumRow(Frozen):
    """The gaps of an agency, block or criterion, added, in words."""

    id: str
    name: str
    changed: str
    """Criteria with a gap, of how many."""
    open: int
    """Criteria without final points."""
    gap: str
    causes: str


class SumTable(Frozen):
    """The sums of one kind."""

    title: str
    key: SumKey
    rows: Sequence[SumRow]


class AbsentRow(Frozen):
    """An agency that handed in nothing."""

    id: str
    agency: str
    state: str


class AgreementRow(Frozen):
    """Two appraisers of the same criteria."""

    who: str
    stage: str
    criteria: int
    equal: int
    kappa: str


class Discrepancies:
    """The report in one language; with `every_criterion` criteria without a gap are listed, too.

    `kappa` has the kappa of every two appraisers of the same criteria in words, where it was asked for; `caveat` says
    what those figures are and are not; `blocks` has the titles of blocks by id.
    """

    def __init__(
        self,
        report: DiscrepancyReport,
        lang: str = "vi",
        *,
        every_criterion: bool = False,
        kappa: Sequence[str] = (),
        caveat: str = "",
        blocks: Mapping[str, str] | None = None,
    ) -> None:
        self.report, self.lang, self.every_criterion = report, lang, every_criterion
        self.kappa, self.caveat, self.blocks = kappa, caveat, blocks or {}
        self.banner = one_line(report.banner) if report.banner else None
        self.names = report.names
        self.has_accepted = report.has_accepted

    def in_lang(self, vi: str, en: str) -> str:
        """The text in the reader's language."""
        return in_lang(self.lang, vi, en)

    @staticmethod
    def name(names: Mapping[str, str], id: str) -> str:
        """What an id is called."""
        return one_line(names.get(id) or id)

    def points(self, text: str | None, *, awaits_block: bool = False) -> str:
        """Points; a word where there are none."""
        if text is not None:
            return shown(text, self.lang)
        if awaits_block:
            return self.in_lang("chờ cả khối", "awaits the block")
        return self.in_lang("chưa có", "none yet")

    def gap(self, text: str | None) -> str:
        """A gap with its sign."""
        return self.in_lang("chưa có", "none yet") if text is None else signed(text, self.lang)

    def causes(self, found: Mapping[str, str]) -> str:
        """What a gap is due to; words where there is none."""
        return "; ".join(causes(found, self.lang)) or self.in_lang("không chênh lệch", "no gap")

    def source(self, id: str) -> str:
        """Where the final points come from."""
        own = {"claimed": ("điểm tự chấm", "the claim"), "computed": ("điểm theo hồ sơ", "the dossier")}
        return self.in_lang(*own[id]) if id in own else self.name(self.names.stages, id)

    @property
    def mark(self) -> str | None:
        """The mark of a report whose points are not all published."""
        if self.report.decision:
            return None
        return self.in_lang(
            "CHƯA CÔNG BỐ – điểm tính đến thời điểm của sổ cái", "NOT PUBLISHED – points as of the ledger"
        )

    def listed(self) -> list[CriterionRow]:
        """The criteria that are listed."""
        return [one for one in self.report.criteria if self.every_criterion or one.has_gap]

    def criteria(self) -> list[CriterionGap]:
        """The listed criteria in words."""
        return [self._criterion(one) for one in self.listed()]

    def _criterion(self, one: CriterionRow) -> CriterionGap:
        accepted, steps = known(one.accepted), self.steps(one)
        return CriterionGap(
            agency=self.name(self.names.agencies, one.agency),
            id=one.criterion,
            title=self.name(self.names.criteria, one.criterion),
            claimed=self.points(one.claimed),
            computed=self.points(one.computed, awaits_block=one.awaits_block),
            accepted=self.points(accepted) if self.has_accepted else "",
            final=self.points(one.final, awaits_block=one.awaits_block),
            source=self.source(one.source),
            gap=self.gap(one.gap),
            causes=self.causes(one.causes),
            steps=steps,
            tall=sum(map(len, steps)) > _TALL,
        )

    def steps(self, one: CriterionRow) -> list[str]:
        """Every appraisal of a criterion: stage, points, who, when, why."""
        return [self._step(figure) for figure in one.appraised]

    def _step(self, figure: FigureRow) -> str:
        who = self.names.people.get(figure.actor) or self.in_lang(*ROLES[figure.role])
        marks = [] if figure.counts else [self.in_lang("ý kiến thứ hai", "second opinion")]
        marks += [self.in_lang("không còn hiệu lực", "void")] if figure.void else []
        what = ", ".join([self.name(self.names.stages, figure.stage), *marks])
        by = f"{one_line(who)}, {moment(figure.at, self.lang)}"
        text = f"{what}: {self.points(figure.points)} ({by})"
        return text + (f" – “{one_line(figure.reason)}”" if figure.reason else "")

    def sums(self, key: SumKey) -> list[tuple[SumRow, GapSum]]:
        """The listed sums per agency, block or criterion, in words and as they are."""
        return [
            (self._sum(id, name, one), one)
            for id, name, one in self._named_sums(key)
            if self.every_criterion or key == "blocks" or one.has_gap
        ]

    def _named_sums(self, key: SumKey) -> list[tuple[str, str, GapSum]]:
        """The sums of a kind, each with id and name."""
        report, names = self.report, self.names
        match key:
            case "agencies":
                return [(one.agency, self.name(names.agencies, one.agency), one) for one in report.agencies]
            case "blocks":
                return [(one.block, self.name(self.blocks, one.block), one) for one in report.blocks]
            case "by_criterion":
                return [(one.criterion, self.name(names.criteria, one.criterion), one) for one in report.by_criterion]

    def _sum(self, id: str, name: str, one: GapSum) -> SumRow:
        return SumRow(
            id=id,
            name=name,
            changed=f"{one.changed}/{one.criteria}",
            open=one.open,
            gap=self.gap(one.gap),
            causes=self.causes(one.causes),
        )

    def absent(self) -> list[AbsentRow]:
        """Agencies that handed in nothing, with their state in words."""
        return [
            AbsentRow(
                id=one.id, agency=self.name(self.names.agencies, one.id), state=self.in_lang(one.words.vi, one.words.en)
            )
            for one in self.report.not_submitted
        ]

    def facts(self) -> list[str]:
        """The facts in force that the appraising body established, one line each."""
        entry = self.in_lang("bản ghi", "entry")
        return [
            f"{self.name(self.names.agencies, x.agency)} ({entry} {x.entry}): {one_line(getattr(x.words, self.lang))}"
            for x in self.report.facts or ()
        ]

    def ledger(self) -> str:
        """Where in the ledger the report stands, with the whole chain head."""
        one = self.report.ledger
        return self.in_lang(
            f"Sổ cái của đợt: {one.entries} bản ghi, đến {moment(one.at)}, mã đầu chuỗi {one.head}",
            f"Ledger of the campaign: {one.entries} entries, until {moment(one.at, 'en')}, chain head {one.head}",
        )

    def agreement(self) -> list[AgreementRow]:
        """Who appraised the same criteria, and how often alike."""
        people = self.names.people
        return [
            AgreementRow(
                who=f"{self.name(people, one.first)}; {self.name(people, one.second)}",
                stage=self.name(self.names.stages, one.stage),
                criteria=one.criteria,
                equal=one.equal,
                kappa=self.kappa[index] if self.kappa else "",
            )
            for index, one in enumerate(self.report.agreement)
        ]

    def sum_tables(self) -> list[SumTable]:
        """The sums of every kind."""
        return [
            SumTable(title=self.in_lang(vi, en), key=key, rows=[row for row, _ in self.sums(key)])
            for key, vi, en in SUMS
        ]


def known(text: str | UnsetType | None) -> str | None:
    """The text; None also where it was not asked for."""
    return None if text is UNSET else text
