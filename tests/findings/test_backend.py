"""Which backend is used where."""

from __future__ import annotations

import sys

import pytest

from scoring import findings
from scoring.errors import UsageProblem


def test_native_can_always_be_chosen():
    assert findings.backend("native").name == "native"


def test_durable_is_the_default_where_it_can_be_imported(monkeypatch):
    monkeypatch.setattr(findings, "why_not_durable", lambda: "")

    assert findings.backend().name == "durable"


def test_native_is_the_default_where_durable_cannot_be_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, "durable", None)

    assert findings.backend().name == "native"


def test_asking_for_durable_where_it_cannot_be_imported_is_a_usage_problem(monkeypatch):
    monkeypatch.setitem(sys.modules, "durable", None)

    with pytest.raises(UsageProblem) as caught:
        findings.backend("durable")
    assert [one.code for one in caught.value.diagnostics] == ["SC601"]
    assert caught.value.diagnostics[0].values["why"]


def test_durable_is_not_even_tried_on_python_3_13(monkeypatch):
    monkeypatch.setattr(sys, "version_info", _Version())

    assert "3.13" in findings.why_not_durable()


class _Version(tuple):
    """A later interpreter's version."""

    __slots__ = ()

    major, minor = 3, 13

    def __new__(cls):
        return super().__new__(cls, (3, 13, 0))


def test_an_unknown_backend_is_a_usage_problem():
    with pytest.raises(UsageProblem):
        findings.backend("prolog")
