"""How a ranking was decided, in words: shares of a maximum, equal results told apart or sharing a rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from scoring.numbers import Number, from_exact, normal, show_percent
from scoring.reports.words import shown
from scoring.result.model import RankingRule
from scoring.result.ranking import RankedResult, RankedTotal, node_points
from scoring.result.summary import Summary
from scoring.text import in_lang

_SHARE_RANK = ("cùng tỷ lệ điểm", "equal shares")
_TOTAL_RANK = ("cùng tổng điểm", "equal totals")
SHARED_RANK = (
    "Các cơ quan bằng điểm cùng hạng, ghi theo thứ tự chữ cái.",
    "Equal totals share a rank; they are listed alphabetically.",
)


def remarks(rows: Sequence[RankedResult], lang: str = "vi") -> list[str]:
    """What has to be said of each row's rank: its share where maxima differ, and what told it from equal ones."""
    shares = [_share(row.total) for row in rows] if _by_differing_shares(rows) else []
    found: list[str] = []
    for index, row in enumerate(rows):
        texts: list[str] = []
        if shares and row.rank:
            # With the decimals that tell it from the shares beside it.
            near = [one for one in shares[max(0, index - 1) : index + 2] if one != shares[index]]
            texts.append(show_percent(shares[index], lang, near))
        if row.decided_by:
            nodes = ", ".join(f"{id}: {shown(node_points(row.result, id), lang)}" for id in row.decided_by)
            equal = in_lang(lang, *(_SHARE_RANK if _on_share(row.result) else _TOTAL_RANK))
            texts.append(in_lang(lang, f"{equal}, xếp theo {nodes}", f"{equal}, ranked by {nodes}"))
        found.append("; ".join(texts))
    return found


def rule(rows: Sequence[RankedResult], lang: str = "vi", shared: tuple[str, str] = SHARED_RANK) -> str:
    """By what equal results were ranked, or all by shares; `shared` says that equal totals share a rank."""
    ranks = [row.rank for row in rows if row.rank]
    if not ranks:
        return ""
    first = rows[0].result
    then_by = ", ".join((first.scheme.ranking or RankingRule()).then_by)
    tied, decided = len(ranks) > len(set(ranks)), any(row.decided_by for row in rows)
    sentences = []
    if _by_differing_shares(rows):
        sentences.append(
            in_lang(lang, "Xếp theo tỷ lệ điểm đạt trên điểm tối đa.", "Ranked by the share of the maximum.")
        )
    equal = in_lang(lang, *(_SHARE_RANK if _on_share(first) else _TOTAL_RANK))
    if decided or (tied and then_by):
        sentences.append(in_lang(lang, f"Các cơ quan {equal} xếp tiếp theo điểm mục {then_by}.",
                                 f"Agencies with {equal} are ranked by the points of {then_by}."))  # fmt: skip
    if tied and (then_by or _on_share(first)):
        sentences.append(in_lang(lang, "Bằng nhau thì cùng hạng, ghi theo thứ tự chữ cái.",
                                 "Those still equal share a rank; they are listed alphabetically."))  # fmt: skip
    elif tied:
        sentences.append(in_lang(lang, *shared))
    return " ".join(sentences)


def sums(results: Iterable[Summary], lang: str = "vi") -> str:
    """That totals may differ from the sums of their parts, where one does; else nothing."""
    if all(from_exact(one.total.certain) == sum(_parts(one)) for one in results):
        return ""
    return in_lang(
        lang,
        "Tổng điểm đã quy đổi, làm tròn, không quá điểm tối đa, nên có thể khác tổng các cột.",
        "Totals are scaled, rounded and no higher than the maximum, so they may differ from the sums of the columns.",
    )


def _parts(one: Summary) -> Iterator[Number]:
    yield from (from_exact(group.certain) for group in one.groups if group.parent is None)
    yield from (from_exact(extra.certain) for extra in (one.total.bonus, one.total.penalty) if extra)


def _on_share(result: Summary) -> bool:
    return result.classification.on == "share"


def _by_differing_shares(rows: Sequence[RankedResult]) -> bool:
    return _on_share(rows[0].result) and len({row.total.max for row in rows if row.rank}) > 1


def _share(total: RankedTotal) -> Fraction | int:
    maximum = from_exact(total.max)
    return normal(Fraction(from_exact(total.certain)) / maximum) if maximum else 0
