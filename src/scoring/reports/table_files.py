"""Tables of results as files: which writer makes which format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from scoring.reports.tables import Full, Ranked, block_sheet, sheet, table
from scoring.reports.view import Row


def _slim_only(block: Ranked) -> Iterable[Row]:
    """The results at hand, where whole ones are not needed."""
    return [row["result"] for row in block.rows]


def _agencies(block: Ranked) -> set[str]:
    return {row["result"]["agency"]["id"] for row in block.rows}


def write_tables(
    format: str, names: Sequence[str], blocks: Sequence[Ranked], file: Path, lang: str = "vi",
    full: Full = _slim_only, only: str | None = None, delimiter: str = ",",
) -> None:  # fmt: skip
    """Write tables to one file.

    Args:
        format: ``csv``, ``xlsx`` or ``parquet``; but for the workbook, the first name counts.
        names: of ``ranking``, ``criteria`` and ``evidence``.
        blocks: the blocks in order, slim results being enough.
        file: where to; it is overwritten.
        lang: ``vi`` or ``en``.
        full: gives a block's whole results, asked for criteria and evidence.
        only: the one agency whose rows are wanted.
        delimiter: of CSV.
    """
    blocks = [one for one in blocks if only is None or only in _agencies(one)]
    if format == "xlsx":
        from scoring.reports.xlsx_file import write_xlsx

        ranking = [block_sheet(one, lang, only) for one in blocks if "ranking" in names]
        others = [sheet(one, blocks, full, lang, only) for one in names if one != "ranking"]
        day = max(row["result"]["as_of"] for one in blocks for row in one.rows)
        write_xlsx([*ranking, *others], file, lang, day)
        return
    data = table(names[0], blocks, full, lang, only)
    if format == "csv":
        from scoring.reports.csv_file import write_csv

        with file.open("wb") as stream:
            write_csv(data, stream, lang, delimiter)
    else:
        from scoring.reports.parquet_file import write_parquet

        write_parquet(data, file, lang)


__all__ = ["write_tables"]
