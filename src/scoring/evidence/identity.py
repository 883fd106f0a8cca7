"""Whose dossier a file is, read from its beginning: what dossiers are compared by before they are evaluated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import yaml

from scoring.errors import ScoringError
from scoring.evidence.load import LIMITS, LoadedDossier, dossier_file
from scoring.evidence.model import Agency, Dossier
from scoring.fields import Id, PeriodId
from scoring.models import Model
from scoring.text import has_unsafe, is_nfc
from scoring.yaml_lines import plain_scalar, read_lines
from scoring.yaml_source import LOADER, read_bytes

_WANTED = ("agency", "period", "scheme")
_KEY = re.compile("(?m)^([a-z_]+):")
_SPACE = " \t\r\n"
_HEAD = 4096
"""Bytes that are looked at first."""


class _Head(Model):
    """What is wanted of a dossier."""

    agency: Agency
    period: PeriodId
    scheme: Id | None


class Identity(NamedTuple):
    """Whose dossier it is, and for when."""

    agency: str
    period: str
    block: str
    scheme: str | None
    """The scheme the dossier names."""
    succeeds: tuple[str, ...] = ()
    """The agency's predecessors."""


def identity_of(loaded: LoadedDossier) -> Identity:
    """The identity of a dossier that was read."""
    return _of(loaded.dossier)


def read_identity(path: Path) -> Identity | None:
    """The identity at the head of a YAML or JSON dossier, as reading all of it gives; the rest is not looked at.

    None where the head is unusual in any way, or there is no such file: then the dossier has to be read.
    """
    file = dossier_file(path)
    try:
        return identity_in(file.suffix.lower(), read_bytes(file, LIMITS.size))
    except ScoringError:
        return None


def identity_in(suffix: str, raw: bytes) -> Identity | None:
    """The identity at the head of a dossier, given with the ending of its name and its bytes, as `read_identity`."""
    if suffix == ".csv":
        return None
    head = _json_head if suffix == ".json" else _yaml_head
    # The first lines are nearly always enough.
    parts = (raw[: raw.rfind(b"\n", 0, _HEAD) + 1], raw) if len(raw) > _HEAD else (raw,)
    return next(filter(None, (_identity(part, part is raw, head) for part in parts)), None)


def _identity(raw: bytes, whole: bool, head: Callable[[str], Iterator[tuple[str, Any]]]) -> Identity | None:
    try:
        text = raw.decode().removeprefix("\ufeff")
        # Characters that reading complains about, or changes, are left to it.
        if len(raw) > LIMITS.size or has_unsafe(text) or not is_nfc(text):
            return None
        found = dict(head(text))
        if not whole and len(found) < len(_WANTED):
            # What is missing may stand further down.
            return None
        whose = _Head.model_validate({"scheme": None} | found)
    except (ValueError, LookupError, StopIteration, RuntimeError, yaml.YAMLError):
        return None
    return _of(whose)


def _of(head: _Head | Dossier) -> Identity:
    agency = head.agency
    # Of thousands of dossiers the period, block and scheme are kept once.
    period, block = intern(str(head.period)), intern(agency.block)
    scheme = intern(head.scheme) if head.scheme else head.scheme
    return Identity(agency.id, period, block, scheme=scheme, succeeds=tuple(agency.succeeds))


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
    if (end := _behind_wanted(text)) and (read := read_lines(text[:end], LIMITS.depth, LIMITS.nodes)):
        yield from ((key, read[0][key]) for key in _WANTED)
        return
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


def _behind_wanted(text: str) -> int:
    """Where the key behind all that are wanted begins; 0 where there is none, or the lines cannot be read as lines."""
    if "\t" in text:
        return 0
    missing = set(_WANTED)
    for one in _KEY.finditer(text):
        if not missing:
            return one.start()
        missing.discard(one[1])
    return 0


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
