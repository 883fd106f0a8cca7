"""Whose dossier a file is, read from its beginning: what dossiers are compared by before they are evaluated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter, ValidationError

from scoring.errors import ScoringError
from scoring.evidence.load import LIMITS, LoadedDossier, dossier_file
from scoring.evidence.model import Agency
from scoring.fields import Id, PeriodId
from scoring.text import has_unsafe, is_nfc
from scoring.yaml_source import LOADER, plain_scalar, read_bytes

_WANTED = ("agency", "period", "scheme")
_PERIOD: TypeAdapter[Any] = TypeAdapter(PeriodId)
_SCHEME: TypeAdapter[Any] = TypeAdapter(Id | None)
_SPACE = " \t\r\n"


class Identity(NamedTuple):
    """Whose dossier it is, and for when."""

    agency: str
    period: str
    block: str
    scheme: str | None
    """The scheme the dossier names."""


def identity_of(loaded: LoadedDossier) -> Identity:
    """The identity of a dossier that was read."""
    dossier = loaded.dossier
    return Identity(dossier.agency.id, str(dossier.period), dossier.agency.block, dossier.scheme)


def read_identity(path: Path) -> Identity | None:
    """The identity at the head of a YAML or JSON dossier, as reading all of it gives; the rest is not looked at.

    None where the head is unusual in any way, or there is no such file: then the dossier has to be read.
    """
    file = dossier_file(path)
    suffix = file.suffix.lower()
    if suffix == ".csv":
        return None
    try:
        text = read_bytes(file, LIMITS.size).decode().removeprefix("\ufeff")
        # Characters that reading complains about, or changes, are left to it.
        if len(text) > LIMITS.size or has_unsafe(text) or not is_nfc(text):
            return None
        found = dict(_json_head(text) if suffix == ".json" else _yaml_head(text))
        agency = Agency.model_validate(found["agency"])
        period = _PERIOD.validate_python(found["period"])
        scheme = _SCHEME.validate_python(found.get("scheme"))
    except (ScoringError, ValueError, LookupError, StopIteration, ValidationError, yaml.YAMLError, RecursionError):
        return None
    return Identity(agency.id, str(period), agency.block, scheme)


def _json_head(text: str) -> Iterator[tuple[str, Any]]:
    """Keys and values of an object, until all that are wanted are there."""
    decode = json.JSONDecoder().raw_decode
    missing = set(_WANTED)
    at = _behind(text, 0, "{")
    while missing:
        key, at = decode(text, _behind(text, at, ""))
        value, at = decode(text, _behind(text, _behind(text, at, ":"), ""))
        if key in missing:
            yield key, value
            missing.discard(key)
        at = _behind(text, at, "")
        if text[at] == "}":
            return
        at = _behind(text, at, ",")


def _behind(text: str, at: int, mark: str) -> int:
    """The place behind white space and the mark."""
    while text[at] in _SPACE:
        at += 1
    if not text.startswith(mark, at):
        raise ValueError(mark)
    return at + len(mark)


def _yaml_head(text: str) -> Iterator[tuple[str, Any]]:
    """Keys and values of a mapping, until all that are wanted are there."""
    events = yaml.parse(text, Loader=LOADER)
    for kind in (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.MappingStartEvent):
        if type(next(events)) is not kind:
            raise ValueError(kind)
    missing = set(_WANTED)
    while missing and type(event := next(events)) is not yaml.MappingEndEvent:
        key = _plain(event)
        value = _value(events)
        if key in missing:
            yield key, value
            missing.discard(key)


def _plain(event: Any) -> Any:
    if type(event) is not yaml.ScalarEvent or event.anchor or event.tag:
        raise ValueError(event)
    return event.value if event.style else plain_scalar(event.value)


def _value(events: Iterator[Any]) -> Any:
    """A scalar or a mapping of scalars; None for a sequence, which is passed over."""
    event = next(events)
    if type(event) is yaml.MappingStartEvent and not (event.anchor or event.tag):
        found = {}
        while type(event := next(events)) is not yaml.MappingEndEvent:
            found[_plain(event)] = _value(events)
        return found
    if type(event) is not yaml.SequenceStartEvent:
        return _plain(event)
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    return None
