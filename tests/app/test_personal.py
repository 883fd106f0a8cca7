"""Files are looked over as texts are: what makes it fast passes nothing over."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from scoring.app.campaign.personal import in_data, in_file

TESTS = Path(__file__).parents[1]
FORMS = [line.split("\t", 1)[1] for line in (TESTS / "personal_forms.txt").read_text("utf-8").splitlines()]
OTHERS = (TESTS / "no_personal_data.txt").read_text("utf-8").splitlines()


def found(text: str, name: str = "a.txt") -> list[str]:
    return [one.values["text"] for one in in_file(name, io.BytesIO(text.encode()))]


def test_every_form_is_found_in_a_file_alone_and_within_a_long_line() -> None:
    missed = [form for form in FORMS if not found(form) or not found(f"{'x ' * 3000}{form} {'y ' * 3000}", "a.json")]

    assert missed == []


def test_texts_without_such_data_are_left_alone_in_a_file() -> None:
    assert found("\n".join(OTHERS)) == []


@pytest.mark.parametrize(
    ("table", "alarms"),
    [
        ("Danh sách\nTT,Họ tên,Số CMND\n1,A,212345678\n", 1),
        ("TT\tID\n1\t212 345 678\n", 1),
        ("TT;Kinh phí\n1;212345678\n", 0),
        ("Số CMND,x\n,212345678\n", 0),
    ],
)
def test_a_bare_number_in_a_table_is_what_its_heading_says(table: str, alarms: int) -> None:
    assert len(found(table, "a.csv")) == alarms


def test_a_table_of_many_citizens_is_told_in_a_few_lines_and_nothing_whole() -> None:
    told = found("".join(f"03709500{number:04}\n" for number in range(500)))

    assert len(told) == 20
    assert all("…" in one for one in told)


def test_texts_at_any_depth_and_keys_are_looked_at_and_digests_are_not() -> None:
    data = {"a": {"b": ["x", {"c": "gọi 0905 123 456"}]}, "files": {"0905123456.pdf": "0" * 64}, "n": 905123456}

    assert [(one.values["field"], one.values["text"]) for one in in_data(data)] == [
        ("a.b.1.c", "090…456"),
        ("files", "090…456"),
    ]
