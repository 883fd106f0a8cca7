"""Text that looks like a citizen's data, said before it is stored."""

from __future__ import annotations

import re

from scoring.personal_data import KINDS, looks_personal
from scoring.text import in_lang

_NAME = (
    r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|ÔNG|BÀ):? +((?:[A-ZĐÀ-Ỹ][a-zđà-ỹA-ZĐÀ-Ỹ]*)(?: [A-ZĐÀ-Ỹ][a-zđà-ỹA-ZĐÀ-Ỹ]*){1,4})"
)
_COMPLAINT = r"khiếu nại|tố cáo|phản ánh|kiến nghị|người gửi đơn|đơn thư|gửi đơn|đơn của"


def warnings_of(text: str, lang: str) -> list[str]:
    """What in a text looks like a citizen's number, phone, mailbox or name, or the name of who complains; each with its
    middle hidden.

    >>> warnings_of("đơn khiếu nại của bà Trần Thị B", "en")
    ['the name of who complains (Trầ…)']
    """
    found = [f"{in_lang(lang, *KINDS[kind])} ({shown})" for kind, shown in looks_personal(text)]
    if re.search(_COMPLAINT, text, re.IGNORECASE):
        who = in_lang(lang, "họ tên người khiếu nại, phản ánh", "the name of who complains")
        found += [f"{who} ({one[1][:3]}…)" for one in re.finditer(_NAME, text)]
    return found
