"""One test per known hazard of durable_rules 2.0.28: the guard holds."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import random
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from rulekit import fact, random_facts, random_rules, rule, use

from scoring.findings import BackendError, backend, why_not_durable
from scoring.findings.native import Native

pytestmark = pytest.mark.skipif(bool(why_not_durable()), reason=f"durable: {why_not_durable()}")

TWICE = rule("twice", {"a": {"fact": "use", "criterion": "I.1"}},
             {"b": {"fact": "use", "criterion": "II.2", "document": "a.document"}})  # fmt: skip
FACTS = [use("u1", "d", "I.1"), use("u2", "d", "II.2"), use("u3", "e", "I.1")]


@pytest.fixture
def durable():
    return backend("durable")


@pytest.fixture
def stage():
    """A ruleset of its own, which a test may break."""
    from scoring.findings.check import compile_rules
    from scoring.findings.durable import _Stage

    return _Stage(compile_rules([TWICE]))


def rows():
    from scoring.findings.check import compile_rules
    from scoring.findings.patterns import rows

    return rows(FACTS, compile_rules([TWICE]))


def same(rules, facts):
    """Both backends conclude the same, which is returned."""
    found = backend("durable").derive(rules, facts)
    assert found == Native().derive(rules, facts)
    return found


def test_lost_fact_is_an_error(stage, monkeypatch):
    sent = stage.program.encode(rows())
    sent.messages.insert(1, {"id": "99", "f0": 12345})  # no rule handles it
    monkeypatch.setattr(stage.program, "encode", lambda _: sent)

    with pytest.raises(BackendError, match="lost a fact"):
        stage.run(rows())


def test_observed_fact_is_an_error(stage, monkeypatch):
    sent = stage.program.encode(rows())
    sent.messages.insert(2, sent.messages[1])  # the same id again
    monkeypatch.setattr(stage.program, "encode", lambda _: sent)

    with pytest.raises(BackendError, match="lost a fact"):
        stage.run(rows())


def test_silently_dropped_fact_is_an_error(stage, monkeypatch):
    held = stage.host.get_facts
    monkeypatch.setattr(stage.host, "get_facts", lambda *args: held(*args)[1:])

    with pytest.raises(BackendError, match=r"holds \d+ of \d+ facts"):
        stage.run(rows())


def test_failing_session_is_given_up_and_the_next_derivation_is_right(durable, monkeypatch):
    from scoring.findings import durable as module

    monkeypatch.setattr(module._Stage, "_complete", lambda *_: 1 / 0)
    with pytest.raises(BackendError):
        durable.derive([TWICE], FACTS)
    monkeypatch.undo()

    assert durable.derive([TWICE], FACTS) == Native().derive([TWICE], FACTS) != ()


def test_colliding_ids_and_names_are_never_sent():
    from scoring.findings.program import distinct, fnv

    assert fnv("criterion_129599") == fnv("criterion_732382")
    with pytest.raises(BackendError, match="cannot tell"):
        distinct(["criterion_129599", "criterion_732382"])


def test_colliding_fields_values_and_refs_stay_apart(durable):
    one, other = "criterion_129599", "criterion_732382"
    rules = [rule("r", {"a": {"kind": "k", one: {"after": 50}}}), rule("s", {"a": {"kind": one}})]
    facts = [fact("record", one, kind="k", **{other: 99}), fact("record", other, kind=other)]

    assert same(rules, facts) == ()
    assert len(same(rules, [*facts, fact("record", "r", kind=one)])) == 1


def test_equal_facts_are_all_kept():
    pair = rule("pair", {"a": {"kind": "k"}}, {"b": {"kind": "k", "number": "a.number"}})
    facts = [fact("record", f"r{i}", kind="k", number="12/KH") for i in range(4)]

    assert len(same([pair], facts)) == 12


def test_number_95_is_not_text_95():
    rules = [rule("n", {"a": {"kind": "k", "v": 95}}), rule("t", {"a": {"kind": "k", "v": "95"}}),
             rule("j", {"a": {"kind": "k"}}, {"b": {"kind": "k", "v": "a.v"}})]  # fmt: skip
    facts = [fact("record", "int", kind="k", v=95), fact("record", "text", kind="k", v="95")]

    assert [(one.rule, one.facts) for one in same(rules, facts)] == [("n", (("a", "int"),)), ("t", (("a", "text"),))]


def test_true_is_not_1():
    rules = [rule("b", {"a": {"kind": "k", "v": True}}), rule("n", {"a": {"kind": "k", "v": 1}})]
    facts = [fact("record", "bool", kind="k", v=True), fact("record", "one", kind="k", v=1)]

    assert [one.facts[0][1] for one in same(rules, facts)] == ["bool", "one"]


def test_decomposed_text_is_the_same_as_composed():
    name = "Kế hoạch của Đảng ủy xã Đắk Pơ"
    one = rule("r", {"a": {"kind": "k", "title": unicodedata.normalize("NFD", name)}})

    assert len(same([one], [fact("record", "r", kind="k", title=name)])) == 1
    assert len(same([one], [fact("record", "r", kind="k", title=unicodedata.normalize("NFD", name))])) == 1


def test_hard_texts_are_compared_exactly():
    texts = ["", '"', "\\", "a\nb", "\x00", "😀", "\ud800", "null", "true", "1e5", "'", "x" * 70_000]
    rules = [rule(f"r{i}", {"a": {"kind": "k", "title": text}}) for i, text in enumerate(texts)]
    facts = [fact("record", f"r{i}", kind="k", title=text) for i, text in enumerate(texts)]

    assert len(same(rules, facts)) == len(texts)


def test_numbers_of_any_size_keep_their_order():
    numbers = [-(10**30), -(2**63) - 1, -(2**31) - 1, -1, 0, 1, 2**31, 2**53, 2**53 + 1, 2**63, 2**64, 10**30]
    order = rule("o", {"a": {"kind": "k"}}, {"b": {"kind": "k", "v": {"before": "a.v"}}})
    middle = rule("m", {"a": {"kind": "k", "v": {"from": 2**53 + 1}}})
    facts = [fact("record", f"r{i:02}", kind="k", v=v) for i, v in enumerate(numbers)]

    found = same([order, middle], facts)
    assert sum(one.rule == "o" for one in found) == len(numbers) * (len(numbers) - 1) // 2
    assert sum(one.rule == "m" for one in found) == 4


@pytest.mark.parametrize("value", [0.5, None, 1e-5, [1], {"a": 1}, float("nan")])
def test_values_the_library_would_bend_are_refused_by_both(durable, value):
    for one in (durable, Native()):
        with pytest.raises(BackendError, match="only int, bool and str"):
            one.derive([TWICE], [fact("use", "u", document=value)])


def test_error_in_an_action_surfaces(stage, monkeypatch):
    encode = stage.program.encode

    def without_refs(known):
        sent = encode(known)
        sent.refs.clear()
        return sent

    monkeypatch.setattr(stage.program, "encode", without_refs)
    with pytest.raises(BackendError, match="an action failed"):
        stage.run(rows())


def test_no_thread_is_started_and_actions_run_in_the_callers(durable):
    before = threading.active_count()
    for _ in range(20):
        assert durable.derive([TWICE], FACTS)

    assert threading.active_count() == before


def test_batches_are_never_sent(stage, monkeypatch):
    def refuse(*_):
        raise AssertionError("a batch")

    for name in ("assert_facts", "post", "post_batch"):
        monkeypatch.setattr(stage.host, name, refuse)

    assert len(stage.run(rows())) == 1


def test_3000_runs_keep_one_session_and_leak_little(durable):
    def pages():
        statm = Path("/proc/self/statm")
        return int(statm.read_text().split()[1]) if statm.exists() else 0

    found = durable.derive([TWICE], FACTS)
    for _ in range(500):
        durable.derive([TWICE], FACTS)
    before = pages()
    for _ in range(3000):
        assert durable.derive([TWICE], FACTS) == found

    assert (pages() - before) * os.sysconf("SC_PAGE_SIZE") < 8_000_000


def test_a_session_without_any_match_is_freed_safely():
    # The library frees an uninitialised pointer when no action ran; a child would die of it.
    code = (
        "from rulekit import rule, use\nfrom scoring.findings import backend\n"
        "r = rule('r', {'a': {'fact': 'use', 'criterion': 'y'}}, {'none': {'fact': 'use', 'criterion': 'x'}})\n"
        "facts = [use('u', 'd', 'y'), use('v', 'd', 'x')]\n"
        "for _ in range(500): assert backend('durable').derive([r], facts) == ()\n"
    )
    assert child(code).returncode == 0


def test_every_join_ends_with_a_comparison_that_never_fails():
    # The library reads past the end of a pattern whose last comparison fails.
    from scoring.findings.check import compile_rules
    from scoring.findings.program import Program

    seen = 0
    for seed in range(30):
        for one in compile_rules(random_rules(random.Random(seed))):
            written = Program((one,)).definition()["r0"]["all"][-len(one.patterns) :]
            for pattern, entry in zip(one.patterns, written, strict=True):
                for join in pattern.joins[-1:]:
                    seen += 1
                    last = {"$lte": {"none": {f"p{join.pattern}": "zero"}}}
                    assert next(iter(entry.values()))["$and"][-1] == last
    assert seen > 10


def test_more_than_64_rules_on_one_fact_all_fire():
    rules = [rule(f"r{i:03}", {"a": {"kind": "k", "n": {"from": i}}}) for i in range(300)]

    assert len(same(rules, [fact("record", "r", kind="k", n=10_000)])) == 300


def test_more_than_64_patterns_on_one_fact_all_fire():
    rules = [rule(f"r{i}", *({f"p{j}": {"kind": "k", "n": {"from": i + j - 50}}} for j in range(3))) for i in range(40)]
    facts = [fact("record", f"f{i}", kind="k", n=i) for i in range(3)]

    assert {one.rule for one in same(rules, facts)} >= {"r0", "r39"}


def test_more_than_512_rules_on_one_property_all_fire():
    rules = [rule(f"r{i:04}", {"a": {"kind": f"k{i}"}}) for i in range(600)]
    facts = [fact("record", f"f{i}", kind=f"k{i}") for i in range(600)]

    assert len(same(rules, facts)) == 600


def test_sixteen_patterns_work_and_seventeen_are_refused(durable):
    def chain(count, last=()):
        entries = [{f"p{i}": {"kind": f"k{i}"}} for i in range(count)]
        return rule("r", *entries, *last)

    facts = [fact("record", f"f{i}", kind=f"k{i}") for i in range(17)]
    assert len(same([chain(16)], facts)) == 1
    assert len(same([chain(15, [{"none": {"kind": "kx"}}])], facts)) == 1
    assert same([chain(15, [{"none": {"kind": "k16"}}])], facts) == ()
    for one in (durable, Native()):
        with pytest.raises(BackendError, match="SC345"):
            one.derive([chain(17)], facts)


def test_the_most_tests_and_joins_allowed_work():
    wide = {f"x{i}": 1 for i in range(8)}
    one = rule("r", {"a": {"kind": "k"}},
               {"b": {"kind": "l", "y": [1, 2], "z": 3, "w": 4, **{f"x{i}": {"not": {"after": f"a.x{i}"}} for i in range(8)}}})  # fmt: skip
    facts = [fact("record", "a", kind="k", **wide), fact("record", "b", kind="l", y=2, z=3, w=4, **wide)]

    assert len(same([one], facts)) == 1


def test_order_of_facts_does_not_matter_with_negation(durable):
    clean = rule("clean", {"a": {"kind": "agency"}}, {"none": {"kind": "violation"}})
    facts = [fact("record", "a", kind="agency"), fact("record", "v", kind="violation")]

    assert {durable.derive([clean], order) for order in itertools.permutations(facts)} == {()}
    assert len(durable.derive([clean], facts[:1])) == 1


def test_order_of_declaration_does_not_matter_without_findings(durable):
    rules = [TWICE, rule("any", {"a": {"fact": "use"}}), rule("none", {"a": {"fact": "use", "criterion": "x"}})]

    assert len({durable.derive(order, FACTS) for order in itertools.permutations(rules)}) == 1


def test_any_count_cap_priority_and_state_are_not_used():
    from scoring.findings.check import compile_rules
    from scoring.findings.program import Program

    for seed in range(30):
        written = json.dumps(Program(compile_rules(random_rules(random.Random(seed)))).definition())
        for word in ('"any"', "$any", '"count"', '"cap"', '"pri"', '"$s"', "$or", "$add", "$div", "$mt"):
            assert word not in written


def test_many_facts_are_joined_rightly():
    rng = random.Random(5)
    facts = [use(f"u{i}", f"d{rng.randrange(300)}", rng.choice(["I.1", "II.2", "III.3"])) for i in range(900)]
    alone = rule("alone", {"a": {"fact": "use", "criterion": "I.1"}},
                 {"none": {"fact": "use", "document": "a.document"}})  # fmt: skip

    assert len(same([TWICE, alone], facts)) > 100


def child(code, env=None):
    """A Python child process that can import what the tests here import."""
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent.parent / "src")])
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**(env or os.environ), "PYTHONPATH": path},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_comma_locale_changes_nothing(comma_locale):
    code = (
        "import locale, random\nfrom rulekit import random_facts, random_rules\n"
        "from scoring.findings import backend\nfrom scoring.findings.native import Native\n"
        "locale.setlocale(locale.LC_NUMERIC, '')\n"
        "assert locale.localeconv()['decimal_point'] == ',', locale.localeconv()\n"
        "fired = 0\n"
        "for seed in range(60):\n"
        "    rng = random.Random(seed); rules = random_rules(rng)\n"
        "    for _ in range(4):\n"
        "        facts = random_facts(rng); found = Native().derive(rules, facts)\n"
        "        assert backend('durable').derive(rules, facts) == found\n"
        "        fired += bool(found)\n"
        "print(fired)\n"
    )
    done = child(code, comma_locale)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_derives_afresh(durable):
    expected = durable.derive([TWICE], FACTS)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        results = [pool.apply_async(_derive, (n,)) for n in range(6)]
        assert {result.get(60) for result in results} == {expected}


def _derive(_):
    return backend("durable").derive([TWICE], FACTS)


def test_threads_share_the_backend_safely(durable):
    rng = random.Random(3)
    jobs = [
        (rules, facts)
        for rules in (random_rules(rng) for _ in range(5))
        for facts in (random_facts(rng) for _ in range(6))
    ]
    expected = [Native().derive(*job) for job in jobs]
    wrong = []

    def work():
        for job, right in zip(jobs, expected, strict=True):
            if durable.derive(*job) != right:
                wrong.append(job)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert not wrong
