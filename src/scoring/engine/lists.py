"""Everything counted or added up from records of the same kinds, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from scoring.engine.measured import Case, Measured, Measuring
from scoring.engine.measures import listed
from scoring.engine.notes import Fixed
from scoring.engine.selection import Rows, Selected, same
from scoring.scheme.criteria import Selection, SumOf

Walk = Callable[[Rows, dict[str, Any]], None]
"""Measures records, given by their fields, into the values; raises KeyError or TypeError where a
field is missing or of an unexpected type."""
Choose = Callable[[Rows], Rows]
_NO_ROWS: Rows = []


class _Branch:
    """Records that passed the same tests: what is counted and added, and the further tests."""

    def __init__(self, name: str = "", accepted: tuple[Any, ...] = ()) -> None:
        self.name = name
        self.accepted = accepted
        self.counts: list[str] = []
        self.sums: list[tuple[str, str]] = []
        self.further: dict[tuple[object, ...], _Branch] = {}

    def at(self, selection: Selection) -> _Branch:
        """The branch of the records that a selection chooses."""
        found = self
        for name, wanted in selection.where.items():
            accepted = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            key = (name, *((type(one).__name__, one) for one in accepted))
            found = found.further.setdefault(key, _Branch(name, accepted))
        return found

    @property
    def truth(self) -> bool:
        """Whether the test is for one truth value."""
        return len(self.accepted) == 1 and isinstance(self.accepted[0], bool)

    @property
    def only_counted(self) -> bool:
        """Whether the records are counted once and nothing else."""
        return len(self.counts) == 1 and not self.sums and not self.further

    def compile(self) -> Walk:
        """A function that measures this branch and all below, given the records before the test."""
        if self.truth and len(self.sums) == 2 and not self.counts and not self.further:
            return _two_sums(self)
        if self.truth and self.only_counted:
            return _counted(self)
        below = list(self.further.values())
        if (self.truth and not self.sums and len(self.counts) < 2) and (
            len(below) == 1 and below[0].truth and below[0].only_counted
        ):
            return _counted_twice(self, below[0])
        walk = self.inside()
        if not self.accepted:
            return walk
        choose = _choosing(self.name, self.accepted)
        return lambda rows, values: walk(choose(rows), values)

    def inside(self) -> Walk:
        """The same function, given the records that passed the test."""
        counts = tuple(self.counts)
        sums = tuple((id, itemgetter(name)) for id, name in self.sums)
        below = list(self.further.values())
        by_value = [one for one in below if one.only_counted and _numbered(one.accepted)]
        walks = [_by_value(group) for group in _same_field(by_value)]
        further = (*walks, *(one.compile() for one in below if one not in by_value))

        def walk(rows: Rows, values: dict[str, Any]) -> None:
            for id in counts:
                values[id] = len(rows)
            for id, pick in sums:
                found = list(map(pick, rows))
                total = sum(found)
                # Only whole numbers may be added so: decimals would be rounded to 28 digits, and a
                # truth value, which equals 0 or 1, is no number.
                if total.__class__ is not int or bool in map(type, found):
                    raise TypeError(id)
                values[id] = total
            for more in further:
                more(rows, values)

        return walk


def _two_sums(branch: _Branch) -> Walk:
    """Two sums over the same records in one pass: the usual numerator and denominator."""
    name, only = branch.name, branch.accepted[0]
    (first, a), (second, b) = branch.sums

    def walk(rows: Rows, values: dict[str, Any]) -> None:
        over = under = 0
        for one in rows:
            if one[name] is only:
                x, y = one[a], one[b]
                if x.__class__ is not int or y.__class__ is not int:
                    raise TypeError(first)
                over += x
                under += y
        values[first] = over
        values[second] = under

    return walk


def _counted(branch: _Branch) -> Walk:
    name, only, id = branch.name, branch.accepted[0], branch.counts[0]

    def walk(rows: Rows, values: dict[str, Any]) -> None:
        count = 0
        for one in rows:
            if one[name] is only:
                count += 1
        values[id] = count

    return walk


def _counted_twice(branch: _Branch, below: _Branch) -> Walk:
    """A count of those that pass one more test, and of all before it if that is wanted."""
    name, only, inner, inner_only = branch.name, branch.accepted[0], below.name, below.accepted[0]
    all_of_them, id = branch.counts[0] if branch.counts else "", below.counts[0]

    def walk(rows: Rows, values: dict[str, Any]) -> None:
        count = more = 0
        for one in rows:
            if one[name] is only:
                count += 1
                if one[inner] is inner_only:
                    more += 1
        if all_of_them:
            values[all_of_them] = count
        values[id] = more

    return walk


def _numbered(accepted: tuple[Any, ...]) -> bool:
    """Whether the test is for one number or text."""
    return (
        len(accepted) == 1
        and isinstance(accepted[0], (int, str))
        and accepted[0] is not True
        and accepted[0] is not False
    )


def _same_field(branches: Iterable[_Branch]) -> list[list[_Branch]]:
    by_name: dict[str, list[_Branch]] = {}
    for one in branches:
        by_name.setdefault(one.name, []).append(one)
    return list(by_name.values())


def _by_value(branches: list[_Branch]) -> Walk:
    """Counts of the records per value of one field."""
    name = branches[0].name
    wanted = tuple((one.counts[0], one.accepted[0]) for one in branches)

    def walk(rows: Rows, values: dict[str, Any]) -> None:
        found = [one[name] for one in rows]
        if (True in found or False in found) and bool in map(type, found):
            raise TypeError(name)
        for id, value in wanted:
            values[id] = found.count(value)

    return walk


def _choosing(name: str, accepted: tuple[Any, ...]) -> Choose:
    """A function that keeps the records with an accepted value; KeyError for a missing field."""
    if len(accepted) > 1:
        return lambda rows: [one for one in rows if any(same(one[name], x) for x in accepted)]
    only = accepted[0]
    if isinstance(only, bool):
        return lambda rows: [one for one in rows if one[name] is only]
    return lambda rows: [one for one in rows if same(one[name], only)]


class Lists(NamedTuple):
    """What is counted or added up from records of the same kinds."""

    first: str
    rest: tuple[str, ...]
    """The kinds, the first one apart: nearly always there is no other."""
    walk: Walk
    """Measures it all at once; see `Walk`."""
    each: tuple[tuple[str, Measuring], ...]
    """Measures it one by one, where a field is missing or of an unexpected type: each decides what that means."""
    sources: Mapping[str, Selection]

    def take_all(self, case: Case) -> None:
        """Measure it where records were refused, or lists may go on."""
        kinds, values, found = (self.first, *self.rest), case.values, dict[str, Any]()
        if not case.touched or case.touched.isdisjoint(kinds):
            rows = case.rows.get(self.first, _NO_ROWS)
            for kind in self.rest:
                rows = rows + case.rows.get(kind, _NO_ROWS)
            try:
                self.walk(rows, found)
            except (KeyError, TypeError):
                found.clear()
        if not found:
            values.update((id, measure(case)) for id, measure in self.each)
            return
        closed, dossier, sources = case.closed(kinds), case.dossier, self.sources
        for id, value in found.items():
            source = sources[id]
            if value and not closed:
                # What `listed` makes of it, too.
                values[id] = Measured(id, "range", None, value, None, Selected(dossier, source), Fixed.LIST_OPEN)
                continue
            none = value == 0 and not isinstance(source, SumOf)
            records = () if none else Selected(dossier, source)
            values[id] = listed(case, id, kinds, records, value, value, closed)


def compile_lists(sources: Mapping[str, Selection], measures: Mapping[str, Measuring]) -> tuple[Lists, ...]:
    """All of `sources` by the kinds of their records.

    `sources` has what each measure selects; `measures` the functions that measure them one by one.
    """
    by_kinds: dict[tuple[str, ...], dict[str, Selection]] = {}
    for id, selection in sources.items():
        by_kinds.setdefault(selection.kinds, {})[id] = selection
    return tuple(
        Lists(kinds[0], kinds[1:], _walk(own), each=tuple((id, measures[id]) for id in own), sources=own)
        for kinds, own in by_kinds.items()
    )


def _walk(sources: Mapping[str, Selection]) -> Walk:
    root = _Branch()
    for id, selection in sources.items():
        branch = root.at(selection)
        if isinstance(selection, SumOf):
            branch.sums.append((id, selection.field))
        else:
            branch.counts.append(id)
    return root.compile()
