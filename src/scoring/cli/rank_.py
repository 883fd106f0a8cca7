"""`scoring rank`: agencies of a block in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.cli.console import refuse_terminal, settings, t, table
from scoring.cli.files import put, to_screen
from scoring.cli.options import (
    AS_OF,
    DELIMITER,
    FINAL,
    HISTORY,
    OUTPUT,
    PATH,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)
from scoring.cli.results import reading, refuse_changes
from scoring.cli.summary import banners, campaign_lines, class_text, interval, points

_DATA = ("csv", "xlsx", "parquet")


@command(
    "rank",
    "Xếp hạng trong từng khối; bằng điểm thì đồng hạng.",
    "Rank agencies within their block; equal points share a rank.",
)
@argument(
    "result",
    "Kết quả, hồ sơ, hoặc thư mục chứa chúng.",
    "Results, dossiers, or folders of them.",
    nargs=-1,
    required=True,
    type=PATH,
)
@SCHEME
@AS_OF
@FINAL
@HISTORY
@option("--block", vi="Chỉ khối này.", en="Only this block.")
@fmt("table", "json", "md", "html", *_DATA)
@DELIMITER
@OUTPUT
def command_(
    result: tuple[Path, ...],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    block: str | None,
    format_: tuple[str, ...],
    delimiter: str,
    output: Path | None,
) -> int:
    """Rank."""
    from scoring.cli.gather import gather

    if format_[0] in _DATA:
        from scoring.reports.formats import require_formats

        require_formats(format_)
        if to_screen(output):
            refuse_terminal(format_[0])
    refuse_changes(result, {"--as-of": as_of, "--final": final})
    found = gather(result, scheme, as_of=as_of, final=final, history=history)
    with reading(result[0]):
        ranked = ranking(found.results, found.ranking)
        if block is not None:
            from scoring.cli.gather import unknown

            if block not in ranked:
                raise unknown(block, list(ranked), "block")
            ranked = {block: ranked[block]}
        if format_[0] in _DATA:
            data = as_table(ranked, format_[0], delimiter)
        else:
            data = render(ranked, found.results, format_[0], history).encode()
    put(output, data, found.inputs)
    return found.code


def ranking(
    results: Sequence[dict[str, Any]], rules: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Rows per block and period; two periods are never ranked together."""
    from scoring.engine.rank import rank

    given = rules or {}
    periods = sorted({one["period"] for one in results})
    ranked: dict[str, Any] = {}
    for period in periods:
        rows = rank([one for one in results if one["period"] == period],
                    given.get("ties", "competition"), given.get("then_by", ()))  # fmt: skip
        for name, found in rows.items():
            ranked[name if len(periods) == 1 else f"{name} ({period})"] = found
    return ranked


_WHY = {
    "outside": ("ngoài thang", "outside the ladder"),
    "incomplete": ("chưa đủ dữ liệu", "incomplete"),
}


def render(
    ranked: dict[str, Any],
    results: Sequence[dict[str, Any]],
    format_: str,
    history: Sequence[Path] = (),
) -> str:
    """All blocks in one document; pages compare with the earlier results in `history`."""
    if format_ == "json":
        return as_json(ranked)
    if format_ != "table":
        from scoring.cli.earlier import before_period
        from scoring.cli.earlier import earlier as earlier_of
        from scoring.reports.pages import render_ranking

        page: Any = format_
        before = earlier_of(history)
        return "\n".join(
            render_ranking(name, rows, page, settings.lang, before_period(before, rows))
            for name, rows in ranked.items()
        )
    parts = [banners(results)]
    for name, rows in ranked.items():
        first = rows[0]["result"]
        parts.append(
            f"{first['scheme'].get('block_title') or name}, {t('kỳ', 'period')} {first['period']}\n"
        )
        head = [
            t("Hạng", "Rank"),
            t("Cơ quan", "Agency"),
            t("Điểm", "Points"),
            t("Phân loại", "Class"),
        ]
        body = [
            [str(one["rank"] or "–"), one["result"]["agency"]["name"], interval(one["result"]["total"]),
             class_text(one["result"]) + (f" ({t(*_WHY[one['why']])})" if one["why"] else "")]
            for one in rows
        ]  # fmt: skip
        parts += [
            table([head, *body], frozenset({0, 2})),
            *campaign_lines([one["result"] for one in rows]),
            "\n",
        ]
    return "".join(parts).rstrip("\n") + "\n"


def as_table(ranked: dict[str, Any], format_: str, delimiter: str = ",") -> bytes:
    """The ranking as a file of data."""
    import tempfile

    from scoring.reports.table_files import write_tables
    from scoring.reports.tables import Ranked

    blocks = [Ranked(name, rows) for name, rows in ranked.items()]
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "ranking"
        write_tables(format_, ("ranking",), blocks, file, settings.lang, delimiter=delimiter)
        return file.read_bytes()


def as_json(ranked: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The rows of all blocks as data."""
    data = {name: [*map(_row, rows), *_absent(rows)] for name, rows in ranked.items()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    result = one["result"]
    return {
        "banner": result["scheme"].get("banner"),
        "rank": one["rank"], "why": one["why"], "agency": result["agency"], "period": result["period"],
        "total": {key: result["total"][key] for key in ("certain", "attainable", "max")},
        "class": result["classification"].get("certain"), "possible": result["classification"]["possible"],
        "outside": result["classification"].get("outside"), **_ledger(result),
    }  # fmt: skip


def _ledger(result: Mapping[str, Any]) -> dict[str, Any]:
    """Of an appraised result, where in which ledger its points stand, and what it was published under."""
    note = result.get("appraisal")
    if not note:
        return {}
    return {
        "ledger": {key: note[key] for key in ("campaign", "entries", "head", "at")}, "decision": note.get("decision"),
    }  # fmt: skip


def _absent(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Agencies of the campaign that handed in nothing: never ranked, without any total."""
    from scoring.reports import together

    results = [one["result"] for one in rows]
    nothing: dict[str, Any] = {
        "total": None,
        "class": None,
        "possible": [],
        "outside": None,
        "rank": None,
    }
    return [
        {
            **nothing, "why": one["status"], "agency": {"id": one["id"], "name": one["agency"], "block": results[0]["agency"]["block"]},
            "period": results[0]["period"], "banner": results[0]["scheme"].get("banner"),
        }
        for one in together.not_submitted(results)
    ]  # fmt: skip


__all__ = ["as_json", "as_table", "command_", "points", "ranking", "render"]
