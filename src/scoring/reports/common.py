"""What every page's head shows."""

from __future__ import annotations

from typing import Any

from scoring.reports.view import View
from scoring.reports.words import one_line


def ledger(view: View) -> str:
    """The head of the ledger appraised points come from, whole, so that the paper anchors it; "" without one."""
    note = view.result.get("appraisal")
    if not note:
        return ""
    return one_line(view.say(
        f"đợt {note['campaign']}, {note['entries']} bản ghi, mã đầu chuỗi {note['head']}",
        f"campaign {note['campaign']}, {note['entries']} entries, chain head {note['head']}",
    ))  # fmt: skip


def common(view: View) -> dict[str, Any]:
    """Language, banner, period, reference day, scheme and decision."""
    result, scheme = view.result, view.result["scheme"]
    decision = scheme["decision"]
    source = ""
    if decision:
        source = view.say(
            f"{decision['number']} ngày {view.day(decision['date'])} của {decision['issuer']}",
            f"{decision['number']} of {decision['date']}, {decision['issuer']}",
        )
    return {
        "lang": view.lang, "banner": view.banner, "period": view.period(),
        "as_of": view.day(result["as_of"]), "scheme_title": one_line(scheme["title"]),
        "decision": one_line(source), "decision_title": one_line(decision["title"]) if decision else "",
        "scheme_id": scheme["id"], "ledger": ledger(view),
    }  # fmt: skip


__all__ = ["common", "ledger"]
