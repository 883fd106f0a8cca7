"""Every file under tests/broken/scheme has one fault; its code and exact place stand in its first lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic_core import ValidationError

from scoring.catalog import all_codes
from scoring.diagnostics import Diagnostic, Sources, render_one
from scoring.errors import InvalidInput
from scoring.evidence.model import Dossier
from scoring.scheme.load import load_scheme
from scoring.shape import shape_problems
from scoring.yaml_source import read_file

HERE = Path(__file__).parent
BASE = HERE / "base"
FILES = sorted((HERE / "scheme").glob("*.yaml"))
HEADER = re.compile(r"# file: (\S+)\n# expect: (SC\d{3}) (\d+):(\d+)\n")
# SC210 needs a binary float, which no file can hold; SC299 is for what pydantic alone can say.
NOT_IN_FILES = {"SC210", "SC299"}


def problems(folder: Path, target: str) -> list[Diagnostic]:
    if target == "ho-so.yaml":
        doc = read_file(folder / target)
        try:
            Dossier.model_validate(doc.data)
        except ValidationError as error:
            return shape_problems(error, doc)
        return []
    try:
        return load_scheme(folder, "2025").diagnostics
    except InvalidInput as error:
        return error.diagnostics


def header(file: Path) -> tuple[str, str, int, int]:
    match = HEADER.match(file.read_text("utf-8"))
    assert match, f"{file.name} does not say what is expected"
    return match[1], match[2], int(match[3]), int(match[4])


def test_the_scheme_the_broken_ones_are_made_from_has_no_problem() -> None:
    assert problems(BASE, "scheme.yaml") == []
    assert problems(BASE, "ho-so.yaml") == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file_gives_its_code_at_the_exact_place(file: Path, tmp_path: Path) -> None:
    target, code, line, column = header(file)
    assert file.name.startswith(code)
    folder = tmp_path / "s"
    shutil.copytree(BASE, folder)
    shutil.copyfile(file, folder / target)
    found = problems(folder, target)
    places = [(one.place.line, one.place.column) for one in found if one.place and one.code == code]
    assert (line, column) in places, [render_one(one, Sources()) for one in found]
    one = next(one for one in found if one.code == code)
    assert one.place is not None
    assert one.place.file == (folder / target).as_posix()
    templates = one.entry.vi + one.entry.en + ("" if one.values.get("guess") else one.entry.hint_vi)
    assert set(re.findall(r"(?<!{){(\w+)}", templates)) <= set(one.values), "a text lacks its value"
    assert one.hint("vi")
    assert one.hint("en")


def test_every_code_about_schemes_has_a_broken_file() -> None:
    wanted = {code for code in all_codes() if "SC200" < code < "SC340"} - NOT_IN_FILES
    assert wanted == {header(file)[1] for file in FILES}


def test_every_code_about_schemes_speaks_both_languages_and_hints() -> None:
    for code, entry in all_codes().items():
        if "SC200" < code < "SC340":
            assert all((entry.vi, entry.en, entry.hint_vi, entry.hint_en)), code
            assert entry.vi != entry.en, code
