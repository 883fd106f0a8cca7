"""What would lift an agency's class: the smallest sets of changes within its own means, each tried by evaluating it.

A change brings one criterion to the most points the agency can earn there itself, hands in a paper that a finding asks
for, or takes a document out of a use. What other bodies give or judge, and what has happened, does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Literal

from msgspec import Struct, structs

from scoring.engine.assessment import Assessment, evaluate
from scoring.engine.classify import Ruling
from scoring.engine.condition_facts import FAILS, HOLDS, UNKNOWN, State
from scoring.engine.exact import reaches
from scoring.engine.facts import derive
from scoring.engine.finding import Finding, RecordFact, ReportFact
from scoring.engine.measured import Measured
from scoring.engine.outcome import Outcome
from scoring.engine.tree import LeafPlan
from scoring.evidence.fit import unmet_demands
from scoring.evidence.model import Dossier, Record
from scoring.findings.interface import Backend
from scoring.formulas.interface import Input
from scoring.numbers import Number, normal
from scoring.scheme.criteria import Measure
from scoring.scheme.model import Ceiling, Condition, Gate, Outside
from scoring.values import PartialDate

MOST_SETS = 60
"""Sets listed for one class."""
MOST_TRIALS = 3000
"""Sets tried for one agency; what was not tried is told."""
_LOOKED = 20
"""For each set tried, how many that hold a set found before may be passed over."""
_MOST_WAYS = 64
"""Ways tried to bring one criterion to its most points."""
_MOST_USES = 5
"""Uses of documents in one finding of which every choice is tried."""
_FAR = 10**6
"""More of a thing that is counted than any criterion pays for."""
Sort = Literal["criterion", "finding", "measure", "lists"]
Values = tuple[tuple[str, Input], ...]


class Change(Struct, frozen=True, kw_only=True):
    """One thing the agency can do: measures brought to values, papers handed in, documents no longer used twice."""

    sort: Sort
    id: str
    """Of the criterion, rule or measure; empty for the lists of records."""
    values: Values = ()
    papers: tuple[Record, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()
    """Records and the criteria they are no longer used for."""
    finding: Finding | None = None
    before: Number = 0
    """Certain points of the criterion; `after` likewise."""
    after: Number = 0


class LiftingSet(Struct, frozen=True, kw_only=True):
    """Changes that together give a class; without any one of them they do not."""

    changes: tuple[Change, ...]
    touched: tuple[str, ...]
    """Criteria whose points change, and findings, measures and lists that are changed for themselves."""
    gives: str
    """The class that results: the one asked for, or a better one."""
    total: Number


class Target(Struct, frozen=True, kw_only=True):
    """A class better than the present one: the sets that give it, the fewest touched first, or why there is none."""

    class_id: str
    missing: Number
    """Points of the certain total below the class; 0 where points are enough."""
    sets: tuple[LiftingSet, ...] = ()
    tried: int = 0
    """All sets of up to so many changes were tried."""
    complete: bool = True
    """Whether all sets were tried."""
    against: tuple[Ruling, ...] = ()
    """Gates, ceilings and states outside that no change of the agency's own settles."""
    short: Number = 0
    """Points still missing after every change."""


class OutOfHands(Struct, frozen=True):
    """A criterion whose lost or open points the agency cannot bring back itself, and why."""

    id: str
    why: Literal["external", "judged", "happened"]
    by: str = ""
    """Who gives or judges it, where the scheme says it."""


class Lifting(Struct, frozen=True, kw_only=True):
    """What would lift the class of an assessment; targets from the next better class up."""

    start: Assessment
    targets: tuple[Target, ...]
    out_of_hands: tuple[OutOfHands, ...]


def lifting(start: Assessment, backend: Backend, only: str | None = None, most: int = MOST_TRIALS) -> Lifting:
    """The sets that lift the class of an assessment; `only`: of this class alone; `most`: sets tried for each."""
    search = _Search(start, backend)
    ids = start.plan.compiled_ladder.ids
    now = start.classification.certain
    better = ids[: ids.index(now)] if now else ids
    wanted = [one for one in reversed(better) if only in {None, one}]
    targets = tuple(search.target(ids.index(one), most) for one in wanted)
    return Lifting(start=start, targets=targets, out_of_hands=tuple(search.out_of_hands()))


class _Search:
    def __init__(self, start: Assessment, backend: Backend) -> None:
        self.start, self.backend = start, backend
        self.plan, self.dossier = start.plan, start.dossier
        self.measures = start.plan.set.measures
        self.given = _given_facts(start)
        self._seen: dict[frozenset[int], Assessment] = {}
        self._concluded: dict[object, tuple[Dossier, tuple[list[Finding], dict[str, State]]]] = {}
        found = [*self._findings(), *self._conditions(), *self._lists(), *self._criteria()]
        self.changes: list[Change] = []
        for one in found:
            if not any((x.values, x.papers, x.unused, x.sort) == (one.values, one.papers, one.unused, one.sort)
                       for x in self.changes):  # fmt: skip
                self.changes.append(one)

    # Trying

    def _tried(self, changes: Sequence[Change]) -> Assessment:
        values: dict[str, Input] = {}
        for id, value in (pair for one in changes for pair in one.values):
            kept = values.get(id)
            if kept is not None and not isinstance(value, (str, bool)) and not isinstance(kept, (str, bool)):
                values[id] = min(kept, value) if self._lower(id) else max(kept, value)
            else:
                values[id] = value
        papers = tuple({one.id: one for x in changes for one in x.papers}.values())
        unused = frozenset(pair for x in changes for pair in x.unused)
        closed = any(one.sort == "lists" for one in changes)
        key = (tuple(one.id for one in papers), unused, closed)
        if key not in self._concluded:
            dossier = _changed(self.dossier, papers, unused, closed)
            plan, start = self.plan, self.start
            case = evaluate(plan.scheme, dossier, as_of=start.as_of, final=start.final, history=start.history,
                            peers=start.case.peers, concluded=([], {})).case  # fmt: skip
            self._concluded[key] = dossier, derive(plan, case, self.backend, start.history)
        dossier, concluded = self._concluded[key]
        return evaluate(
            self.plan.scheme,
            dossier,
            as_of=self.start.as_of,
            final=self.start.final,
            history=self.start.history,
            peers=self.start.case.peers,
            assumed={id: Measured(id, "known", value) for id, value in values.items()},
            concluded=concluded,
        )

    def _result(self, chosen: Iterable[int]) -> Assessment:
        key = frozenset(chosen)
        if key not in self._seen:
            self._seen[key] = self._tried([self.changes[index] for index in sorted(key)])
        return self._seen[key]

    def _lower(self, id: str) -> bool:
        return id in self.measures and self.measures[id].better == "lower"

    # What the agency can change

    def _inputs(self, id: str) -> list[str]:
        """The measures behind `id` that are not derived from others."""
        if id not in self.measures:
            return [id]
        measure = self.measures[id]
        found = [x for one in measure.inputs for x in self._inputs(one)]
        return found or [id]

    def _ways(self, id: str) -> list[Input]:
        """Values the agency can bring a measure to itself; none where it has no such means."""
        measure, now = self.measures[id], self.start.measured[id]
        if measure.external is not None or measure.due is not None or now.state in {"not_applicable", "error"}:
            return []
        known = now.state == "known"
        if measure.days_late is not None:
            # Handed in on the evaluation date; one that has been handed in is as late as it is.
            due = measure.days_late.deadline.on(self.start.case.period)
            return [] if now.records else [max(0, (self.start.as_of - due).days)]
        if measure.type == "yes_no":
            # What was answered with yes has happened.
            return ([] if now.value is True else [True]) if known or measure.declared is None else [True, False]
        if measure.type == "level":
            return [one for one in measure.levels or () if one != now.value]
        if id in self.given:
            # How much there was to do is a fact; where it was not declared, as much as was done.
            return [] if known or measure.declared is None else [max(1, -(-now.low // 1))]
        if measure.better == "lower":
            return [] if known or measure.declared is None else [now.low]
        most = self._most(measure)
        return [most] if not known or most > (now.value or 0) else []  # type: ignore[operator]

    def _most(self, measure: Measure) -> Number:
        limit = measure.limit
        if isinstance(limit, str):
            whole = self.start.measured[limit]
            if whole.state == "known" and not isinstance(whole.value, (str, bool)) and whole.value is not None:
                return whole.value
            return max(1, -(-whole.low // 1))
        if limit is not None:
            return limit
        return 1 if measure.type == "percent" else _FAR

    def _criteria(self) -> Iterator[Change]:
        for leaf in self.plan.leaves:
            now = self.start.outcomes[leaf.id]
            if now.status == "not_applicable" or (now.low == now.high == leaf.node.maximum):
                continue
            if leaf.section == "penalty" and now.low == now.high:
                continue
            found = self._criterion(leaf)
            if found is not None:
                yield found

    def _criterion(self, leaf: LeafPlan) -> Change | None:
        now = self.start.outcomes[leaf.id]
        ways: dict[str, list[Input | None]] = {}
        for id in dict.fromkeys(x for read in leaf.reads for x in self._inputs(read)):
            if id.startswith("judgement:"):
                own = leaf.spec.judge() == "agency" and not leaf.spec.takes_away
                ways[id] = [None, leaf.spec.judged(leaf.node.maximum)[1]] if own else [None]
            elif not id.startswith("best:"):
                # Edges of the rule too, for points that do not grow with the value throughout.
                more = self._ways(id)
                top = more[0] if more and not isinstance(more[0], (bool, str)) else None
                at = self.start.measured[id].low if self.start.measured[id].state != "known" else None
                edges = [edge for name, edge in leaf.spec.thresholds() if top is not None and name == id and edge < top]
                least = at if at is not None else self.start.measured[id].value
                if isinstance(least, (str, bool)) or least is None or self.measures[id].days_late is not None:
                    edges = []
                ways[id] = [None, *more, *(edge for edge in edges if edge > least)]  # type: ignore[operator]
        papers = tuple(self._papers(leaf))
        best: tuple[tuple[Number, int], Change] | None = None
        for index, chosen in enumerate(product(*(reversed(one) for one in ways.values()))):
            if index == _MOST_WAYS:
                break
            values = tuple((id, one) for id, one in zip(ways, chosen, strict=True) if one is not None)
            one = self._made(leaf, values, papers)
            settled = one.low == one.high
            worth = one.low if leaf.section != "penalty" else -one.high
            gained = worth > (now.low if leaf.section != "penalty" else -now.high)
            key = worth, settled - len(values)
            if (gained or (settled and now.low != now.high)) and (best is None or key > best[0]):
                best = key, Change(sort="criterion", id=leaf.id, values=values, papers=papers, before=now.low,
                                   after=one.low)  # fmt: skip
        return None if best is None else self._least(leaf, best[1])

    def _made(self, leaf: LeafPlan, values: Values, papers: tuple[Record, ...]) -> Outcome:
        return self._tried([Change(sort="criterion", id=leaf.id, values=values, papers=papers)]).outcomes[leaf.id]

    def _least(self, leaf: LeafPlan, one: Change) -> Change:
        """The change with no number higher than its points take."""
        values = dict(one.values)
        for id, top in one.values:
            now = self.start.measured.get(id) if id in self.measures else None
            if now is None or isinstance(top, (bool, str)) or id in self.given:
                continue
            if self.measures[id].type == "percent" or self.measures[id].days_late is not None:
                continue
            value = now.value if now.state == "known" else now.low
            low = int(value // 1) if value is not None and not isinstance(value, (bool, str)) else 0
            high = int(-(-top // 1))
            while high - low > 1:
                middle = (low + high) // 2
                tried = self._made(leaf, tuple({**values, id: middle}.items()), one.papers)
                if tried.low == tried.high == one.after:
                    high = middle
                else:
                    low = middle
            if high < top:
                values[id] = high
        return Change(sort=one.sort, id=one.id, values=tuple(values.items()), papers=one.papers, before=one.before,
                      after=one.after)  # fmt: skip

    def _papers(self, leaf: LeafPlan) -> Iterator[Record]:
        """Records of the compulsory kinds that are missing."""
        evidence = leaf.node.evidence
        if evidence is None or not self.start.outcomes[leaf.id].missing:
            return
        read = [self.measures[x] for one in leaf.reads for x in self._inputs(one) if x in self.measures]
        wheres = {kind: one.where for m in read if (one := m.count or m.exists) for kind in one.kinds}
        refused = self.start.case.refused
        for kinds in unmet_demands(evidence.demands, leaf.id, self.dossier.by_kind, refused):
            if self.start.case.kinds_not_due.issuperset(kinds):
                continue
            where = wheres.get(kinds[0], {})
            fields = {name: one[0] if isinstance(one, list) else one for name, one in where.items()}
            yield self._paper(kinds[0], leaf.id, fields, [leaf.id])

    def _paper(
        self, kind: str, for_: str, fields: dict[str, Any], criteria: list[str], due: str | None = None
    ) -> Record:
        day = min(self.start.as_of, self.start.case.period.last).isoformat()
        title = self.plan.scheme.evidence_kinds[kind].title if kind in self.plan.scheme.evidence_kinds else kind
        taken = {one.id for one in self.dossier.evidence}
        id = f"bo-sung-{kind}-{for_}".lower().replace(".", "-").replace("_", "-")
        while id in taken:
            id += "-x"
        return Record(
            id=id, kind=kind, title=title, date=PartialDate.parse(day), fields=fields, criteria=criteria, occurrence=due
        )

    def _findings(self) -> Iterator[Change]:
        asked = {one for x in _all_conditions(self.start) if (one := x.finding)}
        # Of an open list, findings show once it is closed.
        self.closing = list(self._lists())
        for found in self._tried(self.closing).findings:
            if found.rule.id not in asked:
                continue
            uses = [x.fact for x in found.because if isinstance(x.fact, RecordFact) and x.fact.criterion]
            if len(uses) > 1:
                yield from self._used_less(found, [(x.record.id, x.criterion or "") for x in uses])
                continue
            change = self._undone(found)
            if change is None:
                continue
            reports = all(one.occurrence for one in change.papers)
            for size in range(1 if reports and change.papers else len(change.papers), len(change.papers) + 1):
                # Of several late reports, the fewest.
                ways = [structs.replace(change, papers=some) for some in combinations(change.papers, size)]
                best = next((one for one in ways if self._conclusion(one) != HOLDS), None)
                if best is not None:
                    yield best
                    break

    def _conclusion(self, change: Change) -> State:
        return self._tried([change, *self.closing]).facts.findings.get(change.id, FAILS)

    def _used_less(self, found: Finding, uses: Sequence[tuple[str, str]]) -> Iterator[Change]:
        """Every least choice of uses to give up so that a finding is gone, later uses first; of many uses just one."""

        def without(some: Iterable[tuple[str, str]]) -> Change:
            return Change(sort="finding", id=found.rule.id, unused=tuple(some), finding=found)

        if len(uses) > _MOST_USES:
            given_up = list(uses[1:])
            for one in uses[1:]:
                left = [x for x in given_up if x != one]
                if self._conclusion(without(left)) != HOLDS:
                    given_up = left
            yield without(given_up)
            return
        least: list[frozenset[tuple[str, str]]] = []
        for size in range(1, len(uses) + 1):
            for some in combinations(reversed(uses), size):
                chosen = frozenset(some)
                if not any(one <= chosen for one in least) and self._conclusion(without(some)) != HOLDS:
                    least.append(chosen)
                    yield without(reversed(some))

    def _undone(self, found: Finding) -> Change | None:
        """What takes a finding's ground away: the paper it misses, or the late report."""
        rule, scheme = found.rule, self.plan.scheme
        papers: list[Record] = []
        for ground in found.because:
            if isinstance(ground.fact, ReportFact) and ground.fact.state == "missing":
                series = next(one for one in scheme.series.values() if one.title == ground.fact.title)
                papers.append(self._paper(series.kind, f"{rule.id}-{ground.fact.occurrence}", {}, [],
                                          due=ground.fact.occurrence))  # fmt: skip
        for tests in (one["none"] for one in rule.when.all if "none" in one):
            kind = tests.get("kind")
            kind = kind[0] if isinstance(kind, list) and kind else kind
            if not isinstance(kind, str) or tests.get("fact", "record") != "record":
                return None
            for ground in found.because:
                if isinstance(ground.fact, RecordFact) and ground.fact.criterion is None and ground.fact.cited is None:
                    fields = self._fitting(kind, tests, ground.name, ground.fact.record)
                    if fields is not None:
                        papers.append(self._paper(kind, ground.fact.record.id, fields, []))
        return Change(sort="finding", id=rule.id, papers=tuple(papers), finding=found) if papers else None

    def _fitting(self, kind: str, tests: Mapping[str, Any], name: str, record: Record) -> dict[str, Any] | None:
        """The fields of a record that a rule's negated pattern asks for, of one matched record."""
        declared = self.plan.scheme.evidence_kinds[kind].fields
        fields: dict[str, Any] = {}
        for field, wanted in tests.items():
            if field not in declared:
                continue
            if isinstance(wanted, str) and "." in wanted:
                of, _, part = wanted.partition(".")
                if of != name:
                    return None
                fields[field] = record.id if part == "id" else record.fields.get(part)
            elif not isinstance(wanted, dict):
                fields[field] = wanted[0] if isinstance(wanted, list) else wanted
        return fields

    def _conditions(self) -> Iterator[Change]:
        """Measures that conditions of the ladder ask for, brought to what they ask."""
        for one in _all_conditions(self.start):
            if one.measure is None:
                continue
            edge = one.at_least or one.below
            for chosen in product(*([None, *self._ways(x)] for x in self._inputs(one.measure) if x in self.measures)):
                inputs = self._inputs(one.measure)
                values = tuple((id, x) for id, x in zip(inputs, chosen, strict=True) if x is not None)
                if not values:
                    continue
                if edge is not None and len(values) == 1 and inputs == [one.measure]:
                    id, top = values[0]
                    value = edge.value if self.measures[id].type == "percent" else -(-edge.value // 1)
                    values = ((id, value),) if not isinstance(top, (bool, str)) and value <= top else values
                change = Change(sort="measure", id=one.measure, values=values)
                if self._settles(self._tried([change]), self.start.measured[one.measure].state != "known"):
                    yield change

    def _settles(self, result: Assessment, was_open: bool) -> bool:
        """Whether a result has no gate, ceiling or state outside more against it than the present one, and one less,
        unless it only answers what was open.
        """
        pairs = list(zip(self.start.classification.rulings, result.classification.rulings, strict=True))
        return (was_open or any(_against(x) > _against(y) for x, y in pairs)) and all(
            _against(x) >= _against(y) for x, y in pairs
        )

    def _lists(self) -> Iterator[Change]:
        if self.dossier.complete is True or not (self.plan.sources or self.plan.scheme.rules):
            return
        if self.start.final and self.start.case.closing.open_lists == "as_declared":
            return
        yield Change(sort="lists", id="")

    # Which sets

    def target(self, index: int, most: int) -> Target:
        """The sets that give the class at `index` of the ladder, or a better one."""
        ids, count = self.plan.compiled_ladder.ids, len(self.changes)
        wanted = set(ids[: index + 1])

        def gives(chosen: Iterable[int]) -> bool:
            return self._result(chosen).classification.certain in wanted

        every = range(count)
        small = count < 60 and 2**count <= most
        needed: list[int] = []
        if not small and self._harmless():
            if not gives(every):
                return self._none(index, complete=True)
            needed = [one for one in every if not gives(set(every) - {one})]
        free = [one for one in every if one not in needed]
        found: list[frozenset[int]] = []
        tried, trials, looked = -1, 0, 0
        for size in range(len(free) + 1):
            cut = False
            for some in self._likely(free, needed, size, index):
                chosen = frozenset((*needed, *some))
                looked += 1
                if any(one <= chosen for one in found) and looked <= _LOOKED * most:
                    continue
                trials += 1
                if trials > most or len(found) == MOST_SETS or looked > _LOOKED * most:
                    cut = True
                    break
                if gives(chosen):
                    found.append(chosen)
            if cut:
                break
            tried = size + len(needed)
        complete = tried == count
        if not complete and not found and gives(every):
            found.append(self._pruned(needed, free, gives))
        minimal = [one for one in found if not any(other < one for other in found)]
        if not minimal:
            return self._none(index, complete)
        sets = sorted(map(self._set, minimal), key=self._order)
        return Target(class_id=ids[index], missing=self._missing(self.start, index), sets=tuple(sets), tried=tried,
                      complete=complete)  # fmt: skip

    def _likely(self, free: Sequence[int], needed: Sequence[int], size: int, index: int) -> Iterator[tuple[int, ...]]:
        """Choices of `size` changes, without those whose points cannot add up to the class."""
        most = [self._at_most(one) for one in range(len(self.changes))]
        gap = self._missing(self.start, index)
        if None in most or not gap:
            yield from combinations(free, size)
            return
        # Rounding may give half a step at every sum.
        rounding = self.plan.scheme.rounding
        slack = rounding.step * (1 + len(self.plan.leaves) if rounding.at == "criterion" else 1 + len(self.plan.roots))
        worth = {one: more for one, more in enumerate(most) if more is not None}
        wanted = gap - slack - sum(worth[one] for one in needed)
        yield from _adding_up(sorted(free, key=lambda one: -worth[one]), worth, size, wanted)

    def _at_most(self, index: int) -> Number | None:
        """The most points a change may add to the total with others, or None where that cannot be told."""
        one, start = self.changes[index], self.start
        if one.sort == "lists" or any(x.kind == "rescale" for x in start.total.modifiers):
            return None
        if any(x.excluded for x in start.outcomes.values()):
            return None
        ids = {id for id, _ in one.values}
        points: Number = 0
        for leaf in self.plan.leaves:
            read = {x for name in leaf.reads for x in self._inputs(name)}
            papers = {x.kind for x in one.papers} & {*leaf.required, *leaf.any_of}
            if leaf.id == one.id or ids & read or papers:
                now = start.outcomes[leaf.id]
                points += now.high if leaf.section == "penalty" else leaf.node.maximum - now.low
        return points

    def _harmless(self) -> bool:
        """Whether no change alone takes points from a criterion: then a set that fails has no part that succeeds."""
        before = self.start.outcomes
        for one in range(len(self.changes)):
            for id, after in self._result([one]).outcomes.items():
                if after.plan.section != "penalty" and after.low < before[id].low:
                    return False
        return True

    def _pruned(
        self, needed: Sequence[int], free: Sequence[int], gives: Callable[[Iterable[int]], bool]
    ) -> frozenset[int]:
        """One minimal set, from those that gain the most."""
        chosen = set(needed)
        by_gain = sorted(free, key=lambda one: self.changes[one].before - self.changes[one].after)
        for one in by_gain:
            if gives(chosen):
                break
            chosen.add(one)
        for one in reversed(by_gain):
            if one in chosen and gives(chosen - {one}):
                chosen.discard(one)
        return frozenset(chosen)

    def _set(self, chosen: frozenset[int]) -> LiftingSet:
        result = self._result(chosen)
        changes = tuple(self.changes[one] for one in sorted(chosen))
        before, after = self.start.outcomes, result.outcomes
        touched = [id for id, one in after.items() if (one.low, one.high) != (before[id].low, before[id].high)]
        touched += [one.id or one.sort for one in changes if one.sort != "criterion"]
        return LiftingSet(changes=changes, touched=tuple(dict.fromkeys(touched)),
                          gives=result.classification.certain or "", total=result.total.low)  # fmt: skip

    def _order(self, one: LiftingSet) -> tuple[int, int, list[int]]:
        return len(one.touched), len(one.changes), [self.changes.index(x) for x in one.changes]

    def _missing(self, one: Assessment, index: int) -> Number:
        edge = self.plan.compiled_ladder.edges[index][0]
        low = one.classification.low
        if edge is None or reaches(low, *edge):
            return 0
        over, under = edge
        share = self.plan.ladder.on == "share"
        gap = Fraction(over, under) - low
        return normal(gap * one.total.maximum if share else gap)

    def _none(self, index: int, complete: bool) -> Target:
        result = self._result(range(len(self.changes)))
        against = []
        order = self.plan.compiled_ladder.ids.index
        for one in result.classification.rulings:
            item = one.item
            lowers = isinstance(item, Ceiling) and order(item.class_) > index and one.state != FAILS
            lacks = isinstance(item, Gate) and order(item.class_) == index and one.state != HOLDS
            if lowers or lacks or (isinstance(item, Outside) and one.state != FAILS):
                against.append(one)
        ids = self.plan.compiled_ladder.ids
        return Target(class_id=ids[index], missing=self._missing(self.start, index), complete=complete,
                      against=tuple(against), short=self._missing(result, index))  # fmt: skip

    def out_of_hands(self) -> Iterator[OutOfHands]:
        """Criteria with lost or open points that no change of the agency's own brings back."""
        own = {one.id for one in self.changes if one.sort == "criterion"}
        for leaf in self.plan.leaves:
            now = self.start.outcomes[leaf.id]
            if leaf.id in own or now.status == "not_applicable" or leaf.section == "bonus":
                continue
            open_ = now.low < leaf.node.maximum and leaf.section == "tree"
            lost = now.low > 0 if leaf.section == "penalty" else now.high < leaf.node.maximum
            read = [self.measures[x] for one in leaf.reads for x in self._inputs(one) if x in self.measures]
            given = [one for one in read if one.external is not None]
            judge = leaf.spec.judge()
            if given and open_:
                yield OutOfHands(leaf.id, "external", given[0].by or "")
            elif judge is not None and judge != "agency" and not read and open_:
                yield OutOfHands(leaf.id, "judged", judge)
            elif lost:
                yield OutOfHands(leaf.id, "happened")


def _adding_up(
    order: Sequence[int], worth: Mapping[int, Number], size: int, wanted: Number
) -> Iterator[tuple[int, ...]]:
    """Choices of `size` from `order`, which falls in worth, that are worth what is wanted."""
    if size == 0:
        if wanted <= 0:
            yield ()
        return
    for place in range(len(order) - size + 1):
        if sum(worth[one] for one in order[place : place + size]) < wanted:
            return
        first = order[place]
        for rest in _adding_up(order[place + 1 :], worth, size - 1, wanted - worth[first]):
            yield (first, *rest)


def _against(one: Ruling) -> int:
    """How much a ruling stands against a class: 0 not at all, 1 perhaps, 2 for certain."""
    bad = FAILS if isinstance(one.item, Gate) else HOLDS
    return 2 if one.state == bad else 1 if one.state == UNKNOWN else 0


def _given_facts(start: Assessment) -> set[str]:
    """Measures that say how much there was to do: denominators, limits of others, targets."""
    measures = start.plan.set.measures
    found = {one.ratio[1] for one in measures.values() if one.ratio}
    found |= {one.difference[1] for one in measures.values() if one.difference}
    found |= {one.limit for one in measures.values() if isinstance(one.limit, str)}
    return found | {leaf.reads[1] for leaf in start.plan.leaves if leaf.spec.kind == "target"}


def _all_conditions(start: Assessment) -> list[Condition]:
    """All conditions of the ladder, those inside others too."""
    ladder = start.plan.ladder
    stack = [*(x.requires for x in ladder.gates), *(x.when for x in ladder.ceilings), *(x.when for x in ladder.outside)]
    found = []
    while stack:
        one = stack.pop(0)
        found.append(one)
        stack += [*(one.all or ()), *(one.any or ()), *([one.negate] if one.negate else [])]
    return found


def _changed(dossier: Dossier, papers: Sequence[Record], unused: Iterable[tuple[str, str]], closed: bool) -> Dossier:
    """The dossier with papers added, documents no longer used for some criteria, and its lists closed."""
    dropped: dict[str, set[str]] = {}
    for id, criterion in unused:
        dropped.setdefault(id, set()).add(criterion)
    kept = []
    for one in dossier.evidence:
        left = [x for x in one.criteria if x not in dropped.get(one.id, ())]
        if one.id not in dropped:
            kept.append(one)
        elif left:
            # A record for no criterion would count for all.
            kept.append(one.model_copy(update={"criteria": left}))
    data = {name: getattr(dossier, name) for name in Dossier.model_fields}
    data |= {"evidence": [*kept, *papers], "complete": True if closed else dossier.complete}
    return Dossier.model_construct(**data)
