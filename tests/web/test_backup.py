"""A desk backed up and restored, on SQLite and on PostgreSQL, as the how-to page says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def run(*args: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scoring", "--lang", "en", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **more})


def test_a_backup_is_a_whole_desk_once_its_secret_is_put_back(tmp_path: Path) -> None:
    desk, copy, package = tmp_path / "ban", tmp_path / "ban-2", tmp_path / "sao-luu.zip"
    assert run("web", "demo", desk).returncode == 0
    before = run("web", "check", desk)
    assert (before.returncode, before.stderr.strip()) == (0, "the desk is whole")
    given, made = desk / "ket-qua-truoc" / "ket-qua-truoc-1" / "a.json", desk / "goi-van-ban" / "b.zip"
    for file in (given, made):
        file.parent.mkdir(parents=True)
        file.write_text("{}")
    assert run("web", "backup", desk, package).returncode == 0
    assert run("web", "backup", desk, package).returncode == 2
    with zipfile.ZipFile(package) as found:
        # What can be made again is left out; what was given is not.
        assert {"khoa-bi-mat", "goi-van-ban/b.zip"}.isdisjoint(found.namelist())
        assert "ket-qua-truoc/ket-qua-truoc-1/a.json" in found.namelist()
        found.extractall(copy)
    assert run("web", "check", copy).returncode == 2  # no secret, no desk
    shutil.copyfile(desk / "khoa-bi-mat", copy / "khoa-bi-mat")
    after = run("web", "check", copy)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    assert run("web", "backup", copy, tmp_path / "lan-hai.zip").returncode == 0


def test_the_example_s_desk_is_not_begun_where_the_example_is_missing(tmp_path: Path) -> None:
    done = run("web", "demo", tmp_path / "ban", "--example", tmp_path / "khong-co")
    assert (done.returncode, "SC100" in done.stderr, (tmp_path / "ban").exists()) == (3, True, False)


@pytest.fixture
def cluster() -> Iterator[str]:
    """The URL of a PostgreSQL of one's own."""
    pytest.importorskip("psycopg", reason="chamdiem[postgres] is not installed")
    script = ROOT / "tools" / "postgres.sh"
    done = subprocess.run([script, "start"], check=False, capture_output=True, text=True)
    if done.returncode != 0 or shutil.which("pg_dump") is None:
        pytest.skip("needs PostgreSQL with pg_dump")
    url = done.stdout.strip()
    yield url
    subprocess.run([script, "stop", url], check=True)


def test_a_desk_on_postgresql_is_restored_from_a_dump(cluster: str, tmp_path: Path) -> None:
    desk, dump = tmp_path / "ban", tmp_path / "ban.dump"
    other = cluster.replace("/postgres?", "/khac?")
    made = run("web", "init", cluster, "--folder", desk, "--administrator", "quan-tri")
    assert made.returncode == 0, made.stderr
    example = ROOT / "evidence" / "chien-dich" / "campaign.yaml"
    opened = run("campaign", "init", "--store", cluster, example, "--by", "thu-ky")
    assert opened.returncode == 0, opened.stderr
    before = run("web", "check", desk)
    assert (before.returncode, before.stderr.strip()) == (0, "the desk is whole")
    refused = run("web", "backup", desk, tmp_path / "sao-luu.zip")
    assert refused.returncode == 2
    assert "pg_dump" in refused.stderr
    subprocess.run(["pg_dump", "-Fc", "-f", str(dump), cluster], check=True)
    subprocess.run(["psql", "-q", cluster, "-c", "create database khac"], check=True)
    subprocess.run(["pg_restore", "-d", other, str(dump)], check=True)
    after = run("web", "check", desk, SCORING_DESK_DATABASE=other)
    assert (after.returncode, after.stdout) == (0, before.stdout)
