"""`scoring workbook read`: a dossier or nothing, problems at their cells, no traceback for any file."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile

import openpyxl
import pytest

DOSSIER = "evidence/2025/xa-vi-du.yaml"


@pytest.fixture
def book(run, sample):
    """The scaffold's dossier as a workbook."""
    run("workbook", "new", "--from", DOSSIER, "--output", "so.xlsx")
    return sample


def spoil(folder, sheet, find, key, value):
    """Change the cell in the row that says `find`, in the column with this key."""
    path = folder / "so.xlsx"
    work = openpyxl.load_workbook(path)
    page = work[sheet]
    head = next(row for row in page.iter_rows() if any(c.value == "id" for c in row))
    column = next(c.column for c in head if c.value == key)
    row = next(r for r in page.iter_rows() if any(c.value == find for c in r))[0].row
    page.cell(row, column).value = value
    work.save(path)
    return f"{sheet}!{page.cell(row, column).coordinate}"


def test_the_dossier_read_scores_as_the_one_the_workbook_was_made_from(run, book):
    told = run("workbook", "read", "so.xlsx", "--output", "moi.yaml").stderr
    assert "Đã đọc sổ của" in told
    assert "0 lỗi" in told
    assert "0 errors" in run("workbook", "read", "so.xlsx", "--lang", "en").stderr
    lines = [run("evaluate", one).stdout for one in (DOSSIER, "moi.yaml")]
    assert lines[0] == lines[1]
    run("validate", "moi.yaml")


def test_attachments_that_are_not_beside_the_dossier_are_told(run, sample):
    text = (sample / DOSSIER).read_text("utf-8")
    first = text.index("    kind: ")
    held = text[:first] + "    file: {path: bb.txt}\n" + text[first:]
    (sample / "ho-so").mkdir()
    (sample / "ho-so/a.yaml").write_text(held, "utf-8")
    (sample / "ho-so/bb.txt").write_text("biên bản", "utf-8")
    run("workbook", "new", "--from", "ho-so/a.yaml", "--output", "so.xlsx")
    assert "SC450" not in run("workbook", "read", "so.xlsx", "--output", "ho-so/b.yaml").stderr
    told = run("workbook", "read", "so.xlsx", "--output", "b.yaml").stderr
    assert "Cần xem[SC450]" in told
    assert "0 lỗi, 1 cần xem" in told


@pytest.mark.parametrize("name", ["moi.xlsx", "moi.json", "moi.csv", "moi"])
def test_a_dossier_is_not_written_under_another_ending(run, book, name):
    assert "cần tên tệp .yaml" in run("workbook", "read", "so.xlsx", "-o", name, code=2).stderr
    assert "cần tên tệp .yaml" in run("workbook", "merge", *[DOSSIER] * 3, "-o", name, code=2).stderr
    assert not (book / name).exists()


def test_an_explanation_names_the_cells_its_numbers_were_typed_in(run, book):
    run("workbook", "read", "so.xlsx", "--output", "moi.yaml")
    result = json.loads(run("evaluate", "moi.yaml", "--format", "json").stdout)
    cells = result["dossier"]["cells"]
    assert cells["numbers/don_dung_han"].startswith("so.xlsx:Tiêu chí!E")
    one = next(x for x in result["criteria"] if f"evidence/{x['evidence'][0]['id'] if x['evidence'] else ''}" in cells)
    shown = run("explain", "moi.yaml", one["id"]).stdout
    assert "Ô trong sổ Excel" in shown
    assert cells[f"evidence/{one['evidence'][0]['id']}"] in shown
    plain = run("explain", DOSSIER, one["id"]).stdout
    assert "Ô trong sổ" not in plain
    assert "cells" not in json.loads(run("evaluate", DOSSIER, "--format", "json").stdout)["dossier"]


def test_without_output_the_dossier_goes_to_the_screen(run, book):
    run("workbook", "read", "so.xlsx", "--output", "moi.yaml")
    shown = run("workbook", "read", "so.xlsx").stdout
    assert shown == (book / "moi.yaml").read_text("utf-8")
    assert '"numbers/don_dung_han": "Tiêu chí!E' in shown


def test_problems_are_told_at_their_cells_and_what_was_there_stays(run, book):
    (book / "moi.yaml").write_text("cũ", "utf-8")
    where = spoil(book, "Tiêu chí", "sl:don_dung_han", "answer", "hai ba")
    told = run("workbook", "read", "so.xlsx", "--output", "moi.yaml", code=1).stderr
    assert f"so.xlsx:{where}: Lỗi[SC742]" in told
    assert "SC663" in told
    assert "2 lỗi; không ghi gì" in told
    assert (book / "moi.yaml").read_text("utf-8") == "cũ"
    assert [one.name for one in book.iterdir() if one.name.startswith(".moi")] == []


def test_the_agency_and_period_expected_are_checked(run, book):
    assert "SC714" in run("workbook", "read", "so.xlsx", "--agency", "xa-khac", code=1).stderr
    assert "SC715" in run("workbook", "read", "so.xlsx", "--period", "2024", code=1).stderr
    run("workbook", "read", "so.xlsx", "--agency", "xa-vi-du", "--period", "2025")
    run("workbook", "read", "so.xlsx", "--against", DOSSIER)
    run("workbook", "read", "so.xlsx", "--against", DOSSIER, "--agency", "xa-khac", code=2)
    run("workbook", "read", "so.xlsx", "--against", "khong-co.yaml", code=3)


def test_another_agencys_dossier_is_not_written_over(run, book):
    text = (book / DOSSIER).read_text("utf-8").replace("xa-vi-du", "xa-khac")
    (book / "khac.yaml").write_text(text, "utf-8")
    assert "SC714" in run("workbook", "read", "so.xlsx", "--output", "khac.yaml", code=1).stderr
    assert (book / "khac.yaml").read_text("utf-8") == text
    earlier = (book / DOSSIER).read_text("utf-8").replace("period: 2025", "period: 2024")
    (book / "truoc.yaml").write_text(earlier, "utf-8")
    assert "SC715" in run("workbook", "read", "so.xlsx", "--output", "truoc.yaml", code=1).stderr
    assert (book / "truoc.yaml").read_text("utf-8") == earlier
    run("workbook", "read", "so.xlsx", "--against", DOSSIER, "--output", DOSSIER, code=2)
    run("workbook", "read", "so.xlsx", "--against", DOSSIER, "--output", DOSSIER, "--force")


def test_the_workbook_itself_is_not_written_over(run, book):
    before = (book / "so.xlsx").read_bytes()
    run("workbook", "read", "so.xlsx", "--output", "so.xlsx", code=2)
    assert (book / "so.xlsx").read_bytes() == before


def test_what_is_no_workbook_is_refused(run, sample):
    (sample / "so.xlsx").write_bytes(b"a;b\n")
    assert "SC784" in run("workbook", "read", "so.xlsx", code=1).stderr
    run("workbook", "read", "khong-co.xlsx", code=3)
    run("workbook", "read", "evidence", code=3)


def test_that_the_scheme_changed_since_a_workbook_was_made_is_an_error_and_the_rest_is_kept(run, book):
    run("workbook", "read", "so.xlsx", "--output", "truoc.yaml")
    scheme = next((book / "criteria").rglob("scheme.yaml"))
    scheme.write_text(scheme.read_text("utf-8") + "# đổi\n", "utf-8")
    assert "SC713" in run("workbook", "read", "so.xlsx", "--output", "sau.yaml", code=1).stderr
    assert (book / "sau.yaml").read_bytes() == (book / "truoc.yaml").read_bytes()


def test_a_workbook_whose_name_is_no_text_is_read(run, book):
    name = book / os.fsdecode(b"so\xff.xlsx")
    try:
        (book / "so.xlsx").rename(name)
    except OSError:
        pytest.skip("this file system takes only text for names")
    run("workbook", "read", name, "--output", "moi.yaml")
    assert "so?.xlsx" in (book / "moi.yaml").read_text("utf-8")


def test_random_changes_of_a_workbook_never_end_in_a_traceback(run, book):
    raw = (book / "so.xlsx").read_bytes()
    with zipfile.ZipFile(book / "so.xlsx") as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    chance = random.Random(7)
    codes = set()
    for turn in range(150):
        if turn % 3 == 0:
            data = bytearray(raw)
            for _ in range(chance.choice((1, 3, 20))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        else:
            # Inside the parts, where no checksum notices it.
            name = chance.choice([one for one in parts if "sheet" in one or "shared" in one or "workbook" in one])
            part = bytearray(parts[name])
            for _ in range(chance.choice((1, 2, 5))):
                at = chance.randrange(len(part))
                part[at] = chance.choice(b'<>/"=&;0129AZaz \x00\xff') if turn % 2 else chance.randrange(256)
            with zipfile.ZipFile(book / "hong.xlsx", "w") as archive:
                for one, old in parts.items():
                    archive.writestr(one, bytes(part) if one == name else old)
            data = bytearray((book / "hong.xlsx").read_bytes())
        (book / "hong.xlsx").write_bytes(data)
        codes.add(run("workbook", "read", "hong.xlsx", code=None).exit_code)
    assert codes == {0, 1}


def test_reading_needs_no_library_beside_the_ones_always_installed(book, root):
    code = (
        "import sys\n"
        "for one in ('openpyxl', 'python_calamine', 'xlsxwriter', 'lxml', 'docxtpl'): sys.modules[one] = None\n"
        "from scoring.cli.app import root\nroot.main(['workbook', 'read', 'so.xlsx', '-o', 'moi.yaml'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=book, env={"PYTHONPATH": str(root / "src")}, check=False, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (book / "moi.yaml").is_file()


def test_hidden_and_struck_records_are_read_and_said(run, book):
    path = book / "so.xlsx"
    work = openpyxl.load_workbook(path)
    page = work["Minh chứng"]
    head = next(row for row in page.iter_rows() if any(c.value == "id" for c in row))
    column = next(c.column for c in head if c.value == "title")
    row = max(row for row in range(1, page.max_row + 1) if page.cell(row, column).value)
    assert "SC87" not in run("workbook", "read", "so.xlsx").stderr
    page.row_dimensions[row].hidden = True
    page.cell(row, column).font = openpyxl.styles.Font(strike=True)
    work.save(path)

    told = run("workbook", "read", "so.xlsx", "--output", "moi.yaml").stderr

    assert f"Cần xem[SC875]: dòng đang ẩn hay bị lọc mà vẫn được tính: {row}\n" in told
    assert f"Cần xem[SC876]: dòng có chữ gạch ngang mà vẫn được tính: {row}\n" in told
    assert run("evaluate", DOSSIER).stdout == run("evaluate", "moi.yaml").stdout


def test_what_is_readable_is_written_and_the_wrong_cell_is_marked(run, book):
    where = spoil(book, "Tiêu chí", "sl:don_dung_han", "answer", "hai ba")
    told = run("workbook", "read", "so.xlsx", "-o", "moi.yaml", "--marked", "sua.xlsx", code=1).stderr
    assert "Lỗi[SC742]" in told
    assert "1 ô sai hoặc dở dang để ngoài, coi như chưa khai" in told
    assert "1 ô được đánh dấu" in told
    text = (book / "moi.yaml").read_text("utf-8")
    assert "don_phai_giai_quyet" in text
    assert "don_dung_han" not in text
    run("validate", "moi.yaml")
    cell = openpyxl.load_workbook(book / "sua.xlsx")["Tiêu chí"][where.partition("!")[2]]
    assert "hai ba" in cell.comment.text
    assert "SC613" in run("workbook", "read", "so.xlsx", "--marked", "so.xlsx", code=1).stderr
    assert openpyxl.load_workbook(book / "so.xlsx")["Tiêu chí"][where.partition("!")[2]].comment is None


def test_another_file_is_not_replaced_by_the_marked_workbook(run, book):
    spoil(book, "Tiêu chí", "sl:don_dung_han", "answer", "hai ba")
    (book / "sua.xlsx").write_bytes(b"khac")
    told = run("workbook", "read", "so.xlsx", "-o", "moi.yaml", "--marked", "sua.xlsx", code=1).stderr
    assert "SC663" in told
    assert "SC742" in told
    assert not (book / "moi.yaml").exists()
    run("workbook", "read", "so.xlsx", "--marked", "sua.yaml", code=2)
