"""Failures: one exit code each, and the operating system's in words of both languages."""

from __future__ import annotations

import errno
import os

import pytest

from scoring.errors import system_words


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EIO, errno.EBADF])
def test_what_often_fails_is_told_in_both_languages(number):
    words = system_words(OSError(number, "not shown", "tệp"))
    assert "not shown" not in words.values()
    assert words["why"] != words["why_en"]
    assert words == system_words(number)


def test_a_rare_failure_is_told_by_its_name_and_in_english_in_the_systems_own_words():
    words = system_words(errno.ENOTTY)
    assert words == {"why": "hệ thống báo lỗi ENOTTY", "why_en": os.strerror(errno.ENOTTY)}


def test_a_failure_without_a_number_says_what_it_can():
    assert system_words(OSError("hỏng"))["why_en"] == "hỏng"
