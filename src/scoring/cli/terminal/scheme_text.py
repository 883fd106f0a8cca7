"""A scheme on the screen: its tree, ladders and measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.cli.terminal.console import t, table, width


def scheme_text(data: dict[str, Any]) -> str:
    """The whole page; `data` is what `scoring.app.inspection.inspect` returns."""
    return "\n".join(_fit(_text(data))) + "\n"


def _fit(pieces: Iterator[str]) -> Iterator[str]:
    """Lines no wider than the screen; what goes on is indented. Tables fit already."""
    from scoring.text import display_width, wrap

    for piece in pieces:
        if "\n" in piece or display_width(piece) <= width():
            yield piece
            continue
        indent = piece[: len(piece) - len(piece.lstrip(" "))]
        first, *rest = wrap(piece, width() - len(indent) - 2)
        yield indent + first
        yield from (f"{indent}  {line}" for line in rest)


def _text(data: dict[str, Any]) -> Iterator[str]:
    yield f"{data['title']}  ({data['id']}, {data['status']})"
    if data["banner"]:
        yield data["banner"]
    if data["decision"]:
        yield t("Căn cứ: ", "Decision: ") + data["decision"]
    yield t(
        f"Còn {data['unconfirmed']} mục chưa xác nhận (chưa ghi basis: verified)",
        f"{data['unconfirmed']} items unconfirmed (no basis: verified)",
    )
    yield data["digest"]
    yield ""
    head = [
        t("Khối", "Block"),
        t("Tên", "Title"),
        t("Bộ", "Set"),
        t("Thang", "Ladder"),
        t("Thẩm định", "Appraised by"),
    ]
    yield table(
        [
            head,
            *(
                [b["id"], b["title"], b["set"], b["ladder"], b["appraised_by"] or ""]
                for b in data["blocks"]
            ),
        ]
    )
    for id, ladder in data["ladders"].items():
        steps = ", ".join(
            f"{c['title']} ≥ {c['from']}" if c["from"] else c["title"] for c in ladder["classes"]
        )
        yield f"{t('Thang', 'Ladder')} {id}: {steps}"
        for key, vi, en in (
            ("gates", "điều kiện", "gates"),
            ("ceilings", "giới hạn", "ceilings"),
            ("outside", "ngoài thang", "outside"),
        ):
            if ladder[key]:
                yield f"  {t(vi, en)}: {', '.join(ladder[key])}"
    for rule in data["rules"]:
        yield f"{t('Luật phát hiện', 'Rule')} {rule['id']}: {rule['title']}"
    titles = {"tree": "", "bonus": t("Điểm thưởng", "Bonus"), "penalty": t("Điểm trừ", "Penalty")}
    for id, chosen in data["sets"].items():
        yield ""
        yield f"{id}: {chosen['title']} ({t('tối đa', 'maximum')} {chosen['maximum']})"
        for name, rows in chosen["sections"].items():
            if titles[name]:
                yield f"{titles[name]} ({t('trần', 'cap')} {chosen['caps'][name]})"
            shown = [
                [
                    "",
                    t("Tên", "Title"),
                    t("Điểm", "Max"),
                    t("Cách chấm", "Kind"),
                    t("Căn cứ", "Clause"),
                ]
            ]
            shown += [
                ["  " * (one["level"] - 1) + one["id"], one["title"], one["maximum"], one["kind"] or "", one["clause"] or ""]
                for one in rows
            ]  # fmt: skip
            yield table(shown, frozenset({2}))
        shown = [
            [
                t("Đại lượng", "Measure"),
                t("Tên", "Title"),
                t("Nguồn", "Source"),
                t("Được đọc bởi", "Read by"),
            ]
        ]
        shown += [
            [name, one["title"] + (f" ({', '.join(one['inputs'])})" if one["inputs"] else ""),
             one["source"], ", ".join(one["read_by"])]
            for name, one in chosen["measures"].items()
        ]  # fmt: skip
        if len(shown) > 1:
            yield table(shown)


__all__ = ["scheme_text"]
