"""Many dossiers as one stream: nothing finished is lost, memory stays flat, and where the work is done changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring.app import evaluation as evaluating
from scoring.app.chunk import Run, Target, Task, work
from scoring.app.conditions import Conditions
from scoring.app.evaluation import results
from scoring.app.observer import Recorder, Silent
from scoring.app.output import Output, as_json, evaluate
from scoring.batch.expected import Expected
from scoring.batch.local import Options
from scoring.errors import CannotRead, IntegrityFailure, ScoringError
from scoring.evidence.identity import Identity

SOURCE = Path(__file__).parents[2] / "src"
DOSSIER = Path("evidence/2025/xa-vi-du.yaml")
MANY = Path("evidence/nhieu")
JSON = Output(Path("kq"), ".json", as_json)


@pytest.fixture
def many(sample):
    """Copies of the sample's dossier, of other agencies."""

    def write(count: int, deadly: int | None = None) -> None:
        MANY.mkdir(exist_ok=True)
        text = DOSSIER.read_text("utf-8")
        for number in range(count):
            own = text.replace("xa-vi-du", f"xa-{number:04}").replace("12/BB-UBND", f"{number + 1}/BB-X{number}")
            (MANY / f"xa-{number:04}.yaml").write_text(own, "utf-8")

    return write


def tree(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def start(*args: object, script: str = "") -> subprocess.Popen[bytes]:
    """The program as a process of its own; `script` is run in each of its processes first."""
    Path("run.py").write_text(
        f"{script}\nfrom scoring.cli import run\nif __name__ == '__main__':\n    run()\n", "utf-8"
    )
    return subprocess.Popen(
        [sys.executable, "run.py", *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


SLOW = "import time\nfrom scoring.batch import local\nassess = local.assess\ndef slow(*a, **k):\n    time.sleep(0.1)\n    return assess(*a, **k)\nlocal.assess = slow"
"""Makes every evaluation take a tenth of a second."""
DEADLY = "import os, signal\nfrom scoring.batch import local\nassess = local.assess\ndef deadly(loaded, *a, **k):\n    if loaded.dossier.agency.id == 'xa-0003':\n        os.kill(os.getpid(), signal.SIGKILL)\n    return assess(loaded, *a, **k)\nlocal.assess = deadly"
"""Makes the evaluation of one dossier kill its process."""


def wait_for(count: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until so many results are there."""
    began = time.monotonic()
    while len(list(Path("kq").glob("xa-*.json"))) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < began + 60
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", [1, 2])
def test_after_a_kill_what_was_finished_is_kept(run, many, jobs):
    many(30)
    args = ("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output")
    process = start(*args, "kq", "--jobs", jobs, script=SLOW)
    wait_for(3, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(0.5)
    done = tree(Path("kq"))
    finished = [name for name in done if name.startswith("xa-")]
    assert 3 <= len(finished) < 30
    assert all(json.loads(done[name]) for name in finished)
    # The line of the last result may have been cut off.
    journal = max(Path("kq").glob(".manifest-*"))
    journal.write_bytes(journal.read_bytes()[:-7])

    said = run(*args, "kq", "--resume").stderr
    kept = int(said.partition(" giữ nguyên")[0].rpartition(" ")[2])
    assert len(finished) - 1 - jobs <= kept <= len(finished)
    run(*args, "sach")
    assert tree(Path("kq")) == tree(Path("sach"))


def test_a_resumed_run_that_is_killed_loses_nothing_either(run, many):
    many(6)
    evaluate([MANY], Conditions(scheme=Path("criteria/mau")), output=JSON)
    manifest = Path("kq/manifest.json")
    Path("kq/.manifest-000000.jsonl").write_text(json.dumps(json.loads(manifest.read_bytes())) + '\n{"xa', "utf-8")
    manifest.unlink()
    process = start(
        "evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "kq", "--resume", script=SLOW
    )
    process.kill()
    process.communicate()
    again = evaluate([MANY], Conditions(scheme=Path("criteria/mau")), output=JSON, resume=True)
    assert again.reused == 6


def test_kept_results_tell_their_problems_like_new_ones(run, many):
    many(4)
    for file in list(MANY.iterdir())[:2]:
        file.write_text(file.read_text("utf-8").replace("14/5/2025", "5/2025"), "utf-8")
    args = ("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "kq")
    first = run(*args).stderr
    again = run(*args, "--resume").stderr
    assert "4 giữ nguyên" in again
    told = [line for line in first.splitlines() if "SC" in line]
    assert told
    assert [line for line in again.splitlines() if "SC" in line] == told


def test_the_mark_of_a_killed_cluster_run_is_taken_away(many):
    many(1)
    Path("kq").mkdir()
    Path("kq/.scoring.0123456789abcdef").touch()
    evaluate([MANY], Conditions(scheme=Path("criteria/mau")), output=Output(Path("kq"), ".json", as_json))
    assert not list(Path("kq").glob(".scoring*"))


def test_without_resume_nothing_of_a_killed_run_is_kept(many):
    many(3)
    conditions = Conditions(scheme=Path("criteria/mau"))
    evaluate([MANY], conditions, output=JSON)
    Path("kq/manifest.json").rename("kq/.manifest-000000.jsonl")
    assert evaluate([MANY], conditions, output=JSON).reused == 0
    assert sorted(tree(Path("kq"))) == ["manifest.json", "xa-0000.json", "xa-0001.json", "xa-0002.json"]


def test_problems_are_told_and_results_written_as_they_arise(many):
    many(3)
    broken = MANY / "xa-0001.yaml"
    broken.write_text("format: 1\n", "utf-8")
    seen = []

    class Watcher(Silent):
        def diagnostics(self, found):
            seen.append(({one.code for one in found}, sorted(x.name for x in Path("kq").glob("xa-*"))))

    evaluate([MANY], Conditions(scheme=Path("criteria/mau")), output=JSON, observer=Watcher())
    told = next(names for codes, names in seen if "SC202" in codes)
    assert told == ["xa-0000.json"]


def test_refusals_come_before_anything_is_written(run, many):
    many(3)
    (MANY / "xa-0002.yaml").write_text(
        (MANY / "xa-0002.yaml").read_text("utf-8").replace("id: xa-0002", "id: manifest"), "utf-8"
    )
    assert (
        "SC629"
        in run("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "kq", code=2).stderr
    )
    assert not Path("kq").exists()
    many(3)
    data = json.dumps({"format": 1, "agency": {"id": "xa-0009", "name": "Xã", "block": "xa"}, "period": 2025})
    (MANY / "xa-0009.json").write_text(data, "utf-8")
    assert (
        "SC613"
        in run("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", MANY, code=2).stderr
    )
    assert sorted(one.suffix for one in MANY.iterdir()) == [".json", ".yaml", ".yaml", ".yaml"]


def test_a_dossier_that_kills_its_process_costs_itself_only(run, many):
    many(12)
    process = start(
        "evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "kq", "--jobs", 2, script=DEADLY
    )
    _, said = process.communicate()
    assert process.returncode == 1
    assert said.decode().count("SC634") == 1
    assert "xa-0003.yaml" in said.decode()
    assert "11 hồ sơ đã chấm" in said.decode()
    run("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "sach")
    expected = tree(Path("sach"))
    del expected["xa-0003.json"], expected["manifest.json"]
    assert {name: one for name, one in tree(Path("kq")).items() if name != "manifest.json"} == expected


@pytest.fixture
def reads(monkeypatch):
    """How often each file was opened, and how often it was read as a dossier."""
    from scoring.app import look_over
    from scoring.evidence import load

    opened: Counter[str] = Counter()
    parsed: Counter[str] = Counter()
    parse, read_bytes = load.parse, load.read_bytes

    def open_counted(path, most=None):
        opened[Path(path).name] += 1
        return read_bytes(path, most)

    def parse_counted(raw, name):
        parsed[Path(name).name] += 1
        return parse(raw, name)

    monkeypatch.setattr(load, "read_bytes", open_counted)
    monkeypatch.setattr(look_over, "read_bytes", open_counted)
    monkeypatch.setattr(load, "parse", parse_counted)
    return opened, parsed


def test_a_dossier_is_read_once(many, reads):
    many(5)
    results([MANY], Conditions(scheme=Path("criteria/mau")))
    opened, parsed = reads
    assert parsed == {f"xa-{n:04}.yaml": 1 for n in range(5)}
    # Its first lines are looked at before: whose it is, and that no agency has two.
    assert set(opened.values()) == {2}


def test_a_dossier_is_read_twice_where_agencies_are_compared(reads):
    blocks = ("so-minh-hoa-a.yaml", "so-minh-hoa-b.yaml", "xa-minh-hoa-b.yaml")
    root = Path(__file__).parents[2]
    paths = [root / "evidence/2025" / name for name in blocks]
    results(paths, Conditions(scheme=root / "criteria/qd-1211-2022"))
    _, parsed = reads
    assert [parsed[name] for name in blocks] == [2, 2, 1]


FAILING_DISK = """
import errno, os
def fsync(handle):
    raise OSError(errno.EIO, os.strerror(errno.EIO))
os.fsync = fsync
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_fails_is_told_and_nothing_of_it_is_kept(run, many, jobs):
    """What the disk failed to take may be gone tomorrow, though it can be read today."""
    many(24)
    asked = ("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output", "kq")
    process = start(*asked, "--jobs", jobs, "-q", script=FAILING_DISK)
    said = process.communicate(timeout=120)[1].decode()
    assert (process.returncode, said.count("SC614")) == (3, 1)
    assert "Traceback" not in said
    assert not list(Path("kq").glob("xa-*.json"))
    run(*asked, "--resume")
    assert len(list(Path("kq").glob("xa-*.json"))) == 24


def test_an_agency_alone_is_compared_with_nobody_whatever_else_lies_beside_its_dossier(tmp_path):
    root = Path(__file__).parents[2]
    alone, beside = tmp_path / "mot", tmp_path / "kem"
    for folder in (alone, beside):
        folder.mkdir()
        shutil.copy(root / "evidence/2025/so-minh-hoa-a.yaml", folder)
    (beside / "zz.yaml").write_text("agency: so-minh-hoa-a\nperiod: 2025\ntasks:\n  - obligation: x\n", "utf-8")
    scheme = root / "criteria/qd-1211-2022"
    wanted = results([alone], Conditions(scheme=scheme)).results[0].raw()
    with ThreadPoolExecutor(2) as executor:
        for where in ({}, {"jobs": 2}, {"executor": executor, "jobs": 2}):
            found = results([beside], Conditions(scheme=scheme, **where)).results
            assert [one.raw() for one in found] == [wanted]


@pytest.mark.parametrize("args", [("rank",), ("explain", "--agency", "xa-0002")])
def test_several_processes_rank_and_explain_alike(run, many, args):
    many(6)
    asked = (args[0], MANY, "--scheme", "criteria/mau", *args[1:])
    assert run(*asked, "--jobs", "2").stdout == run(*asked).stdout


def test_one_agency_is_explained_without_what_others_have_to_mend(run, many):
    many(3)
    (MANY / "xa-0001.yaml").write_text("agenzy: 1\n", "utf-8")
    # Two others have a paper in common.
    shared = (MANY / "xa-0002.yaml").read_text("utf-8").replace("    date:", "    issuer: UBND tỉnh\n    date:")
    for name in ("xa-0002", "xa-0003"):
        (MANY / f"{name}.yaml").write_text(shared.replace("id: xa-0002", f"id: {name}"), "utf-8")
    asked = ("explain", MANY, "--scheme", "criteria/mau", "--agency")
    assert "xa-0001" not in (told := run(*asked, "xa-0000").stderr)
    assert "SC443" not in told
    assert "SC443" in run(*asked, "xa-0003").stderr
    everything = run("evaluate", MANY, "--scheme", "criteria/mau", code=1).stderr
    assert "SC443" in everything
    assert "xa-0001.yaml" in everything


def test_where_an_agency_is_not_found_unreadable_dossiers_are_told(run, many):
    many(2)
    (MANY / "xa-0001.yaml").write_text("agency: [xa-0001\n", "utf-8")
    asked = ("explain", "--scheme", "criteria/mau", "--agency", "xa-0001")
    told = run(*asked, MANY, code=4).stderr
    assert told.index("SC105") < told.index("SC617")
    assert "xa-0001.yaml:" in told
    told = run(*asked, MANY / "xa-0001.yaml", code=1).stderr
    assert "SC105" in told
    assert "SC617" not in told


def test_a_broken_dossier_makes_no_other_a_second_one(many):
    many(2)
    (MANY / "a.yaml").write_text((MANY / "xa-0001.yaml").read_text("utf-8") + "khong-co: 1\n", "utf-8")
    heard = Recorder()
    found = results([MANY], Conditions(scheme=Path("criteria/mau")), observer=heard)
    assert [one.agency for one in found.results] == ["xa-0000", "xa-0001"]
    assert "SC619" not in {one.code for one in heard.found}
    (MANY / "a.yaml").write_text((MANY / "xa-0001.yaml").read_text("utf-8"), "utf-8")
    found = results([MANY], Conditions(scheme=Path("criteria/mau")), observer=heard)
    assert [one.source.name for one in found.results] == ["xa-0000.yaml", "a.yaml"]
    assert "SC619" in {one.code for one in heard.found}


def test_a_dossier_changed_since_it_was_looked_over_is_told(many, monkeypatch):
    many(2)
    look_over = evaluating.look_over

    def changed(*args):
        found = look_over(*args)
        path = MANY / "xa-0001.yaml"
        path.write_text(path.read_text("utf-8").replace("xa-0001", "xa-khac"), "utf-8")
        return found

    monkeypatch.setattr(evaluating, "look_over", changed)
    heard = Recorder()
    found = results([MANY], Conditions(scheme=Path("criteria/mau")), observer=heard)
    assert [one.agency for one in found.results] == ["xa-0000"]
    assert "SC646" in {one.code for one in heard.found}


def peak(count: int, *args: object) -> int:
    """Peak memory of a run over so many dossiers, in kilobytes."""
    # Not what getrusage says: that counts the process this one was started from, too.
    script = "import atexit\ndef note():\n    lines = open('/proc/self/status').read().splitlines()\n    open('peak', 'w').write(next(one.split()[1] for one in lines if one.startswith('VmHWM')))\natexit.register(note)"
    if args[0] == "report":
        # What would lift the class takes most of the time of pages, and nothing of it is kept.
        script += "\nfrom scoring.app import report_files\nreport_files.lifting_line = lambda *_: ''"
    process = start(*args, script=script)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return int(Path("peak").read_text())


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    "args",
    [
        ("evaluate", "--format", "json", "--output", "kq"),
        ("evaluate", "--format", "json"),
        ("rank",),
        ("rank", "--format", "json", "--output", "xep-hang.json"),
        ("rank", "--format", "html", "--output", "xep-hang.html"),
        ("report", "--format", "csv", "--output", "bao-cao"),
        ("report", "--format", "html", "--output", "bao-cao"),
        ("report", "--format", "docx", "--document", "summary", "--output", "bao-cao"),
        ("explain", "--agency", "xa-0007"),
    ],
)
def test_memory_stays_flat(many, args):
    peaks = []
    for count in (30, 1000):
        many(count)
        Path("xep-hang.html").unlink(missing_ok=True)
        peaks.append(peak(count, args[0], MANY, "--scheme", "criteria/mau", "-q", *args[1:]))
    assert peaks[1] < 1.15 * peaks[0]


def given(**changes: object) -> tuple[Run, list[Task]]:
    """Work for another process, with what it is to have in common with this one."""
    from scoring import __version__
    from scoring.batch.local import cached_scheme

    scheme = Path("criteria/mau")
    digests = {(scheme, "2025"): cached_scheme(scheme, "2025").digest}
    facts = {"version": __version__, "folder": Path.cwd(), "schemes": digests, **changes}
    run = Run(options=Options(), target=Target(), expected=Expected(**facts))
    return run, [Task(index=0, path=DOSSIER, identity=Identity("xa-vi-du", "2025", "xa", "mau"), scheme=scheme)]


def test_a_process_that_has_all_in_common_does_the_work(sample):
    assert [one.agency for one in work(*given())] == ["xa-vi-du"]


@pytest.mark.parametrize(
    ("changes", "code", "kind"),
    [
        ({"version": "0.0.9"}, "SC643", IntegrityFailure),
        ({"schemes": {(Path("criteria/mau"), "2025"): "sha256:0"}}, "SC644", IntegrityFailure),
        ({"schemes": {(Path("criteria/khong-co"), "2025"): "sha256:0"}}, "SC645", CannotRead),
        ({"marker": Path("kq/.scoring-0")}, "SC645", CannotRead),
        ({"folder": Path("/khong-co")}, "SC645", CannotRead),
    ],
)
def test_a_process_with_another_version_scheme_or_disk_is_refused_by_name(sample, changes, code, kind):
    with pytest.raises(kind) as error:
        list(work(*given(**changes)))
    assert [one.code for one in error.value.diagnostics] == [code]
    assert str(os.getpid()) in error.value.diagnostics[0].message("en")


def test_an_error_comes_through_from_another_process_as_it_is(sample):
    import pickle

    error = IntegrityFailure.of("SC643", worker="a", own="1", wanted="2")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is IntegrityFailure
    assert isinstance(again, ScoringError)
    assert again.diagnostics == error.diagnostics


def test_an_executor_of_the_caller_does_all_that_processes_of_our_own_do(run, many):
    from concurrent.futures import ThreadPoolExecutor

    from scoring.app.ranking import rank
    from scoring.app.report_plan import ReportOptions
    from scoring.app.reporting import report
    from scoring.reports.interface import FormatId

    many(5)
    (MANY / "hong.yaml").write_text("format: 1\n", "utf-8")
    own = Conditions(scheme=Path("criteria/mau"))
    options = {where: ReportOptions(output=Path(where), formats=(FormatId.HTML, FormatId.CSV)) for where in ("a", "b")}
    with ThreadPoolExecutor(2) as executor:
        theirs = Conditions(scheme=Path("criteria/mau"), executor=executor, jobs=2)
        evaluate([MANY], theirs, output=JSON)
        again = evaluate([MANY], theirs, output=JSON, resume=True)
        checked = evaluate([MANY], theirs, output=JSON, check=True)
        ranked = rank([MANY], theirs)
        report([MANY], options["a"], theirs)
    assert (again.reused, checked.differing, len(again.found.failed)) == (5, [], 1)
    evaluate([MANY], own, output=Output(Path("rieng"), ".json", as_json))
    assert tree(Path("rieng")) == tree(Path("kq"))
    assert ranked.blocks == rank([MANY], own).blocks
    report([MANY], options["b"], own)
    assert tree(Path("a")) == tree(Path("b"))
    assert not [one.name for one in Path().iterdir() if one.name.startswith(".scoring")]


def test_a_folder_of_json_and_csv_is_looked_through_once(many, monkeypatch):
    from scoring.evidence import load

    many(0)
    for number in range(20):
        data = {"format": 1, "agency": {"id": f"xa-{number}", "name": "Xã", "block": "xa"}, "period": 2025}
        (MANY / f"xa-{number}.json").write_text(json.dumps(data), "utf-8")
    read = []
    read_bytes = load.read_bytes
    monkeypatch.setattr(load, "read_bytes", lambda path, most=None: read.append((path, most)) or read_bytes(path, most))
    assert len(load.find_dossiers([MANY])) == 20
    # The head of each tells what it is; all of it what it names as its attachments.
    assert Counter(most == load.LIMITS.size for _, most in read) == {True: 20, False: 20}
