"""What a dossier from elsewhere – a workbook, what was handed in – would change in a draft; nothing is written unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scoring.app.units import refuse_idle
from scoring.diagnostics import Diagnostic
from scoring.errors import InvalidInput
from scoring.evidence.model import Dossier, Source
from scoring.evidence.unit_excerpt import part_of
from scoring.fields import plain
from scoring.scheme.unit_share import share_of
from scoring.scheme.units import Suppliers
from scoring.web import dossier_draft, draft_dossier
from scoring.web.drafts import SOURCES
from scoring.web.fields import TEXT, shown
from scoring.web.form import Form, Spot
from scoring.web.personal import warnings_of

_HIDDEN = frozenset(("path", "sha256"))
"""Parts of a record that say where its file stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that would change: a field, or a whole paper that is new or gone."""

    spot: Spot
    before: str
    after: str
    """Both as people read them."""
    values: Mapping[str, str]
    """What would be written, by path."""
    removes: bool = False
    """Whether something filled in would be gone."""
    warnings: list[str] = field(default_factory=list)
    """What in it looks like a citizen's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything a dossier would change."""

    changes: list[Change]
    sources: Mapping[str, str]
    """Where the values were read from, to be written with them."""


def compare(form: Form, dossier: Dossier, known: Suppliers | list[Diagnostic], day: date) -> Comparison:
    """What a dossier would change in the draft of a form, in the form's order. What was typed and cannot count stays
    unless the dossier says something in its place. The part of an inner unit is compared with that part of the draft.

    Args:
        known: who supplies what, or what hinders telling it.
        day: the day on which it came.

    Raises:
        InvalidInput: it is the part of a unit, and who supplies what is not known (SC674).
        NothingMatched: it is the part of a unit that the agency does not have, or that supplies nothing.
    """
    files = {path: one.sha256 for path, one in form.scored.assembled.files.items()}
    before = draft_dossier.loaded_of(form.scored.assembled).dossier
    if dossier.unit is not None:
        dossier, before = _of_unit(form, dossier, before, known, day)
    new = dossier_draft.values_of(dossier, form.fields, files)
    old = dossier_draft.values_of(before, form.fields, files)
    sources = {SOURCES: new.pop(SOURCES, "")}
    old.pop(SOURCES, None)
    were, are = _records(old), _records(new)
    whole = were.keys() ^ are.keys()
    found = []
    for path in dict.fromkeys([*old, *new]):
        was, now = old.get(path, ""), new.get(path, "")
        parts = path.split("/")
        if was == now or parts[-1] in _HIDDEN or (parts[0] == "evidence" and parts[1] in whole):
            continue
        kind = form.fields.kind(path, form.values | new) or TEXT
        texts = [kind.choices.get(x, x) if kind.choices else shown(kind, x, form.lang) for x in (was, now)]
        found.append(
            Change(spot=form.spot(path), before=texts[0], after=texts[1], values={path: now}, removes=not now,
                   warnings=warnings_of(now, form.lang))
        )  # fmt: skip
    for id in whole:
        start = f"evidence/{id}/"
        if id in are:
            values = {f"{start}{name}": value for name, value in are[id].items()} | {f"{start}deleted": ""}
            told = [text for value in are[id].values() for text in warnings_of(value, form.lang)]
            found.append(
                Change(spot=form.spot(start, form.word("minh chứng mới", "new evidence")), before="",
                       after=are[id]["title"], values=values, warnings=told)
            )  # fmt: skip
        else:
            spot = form.spot(start, form.word("bỏ minh chứng", "evidence left out"))
            values = {f"{start}deleted": "có"}
            found.append(Change(spot=spot, before=were[id]["title"], after="", values=values, removes=True))
    found.sort(key=lambda one: one.spot.order)
    return Comparison(changes=found, sources=sources if sources[SOURCES] else {})


def _of_unit(
    form: Form, dossier: Dossier, before: Dossier, known: Suppliers | list[Diagnostic], day: date
) -> tuple[Dossier, Dossier]:
    """A unit's part with whose it is and when it came beside what came from the others; that part of the draft."""
    unit = dossier.unit or ""
    if not isinstance(known, Suppliers):
        values = {"agency": form.draft.agency, "block": form.fields.block.id, "known": "", "count": "0"}
        raise InvalidInput(known or [Diagnostic("SC674", None, values)])
    refuse_idle(known, unit)
    whose = {"unit": unit, "title": known.units[unit].title, "submitted": day.isoformat()}
    own = [Source.model_validate({**plain(one), **whose}) for one in dossier.provenance]
    others = [one for one in before.provenance if one.unit != unit]
    part = part_of(before, share_of(form.loaded.scheme, known, unit))
    return dossier.model_copy(update={"provenance": [*others, *own]}), part


def _records(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path, value in values.items():
        if path.startswith("evidence/"):
            _, id, name = path.split("/", 2)
            found.setdefault(id, {})[name] = value
    return found
