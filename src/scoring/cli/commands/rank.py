"""`scoring rank`: agencies of a block in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.app.ranking import as_json, ranking
from scoring.app.stored import reading, refuse_changes
from scoring.cli.terminal.console import put, refuse_terminal, settings, t, table, to_screen
from scoring.cli.terminal.options import (
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
from scoring.cli.terminal.summary import banners, campaign_lines, class_text, interval

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


__all__ = ["as_table", "command_", "render"]
