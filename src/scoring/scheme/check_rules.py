"""Static checks of rules: syntax, and whether the facts they test can exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.findings.interface import RawTests, Rule
from scoring.scheme.model import EvidenceField
from scoring.scheme.walk import Checker
from scoring.yaml_source import Path_

_STATES = ("on_time", "late", "missing", "open")
_WHAT = {
    "series": ("báo cáo định kỳ", "periodic report"),
    "occurrence": ("kỳ báo cáo", "occurrence"),
    "criterion": ("tiêu chí", "criterion"),
    "class": ("bậc", "class"),
    "outside": ("trạng thái ngoài phân loại", "state outside"),
}


def check_rules(check: Checker) -> None:
    """All problems of the scheme's rules; a rule that can never fire is an error."""
    scheme = check.scheme
    if not scheme.rules:
        return
    # Only here: a scheme without rules need not load the language of patterns.
    from scoring.findings.check import check_rule

    kinds = {id: tuple(kind.fields) for id, kind in scheme.evidence_kinds.items()}
    for index, rule in enumerate(scheme.rules):
        earlier = [one.id for one in scheme.rules[:index]]
        for issue in check_rule(rule, kinds, earlier):
            check.note(issue.code, ("rules", index, *issue.path), issue.values)
        _values(check, rule, ("rules", index, "when", "all"))


def _values(check: Checker, rule: Rule, base: Path_) -> None:
    """Check tested values against the values the scheme lists."""
    names = {name for entry in rule.when.all for name in entry}
    for index, entry in enumerate(rule.when.all):
        for name, tests in entry.items():
            sort = tests.get("fact", "record" if "kind" in tests else None)
            for field, raw in tests.items():
                for value, path in _literals(raw, (*base, index, name, field), names):
                    _value(check, sort, tests, field, value, path)


def _literals(raw: Any, path: Path_, names: Collection[str]) -> Iterator[tuple[Any, Path_]]:
    """The plain values of a test on equality, each with its place."""
    if isinstance(raw, dict):
        if "not" in raw and not isinstance(raw["not"], dict):
            yield from _literals(raw["not"], (*path, "not"), names)
        return
    rows = enumerate(raw) if isinstance(raw, list) else ((None, raw),)
    for index, value in rows:
        if not (isinstance(value, str) and value.partition(".")[0] in names and "." in value):
            yield value, path if index is None else (*path, index)


def _value(check: Checker, sort: Any, tests: RawTests, field: str, value: Any, path: Path_) -> None:
    if sort == "record" and field != "occurrence":
        _field(check, tests, field, value, path)
        return
    if sort == "report" and field == "state":
        _one_of(check, value, _STATES, path)
        return
    known = _known(check, sort, field)
    if known is not None:
        what, what_en = _WHAT[field]
        check.known("SC338", path, str(value), known, what=what, what_en=what_en)


def _known(check: Checker, sort: Any, field: str) -> set[str] | None:
    """All values a field of a fact can have; None where the scheme does not say."""
    scheme = check.scheme
    if field == "occurrence" and sort in ("record", "report"):
        return {one.id for series in scheme.series.values() for one in series.occurrences}
    if sort == "report" and field == "series":
        return set(scheme.series)
    if sort == "use" and field == "criterion" and not check.not_read:
        return {node.id for chosen in scheme.sets.values() for node in chosen.nodes()}
    if sort == "history" and field in ("class", "outside"):
        ladders = scheme.ladders.values()
        return {one.id for ladder in ladders for one in (ladder.classes if field == "class" else ladder.outside)}
    return None


def _field(check: Checker, tests: RawTests, field: str, value: Any, path: Path_) -> None:
    """A declared field of a record: a choice must be one of its choices, yes/no is true or false."""
    kinds = tests.get("kind")
    named = kinds if isinstance(kinds, list) else [kinds]
    found: list[EvidenceField] = [
        kind.fields[field]
        for id, kind in check.scheme.evidence_kinds.items()
        if field in kind.fields and (id in named or not isinstance(kinds, (str, list)))
    ]
    if not found:
        return
    if all(one.type == "yes_no" for one in found) and not isinstance(value, bool):
        check.note("SC203", path, wanted="true hoặc false", wanted_en="true or false")
    elif all(one.choices is not None for one in found):
        _one_of(check, value, [one for field_ in found for one in field_.choices or ()], path)


def _one_of(check: Checker, value: Any, known: Collection[str], path: Path_) -> None:
    if isinstance(value, bool) or str(value) not in known:
        given = str(value).lower() if isinstance(value, bool) else str(value)
        wanted = ", ".join(dict.fromkeys(known))
        check.note("SC204", path, value=given, wanted=wanted, guess=did_you_mean(given, known))
