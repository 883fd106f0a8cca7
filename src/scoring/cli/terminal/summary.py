"""The summary table of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.terminal.console import counts_text, settings, t, table, talk, width
from scoring.numbers import Number, from_exact, show, show_beside
from scoring.result.ranking import block_order
from scoring.text import fold_lines, sort_key, wrap

if TYPE_CHECKING:
    from scoring.app.output import Evaluated
    from scoring.result.base import Span
    from scoring.result.model import Classification, Result
    from scoring.result.ranking import Ranking
    from scoring.result.summary import Summary


def points(text: str) -> str:
    """Points as the reader writes them."""
    return show(from_exact(text), settings.lang)


def interval(span: Span, edges: Sequence[Number] = ()) -> str:
    """One number, or from–to, with the decimals that show on which side of `edges` it lies."""
    low, high = (show_beside(from_exact(x), edges, settings.lang) for x in (span.certain, span.attainable))
    return low if low == high else f"{low} – {high}"


def total_text(one: Summary | Result) -> str:
    """The total, with the decimals that show its class."""
    return interval(one.total, one.classification.edges(from_exact(one.total.max)))


def results_table(results: Iterable[Summary]) -> str:
    """Agency, total, class and state, one line each."""
    from scoring.reports.conclusion import lowered_from

    head = (
        ("Cơ quan", "Agency"),
        ("Kỳ", "Period"),
        ("Điểm", "Points"),
        ("Phân loại", "Class"),
        ("Tình trạng", "State"),
    )
    rows = [[t(*one) for one in head]]
    lines: list[tuple[tuple[object, ...], str, list[str]]] = []
    marked: list[Classification] = []
    for one in results:
        # One is enough for the legend: of thousands of agencies they take much memory.
        if not marked and lowered_from(one.classification):
            marked.append(one.classification)
        missing = one.open.without_points
        gaps = t(f"còn thiếu {missing} tiêu chí", f"{missing} criteria open")
        words = t("đủ", "complete") if one.complete else gaps
        if one.has_errors:
            words += t(", hồ sơ có lỗi", ", dossier has errors")
        line = [one.agency.name, one.period, total_text(one), _marked(one.classification), words]
        order = block_order(one)[1:], sort_key(one.agency.name), one.period
        lines.append((order, one.scheme.block_title or one.agency.block, line))
    blocks: dict[str, list[list[str]]] = {}
    for _, title, line in sorted(lines, key=itemgetter(0)):
        blocks.setdefault(title, []).append(line)
    for title, found in blocks.items():
        if len(blocks) > 1:
            rows.append([f"[{title}]"])
        rows += found
    numbers = 2
    if len({line[1] for _, _, line in lines}) == 1:
        rows, numbers = [[*row[:1], *row[2:]] for row in rows], 1
    return table(rows, frozenset({numbers})) + _legend(marked)


def banners(results: Iterable[Summary]) -> str:
    """The banner lines of the schemes used, each once."""
    lines = dict.fromkeys(one.scheme.banner for one in results)
    return "".join(f"{part}\n" for line in lines if line for part in wrap(line, width()))


_UNRANKED = {"outside": ("ngoài thang", "outside the ladder"), "incomplete": ("chưa đủ dữ liệu", "incomplete")}


def _marked(found: Classification) -> str:
    """The class, with a short mark where a gate or ceiling lowered it."""
    from scoring.reports.conclusion import lowered_from

    return found.text(settings.lang) + (" ▼" if lowered_from(found) else "")


def _legend(found: Iterable[Classification]) -> str:
    """What the short mark means, where one of the classes has it."""
    from scoring.reports.conclusion import mark_legend

    legend = mark_legend(found, settings.lang)
    return "".join(f"{line}\n" for line in wrap(legend, width())) if legend else ""


def class_text(found: Classification) -> str:
    """The class, with the class above it where a gate or ceiling lowered it."""
    from scoring.reports.conclusion import mark_of

    return f"{found.text(settings.lang)} {mark_of(found, settings.lang)}".rstrip()


def ranking_table(ranked: Ranking, results: Sequence[Summary]) -> str:
    """All blocks, a table each; the banners of all `results` stand above."""
    from scoring.reports.rank_words import remarks, rule

    parts = [banners(results)]
    for name, rows in ranked.items():
        first = rows[0].result
        title = first.scheme.block_title or name
        if first.scheme.id in name.removeprefix(first.agency.block):
            # Several schemes have this block.
            title += f" ({first.scheme.title})"
        parts.append(f"{title}, {t('kỳ', 'period')} {first.period}\n")
        head = [t("Hạng", "Rank"), t("Cơ quan", "Agency"), t("Điểm", "Points"), t("Phân loại", "Class")]
        said = remarks(rows, settings.lang)
        head += [t("Ghi chú", "Remark")] * any(said)
        body = []
        for one, remark in zip(rows, said, strict=True):
            why = f" ({t(*_UNRANKED[one.why])})" if one.why else ""
            found = one.result
            class_ = _marked(found.classification) + why
            body.append([str(one.rank or "–"), found.agency.name, total_text(found), class_, remark][: len(head)])
        parts.append(table([head, *body], frozenset({0, 2})))
        if any(said):
            parts += [f"{line}\n" for line in wrap(rule(rows, settings.lang), width())]
        parts += [_legend(one.result.classification for one in rows)]
        parts += [*campaign_lines(one.result for one in rows), "\n"]
    return "".join(parts).rstrip("\n") + "\n"


def campaign_lines(results: Iterable[Summary]) -> list[str]:
    """Below a block of appraised results: who handed in nothing, and the head of the ledger."""
    from scoring.reports.ledger_summary import absent_agencies, ledger_states, ledger_warnings
    from scoring.result.summary import heads

    lang, found = settings.lang, heads(results)
    names = "; ".join(f"{one.agency}: {one.state}" for one in absent_agencies(found, lang))
    lines = [t("Không có hồ sơ, không xếp hạng: ", "No dossier, not ranked: ") + names] if names else []
    lines += ledger_warnings(found, lang)
    lines += [f"{one.label}: {one.text}" for one in ledger_states(found, lang)]
    return [f"{fold_lines(line, width())}\n" for line in lines]


def show_evaluated(done: Evaluated, target: Path | None) -> None:
    """Show how many dossiers were scored, kept, failed, and what was found in them."""
    found = done.found
    scored = len(found.results)
    parts = [t(f"{scored} hồ sơ đã chấm", f"{scored} scored")]
    if done.reused:
        parts.append(t(f"{done.reused} giữ nguyên", f"{done.reused} kept"))
    if found.failed:
        count = len(found.failed)
        names = ", ".join(one.name for one in found.failed[:5]) + (" …" if count > 5 else "")
        parts.append(t(f"{count} không chấm được ({names})", f"{count} failed ({names})"))
    if found.counts:
        parts.append(counts_text(found.counts))
    text = "; ".join(parts)
    if target is not None:
        text += f" → {target}"
    if scored > 1 or found.failed or target is not None or found.counts:
        talk(text)
