"""A dossier's values as the contents of cells, and whether a cell gives them back unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.evidence.model import Citation, Percent
from scoring.models import Model
from scoring.numbers import Number, decimals_of, exact_text, fixed, normal
from scoring.scheme.model import EvidenceField
from scoring.values import PartialDate, Period
from scoring.workbook.cell_texts import SURE_SHARE
from scoring.workbook.layout import NO, YES

MOST = 32_767
"""Characters a cell of Excel can hold, counted in UTF-16."""
_DIGITS = 15
# Four digits are Excel's own escapes; LibreOffice takes a single one for a control character, too (``_xa_``).
_ESCAPE = re.compile(r"_x(?:[0-9A-Fa-f]|[0-9A-Fa-f]{4})_")

Cell = str | int | Decimal


def holds(text: str) -> bool:
    """Whether a cell gives this text back unchanged: not too long, no control or escape-like characters."""
    if len(text) > MOST or _ESCAPE.search(text) or text != text.strip():
        return False
    if not text.isprintable() and any(not (c.isprintable() or c in "\n\u00a0") for c in text):
        return False
    return len(text) + sum(c > "\uffff" for c in text) <= MOST


def _digits(value: Number) -> str:
    return fixed(value, decimals_of(value) or 0)


def number_cell(value: Number) -> Cell:
    """A number as its cell: a number where a double holds it exactly, else its digits or a fraction as text."""
    if decimals_of(value) is None:
        return exact_text(value)
    text = _digits(value)
    if len(text.strip("-").replace(".", "").strip("0")) <= _DIGITS and len(text) <= _DIGITS + 2:
        return value if isinstance(value, int) else Decimal(text)
    return text.replace(".", ",")


def percent_cell(value: Fraction) -> Cell:
    """A percentage as the share it is; as text with its sign where the reader would doubt the number."""
    share = number_cell(normal(Fraction(value)))
    if isinstance(share, str) or share >= SURE_SHARE:
        return f"{number_cell(normal(Fraction(value) * 100))} %".replace(".", ",")
    return share


def date_cell(value: PartialDate) -> str:
    """A date as text, as people write it: ``12/03/2025``, ``3/2025``, ``2025``."""
    if value.day:
        return value.vi
    return f"{value.month}/{value.year}" if value.month else str(value.year)


def cites_cell(cites: Iterable[Citation]) -> str:
    """Citations, one a line: ``number | date | title``; a JSON list where that could be misread."""
    rows = [(one.number or "", date_cell(one.date) if one.date else "", one.title or "") for one in cites]
    plain = all(any(row) and not any(c in text for text in row for c in "|\n") for row in rows)
    lines = [" | ".join(row).rstrip(" |").lstrip() for row in rows]
    if plain and not lines[0].startswith("["):
        return "\n".join(lines)
    return json_text([tree(one) for one in cites])


def json_text(value: Any) -> str:
    """JSON with exact numbers and without a character a cell could change."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{json_text(str(k))}: {json_text(v)}' for k, v in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(json_text, value))}]"
    if isinstance(value, Percent):
        percent = normal(Fraction(value) * 100)
        return f'"{fixed(percent, decimals_of(percent) or 0)} %"'
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, (int, Fraction)):
        return f'"{exact_text(value)}"' if decimals_of(value) is None else _digits(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    text = json.dumps(str(value), ensure_ascii=False)
    text = "".join(c if c.isprintable() or c == "\u00a0" else json.dumps(c)[1:-1] for c in text)
    return _ESCAPE.sub(lambda found: f"\\u005f{found[0][1:]}", text)


def tree(value: Any) -> Any:
    """A model's given parts as plain values, exact numbers kept."""
    if isinstance(value, Model):
        pairs = ((name, getattr(value, name)) for name in type(value).model_fields)
        return {name: tree(one) for name, one in pairs if one is not None and one not in ([], {})}
    if isinstance(value, list):
        return [tree(one) for one in value]
    if isinstance(value, (PartialDate, Period)):
        return str(value)
    return value


def field_cell(spec: EvidenceField, value: Any) -> Cell | None:
    """A record's field as its cell, None where it does not fit."""
    if spec.type == "yes_no":
        return (YES if value else NO) if isinstance(value, bool) else None
    if spec.type == "number":
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return None
        cell = number_cell(normal(value))
        return None if isinstance(cell, str) else cell
    if isinstance(value, str) and value and holds(value):
        return value
    return None
