"""`scoring campaign sample`: criteria to verify on site, drawn by risk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import click

from scoring.app.files import write_file
from scoring.cli.desk import AT, Desk
from scoring.cli.stores import CAMPAIGN, STORE
from scoring.cli.terminal.console import settings, t, table, talk, write
from scoring.cli.terminal.options import OUTPUT, PATH, argument, command, fmt, option
from scoring.diagnostics import Diagnostic
from scoring.errors import IntegrityFailure, NothingMatched, usage_problem
from scoring.json_write import canonical
from scoring.numbers import show
from scoring.review.sample import Past, Risk


@command(
    "sample",
    "Chọn ngẫu nhiên theo rủi ro các tiêu chí cần kiểm tra thực tế: điểm có thể mất, gần mốc xếp loại, minh chứng yếu, "
    "chênh lệch các kỳ trước (--past). Hạt giống ghi vào sổ cái, ai cũng chọn lại được đúng danh sách.",
    "Draw criteria to verify on site, by risk: points at stake, nearness to a class edge, weak evidence, past gaps (--past). "
    "The seed is entered in the ledger, so that anyone can draw the same list again.",
)
@argument(
    "count",
    "Số tiêu chí cần chọn.",
    "How many to draw.",
    type=click.IntRange(1, 10_000),
    required=False,
)
@STORE
@CAMPAIGN
@option("--by", vi="Mã người thực hiện.", en="Who acts, by id.")
@AT
@option(
    "--again",
    type=click.IntRange(1),
    vi="Chọn lại lần đã ghi ở bản ghi này, so với danh sách đã ghi; không ghi gì vào sổ. Cần đúng --past của lần ấy.",
    en="Draw again what this entry recorded and compare; nothing is written. Needs the same --past.",
)
@option(
    "--seed",
    vi="Hạt giống: chữ hay số bất kỳ, công bố trước khi chọn.",
    en="The seed: any text, announced beforehand.",
)
@option(
    "--past",
    type=PATH,
    multiple=True,
    vi="Kết quả các kỳ trước (tệp, thư mục).",
    en="Earlier results (files, folders).",
)
@fmt("table", "json")
@OUTPUT
def command_(
    count: int | None,
    store: str,
    campaign: str | None,
    by: str | None,
    at: str | None,
    again: int | None,
    seed: str | None,
    past: tuple[Path, ...],
    format_: tuple[str, ...],
    output: Path | None,
) -> int:
    """Sample."""
    from scoring.app.files import not_there
    from scoring.app.stored import collect
    from scoring.review.sample import WEIGHTS, draw, past_gaps, risks

    not_there(past)
    gaps = past_gaps([one.data for one in collect(past)]) if past else {}
    with Desk(store, campaign) as desk:
        if again is not None:
            if count or by or at or seed:
                raise usage_problem("--again chỉ đi với --past: số lượng và hạt giống lấy từ bản ghi",
                            "--again goes with --past only: count and seed come from the entry")  # fmt: skip
            _again(desk, again, gaps)
            return 0
        if count is None or by is None or not seed:
            raise usage_problem("cần số lượng, --by và --seed", "give a count, --by and --seed")
        state = desk.state
        drawn = draw(list(risks(state, gaps)), count, seed)
        if not drawn:
            why = t("chưa có hồ sơ nào để chọn", "there is no dossier to draw from")
            raise NothingMatched([Diagnostic("SC943", None, {"why": why, "why_en": why})])
        items = [one.to_json() for one in drawn]
        basis = {"seq": state.head.seq, "hash": state.head.hash}
        data = {
            "seed": seed, "count": count, "weights": dict(WEIGHTS), "basis": basis, "items": items,
        }  # fmt: skip
        (entry,) = desk.act([desk.draft("sampled", by, at, **data)])
        if format_[0] == "json":
            text = canonical(_told(desk, entry.seq, data)).decode()
        else:
            text = _table(desk, drawn)
        if output is None or str(output) == "-":
            write(text)
        else:
            write_file(output, text.encode())
        desk.done(
            f"đã chọn {len(drawn)} tiêu chí, hạt giống “{seed}”",
            f"{len(drawn)} criteria drawn, seed “{seed}”",
        )
    return 0


def _again(desk: Desk, number: int, gaps: Past) -> None:
    """Draw again from the ledger as it was, and compare with what the entry holds.

    Raises:
        IntegrityFailure: it would have been another list (SC867).
    """
    from scoring.review.fold import fold
    from scoring.review.sample import WEIGHTS, draw, risks

    entry = next((one for one in desk.state.samples if one.seq == number), None)
    if entry is None:
        known = ", ".join(str(one.seq) for one in desk.state.samples)
        raise usage_problem(f"bản ghi {number} không phải lần chọn mẫu; có: {known or '–'}",
                    f"entry {number} is no sample; there are: {known or '–'}")  # fmt: skip
    data = entry.data
    # Others may have acted between the reading of the ledger and the entry.
    basis = min(number - 1, dict(data.get("basis", {})).get("seq", number - 1))
    state = fold(takewhile(lambda one: one.seq <= basis, desk.store.entries(desk.campaign)))
    drawn = draw(list(risks(state, gaps)), len(data["items"]), str(data["seed"]))
    if data.get("weights") != dict(WEIGHTS) or data["items"] != [one.to_json() for one in drawn]:
        values = {"entry": str(number), "seed": str(data["seed"])}
        raise IntegrityFailure([Diagnostic("SC867", None, values)])
    write(_table(desk, drawn))
    talk(t(f"Chọn lại đúng danh sách của bản ghi {number}, hạt giống “{data['seed']}”, trên sổ đến bản ghi {state.head.seq}",
           f"The very list of entry {number} again, seed “{data['seed']}”, from the ledger up to entry {state.head.seq}"))  # fmt: skip


def _told(desk: Desk, entry: int, data: dict[str, Any]) -> dict[str, Any]:
    """The entry's data, with names for the reader and where the ledger stands."""
    state = desk.state
    items = []
    for one in data["items"]:
        agency = state.agencies[one["agency"]]
        title = state.criteria_of(agency)[one["criterion"]].title
        items.append({**one, "name": agency.agency.name, "title": title})
    ledger = {"entries": state.head.seq, "head": state.head.hash, "at": state.at}
    return {
        **data, "items": items, "campaign": state.opened.id, "entry": entry, "banner": state.scheme.get("banner"),
        "ledger": ledger,
    }  # fmt: skip


def _table(desk: Desk, drawn: Sequence[Risk]) -> str:
    state = desk.state
    rows = [
        [
            "",
            t("Cơ quan", "Agency"),
            t("Tiêu chí", "Criterion"),
            t("Rủi ro", "Risk"),
            t("Vì", "Because"),
        ]
    ]
    for number, one in enumerate(drawn, start=1):
        title = state.criteria_of(state.agencies[one.agency])[one.criterion].title
        because = [
            t(vi, en)
            for name, vi, en in (("stake", "nhiều điểm", "many points"), ("edge", "gần mốc loại", "near a class edge"),
                                 ("weak", "minh chứng yếu", "weak evidence"), ("past", "từng chênh lệch", "past gaps"))
            if 2 * getattr(one, name) >= 1
        ]  # fmt: skip
        rows.append(
            [str(number), one.agency, f"{one.criterion} {title}", show(one.total, settings.lang), ", ".join(because)]
        )  # fmt: skip
    return table(rows, frozenset((0, 3)))


__all__ = ["command_"]
