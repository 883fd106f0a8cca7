"""`scoring rank`: agencies of a block in order."""

from __future__ import annotations

from collections.abc import Sequence
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
from scoring.cli.summary import banners, campaign_lines, class_text, interval
from scoring.reports.interface import BlockSource, DocumentId, Format, FormatId, RunSource


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
@fmt(
    "table",
    FormatId.JSON,
    FormatId.MARKDOWN,
    FormatId.HTML,
    FormatId.CSV,
    FormatId.XLSX,
    FormatId.PARQUET,
)
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

    if format_[0] != "table":
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
        if format_[0] == "table":
            data = as_text(ranked, found.results).encode()
        else:
            data = as_file(ranked, format_[0], history, delimiter)
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


def as_text(ranked: dict[str, Any], results: Sequence[dict[str, Any]]) -> str:
    """All blocks for the screen."""
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


def as_file(
    ranked: dict[str, Any], format_: str, history: Sequence[Path] = (), delimiter: str = ","
) -> bytes:
    """All blocks in one file of a report's format; pages compare with the earlier results in `history`."""
    from scoring.reports.formats import format_of

    format = format_of(format_)
    return _pages(ranked, format, history) if format.is_page else _data(ranked, format, delimiter)


def _pages(ranked: dict[str, Any], format: Format, history: Sequence[Path]) -> bytes:
    from scoring.cli.earlier import before_period, earlier

    before = earlier(history)
    return b"\n".join(
        format.block(
            BlockSource(
                block=name, rows=rows, lang=settings.lang, earlier=before_period(before, rows)
            )
        )
        for name, rows in ranked.items()
    )


def _data(ranked: dict[str, Any], format: Format, delimiter: str) -> bytes:
    import tempfile

    from scoring.reports.tables import Ranked

    documents = (DocumentId.RANKING,)
    source = RunSource(
        blocks=[Ranked(name, rows) for name, rows in ranked.items()],
        lang=settings.lang,
        documents=documents,
        delimiter=delimiter,
    )
    piece = next(one for one in format.chosen(documents) if one.scope == "run")
    with tempfile.TemporaryDirectory(prefix="scoring-") as folder:
        file = Path(folder) / "ranking"
        format.run(source, file, piece.document)
        return file.read_bytes()


__all__ = ["as_file", "as_text", "command_", "ranking"]
