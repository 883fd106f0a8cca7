"""Grids of tables whose loops make columns, read in parts: as a whole tree would be fitted."""

from __future__ import annotations

import random
from typing import Any

import pytest
from lxml import etree

from scoring.reports.docx_file import FilledPart, W, pack
from scoring.reports.docx_tables import Tables

NAMESPACE = W[1:-1]


def fitted(pieces: list[str]) -> str:
    tables = Tables()
    for piece in pieces:
        tables.read(piece)
    return "".join(map(tables.fit, pieces))


def table(grid: list[int], rows: list[list[str]]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    lines = "".join(text for row in rows for text in ('<w:tr w:rsidR="01">', *row, "</w:tr>"))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>"


def cell(width: object, content: str = "<w:p/>") -> str:
    told = "" if width is None else f'<w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr>'
    return f"<w:tc>{told}{content}</w:tc>"


def expected(text: str) -> Any:
    """The same by the tree: a grid for each even table that has more or fewer cells than columns."""
    tree = etree.fromstring(f'<w:body xmlns:w="{NAMESPACE}">{text}</w:body>')
    for one in tree.iter(f"{W}tbl"):
        grid, rows = one.find(f"{W}tblGrid"), [row.findall(f"{W}tc") for row in one.findall(f"{W}tr")]
        columns = grid.findall(f"{W}gridCol")
        if not rows or not columns or len({len(row) for row in rows}) > 1 or len(rows[0]) in (0, len(columns)):
            continue
        told = [cell.find(f"{W}tcPr/{W}tcW") for cell in rows[0]]
        widths = [0 if x is None or not x.get(f"{W}w").isdigit() else int(x.get(f"{W}w")) for x in told]
        total = sum(int(column.get(f"{W}w")) for column in columns)
        if sum(widths) and total:
            widths = [max(1, width * total // sum(widths)) for width in widths]
        grid[:] = [grid.makeelement(f"{W}gridCol", {f"{W}w": str(width)}) for width in widths]
        for row in rows:
            for at, width in zip(row, widths, strict=True):
                own = at.find(f"{W}tcPr/{W}tcW")
                if own is not None:
                    own.set(f"{W}w", str(width))
    return etree.tostring(tree, method="c14n")


def drawn(chance: random.Random, depth: int = 0) -> str:
    """A table, perhaps with others in its cells."""
    grid = [chance.choice([500, 700, 1200]) for _ in range(chance.randint(1, 4))]
    cells = chance.randint(1, 5)
    rows = []
    for _ in range(chance.randint(1, 4)):
        count = cells if chance.random() < 0.9 else chance.randint(1, 5)
        contents = ["<w:p/>" if depth or chance.random() < 0.8 else drawn(chance, 1) + "<w:p/>" for _ in range(count)]
        rows.append([cell(chance.choice([100, 300, 450, None, "auto"]), one) for one in contents])
    return table(grid, rows)


@pytest.mark.parametrize("seed", range(150))
def test_tables_get_the_grids_a_tree_would_give_them(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(f"<w:p/>{drawn(chance)}" for _ in range(chance.randint(1, 3)))
    pieces = [f"{piece}<w:p/>" for piece in text.split("<w:p/>")]

    made = fitted(pieces).removesuffix("<w:p/>")

    tree = etree.fromstring(f'<w:body xmlns:w="{NAMESPACE}">{made}</w:body>')
    assert etree.tostring(tree, method="c14n") == expected(text)


def test_a_table_of_two_columns_with_three_cells_shares_their_width() -> None:
    made = fitted([table([400, 500], [[cell(100), cell(100), cell(100)]])])

    assert made == table([300, 300, 300], [[cell(300), cell(300), cell(300)]])


def test_the_grid_before_a_tracked_change_is_no_part_of_the_grid() -> None:
    was = '<w:tblGridChange w:id="1"><w:tblGrid><w:gridCol w:w="7"/></w:tblGrid></w:tblGridChange>'
    even = table([400, 500], [[cell(100), cell(300)]]).replace("</w:tblGrid>", f"{was}</w:tblGrid>")

    assert fitted([even]) == even
    assert '<w:gridCol w:w="900"/><w:tblGridChange' in fitted([even.replace(cell(300), "")])


@pytest.mark.parametrize(
    "apart",
    [
        f"<w:sdt><w:sdtContent><w:tr>{cell(50)}</w:tr></w:sdtContent></w:sdt>",
        "<!-- <w:tr><w:tc> <w:tcW w:w='5'/> -->",
        f"<w:sdt><w:sdtContent>{table([50], [[cell(7)]])}</w:sdtContent></w:sdt>",
    ],
)
def test_what_stands_apart_in_a_table_is_none_of_its_rows_and_stays(apart: str) -> None:
    row = [cell(100), cell(100), cell(100)]
    text = table([400, 500], [row, row]).replace("</w:tr><w:tr", f"</w:tr>{apart}<w:tr", 1)

    made = fitted([text])

    fit = [cell(300)] * 3
    assert made == table([300, 300, 300], [fit, fit]).replace("</w:tr><w:tr", f"</w:tr>{apart}<w:tr", 1)


def test_the_width_before_a_tracked_change_is_no_width_of_the_cell() -> None:
    was = '<w:tcPrChange w:id="1"><w:tcPr><w:tcW w:w="7"/></w:tcPr></w:tcPrChange>'
    changed = cell(100).replace("</w:tcPr>", f"{was}</w:tcPr>")
    without = cell(None, f"<w:tcPr>{was}</w:tcPr><w:p/>")

    made = fitted([table([400, 500], [[changed, without, cell(200)]])])

    assert made.count('<w:tcW w:w="7"/>') == 2
    assert '<w:gridCol w:w="300"/><w:gridCol w:w="1"/><w:gridCol w:w="600"/>' in made


@pytest.mark.parametrize("odd", ["<w:tbl/>", "<w:tbl><w:tc></w:tc><w:tr/><w:tcW/></w:tbl>", "<w:tbl><w:tcW/></w:tbl>"])
def test_no_table_is_too_odd_to_be_read(odd: str) -> None:
    assert fitted([odd, odd]) == odd * 2


def test_a_column_written_with_an_end_tag_leaves_none() -> None:
    text = table([400, 500], [[cell(100)]]).replace('w:w="400"/>', 'w:w="400"> </w:gridCol>')

    assert etree.fromstring(fitted([text]).replace("<w:tbl>", f'<w:tbl xmlns:w="{NAMESPACE}">')) is not None


def test_pieces_of_a_part_come_back_as_they_were_given_and_large_ones_from_the_disk() -> None:
    given = ["ộ" * 700_000, "", "<w:p/>", "x" * 5]
    part = FilledPart(given)

    assert [one.decode() for one in part] == [one.decode() for one in part] == given
    assert part.file._rolled  # type: ignore[attr-defined]
    assert b"".join(pack({"a.xml": part})) == b"".join(pack({"a.xml": "".join(given).encode()}))
