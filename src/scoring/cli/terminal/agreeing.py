"""Weighted kappa in words: the figures, why there are none, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.cli.terminal.console import settings, show, t
from scoring.cli.terminal.options import option
from scoring.diagnostics import Diagnostic
from scoring.numbers import parse_number
from scoring.numbers import show as number

AGREEMENT = option(
    "--agreement", is_flag=True,
    vi="Thêm kappa có trọng số (tuyến tính, bình phương) giữa hai bên; cần pip install 'scoring[agreement]'.",
    en="Add the weighted kappa (linear, quadratic) of the two; needs pip install 'scoring[agreement]'.",
)  # fmt: skip


def figure(text: str | None) -> str:
    """A figure of four decimals, or a dash where the reason stands beside it.

    >>> figure("0.6543"), figure(None)
    ('0,6543', '–')
    """
    value = None if text is None else parse_number(text)
    return "–" if value is None else number(value, settings.lang, 4)


def why(kappa: Mapping[str, Any]) -> str:
    """Why there are no figures; nothing where there are."""
    words = {
        "few": ("chưa đủ 2 cặp để tính", "fewer than 2 pairs"),
        "constant": (
            "không xác định: có bên cho mọi tiêu chí cùng một mức",
            "undefined: one side gave the same everywhere",
        ),
        "not_installed": ("chưa tính: máy này chưa cài nltk", "not computed: nltk is not installed"),
    }  # fmt: skip
    return t(*words.get(str(kappa["undefined"] or ""), ("", "")))


def caveat() -> str:
    """What the figures are and are not, one paragraph."""
    return t(
        "Kappa có trọng số: 1 là giống hệt, 0 là không hơn ghép ngẫu nhiên, âm là kém hơn ngẫu nhiên; khác nhau càng xa càng trừ nặng "
        "(tuyến tính: theo khoảng cách điểm; bình phương: theo bình phương khoảng cách), tính trên tỷ lệ so với điểm tối đa từng tiêu chí. "
        "Con số không nói ai chấm đúng, dao động mạnh khi ít cặp, thấp đi khi hầu hết đều được điểm tối đa; không dùng để đánh giá người chấm.\n",
        "Weighted kappa: 1 is alike throughout, 0 no better than chance, negative worse than chance; the farther apart, the more it costs "
        "(linear: by the distance of the points; quadratic: by its square), on shares of each criterion's maximum. "
        "It does not say who is right, swings with few pairs, and sinks where nearly all get full points; it is no mark for an appraiser.\n",
    )


def tell_missing(kappas: Iterable[Mapping[str, Any]]) -> None:
    """Warn once where the library is missing; the rest of the output stands."""
    if any(one["undefined"] == "not_installed" for one in kappas):
        show([Diagnostic("SC636", None, {})])


__all__ = ["AGREEMENT", "caveat", "figure", "tell_missing", "why"]
