"""Weighted kappa in words: the figures, why there are none, and a caveat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.diagnostics import Diagnostic
from scoring.numbers import parse_number
from scoring.numbers import show as number
from scoring.review.agreement import PairAgreement
from scoring.text import in_lang


def figure(text: str | None, lang: str) -> str:
    """A figure of four decimals, or a dash where the reason stands beside it.

    >>> figure("0.6543", "vi"), figure(None, "vi")
    ('0,6543', '–')
    """
    value = None if text is None else parse_number(text)
    return "–" if value is None else number(value, lang, 4)


def why(undefined: str | None, lang: str) -> str:
    """Why there are no figures; nothing where there are."""
    words = {
        "few": ("chưa đủ 2 cặp để tính", "fewer than 2 pairs"),
        "constant": (
            "không xác định: có bên cho mọi tiêu chí cùng một mức",
            "undefined: one side gave the same everywhere",
        ),
        "not_installed": ("chưa tính: máy này chưa cài nltk", "not computed: nltk is not installed"),
    }  # fmt: skip
    return in_lang(lang, *words.get(undefined or "", ("", "")))


def caveat(lang: str) -> str:
    """What the figures mean and do not mean, one paragraph."""
    return in_lang(
        lang,
        "Kappa có trọng số: 1 là giống hệt, 0 là không hơn ghép ngẫu nhiên, âm là kém hơn ngẫu nhiên; khác nhau càng xa "
        "càng trừ nặng (tuyến tính: theo khoảng cách điểm; bình phương: theo bình phương khoảng cách), tính trên tỷ lệ "
        "so với điểm tối đa từng tiêu chí. Con số không nói ai chấm đúng, dao động mạnh khi ít cặp, thấp đi khi hầu hết "
        "đều được điểm tối đa; không dùng để đánh giá người chấm.",
        "Weighted kappa: 1 is alike throughout, 0 no better than chance, negative worse than chance; the farther apart, "
        "the more it costs (linear: by the distance of the points; quadratic: by its square), on shares of each "
        "criterion's maximum. It does not say who is right, swings with few pairs, and sinks where nearly all get full "
        "points; it is no mark for an appraiser.",
    )


def kappa_words(pairs: Sequence[PairAgreement], lang: str) -> tuple[list[str], str]:
    """What a discrepancy report says of every two appraisers, and the caveat; nothing where it was not asked for."""
    texts = []
    for one in pairs:
        if kappa := one.kappa:
            linear, square = figure(kappa.linear, lang), figure(kappa.quadratic, lang)
            figures = in_lang(
                lang, f"κ tuyến tính {linear}; bình phương {square}", f"κ linear {linear}; quadratic {square}"
            )
            texts.append(why(kappa.undefined, lang) or figures)
    return texts, caveat(lang) if texts else ""


def missing_library(undefined: Iterable[str | None]) -> list[Diagnostic]:
    """A warning (SC636) where the library that computes kappa is not installed; once for all of them."""
    return [Diagnostic("SC636")] if "not_installed" in undefined else []
