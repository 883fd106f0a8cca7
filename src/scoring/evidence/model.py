"""The dossier as data: everything one agency says for one period, frozen."""

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic_core import PydanticCustomError

from scoring.fields import Amount, Day, Id, LooseDate, PeriodId, Text, empty, to_number
from scoring.models import After, Field, Model, Read
from scoring.numbers import Number, exact_text, normal, parse_number, show
from scoring.values import Life

Judge = Literal["agency", "appraiser", "superior", "leaders"]


class Percent(Fraction):
    """A share that was written with its sign; ``85 %`` and ``0.85`` are different answers."""

    __slots__ = ()


def _answer(value: Any) -> Number | bool | str | None:
    """A declared value: number, yes/no (``có``/``không`` too) or a level's id; None is "not declared"."""
    if value is None or isinstance(value, (bool, Percent)):
        return value
    if isinstance(value, str):
        text = value.strip()
        if text in ("có", "không"):
            return text == "có"
        if text.endswith("%"):
            from scoring.numbers import parse_percent

            share = parse_percent(text)
            if share is None:
                raise PydanticCustomError("scoring_number", "{value}", {"value": text})
            return Percent(share)
        return text or None
    if isinstance(value, (int, Decimal, Fraction, float)):
        return to_number(value)
    raise PydanticCustomError("scoring_text", "{value}", {"value": str(value)})


def answer_text(value: Number | bool | str) -> str:
    """A declared value as text, to be read back by `answer_of`.

    >>> answer_text(Percent(19, 20)), answer_text(True), answer_text(Fraction(5, 2)), answer_text("kha")
    ('95 %', 'có', '2.5', 'kha')
    """
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Percent):
        return f"{exact_text(normal(Fraction(value) * 100))} %"
    return value if isinstance(value, str) else exact_text(value)


def answer_of(text: str) -> Number | bool | str | None:
    """The declared value in a text; None where it is a percentage without a number, or empty.

    >>> answer_of("95 %"), answer_of("không"), answer_of("2.5"), answer_of("kha"), answer_of("x %")
    (Percent(19, 20), False, Fraction(5, 2), 'kha', None)
    """
    found = parse_number(text)
    if found is not None:
        return found
    try:
        return _answer(text)
    except PydanticCustomError:
        return None


def answer_shown(text: str, lang: str = "vi") -> str:
    """A declared value for people: a number in their notation, any other as it was written.

    >>> answer_shown("2.5"), answer_shown("95 %"), answer_shown("có", "en")
    ('2,5', '95 %', 'có')
    """
    value = parse_number(text)
    return text if value is None else show(value, lang)


Answer = Annotated[Number | bool | str | None, Read(_answer, {"type": ["number", "boolean", "string", "null"]})]


class Declared(Model):
    """A declared value with its evidence and note."""

    value: Answer = None
    evidence: list[Id] = empty(list)
    """Ids of the records that prove it."""
    note: Text | None = None


class Attachment(Model):
    """A file beside the dossier; `path` is relative to the dossier's folder."""

    path: Text
    sha256: Text | None = None


class Citation(Model):
    """A document cited as a basis."""

    number: Text | None = None
    date: LooseDate | None = None
    title: Text | None = None


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in fields.items() if one is not None}


class Record(Model):
    """One piece of evidence: a document, as imperfect as the paper is."""

    id: Id
    kind: Id
    title: Text
    number: Text | None = None
    """The document's number, e.g. ``54/KH-UBND``; None where the paper leaves it empty."""
    date: LooseDate | None = None
    issuer: Text | None = None
    file: Attachment | None = None
    criteria: list[Id] = empty(list)
    """Criteria it is evidence for; empty: wherever its kind is asked for."""
    occurrence: Id | None = None
    """For a periodic report: which occurrence of its series."""
    fields: Annotated[dict[Id, Any], After(_given)] = empty(dict)
    """What the kind of record asks for; a field without a value is as good as not written."""
    cites: list[Citation] = empty(list)
    outside_period: Text | None = None
    """Why a date outside the period is right."""
    shared_with: list[Id] = empty(list)
    """The other agencies of a joint paper, which have it in their dossiers, too."""
    note: Text | None = None


class Claim(Model):
    """The points the agency gives itself."""

    points: Amount
    note: Text | None = None


class NotApplicable(Model):
    """The agency's statement that a node does not apply to it, with the reason."""

    criterion: Id
    reason: Text


class Explanation(Model):
    """Written explanation in place of evidence."""

    criterion: Id
    text: Text


class Judgement(Model):
    """Points somebody awards where the scheme leaves it to judgement; the reason is compulsory."""

    criterion: Id
    by: Judge
    points: Amount
    """Points awarded, or for a deduction range the points taken away."""
    reason: Text
    document: Id | None = None


class UnitText(Model):
    """What an inner unit of the agency writes for its periodic report; None where it is the agency's own text."""

    unit: Id | None = None
    text: Text


class Source(Model):
    """A file values came from: a workbook with the cell of each, or a unit's part; it is never scored, only shown."""

    file: Text
    """The file's name without its folder."""
    sha256: Text | None = None
    cells: dict[str, Text] = empty(dict)
    """``numbers/so_thon`` → ``Tiêu chí!E14``; a record's parts are ``evidence/ID/date``."""
    unread: dict[str, Text] = empty(dict)
    """``Minh chứng!F9`` → what was typed there and could not be taken into the dossier."""
    unit: Id | None = None
    """The inner unit whose part it is."""
    title: Text | None = None
    """The unit's title."""
    submitted: Day | None = None
    """The day the unit handed it in."""
    values: list[Text] = empty(list)
    """What the part says, as keys like those of `cells`: ``numbers/so_thon``, ``evidence/ID``."""
    replaced_by: Text | None = None
    """The file of the same unit's newer part, which counts in its place."""


class Agency(Model):
    """The agency scored; never a citizen."""

    id: Id
    name: Text
    block: Id
    kind: Id | None = None
    from_: Day | None = Field(default=None, alias="from")
    """The first day it exists; None where it existed all along."""
    until: Day | None = None
    """The last day it exists."""
    succeeds: list[Id] = empty(list)
    """The agencies it was made from."""

    @property
    def life(self) -> Life | None:
        """The days it exists; None where it says nothing of them."""
        return Life(self.from_, self.until) if self.from_ or self.until else None


UNWRITTEN = frozenset(("unverified", "reopened"))
"""The parts of a dossier that no file holds."""


class Dossier(Model):
    """What one agency hands in for one period."""

    format: Literal[1]
    agency: Agency
    period: PeriodId
    scheme: Id | None = None
    complete: bool | list[Id] = False
    """Whether the lists of evidence are complete: all, or only these kinds."""
    submitted: Day | None = None
    unit: Id | None = None
    """The inner unit whose part of the dossier it is; None for a whole one."""
    numbers: dict[Id, Declared] = empty(dict)
    evidence: list[Record] = empty(list)
    claims: dict[Id, Claim] = empty(dict)
    not_applicable: list[NotApplicable] = empty(list)
    explanations: list[Explanation] = empty(list)
    judgements: list[Judgement] = empty(list)
    difficulties: list[UnitText] = empty(list)
    next_tasks: list[UnitText] = empty(list)
    note: Text | None = None
    provenance: list[Source] = empty(list)
    """Where values read from workbooks stood, and which unit's part each came from."""
    unverified: list[Id] = []
    """Records whose attachment could not be confirmed; set by the attachment check, never written by hand."""
    reopened: frozenset[Id] = Field(default=frozenset(), hidden=True)
    """Kinds whose list the appraising body holds to be incomplete, whatever closes lists; never written by hand."""

    @cached_property
    def by_kind(self) -> dict[str, list[Record]]:
        """Records by kind, in the dossier's order."""
        grouped: dict[str, list[Record]] = {}
        for record in self.evidence:
            grouped.setdefault(record.kind, []).append(record)
        return grouped

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The records' fields by kind, in the same order as `by_kind`."""
        return {kind: [one.fields for one in records] for kind, records in self.by_kind.items()}

    def complete_for(self, kinds: tuple[str, ...]) -> bool:
        """Whether the agency says it has listed every record of these kinds."""
        if isinstance(self.complete, bool):
            return self.complete
        return all(kind in self.complete for kind in kinds)
