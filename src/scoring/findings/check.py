"""Compiles rules for both backends, and finds everything wrong with a rule at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from threading import Lock
from typing import Any

from scoring.diagnostics import did_you_mean
from scoring.findings.interface import SORTS, BackendError, RawTests, Rule
from scoring.findings.patterns import (
    MAX_FIELDS,
    MAX_JOINS,
    MAX_PATTERNS,
    MAX_TESTS,
    Cell,
    CompiledPattern,
    CompiledRule,
    Operator,
    Test,
    Truth,
    properties,
)
from scoring.formulas.interface import SpecIssue
from scoring.text import nfc
from scoring.values import whole_day

Path = tuple[str | int, ...]
Kinds = Mapping[str, Collection[str]]

_WHOLE = {"first", "last", "cited_first", "cited_last", "index", "previous"}
_TEXT = {field for fields in SORTS.values() for field in fields} - _WHOLE
_ORDERS: Mapping[str, Operator] = {"before": "lt", "until": "le", "after": "gt", "from": "ge"}
_REVERSED: Mapping[Operator, Operator] = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "le": "gt", "gt": "le"}


class _Reader:
    """Compiles one rule and collects its problems."""

    def __init__(self, kinds: Kinds | None, earlier: Collection[str] | None) -> None:
        self.kinds = kinds
        self.earlier = earlier
        self.problems: list[SpecIssue] = []
        self.names: dict[str, int] = {}
        self.every_name: set[str] = set()
        self.fields: list[set[str] | None] = []
        self.reads_findings = False

    def _wrong(self, code: str, path: Path, **values: str) -> None:
        self.problems.append(SpecIssue(code, path, values))

    def _bad(self, path: Path, why: str, why_en: str) -> None:
        self._wrong("SC349", path, why=why, why_en=why_en)

    def _too_many(self, path: Path, what: str, what_en: str, count: int, limit: int) -> None:
        sizes = {"count": str(count), "limit": str(limit)}
        self._wrong("SC345", path, what=what, what_en=what_en, **sizes)

    def rule(self, rule: Rule) -> CompiledRule:
        """The rule compiled; meaningful only when there are no problems."""
        entries = rule.when.all
        self.every_name = {name for entry in entries for name in entry}
        top: Path = ("when", "all")
        if len(entries) > MAX_PATTERNS:
            self._too_many(top, "mẫu", "patterns", len(entries), MAX_PATTERNS)
        if entries and all(set(entry) == {"none"} for entry in entries):
            self._wrong("SC346", top)
        patterns = []
        for index, entry in enumerate(entries):
            if len(entry) != 1:
                self._bad((*top, index), "mỗi mục phải có đúng một tên", "each entry has exactly one name")
            for name, tests in list(entry.items())[:1]:
                patterns.append(self._pattern(name, tests, index, (*top, index, name)))
        compiled = CompiledRule(rule.id, tuple(patterns), self.reads_findings)
        if (count := properties(compiled.patterns)) > MAX_FIELDS:
            self._too_many(top, "trường", "fields", count, MAX_FIELDS)
        return compiled

    def _pattern(self, name: str, tests: RawTests, index: int, path: Path) -> CompiledPattern:
        if name in self.names or "." in name:
            vi = f"tên “{name}” có dấu chấm hoặc đã dùng ở mẫu trên"
            self._bad(path, vi, f"the name “{name}” has a dot or is used above")
        sort, allowed = self._sort(tests, path)
        found: list[Test] = []
        if "fact" not in tests:
            found.append(Test("fact", "eq", ("record",)))
        for field, raw in tests.items():
            if allowed is not None and field not in allowed:
                self._wrong("SC341", (*path, field), field=field, sort=sort, guess=did_you_mean(field, allowed))
            test = self._test(field, raw, (*path, field), fixed=sort != "record" or field in _RECORD)
            if test is not None:
                found.append(test)
        joins = tuple(test for test in found if test.pattern >= 0)
        for what, what_en, count, limit in (
            ("phép thử", "tests", len(tests), MAX_TESTS),
            ("phép thử nhắc đến mẫu khác", "tests naming another pattern", len(joins), MAX_JOINS),
        ):
            if count > limit:
                self._too_many(path, what, what_en, count, limit)
        self.fields.append(allowed)
        if name != "none":
            self.names.setdefault(name, index)
        constants = tuple(test for test in found if test.pattern < 0)
        return CompiledPattern(name, name == "none", constants, joins)

    def _sort(self, tests: RawTests, path: Path) -> tuple[str, set[str] | None]:
        """The sort of fact and the fields it can have; None when that cannot be known."""
        sort = tests.get("fact", "record" if "kind" in tests else None)
        if sort is None:
            self._bad(path, "cần “fact” hoặc “kind”", "“fact” or “kind” is needed")
            return "", None
        if not isinstance(sort, str) or sort not in SORTS:
            guess = did_you_mean(str(sort), SORTS)
            self._wrong("SC340", (*path, "fact"), sort=str(sort), known=", ".join(SORTS), guess=guess)
            return str(sort), None
        fields = {"fact", "ref", *SORTS[sort]}
        if sort == "finding":
            self.reads_findings = True
            self._known("SC343", tests.get("rule"), self.earlier, (*path, "rule"), "rule")
        if sort in {"record", "citation"} and self.kinds is not None:
            chosen = self._known("SC342", tests.get("kind"), self.kinds, (*path, "kind"), "kind")
            if sort == "record":
                for kind in chosen or self.kinds:
                    fields |= set(self.kinds.get(kind, ()))
        elif sort == "record":
            return sort, None
        return sort, fields

    def _known(self, code: str, raw: Any, known: Collection[str] | None, path: Path, key: str) -> list[str]:
        """The plain texts of a test, each looked up among what is known."""
        texts = raw if isinstance(raw, list) else [raw]
        if isinstance(raw, dict):
            self._known(code, raw.get("not"), known, path, key)
            return []
        plain = [one for one in texts if isinstance(one, str) and not self._names_pattern(one)]
        for one in plain:
            if known is not None and one not in known:
                self._wrong(code, path, **{key: one}, guess=did_you_mean(one, known))
        return plain

    def _names_pattern(self, text: str) -> bool:
        head, dot, _ = text.partition(".")
        return bool(dot) and head != "none" and head in self.every_name

    def _test(self, field: str, raw: Any, path: Path, *, fixed: bool) -> Test | None:
        if not isinstance(raw, dict):
            return self._equal(field, raw, path, fixed=fixed)
        if len(raw) != 1:
            words = ", ".join(("not", *_ORDERS))
            self._bad(path, f"một phép thử có đúng một trong: {words}", f"a test has exactly one of: {words}")
            return None
        word, inner = next(iter(raw.items()))
        if word in _ORDERS:
            return self._order(field, _ORDERS[word], inner, (*path, word))
        if word != "not":
            words = ", ".join(("not", *_ORDERS))
            vi = f"không có phép thử “{word}”; các phép thử: {words}"
            self._bad((*path, word), vi, f"no test “{word}”; the tests are {words}")
            return None
        if isinstance(inner, dict) and "not" in inner:
            self._bad((*path, word), "“not” lồng trong “not”", "“not” inside “not”")
            return None
        test = self._test(field, inner, (*path, word), fixed=fixed)
        if test is None:
            return None
        return Test(field, _REVERSED[test.operator], values=test.values, pattern=test.pattern, other=test.other)

    def _equal(self, field: str, raw: Any, path: Path, *, fixed: bool) -> Test | None:
        if isinstance(raw, str) and self._names_pattern(raw):
            return self._reference(field, "eq", raw, path)
        values = raw if isinstance(raw, list) else [raw]
        if not values:
            self._wrong("SC347", path)
            return None
        cells: list[Cell] = []
        for index, value in enumerate(values):
            where = (*path, index) if isinstance(raw, list) else path
            if isinstance(value, str) and self._names_pattern(value):
                vi = f"“{value}” nhắc đến mẫu khác, không đặt trong danh sách được"
                self._bad(where, vi, f"“{value}” names another pattern and cannot stand in a list")
                continue
            one = self._literal(field, value, where, fixed=fixed)
            if one is not None and one not in cells:
                cells.append(one)
        return Test(field, "eq", tuple(cells)) if cells else None

    def _literal(self, field: str, value: Any, path: Path, *, fixed: bool) -> Cell | None:
        if isinstance(value, bool):
            return Truth.YES if value else Truth.NO
        if fixed and field in _WHOLE:
            return self._whole(value, path)
        if isinstance(value, str):
            return nfc(value)
        if fixed and field in _TEXT and isinstance(value, (int, Decimal)):
            return str(value)
        return self._integer(value, path)

    def _integer(self, value: Any, path: Path) -> int | None:
        if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._wrong("SC348", path, value=str(value))
        return None

    def _whole(self, value: Any, path: Path) -> int | None:
        """A whole number or a day as its ordinal."""
        if isinstance(value, str):
            try:
                return whole_day(value.strip()).toordinal()
            except ValueError:
                vi = f"“{value}” không phải số nguyên, ngày đủ hay trường của mẫu phía trên"
                self._bad(path, vi, f"“{value}” is no whole number, whole date or field of a pattern above")
                return None
        return self._integer(value, path)

    def _order(self, field: str, operator: Operator, raw: Any, path: Path) -> Test | None:
        if isinstance(raw, str) and self._names_pattern(raw):
            return self._reference(field, operator, raw, path)
        value = self._whole(raw, path)
        return None if value is None else Test(field, operator, (value,))

    def _reference(self, field: str, operator: Operator, raw: str, path: Path) -> Test | None:
        name, _, other = raw.partition(".")
        index = self.names.get(name)
        if index is None:
            self._wrong("SC344", path, reference=raw, name=name)
            return None
        known = self.fields[index]
        if known is not None and other not in known:
            self._wrong("SC341", path, field=other, sort=name, guess=did_you_mean(other, known))
            return None
        return Test(field, operator, values=(), pattern=index, other=other)


_RECORD = frozenset({"fact", "ref", *SORTS["record"]})


_compiled: OrderedDict[tuple[int, ...], tuple[tuple[Rule, ...], tuple[CompiledRule, ...]]] = OrderedDict()
_lock = Lock()


def compile_rules(rules: Sequence[Rule]) -> tuple[CompiledRule, ...]:
    """The rules compiled; the last few sequences are remembered. Raises BackendError if a rule is not right
    (`check_rule` says where).
    """
    key = tuple(id(rule) for rule in rules)
    with _lock:
        if key in _compiled:
            return _compiled[key][1]
    compiled = tuple(_compile(rule) for rule in rules)
    with _lock:
        # The rules are kept with the result: an id is only unique as long as its object lives.
        _compiled[key] = (tuple(rules), compiled)
        while len(_compiled) > 16:
            _compiled.popitem(last=False)
    return compiled


def _compile(rule: Rule) -> CompiledRule:
    # What a fact can have is checked with the scheme; here it does not matter.
    reader = _Reader(None, None)
    compiled = reader.rule(rule)
    if reader.problems:
        codes = ", ".join(sorted({problem.code for problem in reader.problems}))
        raise BackendError(f"rule {rule.id} is not right: {codes}")
    return compiled


def check_rule(rule: Rule, kinds: Mapping[str, Collection[str]], earlier_rules: Collection[str]) -> list[SpecIssue]:
    """All problems of a rule, each with its path inside the rule. `kinds` holds the fields each evidence kind declares;
    `earlier_rules` those whose findings it sees.
    """
    reader = _Reader(kinds, earlier_rules)
    reader.rule(rule)
    return reader.problems
