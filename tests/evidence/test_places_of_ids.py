"""The places of many records' ids, found in one go, are those found one by one."""

from __future__ import annotations

import pytest

from scoring.yaml_lines import LinePlaces, read_lines

HEAD = "agency:\n  id: xa-a\nperiod: 2025\n"


@pytest.mark.parametrize(
    "text",
    [
        "evidence:\n  - id: a\n    kind: k\n  - id: b\n    criteria:\n      - I.1\n      - I.2\n  - id: [c]\nclaims:\n  - id: z\n",
        'evidence:\n- id: a\n  cites:\n  - id: x\n    number: y\n- id: b\n# id: c\n\n- id: "d"\nnote: e\n',
        "evidence:\n  - kind: k\n    id: a\n  - id: b\n",
        "evidence:\n  - id: a\n  - kind: k\n    id: b\n",
        "evidence: [a, b]\nclaims:\n  - id: c\n",
        "evidence:\n  - id:\n      - a\n  - id: b\n",
        "evidence:\nclaims:\n  - id: c\n",
        "claims:\n  - id: c\n",
    ],
)
def test_ids_found_together_stand_where_they_stand(text: str) -> None:
    text = HEAD + text
    read = read_lines(text, 20, 50_000)
    assert read is not None
    data, lines = read
    together, apart = LinePlaces(text, lines), LinePlaces(text, lines)
    apart.items = {key: [] for key in data}
    for name in ("evidence", "claims"):
        for index in range(4):
            for path in (
                (name, index, "id"),
                (name, index, "id", 0),
                (name, index, "kind"),
                (name, index, "criteria"),
                (name, index),
            ):
                for way in ("mark", "key_mark"):
                    assert _found(together, way, path) == _found(apart, way, path), path


def _found(places: LinePlaces, way: str, path: tuple[str | int, ...]) -> object:
    try:
        return getattr(places, way)(path)
    except KeyError:
        return None
