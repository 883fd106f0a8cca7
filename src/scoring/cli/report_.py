"""`scoring report`: one document per agency, a ranking per block, an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring.cli.console import settings, t, talk, write, write_bytes
from scoring.cli.files import write_file
from scoring.cli.gather import Gathered, gather, pick
from scoring.cli.options import (
    AGENCY,
    AS_OF,
    FINAL,
    HISTORY,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)  # fmt: skip
from scoring.cli.rank_ import ranking
from scoring.cli.results import reading
from scoring.cli.summary import banners, results_table
from scoring.diagnostics import Diagnostic
from scoring.errors import UsageProblem


@command(
    "report",
    "Xuất báo cáo cho từng cơ quan, bảng xếp hạng từng khối và trang mục lục, từ kết quả hoặc hồ sơ.",
    "Write a report per agency, a ranking per block and an index, from results or dossiers.",
)
@argument(
    "source",
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
@AGENCY
@option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    default=1,
    vi="Số tiến trình.",
    en="Processes.",
)
@RULES
@fmt("html", "md", "json", default="html,md", several=True)
@OUTPUT
def command_(
    source: tuple[Path, ...],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    agency: str | None,
    jobs: int,
    rules: str | None,
    format_: tuple[str, ...],
    output: Path | None,
) -> int:
    """Write reports."""
    if output is None:
        why = t(
            "cần --output (thư mục, hoặc “-” cho một báo cáo)",
            "--output is needed (a folder, or “-” for one report)",
        )
        raise UsageProblem([Diagnostic("SC625", None, {"why": why, "command": "report"})])
    found = gather(
        source, scheme, as_of=as_of, final=final, rules=rules, history=history, jobs=jobs
    )
    if str(output) == "-" or output.suffix.lower() in (".html", ".md", ".json"):
        return _single(found, agency, format_, output)
    if agency is not None:
        result, path = pick(found, agency)
        raw = found.raws[found.results.index(result)]
        found = Gathered([result], found.inputs, found.code, [raw], found.ranking, [path])
    with reading(source[0]):
        files = list(documents(found, format_))
    for name, data in files:
        _put(output / name, data, found.inputs)
    write(banners(found.results) + results_table(found.results))
    talk(t(f"Đã ghi {len(files)} tệp vào {output}", f"Wrote {len(files)} files to {output}"))
    start = next((name for name, _ in files if name in ("index.html", "README.md")), None)
    if start:
        talk(t(f"Mở trước: {output / start}", f"Open first: {output / start}"))
    return found.code


def _single(found: Gathered, agency: str | None, formats: Sequence[str], output: Path) -> int:
    name = output.suffix.lower().lstrip(".")
    if name and formats == ("html", "md"):
        formats = (name,)
    if len(formats) != 1:
        why = t("chọn đúng một --format cho một tệp", "choose exactly one --format for one file")
        raise UsageProblem([Diagnostic("SC625", None, {"why": why, "command": "report"})])
    result, path = pick(found, agency)
    with reading(path):
        data = _agency(result, found.raws[found.results.index(result)], formats[0])
    if str(output) == "-":
        write_bytes(data)
    else:
        write_file(output, data, found.inputs)
    return found.code


def _agency(result: dict[str, Any], raw: bytes, format_: str) -> bytes:
    if format_ == "json":
        return raw
    from scoring.reports.pages import render_agency

    page: Any = format_
    text: str = render_agency(result, page, settings.lang)
    return text.encode()


def _stems(results: Sequence[dict[str, Any]]) -> list[str]:
    """A file name for each agency, without suffix; the pages link to each other by it."""
    from scoring.reports.context import file_stem

    stems = [file_stem(one) for one in results]
    for index, stem in enumerate(stems):
        if stem in stems[:index] or stem in ("index", "readme"):
            values = {"agency": results[index]["agency"]["id"], "path": stem}
            raise UsageProblem([Diagnostic("SC629", None, values)])
    return stems


def documents(found: Gathered, formats: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Every file of the report folder: name and content."""
    from scoring.reports.context import block_stem
    from scoring.reports.pages import render_index, render_ranking

    stems = _stems(found.results)
    for result, raw, stem in zip(found.results, found.raws, stems, strict=True):
        for format_ in formats:
            yield f"{stem}.{format_}", _agency(result, raw, format_)
    ranked = ranking(found.results, found.ranking)
    for format_ in formats:
        if format_ == "json":
            continue
        page: Any = format_
        for name, rows in ranked.items():
            yield (
                f"{block_stem(name)}.{format_}",
                render_ranking(name, rows, page, settings.lang).encode(),
            )
        home = "index.html" if format_ == "html" else "README.md"
        yield home, render_index(ranked, page, settings.lang, found.failed).encode()


def _put(path: Path, data: bytes, inputs: Sequence[Path]) -> None:
    try:
        if path.is_file() and path.read_bytes() == data:
            return
    except OSError:
        pass
    write_file(path, data, inputs)


__all__ = ["command_", "documents"]
