"""What people read in place of ids: the choices of a kind's fields and the occurrences of periodic reports.

Labels stand in a file of their own beside the scheme: points do not depend on them, nor does the scheme's digest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from scoring.diagnostics import has_errors, sort
from scoring.errors import InvalidInput
from scoring.fields import Id, Text
from scoring.models import Model
from scoring.scheme.model import Scheme
from scoring.shape import model_of
from scoring.yaml_source import read_bytes, read_yaml

FILE = "labels.yaml"
"""The file's name in a scheme's folder."""
_QUARTERS = ("I", "II", "III", "IV")


class Labels(Model):
    """The file of labels."""

    format: Literal[1]
    labels: dict[Id, Text]
    """By the id of a choice or of an occurrence."""


def labels_of(scheme: Scheme) -> Mapping[str, str]:
    """The labels beside a scheme; none where it has no such file. Raises InvalidInput, with all problems."""
    path = scheme.folder / FILE if scheme.folder else None
    return _parsed(path, read_bytes(path)) if path is not None and path.is_file() else {}


@lru_cache(maxsize=8)
def _parsed(path: Path, raw: bytes) -> Mapping[str, str]:
    doc = read_yaml(raw, path.as_posix())
    found = model_of(Labels, doc)
    if has_errors(doc.diagnostics):
        raise InvalidInput(sort(doc.diagnostics))
    return found.labels


def readable(id: str, labels: Mapping[str, str]) -> str:
    """An id as people read it: its label, else what it says of a part of the year, else its words.

    >>> readable("co-so", {"co-so": "Cấp cơ sở"}), readable("quy-2", {}), readable("nam", {}), readable("cap-tinh", {})
    ('Cấp cơ sở', 'Quý II', 'Cả năm', 'Cap tinh')
    """
    if id in labels:
        return labels[id]
    if found := re.fullmatch("quy-([1-4])", id):
        return f"Quý {_QUARTERS[int(found[1]) - 1]}"
    if found := re.fullmatch("thang-0?([1-9]|1[0-2])", id):
        return f"Tháng {found[1]}"
    words = re.sub("[-_]+", " ", id).strip()
    return {"nam": "Cả năm"}.get(id, words[:1].upper() + words[1:])
