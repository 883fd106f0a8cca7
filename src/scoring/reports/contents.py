"""What the first page of a folder shows: blocks, distribution, what is incomplete, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from scoring.reports.around import Rows, slim
from scoring.reports.block import listing
from scoring.reports.links import anchor, file_stem
from scoring.reports.view import Row, View
from scoring.reports.words import one_line
from scoring.text import sort_key

Context = dict[str, Any]
Beside = Callable[[Literal["agency", "block", "run"], str, Row | None], Sequence[Mapping[str, str]]]
"""From what a file is made for, its stem, and the agency's result if it is for one, to links: ``href`` and ``label``."""


def _incomplete(views: Sequence[View]) -> list[Context]:
    rows = []
    for view in views:
        if view.complete:
            continue
        result = view.result
        rows.append({
            "agency": one_line(result["agency"]["name"]), "file": file_stem(result),
            "block": one_line(result["scheme"]["block_title"]), "total": view.span(result["total"]),
            "criteria": result["open"]["criteria"], "of": result["open"]["of"],
            "evidence": result["open"]["evidence"],
        })  # fmt: skip
    return sorted(rows, key=_by_name)


def _findings(views: Sequence[View]) -> list[Context]:
    """Findings by title, each with the agencies it was made in."""
    found: dict[str, Context] = {}
    for view in views:
        for one in view.result["findings"]:
            row = found.setdefault(one["id"], {
                "title": one_line(one["title"]), "clause": one_line(one["clause"] or ""), "agencies": [],
            })  # fmt: skip
            row["agencies"].append({
                "agency": one_line(view.result["agency"]["name"]), "file": file_stem(view.result),
                "sure": one["certain"], "because": "; ".join(
                    one_line(view.say(x["text"], x.get("text_en", x["text"]))) for x in one["because"]
                ),
            })  # fmt: skip
    for row in found.values():
        row["agencies"].sort(key=_by_name)
    return sorted(found.values(), key=lambda row: sort_key(row["title"]))


def _by_name(row: Mapping[str, Any]) -> Any:
    return sort_key(row["agency"])


def _distribution(pages: Sequence[Context]) -> Context:
    """Classes by block; a class of the same title counts together, in the ladders' order."""
    titles: list[str] = []
    for page in pages:
        titles += [one["title"] for one in page["counts"] if one["title"] not in titles]
    rows = []
    for title in titles:
        cells = [
            next((one["count"] for one in page["counts"] if one["title"] == title), 0)
            for page in pages
        ]
        rows.append({"title": title, "cells": cells, "sum": sum(cells)})
    return {"heads": [page["block"] for page in pages], "rows": rows}


def _unique(rows: Sequence[Context]) -> list[Context]:
    return list({(one["label"], one["text"]): one for one in rows}.values())


def _nothing(*_: object) -> tuple[()]:
    return ()


def index_context(
    blocks: Mapping[str, Rows],
    lang: str = "vi",
    failed: Sequence[str] = (),
    beside: Beside | None = None,
) -> Context:
    """The first page of a folder of reports: every block with its agencies, by their titles.

    Args:
        blocks: what `scoring.engine.rank.rank` gives.
        lang: ``vi`` or ``en``.
        failed: names of dossiers that could not be evaluated.
        beside: what else is made for an agency, a block or the whole run, to be linked.
    """
    links = beside or _nothing
    seen = {
        block: [View(slim(row["result"]), lang) for row in rows]
        for block, rows in blocks.items()
        if rows
    }
    pages = [listing(block, own, blocks[block]) for block, own in seen.items()]
    pages.sort(key=lambda page: sort_key(page["block"]))
    for page in pages:
        page["anchor"] = anchor("k", page["block_id"])
        page["beside"] = links("block", page["file"], None)
        for row, one in zip(page["rows"], blocks[page["block_id"]], strict=True):
            row["beside"] = links("agency", row["file"], one["result"])
    views = [one for own in seen.values() for one in own]
    banners = sorted({page["banner"] for page in pages if page["banner"]}, key=sort_key)
    return {
        "lang": lang, "blocks": pages, "banner": " · ".join(banners) or None, "banners": banners,
        "count": sum(page["count"] for page in pages),
        "ranked": sum(len(page["ranked"]) for page in pages),
        "provisional": " · ".join(dict.fromkeys(page["provisional"] for page in pages if page["provisional"])) or None,
        "period": ", ".join(sorted({page["period"] for page in pages}, key=sort_key)),
        "as_of": ", ".join(sorted({page["as_of"] for page in pages})),
        "scheme_title": "; ".join(sorted({page["scheme_title"] for page in pages}, key=sort_key)),
        "decision": "; ".join(sorted({page["decision"] for page in pages if page["decision"]}, key=sort_key)),
        "distribution": _distribution(pages), "incomplete": _incomplete(views),
        "findings": _findings(views), "failed": sorted(map(one_line, failed), key=sort_key),
        "digests": sorted({page["scheme_digest"] for page in pages}),
        "engine": ", ".join(sorted({page["engine"] for page in pages})),
        "data": links("run", "", None),
        "ledgers": _unique([one for page in pages for one in page["ledgers"]]),
        "published": " ".join(dict.fromkeys(page["published"] for page in pages if page["published"])),
    }  # fmt: skip


__all__ = ["Beside", "index_context"]
