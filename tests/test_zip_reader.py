"""Zip files from anywhere: what no caller accepts, whatever its limits."""

from __future__ import annotations

import io
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest

from scoring.zip_reader import ZipLimits, ZipReader, ZipRefused, bad_name


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "\\a", "a\\b", "C:a", "a\0.xml"])
def test_a_name_that_leads_outside_is_bad_name(name: str) -> None:
    assert bad_name(ZipInfo(name), set()) == ("đường dẫn ra ngoài", "its path leads outside")


def test_a_name_is_given_once_whatever_its_case_or_its_letters_are_made_of() -> None:
    seen: set[str] = set()
    found = [bad_name(ZipInfo(one), seen) for one in ("a/Kế.xml", "a/kê\u0301.XML", "a/ke.xml")]

    assert [one is None for one in found] == [True, False, True]


def test_what_is_encrypted_is_bad_name() -> None:
    info = ZipInfo("a")
    info.flag_bits = 1

    assert bad_name(info, set()) == ("được mã hóa", "it is encrypted")


def made(*infos: ZipInfo | str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as file:
        for one in infos:
            file.writestr(one, b"x" * 500)
    return out.getvalue()


def refused(raw: bytes, **limits: int) -> list[tuple[str, str]]:
    """Kind and part of each problem."""
    given = {"file": 9000, "directory": 900, "entries": 5, "total": 9000, **limits}
    with pytest.raises(ZipRefused) as caught:
        ZipReader(io.BytesIO(raw), ZipLimits(part=lambda name: 600 if name != "z" else None, **given))
    return [(one.kind, one.part) for one in caught.value.problems]


def test_every_problem_of_the_parts_is_found_at_once() -> None:
    link, packed = ZipInfo("link"), ZipInfo("packed")
    link.external_attr = 0o120777 << 16
    packed.compress_type = ZIP_BZIP2

    found = refused(made(link, packed, "con.xml", "z"), total=1000)

    assert found == [
        ("name", "link"), ("name", "packed"), ("name", "con.xml"), ("unexpected", "z"), ("total", ""),
    ]  # fmt: skip


def test_parts_that_share_bytes_are_refused() -> None:
    raw = bytearray(made("a", "b"))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 42 : at + 46] = (100).to_bytes(4, "little")

    assert refused(bytes(raw)) == [("damaged", "b")]


@pytest.mark.parametrize("limit", ["file", "directory", "entries"])
def test_the_ends_of_the_file_are_read_first(limit: str) -> None:
    assert refused(made("a", "b"), **{limit: 1}) == [(limit, "")]


def test_what_really_comes_out_counts_against_the_limit_of_all_parts() -> None:
    reader = ZipReader(
        io.BytesIO(made("a")), ZipLimits(file=9000, directory=900, entries=5, total=600, part=lambda _: 600)
    )
    assert b"".join(reader.chunks("a")) == b"x" * 500

    with pytest.raises(ZipRefused):
        list(reader.chunks("a"))
