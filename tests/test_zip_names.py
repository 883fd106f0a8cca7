"""Names inside zip files that no reader of ours accepts."""

from __future__ import annotations

from zipfile import ZipInfo

import pytest

from scoring.zip_names import refused


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "\\a", "a\\b", "C:a", "a\0.xml"])
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    assert refused(ZipInfo(name), set()) == ("đường dẫn ra ngoài", "its path leads outside")


def test_a_name_is_given_once_whatever_its_case_or_its_letters_are_made_of() -> None:
    seen: set[str] = set()
    found = [refused(ZipInfo(one), seen) for one in ("a/Kế.xml", "a/kê\u0301.XML", "a/ke.xml")]

    assert [one is None for one in found] == [True, False, True]


def test_what_is_encrypted_is_refused() -> None:
    info = ZipInfo("a")
    info.flag_bits = 1

    assert refused(info, set()) == ("được mã hóa", "it is encrypted")
