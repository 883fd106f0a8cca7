"""Ranking by the rule the results carry: with and without the scheme, every option of the language, in every output."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scoring.app.conditions import Conditions
from scoring.app.output import Output, as_json, evaluate

Run = Callable[..., Result]

SCHEME = """\
format: 1
id: {id}
title: Bộ tiêu chí thử
status: working
banner: Bản làm việc
period: {{kinds: [year]}}
rounding: {{at: total, mode: half_up, step: 0.01}}
ranking: {ranking}
policies: {{not_applicable: {absent}}}
agency_kinds: [{{id: ubnd, title: Ủy ban}}]
blocks: [{{id: xa, title: Cấp xã, set: xa, ladder: chung, kinds: [ubnd]}}]
sets: [sets/xa.yaml]
ladders:
  chung:
    on: {on}
    classes: [{{id: dat, title: Đạt, from: {edge}}}, {{id: chua, title: Chưa đạt, below: {edge}}}]
"""
SET = """\
format: 1
set: xa
title: Tiêu chí cấp xã
maximum: 20
measures:
  a: {declared: Số a}
  b: {declared: Số b}
  c: {declared: Số c}
  d: {declared: Số d}
groups:
  - id: I
    title: Nhóm một
    maximum: 12
    criteria:
      - {id: I.1, title: Tiêu chí a, maximum: 8, score: {per_item: {of: a, points: 1}}}
      - {id: I.2, title: Tiêu chí b, maximum: 4, score: {per_item: {of: b, points: 1}}}
  - id: II
    title: Nhóm hai
    maximum: 8
    criteria:
      - {id: II.1, title: Tiêu chí c, maximum: 8, score: {per_item: {of: c, points: 1}}}
bonus: {title: Điểm cộng, cap: 2, criteria: [{id: C.1, title: Khen, maximum: 2, score: {per_item: {of: d, points: 1}}}]}
"""
AGENCIES = [f"xa-{index:02}" for index in range(10)]
RULES = [
    (ties, then_by, on)
    for ties in ("competition", "dense")
    for then_by in ((), ("II",), ("I.1",), ("I", "I.2"), ("C.1", "II.1", "I.2"))
    for on in ("total", "share")
]


def write_scheme(folder: Path, *, ties: str, then_by: tuple[str, ...], on: str, id: str = "bo-thu") -> Path:
    folder.joinpath("sets").mkdir(parents=True)
    ranking = f"{{ties: {ties}, then_by: [{', '.join(then_by)}]}}"
    edge = "50 %" if on == "share" else "10"
    text = SCHEME.format(id=id, ranking=ranking, on=on, edge=edge, absent="drop" if on == "share" else "keep")
    folder.joinpath("scheme.yaml").write_text(text, "utf-8")
    folder.joinpath("sets/xa.yaml").write_text(SET, "utf-8")
    return folder


def write_dossiers(folder: Path, seed: int, *, share: bool) -> None:
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for id in AGENCIES:
        numbers = {
            name: chance.choice(values) for name, values in {"a": (5, 6, 8), "b": (2, 3, 4), "d": (0, 1)}.items()
        }
        numbers["c"] = chance.choice((6, 7, 8))
        absent = "not_applicable: [{criterion: II.1, reason: Không có}]\n" if share and chance.random() < 0.4 else ""
        lines = "".join(f"  {name}: {{value: {value}}}\n" for name, value in numbers.items())
        head = f"format: 1\nagency: {{id: {id}, name: Xã {id[3:]}, block: xa}}\nperiod: 2025\n"
        folder.joinpath(f"{id}.yaml").write_text(f"{head}numbers:\n{lines}{absent}", "utf-8")


def evaluated(scheme: Path, dossiers: Path, target: Path) -> None:
    evaluate([dossiers], Conditions(scheme=scheme, final=True), output=Output(target, ".json", as_json))


def ranks_by_hand(folder: Path, ties: str, then_by: tuple[str, ...], on: str) -> dict[str, int | None]:
    """The ranks of stored results, computed without the program's own ranking."""
    keys: dict[str, list[Fraction]] = {}
    ranks: dict[str, int | None] = {}
    for path in folder.glob("xa-*.json"):
        data = json.loads(path.read_text("utf-8"))
        points = {one["id"]: Fraction(one["certain"]) for one in (*data["groups"], *data["criteria"])}
        total = Fraction(data["total"]["certain"])
        main = total / Fraction(data["total"]["max"]) if on == "share" else total
        ranks[data["agency"]["id"]] = None
        if data["complete"] and not data["classification"]["outside"]:
            keys[data["agency"]["id"]] = [main, *(points[id] for id in then_by)]
    for id, key in keys.items():
        better = [one for one in keys.values() if one > key]
        ranks[id] = 1 + (len(better) if ties == "competition" else len(set(map(tuple, better))))
    return ranks


def ranked(run: Run, *args: object) -> list[dict[str, Any]]:
    (rows,) = json.loads(run("rank", *args, "--format", "json").stdout).values()
    found: list[dict[str, Any]] = rows
    return found


@pytest.mark.parametrize(
    ("ties", "then_by", "on"),
    # One in six on every Python, all of them on the main one: each takes seconds.
    [pytest.param(*one, marks=[pytest.mark.slow] if index % 6 else []) for index, one in enumerate(RULES)],
)
def test_with_and_without_the_scheme_every_rule_gives_the_same_ranking(
    ties: str, then_by: tuple[str, ...], on: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    scheme = write_scheme(tmp_path / "bo", ties=ties, then_by=then_by, on=on)
    for seed in range(3):
        work = tmp_path / f"{seed}"
        write_dossiers(work / "ho-so", seed, share=on == "share")
        evaluated(scheme, work / "ho-so", work / "kq")
        monkeypatch.chdir(work)
        alone, given = ranked(run, "kq"), ranked(run, "kq", "--scheme", scheme)
        assert alone == given
        assert {one["agency"]["id"]: one["rank"] for one in alone} == ranks_by_hand(work / "kq", ties, then_by, on)
        assert len({one["total"]["max"] for one in alone}) == (2 if on == "share" else 1)
        equal = run("rank", "kq").stdout
        assert equal == run("rank", "kq", "--scheme", scheme).stdout
        assert ("chữ cái" in equal) <= any(
            one["rank"] == other["rank"] for one in alone for other in alone if one is not other
        )
    run("report", "kq", "--format", "html,md,json,csv,xlsx", "-o", "a", "-q")
    run("report", "kq", "--format", "html,md,json,csv,xlsx", "-o", "b", "-q", "--scheme", scheme)
    names = sorted(one.name for one in Path("a").iterdir())
    assert {"index.html", "README.md", "xep-hang.json"} <= set(names)
    differing = [x for x in names if Path("a", x).read_bytes() != Path("b", x).read_bytes()]
    assert not differing
    shown = re.findall(
        r"^\| (\d+)(?: \([^)]*\))? \| \[Xã (\d\d)\]", Path("a/README.md").read_text("utf-8"), re.MULTILINE
    )
    assert {f"xa-{name}": int(rank) for rank, name in shown} == {
        one["agency"]["id"]: one["rank"] for one in alone if one["rank"]
    }


@pytest.fixture
def tied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four agencies: three with 15 points that II tells apart into two, one with less; the scheme is out of reach."""
    scheme = write_scheme(tmp_path / "bo", ties="dense", then_by=("II", "I.1"), on="total")
    folder = tmp_path / "lam" / "ho-so"
    folder.mkdir(parents=True)
    for id, a, c in (("xa-a", 8, 7), ("xa-b", 7, 8), ("xa-c", 7, 8), ("xa-d", 1, 1)):
        text = f"numbers:\n  a: {{value: {a}}}\n  b: {{value: 0}}\n  c: {{value: {c}}}\n  d: {{value: 0}}\n"
        head = f"format: 1\nagency: {{id: {id}, name: Xã {id[3:].upper()}, block: xa}}\nperiod: 2025\n"
        folder.joinpath(f"{id}.yaml").write_text(head + text, "utf-8")
    evaluated(scheme, folder, tmp_path / "lam" / "kq")
    monkeypatch.chdir(tmp_path / "lam")
    return tmp_path


def test_a_rank_that_a_node_decided_says_so_in_words_and_in_json(tied: Path, run: Run) -> None:
    rows = {one["agency"]["id"]: one for one in ranked(run, "kq")}
    assert [rows[id]["rank"] for id in ("xa-b", "xa-c", "xa-a", "xa-d")] == [1, 1, 2, 3]
    assert rows["xa-a"]["decided_by"] == [{"id": "II", "points": "7.00"}]
    assert rows["xa-b"]["decided_by"] == rows["xa-c"]["decided_by"] == [{"id": "II", "points": "8.00"}]
    assert "decided_by" not in rows["xa-d"]
    words = "cùng tổng điểm, xếp theo II: 7"
    rule = (
        "Các cơ quan cùng tổng điểm xếp tiếp theo điểm mục II, I.1. Bằng nhau thì cùng hạng, ghi theo thứ tự chữ cái."
    )
    table = run("rank", "kq").stdout
    assert re.search(rf"^ +2 +Xã A .*{words}$", table, re.MULTILINE)
    assert rule in " ".join(table.split())
    run("report", "kq", "--format", "html,md,csv", "-o", "ra", "-q")
    for name in ("xep-hang-xa.html", "xep-hang-xa.md", "index.html", "README.md", "xa-a.html", "xep-hang.csv"):
        assert words in Path("ra", name).read_text("utf-8"), name
    assert rule in Path("ra/xep-hang-xa.html").read_text("utf-8")
    assert "equal totals, ranked by II: 7" in run("rank", "kq", "--lang", "en").stdout


def test_the_alphabet_is_named_only_where_agencies_share_a_rank(tied: Path, run: Run) -> None:
    Path("kq/xa-c.json").unlink()
    run("report", "kq", "--format", "html,md", "-o", "ra", "-q")
    for name in ("xep-hang-xa.html", "xep-hang-xa.md"):
        text = Path("ra", name).read_text("utf-8")
        assert "xếp theo II" in text
        assert "chữ cái" not in text
    assert "chữ cái" not in run("rank", "kq").stdout


def test_results_of_different_schemes_are_never_ranked_together(tied: Path, run: Run) -> None:
    other = write_scheme(tied / "bo-hai", ties="competition", then_by=(), on="total", id="bo-hai")
    text = (other / "scheme.yaml").read_text("utf-8")
    (other / "scheme.yaml").write_text(text.replace("Bộ tiêu chí thử", "Bộ thứ hai"), "utf-8")
    evaluated(other, Path("ho-so"), Path("kq-hai"))
    shutil.move("kq-hai/xa-d.json", "kq/xa-d.json")
    done = run("rank", "kq", "--format", "json")
    assert {name: len(rows) for name, rows in json.loads(done.stdout).items()} == {"xa (bo-hai)": 1, "xa (bo-thu)": 3}
    assert "SC648" in done.stderr
    assert "SC648" in run("report", "kq", "--format", "md", "-o", "ra").stderr
    first_page = Path("ra/README.md").read_text("utf-8")
    assert "## [Cấp xã – Bộ thứ hai](xep-hang-xa-bo-hai.md)" in first_page
    assert "## [Cấp xã – Bộ tiêu chí thử](xep-hang-xa-bo-thu.md)" in first_page
    assert "Cấp xã (Bộ thứ hai), kỳ 2025" in run("rank", "kq").stdout


def test_versions_of_a_scheme_ranked_together_are_told_and_refused_where_their_rules_differ(
    tied: Path, run: Run
) -> None:
    text = (tied / "bo/scheme.yaml").read_text("utf-8")
    for change, code, told in (
        (("Bản làm việc", "Bản khác"), 0, "SC649"),
        (("then_by: [II, I.1]", "then_by: [I]"), 2, "SC650"),
    ):
        shutil.copytree(tied / "bo", tied / "khac", dirs_exist_ok=True)
        (tied / "khac/scheme.yaml").write_text(text.replace(*change), "utf-8")
        evaluated(tied / "khac", Path("ho-so/xa-d.yaml"), Path("kq/xa-d.json"))
        assert told in run("rank", "kq", code=code).stderr
        done = run("report", "kq", "--format", "md", "-o", "ra", code=code)
        assert told in done.stderr
        if not code:
            assert "LẪN PHIÊN BẢN" in run("rank", "kq").stdout
            assert "LẪN PHIÊN BẢN" in Path("ra/xep-hang-xa.md").read_text("utf-8")
    given = run("rank", "kq", "--scheme", tied / "bo")
    assert "SC652" in given.stderr


def older(path: Path) -> None:
    """Make a result one that records no rule, as earlier versions of the program wrote it."""
    data = json.loads(path.read_text("utf-8"))
    del data["scheme"]["ranking"]
    path.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n", "utf-8")


def test_results_that_record_no_rule_rank_by_their_scheme_or_say_that_it_is_not_known(tied: Path, run: Run) -> None:
    for path in Path("kq").glob("xa-*.json"):
        older(path)
    done = run("rank", "kq")
    assert "SC651" in done.stderr
    assert "3 cơ quan" in done.stderr
    assert [one["rank"] for one in ranked(run, "kq", "--scheme", tied / "bo")] == [1, 1, 2, 3]
    shutil.copytree(tied / "bo", "criteria/bo")
    assert "SC651" not in run("rank", "kq").stderr
    assert [one["rank"] for one in ranked(run, "kq")] == [1, 1, 2, 3]


def test_results_that_record_no_rule_still_verify(tied: Path, run: Run) -> None:
    older(Path("kq/xa-a.json"))
    done = run("verify", "kq", "--scheme", tied / "bo", "--evidence", "ho-so")
    assert "SC653" in done.stderr
    data = json.loads(Path("kq/xa-b.json").read_text("utf-8"))
    data["scheme"]["ranking"]["then_by"] = ["I"]
    Path("kq/xa-b.json").write_text(json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n", "utf-8")
    run("verify", "kq/xa-b.json", "--scheme", tied / "bo", "--evidence", "ho-so", code=5)


def test_a_default_rule_leaves_no_key(tmp_path: Path) -> None:
    scheme = write_scheme(tmp_path / "bo", ties="competition", then_by=(), on="total")
    write_dossiers(tmp_path / "ho-so", 1, share=False)
    evaluated(scheme, tmp_path / "ho-so", tmp_path / "kq")
    assert not [
        one for one in (tmp_path / "kq").glob("xa-*.json") if "ranking" in json.loads(one.read_text())["scheme"]
    ]
