"""The facts of a condition, kept in a result as ``X là có: đang là không``, as sentences for readers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.reports.words import as_written, one_line

_Words = Sequence[tuple[str, str]]
_VI: _Words = (
    (r"(?:không phải: )?phát hiện “(.+)”: có", "phát hiện trường hợp “{0}”"),
    (r"(?:không phải: )?phát hiện “(.+)”: không", "không phát hiện trường hợp “{0}”"),
    (r"(?:không phải: )?phát hiện “(.+)”: chưa rõ", "chưa đủ căn cứ xem xét trường hợp “{0}”"),
    (r"(?:không phải: )?(.+) là (?:có|không): đang là có", "có trường hợp “{0}”"),
    (r"(?:không phải: )?(.+) là (?:có|không): đang là không", "không có trường hợp “{0}”"),
    (r"(?:không phải: )?(.+) (?:là \S+|từ \S+(?: %)? trở lên|dưới \S+(?: %)?): đang là (?:chưa đủ số liệu|None)",
     "chưa có số liệu về “{0}”"),
    (r"mục (\S+) (từ \S+(?: %)? trở lên|dưới \S+(?: %)?): đang là (.+) / (\S+) – (?:có|không|chưa rõ)",
     "mục {0} được {2}/{3} điểm (mốc xét: {1})"),
    (r"(?:không phải: )?(.+) (từ \S+(?: %)? trở lên|dưới \S+(?: %)?): đang là (.+)", "{0} {2} (mốc xét: {1})"),
    (r"mọi mục (từ \S+(?: %)? trở lên|dưới \S+(?: %)?): đạt", "các mục đều đạt {0}"),
    (r"(?:không phải: )?chưa có kết quả kỳ ([0-9]{4})", "chưa có kết quả năm {0}, không xét"),
    (r"(?:không phải: )?((?:.+ )?kỳ \S+) xếp “(.+)”: (?:có|không|chưa rõ)", "{0}: loại {1}"),
    (r"(?:không phải: )?(.+) là (.+): đang là (.+)", "{0}: {2} (mốc xét: {1})"),
)  # fmt: skip
_EN: _Words = (
    (r"(?:not: )?finding “(.+)”: yes", "there is a case of “{0}”"),
    (r"(?:not: )?finding “(.+)”: no", "no case of “{0}”"),
    (r"(?:not: )?finding “(.+)”: not known yet", "not known yet whether there is a case of “{0}”"),
    (r"(?:not: )?(.+) is (?:yes|no): now yes", "there is a case of “{0}”"),
    (r"(?:not: )?(.+) is (?:yes|no): now no", "no case of “{0}”"),
    (r"(?:not: )?(.+) (?:is \S+|\S+(?: %)? or more|below \S+(?: %)?): now (?:data missing|None)",
     "no data on “{0}”"),
    (r"item (\S+) (\S+(?: %)? or more|below \S+(?: %)?): now (.+) / (\S+) – (?:yes|no|not known yet)",
     "item {0} has {2}/{3} points (threshold: {1})"),
    (r"(?:not: )?(.+) (\S+(?: %)? or more|below \S+(?: %)?): now (.+)", "{0} {2} (threshold: {1})"),
    (r"every item (\S+(?: %)? or more|below \S+(?: %)?): met", "every item has {0}"),
    (r"(?:not: )?(.+) is (.+): now (.+)", "{0}: {2} (threshold: {1})"),
)  # fmt: skip


def fact_sentence(detail: str, lang: str = "vi") -> str:
    """What a condition met, as people say it; a text of another form as it is.

    >>> fact_sentence("điểm trừ từ 10 trở lên: đang là 2")
    'điểm trừ 2 (mốc xét: từ 10 trở lên)'
    >>> fact_sentence("phát hiện “Để phát sinh điểm nóng”: chưa rõ")
    'chưa đủ căn cứ xem xét trường hợp “Để phát sinh điểm nóng”'
    """
    text = one_line(detail)
    for pattern, words in _VI if lang == "vi" else _EN:
        if found := re.fullmatch(pattern, text):
            return as_written(words.format(*found.groups()), lang)
    return as_written(text, lang)


def fact_sentences(details: Sequence[str], lang: str = "vi") -> list[str]:
    """`fact_sentence` of each detail of a condition."""
    return [fact_sentence(one, lang) for one in details]
