"""A cluster of Dask: the same bytes as on one machine, other versions refused, a worker that dies costs its chunk."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

SOURCE = Path(__file__).parents[2] / "src"
DOSSIER = Path("evidence/2025/xa-vi-du.yaml")
MANY = Path("evidence/nhieu")
EVALUATE = ("evaluate", MANY, "--scheme", "criteria/mau", "--format", "json", "--output")
DEADLY = """
import os, signal
from scoring.batch import local
assess = local.assess
def deadly(loaded, *rest):
    if loaded.dossier.agency.id == "xa-0003":
        os.kill(os.getpid(), signal.SIGKILL)
    return assess(loaded, *rest)
local.assess = deadly
"""
"""Makes the evaluation of one dossier kill its process."""

WAIT = """
import sys, distributed
with distributed.Client(sys.argv[1], timeout=60) as client:
    client.wait_for_workers(int(sys.argv[2]), timeout=60)
"""


@pytest.fixture(autouse=True)
def _many(sample):
    MANY.mkdir()
    text = DOSSIER.read_text("utf-8")
    for number in range(8):
        own = text.replace("xa-vi-du", f"xa-{number:04}").replace("12/BB-UBND", f"{number + 1}/BB-X{number}")
        (MANY / f"xa-{number:04}.yaml").write_text(own, "utf-8")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), **more}


def program(*args: object, script: str = "", code: int = 0) -> str:
    """Run the program; what it said on stderr. `script` is run in each of its processes first."""
    main = "from scoring.cli import run\nif __name__ == '__main__':\n    run()\n"
    Path("run.py").write_text(f"{script}\n{main}", "utf-8")
    done = subprocess.run(
        [sys.executable, "run.py", *map(str, args)], env=environment(), capture_output=True, check=False, timeout=300
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    return said


def tree(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@contextlib.contextmanager
def scheduler(*workers: dict[str, str]) -> Iterator[str]:
    """The address of a scheduler with these workers, each with its environment."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *args: str, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *args, "--no-dashboard"]
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet, cwd="/"))

    file = Path("scheduler.json").absolute()
    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file), env=environment())
        for number, env in enumerate(workers):
            room = Path(f"worker-{number}").absolute()
            # Without the process that starts it anew: whoever is told to go goes at once.
            start(
                "worker",
                "--scheduler-file",
                str(file),
                "--no-nanny",
                "--nthreads",
                "1",
                "--local-directory",
                str(room),
                env=env,
            )
        began = time.monotonic()
        while not (file.exists() and file.read_text()):
            assert time.monotonic() < began + 60
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        wait = [sys.executable, "-c", WAIT, address, str(len(workers))]
        subprocess.run(wait, env=environment(), check=True, capture_output=True, timeout=120, cwd="/")
        yield address
    finally:
        for one in reversed(started):
            one.kill()
        for one in started:
            one.wait()


def test_a_local_cluster_gives_the_same_bytes_and_leaves_nothing_behind(run):
    run(*EVALUATE, "mot")
    before = {one.name for one in Path().iterdir()} | {"run.py", "cum"}
    said = program(*EVALUATE, "cum", "--cluster", "local", "--jobs", 2)
    assert tree(Path("cum")) == tree(Path("mot"))
    assert {one.name for one in Path().iterdir()} == before
    assert said == "8 hồ sơ đã chấm → cum\n"


@pytest.mark.slow
def test_a_worker_that_dies_costs_its_chunk_only(run):
    run(*EVALUATE, "mot")
    said = program(*EVALUATE, "cum", "--cluster", "local", "--jobs", 2, script=DEADLY, code=1)
    assert said.count("SC634") == 1
    assert "xa-0003.yaml" in said
    expected = tree(Path("mot"))
    del expected["xa-0003.json"]
    assert set(tree(Path("cum"))) == expected.keys()
    assert all(tree(Path("cum"))[name] == one for name, one in expected.items() if name != "manifest.json")


@pytest.mark.slow
def test_workers_elsewhere_write_the_same_bytes_and_reports(run):
    run(*EVALUATE, "mot")
    report = ("report", MANY, "--scheme", "criteria/mau", "--format", "html,json", "--output")
    rank = ("rank", MANY, "--scheme", "criteria/mau", "--format", "json", "--output")
    explain = ("explain", MANY, "--scheme", "criteria/mau", "--agency", "xa-0003", "--output")
    run(*report, "bao-mot")
    run(*rank, "hang-mot")
    run(*explain, "giai-mot")
    with scheduler(environment(), environment()) as address:
        program(*EVALUATE, "cum", "--cluster", address)
        program(*report, "bao-cum", "--cluster", address)
        program(*rank, "hang-cum", "--cluster", address)
        program(*explain, "giai-cum", "--cluster", address)
    assert tree(Path("cum")) == tree(Path("mot"))
    assert tree(Path("bao-cum")) == tree(Path("bao-mot"))
    assert Path("hang-cum").read_bytes() == Path("hang-mot").read_bytes()
    assert Path("giai-cum").read_bytes() == Path("giai-mot").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("custom", "own"),
    [
        ("import scoring\nscoring.__version__ = '0.0.9'\n", "0.0.9"),
        ("import sys\nsys.modules['scoring'] = None\n", "–"),
    ],
)
def test_a_worker_with_another_version_or_none_is_refused_by_name(custom, own):
    Path("site").mkdir()
    Path("site/sitecustomize.py").write_text(custom, "utf-8")
    env = environment(PYTHONPATH=os.pathsep.join([str(Path("site").absolute()), str(SOURCE)]))
    with scheduler(env) as address:
        said = program(*EVALUATE, "cum", "--cluster", address, code=5)
    assert "SC643" in said
    assert "tcp://" in said
    assert own in said
    assert not list(Path("cum").glob("xa-*"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://khong-co.invalid:8786"])
def test_an_address_where_nobody_answers_is_told_in_seconds(address):
    began = time.monotonic()
    said = program(*EVALUATE, "cum", "--cluster", address, code=3)
    assert "SC647" in said
    assert "Traceback" not in said
    assert time.monotonic() < began + 60
    assert not Path("cum").exists()


def test_what_is_no_address_is_refused(run):
    assert "SC625" in run(*EVALUATE, "cum", "--cluster", "cum-may", code=2).stderr


def test_without_the_library_the_command_that_installs_it_is_told(run, monkeypatch):
    from scoring import libraries

    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    assert "chamdiem[cluster]" in run(*EVALUATE, "cum", "--cluster", "local", code=2).stderr
