"""Personal data is found however it is written, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.personal_data import KINDS, looks_personal

HERE = Path(__file__).parent
ROOT = HERE.parent
FORMS = [tuple(line.split("\t", 1)) for line in (HERE / "personal_forms.txt").read_text("utf-8").splitlines()]
PLAIN = (HERE / "no_personal_data.txt").read_text("utf-8").splitlines()


def test_the_list_is_long_and_has_every_kind() -> None:
    assert len(FORMS) >= 200
    assert {kind for kind, _ in FORMS} == set(KINDS)


@pytest.mark.parametrize(("kind", "text"), FORMS)
def test_every_form_is_found_and_masked(kind: str, text: str) -> None:
    found = dict(looks_personal(text))

    assert kind in found
    assert "…" in found[kind]


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_are_left_alone(text: str) -> None:
    assert looks_personal(text) == []


def test_no_shipped_text_has_any_but_those_made_to_show_it() -> None:
    files = [one for folder in ("criteria", "evidence") for one in (ROOT / folder).rglob("*.yaml")]
    alarms = {
        one.relative_to(ROOT).as_posix()
        for one in files
        for line in one.read_text("utf-8").splitlines()
        if looks_personal(line)
    }

    assert len(files) > 20
    assert alarms == {"evidence/loi-mau/ho-so-loi.yaml"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("số 051085123456", [("citizen_id", "051…456")]),
        ("CCCD: 051 085 123 456", [("citizen_id", "051…456")]),
        ("051.085.123.456.", [("citizen_id", "051…456")]),
        ("Căn cước công dân số 051085123456", [("citizen_id", "051…456")]),
        ("CMND 212345678", [("citizen_id", "212…678")]),
        ("Chứng minh nhân dân: 212 345 678", [("citizen_id", "212…678")]),
        ("gọi 0912345678", [("phone", "091…678")]),
        ("gọi 0912.345.678", [("phone", "091…678")]),
        ("gọi +84 912 345 678", [("phone", "849…678")]),
        ("(0255) 3822 862", [("phone", "025…862")]),
        ("0912345678; 0987 654 321", [("phone", "091…678"), ("phone", "098…321")]),
    ],
)
def test_what_looks_like_personal_data_is_found_and_masked(text, found):
    assert looks_personal(text) == found
