"""Compiles rules for both backends, with a small cache, and lists the problems of a rule."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from scoring.findings.check import parse
from scoring.findings.interface import BackendError
from scoring.findings.patterns import CompiledRule
from scoring.findings.rule import Rule
from scoring.formulas.interface import SpecIssue

_compiled: OrderedDict[tuple[int, ...], tuple[tuple[Rule, ...], tuple[CompiledRule, ...]]]
_compiled = OrderedDict()
_lock = Lock()


def compile_rules(rules: Sequence[Rule]) -> tuple[CompiledRule, ...]:
    """The rules compiled; the last few sequences are remembered. Raises BackendError if a rule is not right
    (`check_rule` says where).
    """
    key = tuple(id(rule) for rule in rules)
    with _lock:
        if key in _compiled:
            return _compiled[key][1]
    compiled = tuple(compile_rule(rule) for rule in rules)
    with _lock:
        # The rules are kept with the result: an id is only unique as long as its object lives.
        _compiled[key] = (tuple(rules), compiled)
        while len(_compiled) > 16:
            _compiled.popitem(last=False)
    return compiled


def compile_rule(rule: Rule) -> CompiledRule:
    """One rule compiled. Raises BackendError if the rule is not right."""
    compiled, problems = parse(rule)
    if problems:
        codes = ", ".join(sorted({problem.code for problem in problems}))
        raise BackendError(f"rule {rule.id} is not right: {codes}")
    return compiled


def check_rule(rule: Rule, kinds: Mapping[str, Collection[str]], earlier_rules: Collection[str]) -> list[SpecIssue]:
    """All problems of a rule, each with its path inside the rule.

    Args:
        rule: the rule as read.
        kinds: ids of the fields each evidence kind declares.
        earlier_rules: ids of the rules declared before this one; it sees no other findings.
    """
    return parse(rule, kinds, earlier_rules)[1]
