"""The durable backend: forward chaining by durable_rules behind guards.

The library only ever sees small whole numbers under names chosen here, in one throw-away session of a
host without threads. Every rule starts with a trigger that is sent last, so that joins and negations are
decided once, when all facts are there.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from scoring.findings.check import compile_rules
from scoring.findings.interface import BackendError, Fact, Match, Rule
from scoring.findings.native import refuse_costly
from scoring.findings.patterns import Cell, CompiledRule, finding, rows
from scoring.findings.program import Program, groups

_SESSION = "1"
_RULES = "r"
_KEPT = 32
_lock = Lock()
_hosts: OrderedDict[tuple[int, tuple[CompiledRule, ...]], _Stage] = OrderedDict()


def _after_fork() -> None:
    # A lock held by another thread of the parent would never be released here.
    global _lock  # noqa: PLW0603
    _lock = Lock()
    _hosts.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Durable:
    """Derives findings with durable_rules."""

    name = "durable"

    def derive(self, rules: Sequence[Rule], facts: Sequence[Fact]) -> tuple[Match, ...]:
        """All matches of all rules. Raises BackendError if a fact was refused or lost, or an action failed;
        TooManyMatchesError, before the library is given anything, if they cost more than a `Budget` allows.
        """
        compiled = compile_rules(rules)
        known = rows(facts, compiled)
        refuse_costly(compiled, known)
        found: set[Match] = set()
        for stratum in _strata(compiled):
            fired: set[str] = set()
            for group in groups(tuple(stratum)):
                matches = _run(group, known)
                found |= matches
                fired |= {match.rule for match in matches}
            known += [finding(rule.id) for rule in stratum if rule.id in fired]
        return tuple(sorted(found))


def _strata(rules: Sequence[CompiledRule]) -> list[list[CompiledRule]]:
    """Splits rules into consecutive groups in which no rule reads findings of the same group."""
    strata: list[list[CompiledRule]] = []
    for rule in rules:
        if rule.reads_findings or not strata:
            strata.append([])
        strata[-1].append(rule)
    return strata


def _run(rules: tuple[CompiledRule, ...], known: Sequence[dict[str, Cell]]) -> set[Match]:
    key = (os.getpid(), rules)
    with _lock:
        stage = _hosts.pop(key, None) or _Stage(rules)
        _hosts[key] = stage
        while len(_hosts) > _KEPT:
            _hosts.popitem(last=False)
        try:
            return stage.run(known)
        finally:
            if stage.broken:
                _hosts.pop(key, None)


class _Stage:
    """One ruleset in a host of its own; used under the lock only."""

    def __init__(self, rules: tuple[CompiledRule, ...]) -> None:
        # Heavy, and absent on some interpreters.
        from durable import engine

        class Host(engine.Host):  # type: ignore[misc]
            def _run(self) -> None:
                """Do nothing: the library's threads would run actions outside the caller's control."""

        self.program = Program(rules)
        self.lost = (engine.MessageNotHandledException, engine.MessageObservedException)
        self.refs: list[str] = []
        self.broken = False
        """Whether facts were left behind; such a host is thrown away."""
        self.matches: set[Match] = set()
        self.error: BaseException | None = None
        self.opened = False
        actions = [*(self._action(rule) for rule in rules), self._open]
        definition = {
            name: {**body, "run": action}
            for (name, body), action in zip(self.program.definition().items(), actions, strict=True)
        }
        try:
            self.host = Host({_RULES: definition})
        except Exception as error:
            raise BackendError(f"durable_rules refused the rules: {error}") from error

    def _action(self, rule: CompiledRule) -> Any:
        named = [(f"p{i}", p.name) for i, p in enumerate(rule.patterns) if not p.negated]

        def act(closure: Any) -> None:
            # The library would hide an error in the session's state; it is kept and raised again.
            try:
                taken = closure._m  # noqa: SLF001
                facts = tuple((name, self.refs[int(taken[key]["id"])]) for key, name in named)
                self.matches.add(Match(rule.id, facts))
            except BaseException as error:  # noqa: BLE001
                self.error = self.error or error

        return act

    def _open(self, _closure: Any) -> None:
        self.opened = True

    def run(self, known: Sequence[dict[str, Cell]]) -> set[Match]:
        """The matches of this ruleset among the facts."""
        sent = self.program.encode(known)
        self.refs = sent.refs
        self.matches, self.error, self.opened = set(), None, False
        if not sent.messages:
            return set()
        try:
            for message in sent.messages:
                self.host.assert_fact(_RULES, {**message, "sid": _SESSION})
            self._complete(len(sent.messages))
        except self.lost as error:
            raise BackendError(f"durable_rules lost a fact: {error}") from error
        except BackendError:
            raise
        except Exception as error:
            raise BackendError(f"durable_rules failed: {error}") from error
        finally:
            self._forget()
        if self.error is not None:
            raise BackendError(f"an action failed: {self.error}") from self.error
        return self.matches

    def _complete(self, count: int) -> None:
        held = len(self.host.get_facts(_RULES, _SESSION))
        if held != count:
            raise BackendError(f"durable_rules holds {held} of {count} facts")
        problem = self.host.get_state(_RULES, _SESSION).get("exception")
        if problem:
            raise BackendError(f"an action failed: {problem}")

    def _forget(self) -> None:
        # Without the opening action the session must not be freed; the host is given up instead.
        if not self.opened:
            self.broken = True
            return
        try:
            self.host.delete_state(_RULES, _SESSION)
        except Exception as error:
            self.broken = True
            raise BackendError(f"durable_rules kept its session: {error}") from error
