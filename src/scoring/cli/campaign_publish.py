"""`scoring campaign publish`: results and ranking are published under a decision."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from scoring.cli.console import t, talk, write
from scoring.cli.desk import Desk, acting
from scoring.cli.files import write_file
from scoring.cli.options import DATE, HISTORY, OUTPUT, SCHEME, command, option
from scoring.cli.stores import KEY
from scoring.json_write import canonical
from scoring.numbers import exact_text
from scoring.review.state import AgencyState


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
    from scoring.cli.appraised import all_assessed, past_of, scheme_of, with_block
    from scoring.cli.rank_ import ranking, render

    with Desk(store, campaign) as desk:
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
            found[one.agency.id] = final.to_json()
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
        desk.act([desk.draft("published", by, at, **more, results=rows)], key)
        write(render(ranked, list(found.values()), "table"))
        if any(computed.values()):
            write(t("Tiêu chí so với đơn vị dẫn đầu khối được tính trên các cơ quan cùng khối có hồ sơ; cơ quan không nộp hoặc đã rút không tính.\n",
                    "Criteria relative to the block's best are computed over the block's agencies with a dossier; who did not hand in, or withdrew, does not count.\n"))  # fmt: skip
        if output is not None:
            for id, data in found.items():
                write_file(output / f"{id}.json", canonical(data))
            talk(
                t(
                    f"Đã ghi {len(found)} kết quả vào {output}",
                    f"Wrote {len(found)} results to {output}",
                )
            )
        desk.done(f"đã công bố theo {decision}", f"published under {decision}")
    return 0


def _tried(desk: Desk, one: AgencyState) -> dict[str, Any]:
    """A row standing in for what will be computed, wherever there is something to compute."""
    awaits = one.submission.awaits if one.submission else ()
    known = desk.state.criteria_of(one)
    return {"computed": {id: exact_text(known[id].low) for id in sorted(awaits)}}


__all__ = ["command_"]
