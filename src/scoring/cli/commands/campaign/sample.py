"""`scoring campaign sample`: criteria to verify on site, drawn by risk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.terminal.campaign import CAMPAIGN, STORE, WRITING, Opener, confirm, with_session
from scoring.cli.terminal.console import settings, t, table, talk, write, write_output
from scoring.cli.terminal.options import OUTPUT, PATH, Paths, argument, command, fmt, option
from scoring.errors import usage_problem
from scoring.numbers import show

if TYPE_CHECKING:
    from scoring.review.sample import Risk
    from scoring.review.state import State


@command("sample",
         "Chọn ngẫu nhiên theo rủi ro các tiêu chí cần kiểm tra thực tế: điểm có thể mất, gần mốc xếp loại, minh chứng yếu, chênh lệch các kỳ trước (--past). Hạt giống ghi vào sổ cái, ai cũng chọn lại được đúng danh sách.",
         "Draw criteria to verify on site, by risk: points at stake, nearness to a class edge, weak evidence, past gaps (--past). The seed is entered in the ledger, so that anyone can draw the same list again.")  # fmt: skip
@argument("count", "Số tiêu chí cần chọn.", "How many to draw.", type=click.IntRange(1, 10_000), required=False)
@STORE
@CAMPAIGN
@option("--by", vi="Mã người thực hiện.", en="Who acts, by id.")
@WRITING
@option("--again", type=click.IntRange(1),
        vi="Chọn lại lần đã ghi ở bản ghi này, so với danh sách đã ghi; không ghi gì vào sổ. Cần đúng --past của lần ấy.",
        en="Draw again what this entry recorded and compare; nothing is written. Needs the same --past.")  # fmt: skip
@option("--seed", vi="Hạt giống: chữ hay số bất kỳ, công bố trước khi chọn.",
        en="The seed: any text, announced beforehand.")  # fmt: skip
@option("--past", type=PATH, multiple=True, vi="Kết quả các kỳ trước (tệp, thư mục).",
        en="Earlier results (files, folders).")  # fmt: skip
@fmt("table", "json")
@OUTPUT
@with_session
def command_(
    count: int | None,
    open_session: Opener,
    by: str | None,
    at: str | None,
    again: int | None,
    seed: str | None,
    past: Paths,
    format_: str,
    output: Path | None,
) -> None:
    from scoring.app.campaign.sampling import draw_again, draw_sample, gaps_of_results

    gaps = gaps_of_results(past)
    with open_session() as session:
        if again is not None:
            if count or by or at or seed:
                raise usage_problem("--again chỉ đi với --past: số lượng và hạt giống lấy từ bản ghi",
                                    "--again goes with --past only: count and seed come from the entry")  # fmt: skip
            found = draw_again(session, again, gaps=gaps)
            write(_table(session.state, found.drawn))
            talk(t(f"Chọn lại đúng danh sách của bản ghi {again}, mã bốc chọn “{found.entry.data['seed']}”, trên sổ đến bản ghi {found.basis}",
                   f"The very list of entry {again} again, seed “{found.entry.data['seed']}”, from the ledger up to entry {found.basis}"))  # fmt: skip
            return
        if count is None or by is None or not seed:
            raise usage_problem("cần số lượng, --by và --seed", "give a count, --by and --seed")
        found = draw_sample(session, count, seed=seed, by=by, gaps=gaps, at=at)
        text = found.to_bytes(session.state).decode() if format_ == "json" else _table(session.state, found.drawn)
        write_output(output, text)
        count = len(found.drawn)
        confirm(session, f"đã chọn {count} tiêu chí, mã bốc chọn “{seed}”", f"{count} criteria drawn, seed “{seed}”")


_RISKS = (
    ("stake", "nhiều điểm", "many points"), ("edge", "gần mốc loại", "near a class edge"),
    ("weak", "minh chứng yếu", "weak evidence"), ("past", "từng chênh lệch", "past gaps"),
)  # fmt: skip


def _table(state: State, drawn: Sequence[Risk]) -> str:
    rows = [["", t("Cơ quan", "Agency"), t("Tiêu chí", "Criterion"), t("Ưu tiên", "Priority"), t("Vì", "Because")]]
    for number, one in enumerate(drawn, start=1):
        title = state.criteria_of(state.agencies[one.agency])[one.criterion].title
        because = (t(vi, en) for name, vi, en in _RISKS if 2 * getattr(one, name) >= 1)
        points = show(one.total, settings.lang)
        rows.append(
            [str(number), state.opened.called(one.agency), f"{one.criterion} {title}", points, ", ".join(because)]
        )
    return table(rows, frozenset((0, 3)))
