"""What a scheme holds, for display: numbers, edges and dates are in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import convert
from msgspec.structs import replace

from scoring.app import inputs
from scoring.app.observer import SILENT, Observer
from scoring.app.stored import unknown
from scoring.engine.tree import Section
from scoring.numbers import show, show_percent
from scoring.reports.words import day
from scoring.result.base import Count, Digest, Part
from scoring.scheme.check import unconfirmed
from scoring.scheme.criteria import CriteriaSet, Extra, Node
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.scheme.model import Decision, Ladder
from scoring.text import in_lang
from scoring.values import Quantity


class ShownBlock(Part):
    """A block of agencies."""

    id: str
    title: str
    set: str
    ladder: str
    appraised_by: str | None


class ShownClass(Part):
    """A class of a ladder; no edge for the lowest."""

    id: str
    title: str
    from_: str | None


class ShownLadder(Part):
    """A ladder, best class first, with the ids of its conditions and their titles."""

    classes: tuple[ShownClass, ...]
    gates: tuple[str, ...]
    ceilings: tuple[str, ...]
    outside: tuple[str, ...]
    titles: dict[str, str]


class ShownRule(Part):
    """A rule of findings."""

    id: str
    title: str
    clause: str | None


class ShownNode(Part):
    """A group or criterion; groups have no kind."""

    id: str
    title: str
    maximum: str
    level: Count
    """Depth in its section; 1 is outermost."""
    clause: str | None
    basis: str | None
    kind: str | None
    reads: tuple[str, ...]


class ShownMeasure(Part):
    """A measure, what it is derived from and which criteria and measures read it."""

    title: str
    source: str
    type: str
    inputs: tuple[str, ...]
    read_by: tuple[str, ...]


class ShownSet(Part):
    """A criteria set; its nodes are in reading order."""

    title: str
    maximum: str
    sections: dict[Section, tuple[ShownNode, ...]]
    caps: dict[Section, str]
    measures: dict[str, ShownMeasure]


class ShownScheme(Part):
    """A scheme."""

    id: str
    title: str
    status: str
    banner: str | None
    digest: Digest
    unconfirmed: Count
    """How many items are still on a working basis."""
    decision: str | None
    periods: tuple[str, ...]
    blocks: tuple[ShownBlock, ...]
    ladders: dict[str, ShownLadder]
    rules: tuple[ShownRule, ...]
    sets: dict[str, ShownSet]


def inspect(
    scheme: Path, *, period: str | None = None, set_id: str | None = None, lang: str = "vi", observer: Observer = SILENT
) -> ShownScheme:
    """A scheme's tree, maxima, clauses and measures in a period; its newest state without one."""
    loaded = load_scheme(inputs.scheme_folder(scheme), period)
    observer.diagnostics(loaded.diagnostics)
    shown = describe(loaded, lang)
    if set_id is None:
        return shown
    if set_id not in shown.sets:
        raise unknown(set_id, list(shown.sets), "set")
    return replace(shown, sets={set_id: shown.sets[set_id]})


def describe(loaded: LoadedScheme, lang: str = "vi") -> ShownScheme:
    """The scheme for display."""
    scheme = loaded.scheme
    return ShownScheme(
        id=scheme.id,
        title=scheme.title,
        status=scheme.status,
        banner=scheme.banner,
        digest=loaded.digest,
        unconfirmed=unconfirmed(scheme),
        decision=_decision(scheme.decision, lang) if scheme.decision else None,
        periods=tuple(scheme.period.kinds),
        blocks=convert(scheme.blocks, tuple[ShownBlock, ...], from_attributes=True),
        ladders={id: _ladder(one, lang) for id, one in scheme.ladders.items()},
        rules=convert(scheme.rules, tuple[ShownRule, ...], from_attributes=True),
        sets={id: _set(chosen, lang) for id, chosen in scheme.sets.items()},
    )


def _decision(one: Decision, lang: str) -> str:
    date = one.date.isoformat()
    return in_lang(lang, f"{one.number} ngày {day(date)} của {one.issuer}", f"{one.number}, {date}, {one.issuer}")


def _ladder(one: Ladder, lang: str) -> ShownLadder:
    return ShownLadder(
        classes=tuple(ShownClass(id=x.id, title=x.title, from_=_edge(x.from_, lang)) for x in one.classes),
        gates=tuple(x.id for x in one.gates),
        ceilings=tuple(x.id for x in one.ceilings),
        outside=tuple(x.id for x in one.outside),
        titles={
            **{x.id: x.title for x in one.gates},
            **{x.id: x.title for x in one.ceilings},
            **{x.id: x.title for x in one.outside},
        },
    )


def _edge(edge: Quantity | None, lang: str) -> str | None:
    if edge is None:
        return None
    return show_percent(edge.value, lang) if edge.percent else show(edge.value, lang)


def _nodes(nodes: list[Node], level: int, lang: str) -> Iterator[ShownNode]:
    for node in nodes:
        spec = node.spec
        yield ShownNode(
            id=node.id,
            title=node.title,
            maximum=show(node.maximum, lang),
            level=level,
            clause=node.clause,
            basis=node.basis,
            kind=spec.kind if spec else None,
            reads=tuple(spec.reads()) if spec else (),
        )
        yield from _nodes(node.children, level + 1, lang)


def _set(chosen: CriteriaSet, lang: str) -> ShownSet:
    extras: dict[Section, Extra] = {}
    if chosen.bonus:
        extras["bonus"] = chosen.bonus
    if chosen.penalty:
        extras["penalty"] = chosen.penalty
    sections: dict[Section, tuple[ShownNode, ...]] = {"tree": tuple(_nodes(chosen.groups, 1, lang))}
    for name, extra in extras.items():
        sections[name] = tuple(_nodes(extra.criteria, 1, lang))
    readers: dict[str, list[str]] = {}
    for node in (one for found in sections.values() for one in found):
        for read in dict.fromkeys(one.removeprefix("best:") for one in node.reads):
            readers.setdefault(read, []).append(node.id)
    for id, measure in chosen.measures.items():
        for read in measure.inputs:
            readers.setdefault(read, []).append(id)
    return ShownSet(
        title=chosen.title,
        maximum=show(chosen.maximum, lang),
        sections=sections,
        caps={name: show(extra.cap, lang) for name, extra in extras.items()},
        measures={
            id: ShownMeasure(
                title=one.title or one.declared or one.external or id,
                source=one.source,
                type=one.type,
                inputs=tuple(one.inputs),
                read_by=tuple(readers.get(id, ())),
            )
            for id, one in chosen.measures.items()
        },
    )
