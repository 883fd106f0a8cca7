"""Passwords of private keys: asked at a terminal, taken from a file or variable elsewhere, never shown."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.cli.app import root

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
SECRET = "Bí mật 54"


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Runs a command, at a terminal or not, with what is typed there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mk").write_text(f"{SECRET}\r\n", encoding="utf-8")

    def run(*args, typed=None, env=None):
        monkeypatch.setattr("scoring.cli.terminal.password.terminal", lambda: typed is not None)
        result = CliRunner(env={"NO_COLOR": "1", **(env or {})}).invoke(root, list(args), input=typed)
        assert SECRET not in result.output
        assert "Traceback" not in result.output
        return result

    return run


def signs(call, key, **more):
    """Whether a bundle can be signed with the key."""
    for name in ("criteria", "evidence"):
        if not Path(name).exists():
            Path(name).symlink_to(ROOT / name)
    if not Path("so-cai.db").exists():
        call("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    shutil.copy("so-cai.db", "thu.db")
    return call("campaign", "submit", f"{HERE}/ho-so/xa-minh-hoa-k.yaml", "--store", "thu.db",
                "--key", key, "--at", "2025-12-08 09:00", **more)  # fmt: skip


def test_a_password_is_typed_twice_and_asked_for_when_something_is_signed(call):
    made = call("key", "new", "-o", "xa.pem", "--password", typed=f"{SECRET}\n{SECRET}\n")

    assert made.exit_code == 0, made.output
    assert b"ENCRYPTED" in Path("xa.pem").read_bytes()
    assert "không lấy lại được" in made.output
    # A keyboard that gives decomposed letters types the same password.
    assert signs(call, "xa.pem", typed=unicodedata.normalize("NFD", SECRET) + "\n").exit_code == 0
    wrong = signs(call, "xa.pem", typed="khác\n")
    assert (wrong.exit_code, "SC997" in wrong.output) == (1, True)
    entries = call("ledger", "verify", "--store", "thu.db")
    assert "1 bản ghi" in entries.output or "1 mục" in entries.output, entries.output


def test_a_script_takes_it_from_a_file_or_a_variable_and_is_told_where_there_is_none(call):
    made = call("key", "new", "-o", "xa.pem", "--password", env={"SCORING_KEY_PASSWORD_FILE": "mk"})
    assert made.exit_code == 0, made.output

    assert signs(call, "xa.pem", env={"SCORING_KEY_PASSWORD": SECRET}).exit_code == 0
    assert signs(call, "xa.pem", env={"SCORING_KEY_PASSWORD_FILE": "mk"}).exit_code == 0
    nobody = signs(call, "xa.pem")
    assert (nobody.exit_code, "SC998" in nobody.output) == (2, True)
    assert "SCORING_KEY_PASSWORD_FILE" in nobody.output
    missing = signs(call, "xa.pem", env={"SCORING_KEY_PASSWORD_FILE": "khong-co"})
    assert (missing.exit_code, "SC100" in missing.output) == (3, True)


def test_an_empty_password_makes_no_key(call):
    for env in ({"SCORING_KEY_PASSWORD": ""}, {"SCORING_KEY_PASSWORD": "x" * 1001}):
        assert "SC989" in call("key", "new", "-o", "xa.pem", "--password", env=env).output
    assert not Path("xa.pem").exists()
    assert not Path("xa.pub").exists()
