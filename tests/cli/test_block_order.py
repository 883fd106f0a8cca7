"""Blocks stand in one order, by title, wherever several are listed; and one file holds the pages of all agencies."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.cli.app import root

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
DOSSIERS = [f"{ROOT}/evidence/2025/{one}.yaml" for one in ("so-minh-hoa-a", "xa-minh-hoa-b", "truong-minh-hoa-a")]
OPTIONS = ["--scheme", f"{ROOT}/criteria/qd-1211-2022", "--as-of", "2026-01-15"]
BLOCKS = ["Khối đơn vị sự nghiệp công lập", "Khối sở, ban, ngành", "Khối Ủy ban nhân dân cấp xã"]
"""By title; by id they would stand otherwise."""


def asked(*words: str) -> str:
    done = CliRunner(env={"SCORING_LANG": "", "NO_COLOR": "1"}).invoke(root, [*words, *OPTIONS])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of three agencies of three blocks, in all formats, and in one file."""
    found = tmp_path_factory.mktemp("report")
    asked("report", *DOSSIERS, "--format", "html,md,docx,csv,xlsx", "--document", "self-assessment,summary,ranking,criteria",
          "--output", str(found / "all"))  # fmt: skip
    asked("report", *DOSSIERS, "--single-file", "--output", str(found / "one.html"))
    return found


def order(text: str) -> list[str]:
    """The blocks' titles in the order in which each is first named."""
    return sorted(BLOCKS, key=text.index)


def sheet(path: Path) -> str:
    """The texts of a workbook's sheets, row by row."""
    openpyxl = pytest.importorskip("openpyxl", reason="chamdiem[office] is not installed")
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(str(cell) for one in book for row in one.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("file", ["index.html", "README.md", "xep-hang.csv", "tieu-chi.csv", "xep-hang.xlsx"])
def test_files_that_list_several_blocks_have_them_by_title(folder: Path, file: str) -> None:
    path = folder / "all" / file
    assert order(sheet(path) if path.suffix == ".xlsx" else path.read_text("utf-8-sig")) == BLOCKS


@pytest.mark.parametrize("command", ["rank", "evaluate"])
def test_on_the_screen_they_stand_so_too(command: str) -> None:
    assert order(asked(command, *DOSSIERS)) == BLOCKS


@pytest.mark.parametrize("format", ["html", "md", "csv", "xlsx"])
def test_a_ranking_of_its_own_has_them_so_too(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"hang.{format}"
    asked("rank", *DOSSIERS, "--format", format, "--output", str(path))
    assert order(sheet(path) if format == "xlsx" else path.read_text("utf-8-sig")) == BLOCKS


def test_every_block_has_its_word_file_with_its_title(folder: Path) -> None:
    for name, title in (("su-nghiep", BLOCKS[0]), ("so", BLOCKS[1]), ("xa", BLOCKS[2])):
        with zipfile.ZipFile(folder / "all" / f"xep-hang-{name}.docx") as package:
            text = re.sub("<[^>]+>", "", package.read("word/document.xml").decode())
        assert title in text
        assert not any(one in text for one in BLOCKS if one != title)


def test_one_file_holds_the_first_page_the_blocks_and_the_agencies_and_needs_no_other(folder: Path) -> None:
    page = (folder / "one.html").read_text("utf-8")

    assert re.findall('<article class="page" id="([^"]+)">', page) == [
        "index", "xep-hang-su-nghiep", "xep-hang-so", "xep-hang-xa", "so-minh-hoa-a", "truong-minh-hoa-a", "xa-minh-hoa-b",
    ]  # fmt: skip
    assert order(page) == BLOCKS
    assert set(re.findall(r'(?:src|href)="([^#][^"]*)"', page)) == set()
    assert not re.search(r"url\(|@import|<link|<img|https?://(?!www\.w3\.org)", page)
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall('href="#([^"]+)"', page)) <= ids
    assert not [one for one in folder.iterdir() if one.name not in {"all", "one.html"}]
