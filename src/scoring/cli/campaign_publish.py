"""`scoring campaign publish`: results and ranking are published under a decision."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.app.files import write_file
from scoring.cli.desk import Desk, acting
from scoring.cli.kept import published
from scoring.cli.stores import KEY
from scoring.cli.terminal.console import t, talk, write
from scoring.cli.terminal.options import DATE, HISTORY, OUTPUT, SCHEME, command, option
from scoring.json_write import canonical
from scoring.numbers import exact_text
from scoring.review.state import AgencyState

if TYPE_CHECKING:
    from scoring.review.state import State


@command(
    "publish",
    "Công bố theo một quyết định: kết quả mọi cơ quan đã nộp và xếp hạng; ai không nộp được nêu riêng, không phải 0 điểm. "
    "Sau khi giải quyết kiến nghị thì công bố lại.",
    "Publish under a decision: results of all agencies that submitted, and their ranking; who did not submit is named apart, "
    "never as 0 points. After appeals are decided, publish again.",
)
@acting
@KEY
@option("--decision", required=True, vi="Số quyết định công bố.", en="The decision's number.")
@option(
    "--until",
    type=DATE,
    vi="Hạn kiến nghị riêng (hết ngày đó) cho các cơ quan công bố khi hạn kiến nghị chung đã qua.",
    en="A deadline for appeals of their own (that whole day) for agencies published after everybody's.",
)
@SCHEME
@HISTORY
@OUTPUT
def command_(
    store: str, campaign: str | None, by: str, at: str | None, key: Path | None, decision: str, until: date | None,
    scheme: Path | None, history: tuple[Path, ...], output: Path | None,
) -> int:  # fmt: skip
    """Publish."""
    from scoring.app.ranking import ranking
    from scoring.cli.appraised import all_assessed, past_of, scheme_of, with_block
    from scoring.cli.terminal.summary import ranking_table

    with Desk(store, campaign) as desk:
        if _published_under(desk.state, decision):
            _again(desk, decision, output)
            return 0
        loaded = scheme_of(desk, scheme)
        more = {"decision": decision, "until": until and until.isoformat()}
        taking = {id: one for id, one in desk.state.agencies.items() if one.status != "missed"}
        # Asked before anything is evaluated; whether all is as it should be is asked again when it is written.
        tried = {id: _tried(desk, one) for id, one in taking.items()}
        desk.trial([desk.draft("published", by, at, **more, results=tried)])
        found: dict[str, dict[str, Any]] = {}
        computed: dict[str, dict[str, str]] = {}
        past = past_of(desk, history)
        for one, before, final in all_assessed(desk, loaded, history=past, decision=decision):
            found[one.agency.id] = final
            computed[one.agency.id] = with_block(before, one)
        rules = loaded.scheme.ranking.model_dump()
        ranked = ranking(list(found.values()), rules)
        places = {
            row["result"]["agency"]["id"]: row["rank"] for rows in ranked.values() for row in rows
        }
        rows: dict[str, dict[str, Any]] = {}
        for id, data in found.items():
            digest = desk.store.put_attachment(io.BytesIO(canonical(data)))
            outside = data["classification"]["outside"]
            rows[id] = {
                "total": data["total"]["certain"], "class": data["classification"]["certain"],
                "outside": outside["id"] if outside else None, "rank": places[id], "digest": digest,
            }  # fmt: skip
            if computed[id]:
                rows[id]["computed"] = computed[id]
        desk.act([desk.draft("published", by, at, **more, results=rows)], key, exactly=True)
        write(ranking_table(ranked, list(found.values())))
        if any(computed.values()):
            write(t("Tiêu chí so với đơn vị dẫn đầu khối được tính trên các cơ quan cùng khối có hồ sơ; cơ quan không nộp hoặc đã rút không tính.\n",
                    "Criteria relative to the block's best are computed over the block's agencies with a dossier; who did not hand in, or withdrew, does not count.\n"))  # fmt: skip
        _write({id: canonical(data) for id, data in found.items()}, output)
        desk.done(f"đã công bố theo {decision}", f"published under {decision}")
    return 0


def _tried(desk: Desk, one: AgencyState) -> dict[str, Any]:
    """A row standing in for what will be computed, wherever there is something to compute."""
    awaits = one.submission.awaits if one.submission else ()
    known = desk.state.criteria_of(one)
    return {"computed": {id: exact_text(known[id].low) for id in sorted(awaits)}}


def _published_under(state: State, decision: str) -> bool:
    """Whether this very publication is in the ledger, nothing having happened that would make it another one."""
    last = state.publications[-1] if state.publications else None
    taking = [one for one in state.agencies.values() if one.status != "missed"]
    return (
        last is not None
        and last.decision == decision
        and all(one.status == "published" for one in taking)
    )


def _again(desk: Desk, decision: str, output: Path | None) -> None:
    """Write the results as they were published: whoever was interrupted after the entry gets the files now."""
    last = desk.state.publications[-1]
    _write(published(desk), output)
    desk.done(f"đã công bố theo {decision} từ trước (bản ghi {last.seq}); không ghi thêm vào sổ cái",
              f"published under {decision} before (entry {last.seq}); nothing was added to the ledger")  # fmt: skip


def _write(found: Mapping[str, bytes], output: Path | None) -> None:
    if output is None:
        return
    for id, data in found.items():
        write_file(output / f"{id}.json", data)
    talk(t(f"Đã ghi {len(found)} kết quả vào {output}", f"Wrote {len(found)} results to {output}"))


__all__ = ["command_"]
