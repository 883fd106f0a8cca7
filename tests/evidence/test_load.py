"""Reading dossiers: files found, short forms, digests, places."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from scoring.errors import CannotRead, InvalidInput
from scoring.evidence.load import find_dossiers, load_dossier

TEXT = (Path(__file__).parent / "mini" / "ho-so.yaml").read_text("utf-8")
JSON = '{"format": 1, "agency": {"id": "a", "name": "A", "block": "xa"}, "period": "2025", "numbers": {"x": 1.50}}'


def write(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_short_forms_mean_the_same_as_long_forms(tmp_path: Path) -> None:
    short = TEXT + "not_applicable: []\n"
    long = short.replace("so_thon: 8", "so_thon: {value: 8}").replace("I.1: 4", "I.1: {points: 4}")
    long = long.replace("chu_tri: true", "chu_tri: có")

    assert load_dossier(write(tmp_path / "a.yaml", short)).dossier == (
        load_dossier(write(tmp_path / "b.yaml", long)).dossier
    )


def test_a_file_may_be_named_by_its_path_with_the_digest_beside_it(tmp_path: Path) -> None:
    text = TEXT.replace("criteria: [I.1]", "file: a.pdf\n    sha256: abc\n    criteria: [I.1]")
    file = load_dossier(write(tmp_path / "a.yaml", text)).dossier.evidence[0].file

    assert file is not None
    assert (file.path, file.sha256) == ("a.pdf", "abc")


def test_the_digest_does_not_depend_on_line_ends(tmp_path: Path) -> None:
    one = load_dossier(write(tmp_path / "a.yaml"))
    two = load_dossier(write(tmp_path / "b.yaml", TEXT.replace("\n", "\r\n")))

    assert one.digest == two.digest == f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
    assert (one.file, two.file) == ("a.yaml", "b.yaml")


def test_json_numbers_stay_exact(tmp_path: Path) -> None:
    dossier = load_dossier(write(tmp_path / "a.json", JSON)).dossier

    assert str(dossier.numbers["x"].value) == "3/2"


def test_decomposed_text_is_composed_and_reported_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", unicodedata.normalize("NFD", TEXT))
    loaded = load_dossier(path)

    assert loaded.dossier == load_dossier(write(tmp_path / "b.yaml")).dossier
    assert [one.code for one in loaded.diagnostics] == ["SC114"]


def test_a_folder_is_one_dossier_with_its_attachments(tmp_path: Path) -> None:
    main = write(tmp_path / "2025" / "xa-a" / "ho-so.yaml")
    write(tmp_path / "2025" / "xa-a" / "bang.csv", "a,b\n")
    single = write(tmp_path / "2025" / "xa-b.yaml", TEXT.replace("criteria: [I.1]", "file: bang/so.csv"))
    write(tmp_path / "2025" / "bang" / "so.csv", "a,b\n")
    write(tmp_path / "2025" / "_mau" / "x.yaml")
    write(tmp_path / "2025" / ".an" / "x.yaml")
    write(tmp_path / "2025" / "doc.txt", "x")

    assert find_dossiers([tmp_path, single]) == [main, single]
    assert load_dossier(tmp_path / "2025" / "xa-a").file == "ho-so.yaml"


@pytest.mark.parametrize("name", ["khong-co.yaml", "thu-muc"])
def test_what_is_not_there_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "thu-muc").mkdir()
    with pytest.raises(CannotRead) as caught:
        load_dossier(tmp_path / name)

    assert [one.code for one in caught.value.diagnostics] == ["SC100"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "SC113"), (b"- 1\n", "SC203"), (b"a: [", "SC105"), (b"\xff\xfe", "SC101"),
        (b"a: &b 1\n", "SC107"), (b"x: 1\nx: 2\n", "SC106"), (b"42", "SC203"),
    ],
)  # fmt: skip
def test_bad_text_gives_a_diagnostic(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(raw)
    with pytest.raises(InvalidInput) as caught:
        load_dossier(path)

    assert code in [one.code for one in caught.value.diagnostics]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_dossier(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(CannotRead):
        load_dossier(tmp_path / "a.yaml")
