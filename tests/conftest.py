"""What every test shares: hypothesis profiles and a numeric locale with a decimal comma."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test depends on what an earlier one kept, nor writes into the home of who runs it.
os.environ["SCORING_CACHE_DIR"] = ""

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# On every Python but the one that runs all tests: what depends on the version shows with few examples, too.
settings.register_profile("few", settings.get_profile("ci"), max_examples=15)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

ROOT = Path(__file__).resolve().parent.parent

# All that matters of vi_VN for a C library that reads numbers; needs no locale data on the machine.
_COMMA = """\
comment_char %
escape_char /
LC_NUMERIC
decimal_point ","
thousands_sep "."
grouping 3;3
END LC_NUMERIC
"""


# What most depends on the version of Python: numbers, readers of YAML, JSON and ZIP, child processes, the rules library (which
# Python 3.13 cannot have), SQLite, bytes of files, and every doctest.
_EACH = (
    "src/", "tests/batch/", "tests/findings/", "tests/store/test_open.py", "tests/test_json_strict.py", "tests/test_json_write.py",
    "tests/test_numbers.py", "tests/test_reproducible.py", "tests/test_signing.py", "tests/test_text.py", "tests/test_values.py",
    "tests/test_yaml_source.py", "tests/test_zip_reader.py",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--part", default="1/1", metavar="K/N", help="run one test in N by its name, and those of _EACH")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The parts 1/N to N/N hold all tests between them."""
    part, parts = map(int, config.getoption("--part").split("/"))
    kept = {
        one for one in items if one.nodeid.startswith(_EACH) or zlib.crc32(one.nodeid.encode()) % parts == part % parts
    }
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = [one for one in items if one in kept]


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so nothing looks through it for cycles; cycles are looked for rarely."""
    from scoring.batch import pool

    gc.collect()
    pool.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _reader_of_its_own() -> None:
    """The screen speaks Vietnamese to every test, whatever language a command of another test was asked for."""
    console = sys.modules.get("scoring.cli.terminal.console")
    if console is not None:
        console.reset([])


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture
def bound_by_modes() -> Iterator[None]:
    """The modes of files bind the test, even where root runs it: root's rights to pass over them are laid down meanwhile."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no modes")
    if os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    header, had = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if not hasattr(system, "capget") or system.capget(header, had):
        pytest.skip("root cannot give up its rights here")
    # Twice: effective, permitted, inheritable.
    none = (ctypes.c_uint32 * 6)(0, had[1], had[2], 0, had[4], had[5])
    assert system.capset(header, none) == 0
    yield
    assert system.capset(header, had) == 0


@pytest.fixture(scope="session")
def comma_locale(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment for a child process whose C library reads and writes a decimal comma (as vi_VN does)."""
    localedef = shutil.which("localedef")
    if localedef is None:
        pytest.skip("localedef is not on this machine, so no locale with a decimal comma can be made")
    folder = tmp_path_factory.mktemp("locale")
    source = folder / "vi_numeric"
    source.write_text(_COMMA, encoding="ascii")
    # Exit code 1 is a warning: the categories left out are not defined.
    subprocess.run(
        [localedef, "-c", "-i", str(source), str(folder / "vi_VN")],
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    if not (folder / "vi_VN" / "LC_NUMERIC").exists():
        pytest.skip("localedef could not make a locale with a decimal comma")
    env = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    return {**env, "LOCPATH": str(folder), "LC_NUMERIC": "vi_VN"}
