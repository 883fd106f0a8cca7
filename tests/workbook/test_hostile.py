"""Files that mean harm or are broken: refused with a code, in little time and memory, never with a traceback."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from scoring.errors import InvalidInput
from scoring.workbook.package import Bounds
from scoring.workbook.source import parse_book

from .surgery import MAIN, packed, parts_of, sheet_xml, simple, with_parts, with_sheet, with_texts

SHEET = "xl/worksheets/sheet1.xml"
DTD = f"""<?xml version="1.0"?><!DOCTYPE worksheet [{{}}]>
<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&z;</t></is></c></row></sheetData></worksheet>"""
ROWS = f'<worksheet xmlns="{MAIN}"><sheetData><row>'.encode()
TEXTS = f'<sst xmlns="{MAIN}">'.encode()
LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(25))


def codes(raw: bytes, **bounds: int) -> set[str]:
    with pytest.raises(InvalidInput) as failed:
        parse_book(raw, "so.xlsx", Bounds(**bounds))
    return {one.code for one in failed.value.diagnostics}


def _encrypted() -> bytes:
    raw = bytearray(simple())
    # The flag stands both before each file and in the table of contents.
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(sign)
        while start >= 0:
            raw[start + at] |= 1
            start = raw.find(sign, start + 4)
    return bytes(raw)


def _content_type(kind: str) -> bytes:
    parts = parts_of(simple())
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, kind.encode())
    return packed(parts)


def _declares_less() -> bytes:
    """A part that unpacks to more than the table of contents says."""
    raw = bytearray(with_parts(simple(), {SHEET: sheet_xml(" " * 200_000)}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = raw.find(sign)
        while start >= 0:
            (size,) = struct.unpack_from("<I", raw, start + at)
            if size > 200_000:
                struct.pack_into("<I", raw, start + at, 300)
            start = raw.find(sign, start + 4)
    return bytes(raw)


def _encoding(name: str) -> bytes:
    return with_parts(simple(), {SHEET: f'<?xml version="1.0" encoding="{name}"?><worksheet/>'.encode()})


def _long_record(raw: bytes) -> bytes:
    """A workbook with the second record big zips have, which says that there are a million files."""
    end = raw.rfind(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**6, 10**6, 5 * 10**6, 0)
    return raw[:end] + record + b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1) + raw[end:]


def _twice() -> bytes:
    out = io.BytesIO(simple())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.upper(), b"<x/>")
    return out.getvalue()


ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: str) -> bytes:
    """An .ods workbook with one sheet of these rows."""
    content = f'<x xmlns:c="urn:c" xmlns:r="urn:r"><c:table r:name="a">{rows}</c:table></x>'
    return packed({"mimetype": ODS, "content.xml": content.encode()})


HOSTILE = {
    "not a zip": (b"\x01\x02\x03", "SC700"),
    "nothing": (b"", "SC786"),
    "old xls or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "SC700"),
    "odt": (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "SC700"),
    "ods without content": (packed({"mimetype": ODS}), "SC701"),
    "ods with macros": (packed({"mimetype": ODS, "content.xml": b"<x/>", "Basic/Standard/a.xml": b"<x/>"}), "SC704"),
    "ods with an entity": (packed({"mimetype": ODS, "content.xml": b"<!DOCTYPE a><a/>"}), "SC705"),
    "ods that repeats a cell": (ods('<c:table-row r:number-rows-repeated="1000000">'
        '<c:table-cell r:number-columns-repeated="16000" r:value-type="float" r:value="1"/></c:table-row>'), "SC702"),
    "ods with a number that is none": (ods('<c:table-row><c:table-cell r:value-type="float" r:value="x"/>'
        "</c:table-row>"), "SC701"),
    "another zip": (packed({"a.txt": b"x"}), "SC700"),
    "docx": (_content_type("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "SC700"),
    "xlsb": (_content_type("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "SC704"),
    "xlsm": (_content_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "SC704"),
    "macro part": (with_parts(simple(), {"xl/vbaProject.bin": b"x"}), "SC704"),
    "macro under another name": (with_parts(simple(), {"xl/VBAPROJECT.BIN": b"x"}), "SC704"),
    "macro sheet": (with_parts(simple(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "SC704"),
    "external link": (with_parts(simple(), {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "SC704"),
    "ole": (with_parts(simple(), {"xl/embeddings/oleObject1.bin": b"x"}), "SC704"),
    "activex": (with_parts(simple(), {"xl/activeX/activeX1.xml": b"<x/>"}), "SC704"),
    "connection": (with_parts(simple(), {"xl/connections.xml": b"<x/>"}), "SC704"),
    "traversal": (with_parts(simple(), {"../../etc/passwd": b"x"}), "SC703"),
    "backslash": (with_parts(simple(), {"xl\\..\\..\\evil.xml": b"x"}), "SC703"),
    "drive": (with_parts(simple(), {"C:/evil.xml": b"x"}), "SC703"),
    "encrypted": (_encrypted(), "SC703"),
    "two parts of one name": (_twice(), "SC703"),
    "outside entity": (with_parts(simple(), {SHEET: DTD.format('<!ENTITY z SYSTEM "file:///etc/passwd">').encode()}), "SC705"),
    "billion laughs": (with_parts(simple(), {SHEET: DTD.format(LAUGHS).encode()}), "SC705"),
    "dtd in the list of sheets": (with_parts(simple(), {"xl/workbook.xml": b"<!DOCTYPE a><a/>"}), "SC705"),
    "dtd in content types": (with_parts(simple(), {"[Content_Types].xml": b"<!DOCTYPE a><a/>"}), "SC705"),
    "cut short": (simple()[:-100], "SC701"),
    "cut in half": (simple()[:2500], "SC701"),
    "malformed": (with_parts(simple(), {SHEET: b"<worksheet><sheetData>"}), "SC701"),
    "no list of sheets": (packed({k: v for k, v in parts_of(simple()).items() if k != "xl/workbook.xml"}), "SC701"),
    "sheet is missing": (packed({k: v for k, v in parts_of(simple()).items() if k != SHEET}), "SC701"),
    "says less than it unpacks": (_declares_less(), "SC701"),
    "an encoding that is none": (_encoding("hex"), "SC701"),
    "an unknown encoding": (_encoding("xyz"), "SC701"),
    "an encoding of wide characters": (_encoding("utf-32"), "SC701"),
    "a second record of contents": (_long_record(simple()), "SC702"),
    "a cell twice": (with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "SC701"),
    "a cell in another row": (with_sheet('<row r="1"><c r="A2"><v>1</v></c></row>'), "SC701"),
    "a column beyond the last": (with_sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "SC701"),
    "a row beyond the last": (with_sheet('<row r="9999999"><c><v>1</v></c></row>'), "SC701"),
    "a text that is not there": (with_sheet('<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'), "SC701"),
    "a negative text": (with_sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "SC701"),
    "a number that is none": (with_sheet('<row r="1"><c r="A1"><v>0x10</v></c></row>'), "SC701"),
    "an unknown kind of cell": (with_sheet('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>'), "SC701"),
    "too deep": (with_parts(simple(), {SHEET: b"<a>" * 1000}), "SC702"),
    "a tag without end": (with_parts(simple(), {SHEET: b'<a b="' + b"x" * 3_000_000}), "SC702"),
    "a very long text": (with_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 50_000}</t></is></c></row>'), "SC702"),
    "a very long number": (with_sheet(f'<row r="1"><c r="A1"><v>{"9" * 5_000}</v></c></row>'), "SC701"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(name: str) -> None:
    raw, code = HOSTILE[name]
    assert codes(raw) == {code}


def test_an_honest_workbook_passes() -> None:
    assert list(parse_book(simple(), "so.xlsx")) == ["Tiêu chí"]


def test_hyperlinks_and_pictures_people_add_do_no_harm() -> None:
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="http://a.example" TargetMode="External"/></Relationships>'
    )
    raw = with_parts(simple(), {"xl/worksheets/_rels/sheet1.xml.rels": rels, "xl/media/image1.png": b"\x89PNG"})
    assert parse_book(raw, "so.xlsx")["Tiêu chí"].rows


@pytest.mark.parametrize(
    ("bounds", "raw"),
    [
        ({"file": 100}, simple()),
        ({"entries": 3}, simple()),
        ({"part": 300}, simple()),
        ({"total": 2_000}, simple()),
        ({"directory": 100}, simple()),
        ({"cells": 1}, simple()),
        ({"elements": 5}, simple()),
        ({"texts": 1}, with_texts(TEXTS + b"<si><t>a</t></si><si><t>b</t></si></sst>")),
        ({"sheets": 0}, simple()),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
def test_each_bound_is_kept(bounds: dict[str, int], raw: bytes) -> None:
    assert codes(raw, **bounds) == {"SC702"}


_CHILD = textwrap.dedent("""
    import resource, sys
    resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
    from pathlib import Path
    from scoring.errors import InvalidInput
    from scoring.workbook.source import read_book
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read_book(Path(sys.argv[1]))
        code = "read"
    except InvalidInput as error:
        code = error.diagnostics[0].code
    print(code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
""")


def _bomb(part: str, head: bytes, piece: bytes, size: int, tail: bytes = b"") -> bytes:
    """A workbook one part of which unpacks to `size` bytes of repetition."""
    parts = parts_of(with_texts(TEXTS + b"</sst>"))
    parts.pop(part, None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        with archive.open(part, "w", force_zip64=True) as stream:
            stream.write(head)
            block = piece * (1_000_000 // len(piece))
            for _ in range(size // len(block)):
                stream.write(block)
            stream.write(tail)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits are those of Linux")
@pytest.mark.parametrize(
    ("part", "head", "piece", "size", "code"),
    [
        (SHEET, ROWS, b"<c><v>1</v></c>", 110_000_000, "SC702"),
        (SHEET, ROWS, b"<c><v>1</v></c>", 31_000_000, "SC702"),
        (SHEET, ROWS, b"<c/>", 31_000_000, "SC702"),
        (SHEET, ROWS + b'<c t="inlineStr"><is><t>', b"a" * 1000, 31_000_000, "SC702"),
        ("xl/sharedStrings.xml", TEXTS, b"<si><t>a</t></si>", 31_000_000, "SC702"),
        ("xl/sharedStrings.xml", TEXTS + b"<si><t>", b"a" * 1000, 31_000_000, "SC702"),
        ("xl/media/image1.png", b"", b"\0" * 1000, 400_000_000, "SC702"),
    ],
    ids=["100 MB sheet", "many cells", "empty cells", "one text", "many texts", "one shared text", "picture"],
)  # fmt: skip
def test_memory_stays_small_whatever_the_file_unpacks_to(
    part: str, head: bytes, piece: bytes, size: int, code: str, tmp_path: Path, root: Path
) -> None:
    file = tmp_path / "so.xlsx"
    file.write_bytes(_bomb(part, head, piece, size))
    assert file.stat().st_size < 10_000_000
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(file)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(root / "src")},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found, grown = done.stdout.split()
    assert found == code
    assert int(grown) < 150, f"{grown} MB"


@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_bytes_changed_at_random_is_read_or_refused(seed: int) -> None:
    whole = simple({f"{c}{r}": f"{c}{r}" if r % 2 else r / 8 for c in "ABCDE" for r in range(1, 9)})
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, data in parts_of(whole).items():
            archive.writestr(name, data)
    random_ = random.Random(seed)
    said: list[str] = []
    for raw in (whole, stored.getvalue()):
        for _ in range(60):
            data = bytearray(raw)
            for _ in range(random_.choice((1, 2, 8))):
                data[random_.randrange(len(data))] = random_.randrange(256)
            try:
                parse_book(bytes(data), "so.xlsx")
            except InvalidInput as error:
                said += [one.message(lang) for one in error.diagnostics for lang in ("vi", "en")]
    assert said
    assert all(said)
