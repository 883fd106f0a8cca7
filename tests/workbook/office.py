"""A spreadsheet program of the machine, made to calculate every formula anew."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from scoring.text import column_letters
from scoring.workbook.layout import SHEETS, SUMMARY

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Setting 0: always recalculate; by default what another program calculated is believed."""


def recalculated(files: Iterable[Path], folder: Path) -> dict[str, Any]:
    """The workbooks as LibreOffice calculates them, by file name; the test is skipped where there is none."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not on this machine, so nothing recalculates the workbook")
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    out = folder / "recalculated"
    names = [str(one) for one in files]
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--convert-to", "xlsx", "--outdir", str(out), *names]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600, stdin=subprocess.DEVNULL)
    return {Path(name).name: values(out / Path(name).name) for name in names}


def opened(path: Path) -> Any:
    """A workbook whose cells can be changed."""
    with warnings.catch_warnings():
        # It tells of parts it does not keep; what is asked of it here is only cells.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def values(path: Path) -> dict[tuple[str, str], Any]:
    """Every cell's value, by sheet and address."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        (name, f"{column_letters(column)}{row}"): value
        for name in book.sheet_names
        for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(cells)
    }


def formulas(path: Path) -> set[tuple[str, str]]:
    """Where formulas stand, by sheet and address."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(SHEETS) + 1)]
    return {
        (sheet, address)
        for sheet, text in zip(SHEETS, parts, strict=True)
        for address in re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>', text)
    }


def different(path: Path, now: Mapping[tuple[str, str], Any]) -> list[str]:
    """Cells with formulas whose written value is not what was calculated."""
    written, found = values(path), []
    where = formulas(path)
    assert len(where) > 100
    for key in sorted(where):
        before, after = written.get(key, ""), now.get(key, "")
        numbers = isinstance(before, (int, float)) and isinstance(after, (int, float))
        same = abs(before - after) < 1e-6 if numbers else before == after
        if not same:
            found.append(f"{'!'.join(key)}: {before!r} → {after!r}")
    return found


def total(cells: Mapping[tuple[str, str], Any], column: str = "F") -> Any:
    """A cell of the total's line."""
    row = next(key[1][1:] for key, value in cells.items() if key[0] == SUMMARY and value == "TỔNG ĐIỂM")
    return cells[SUMMARY, f"{column}{row}"]
