"""An agency's own units at the desk: as the file the command line reads, mended by choosing a unit for each criterion."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from pydantic_core import ValidationError

from scoring.fields import plain
from scoring.scheme.criteria import Node
from scoring.scheme.units import OwnUnits, Suppliers
from scoring.text import slug

MOST_BYTES = 200_000


@contextmanager
def as_file(text: str) -> Iterator[Path | None]:
    """The file of units; None without one."""
    if not text:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="scoring-") as name:
        file = Path(name) / "don-vi.yaml"
        file.write_text(text, "utf-8")
        yield file


def read(text: str) -> OwnUnits | None:
    """The agency's own units; None where there are none, or where the file is not in order."""
    try:
        return OwnUnits.model_validate(yaml.safe_load(text)) if text else None
    except (yaml.YAMLError, ValidationError):
        return None


def rows(known: Suppliers) -> list[tuple[Node, int]]:
    """The groups and criteria of the set, each with its depth."""

    def below(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
        yield node, depth
        for child in node.children:
            yield from below(child, depth + 1)

    extra = [node for one in (known.set.bonus, known.set.penalty) if one for node in one.criteria]
    return [row for node in (*known.set.groups, *extra) for row in below(node, 0)]


def mended(
    agency: str,
    known: Suppliers,
    own: OwnUnits | None,
    chosen: Mapping[str, str],
    titles: Sequence[str],
    kind: str | None,
) -> str:
    """The file with other units for criteria and with new units; empty where nothing differs from the scheme. What the
    file says beside that – numbers, papers, who cooperates – stays.

    Args:
        chosen: by group or criterion the unit that supplies it; empty: as the scheme says.
        titles: of units to add.
    """
    units: list[dict[str, Any]] = [plain(one) for one in own.units] if own is not None else []
    taken = {*known.units, *(one["id"] for one in units)}
    for title in titles:
        id = next(x for x in (slug(title), *(f"{slug(title)}-{n}" for n in range(2, 1000))) if x not in taken)
        taken.add(id)
        units.append({"id": id, "title": title})
    supplies, left = [], dict(chosen)
    for row in own.supplies if own is not None else ():
        kept = [id for id in row.criteria if left.get(id, row.unit) == row.unit]
        for id in kept:
            left.pop(id, None)
        if kept or row.measures or row.evidence:
            supplies.append({key: value for key, value in (plain(row) | {"criteria": kept}).items() if value != []})
    by_unit: dict[str, list[str]] = {}
    for id, unit in left.items():
        if unit:
            by_unit.setdefault(unit, []).append(id)
    supplies += [{"unit": unit, "criteria": ids} for unit, ids in by_unit.items()]
    if not units and not supplies:
        return ""
    data: dict[str, Any] = {"format": 1, "agency": agency, "set": known.structure.set}
    if known.structure.kinds:
        data["kind"] = kind if kind in known.structure.kinds else known.structure.kinds[0]
    data |= {"units": units} if units else {}
    data |= {"supplies": supplies} if supplies else {}
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120))


def without(id: str, text: str) -> str:
    """The file without one of the agency's own units, and without what that was given."""
    data = yaml.safe_load(text)
    data["units"] = [one for one in data.get("units", ()) if one["id"] != id]
    data["supplies"] = [one for one in data.get("supplies", ()) if one["unit"] != id]
    if not data["units"] and not data["supplies"]:
        return ""
    return str(yaml.safe_dump({key: value for key, value in data.items() if value != []}, allow_unicode=True, sort_keys=False, width=120))  # fmt: skip
