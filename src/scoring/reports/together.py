"""What appraised results of several agencies have in common: ledgers, decisions, who handed in nothing, lines side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scoring.formulas.interface import say
from scoring.reports.appraisal import Appraisal
from scoring.reports.appraisal_words import causes, final_word, moment, signed
from scoring.reports.around import told
from scoring.reports.view import Row, View
from scoring.reports.words import one_line
from scoring.text import sort_key

Context = dict[str, Any]
_NAMED = 6
"""So many agencies are named beside a ledger; of more, the number is told."""


def is_appraised(results: Sequence[Row]) -> bool:
    """Whether any result comes from a ledger."""
    return any(one.get("appraisal") for one in results)


def not_submitted(results: Sequence[Row], lang: str = "vi") -> list[Context]:
    """Agencies of the campaigns that handed in nothing, by name, their state in words; never those with a result."""
    given = {one["agency"]["id"] for one in results}
    found: dict[str, Context] = {}
    for one in results:
        for agency in (one.get("appraisal") or {}).get("not_submitted", ()):
            if agency["id"] not in given:
                word = agency["words"]["vi" if lang == "vi" else "en"]
                found[agency["id"]] = {
                    "id": agency["id"], "agency": one_line(agency["name"]), "state": one_line(word),
                    "status": agency["status"],
                }  # fmt: skip
    return sorted(found.values(), key=lambda row: (sort_key(row["agency"]), row["id"]))


def ledgers(results: Sequence[Row], lang: str = "vi") -> list[tuple[str, str]]:
    """Every ledger state the results come from, as label and text with the whole chain head; names where they differ."""
    found: dict[tuple[str, int, str, str], list[str]] = {}
    alone: list[str] = []
    for one in results:
        note, name = one.get("appraisal"), one_line(one["agency"]["name"])
        if note:
            found.setdefault(
                (note["campaign"], note["entries"], note["at"], note["head"]), []
            ).append(name)
        else:
            alone.append(name)
    rows = []
    for (campaign, entries, at, head), names in sorted(found.items()):
        label = say(lang, f"Sổ cái đợt {campaign}", f"Ledger of {campaign}")
        text = say(lang, f"{entries} bản ghi, đến {moment(at)}, mã đầu chuỗi {head}",
                   f"{entries} entries, until {moment(at, 'en')}, chain head {head}")  # fmt: skip
        rows.append(
            (label, text if len(found) == 1 and not alone else f"{text} – {_names(names, lang)}")
        )
    if rows and alone:
        rows.append((say(lang, "Không qua sổ cái", "From no ledger"), _names(alone, lang)))
    return rows


def _names(names: Sequence[str], lang: str) -> str:
    if len(names) <= _NAMED:
        return "; ".join(names)
    return say(lang, f"{len(names)} cơ quan", f"{len(names)} agencies")


def marks(results: Sequence[Row], lang: str = "vi") -> list[str]:
    """What must be seen first: results of different states of the ledger, or not published."""
    rows = []
    if len(ledgers(results, lang)) > 1:
        rows.append(say(lang, "LẪN KẾT QUẢ của nhiều thời điểm sổ cái – chưa nên so sánh, xếp hạng; xem các mã đầu chuỗi",
                        "MIXED: results of several states of the ledger – not fit to be compared; see the chain heads"))  # fmt: skip
    notes = [one["appraisal"] for one in results if one.get("appraisal")]
    if any("decision" in note and not note["decision"] for note in notes):
        rows.append(say(lang, "CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái",
                        "NOT PUBLISHED – appraised points as of the ledger"))  # fmt: skip
    return rows


def published(results: Sequence[Row], lang: str = "vi") -> str:
    """The decisions the results were published under, in one sentence; "" without one."""
    found = sorted(
        {
            one_line(one["appraisal"]["decision"])
            for one in results
            if (one.get("appraisal") or {}).get("decision")
        }
    )
    if not found:
        return ""
    return say(lang, f"Công bố theo {'; '.join(found)}.", f"Published under {'; '.join(found)}.")


def word(results: Sequence[Row], lang: str = "vi") -> str:
    """What the line that counts is called: official where all of it is published."""
    return final_word(all((one.get("appraisal") or {}).get("decision") for one in results), lang)


def lines(view: View) -> Context:
    """An agency's lines of points in one row: claimed, by the dossier, official, gap and causes; absences in words."""
    result = view.result
    row = {
        "agency": one_line(result["agency"]["name"]),
        "final": view.span(result["total"]),
        "causes": "",
    }
    if not told(result):
        none = view.say("chưa thẩm định", "not appraised")
        if result.get("appraisal"):
            none = view.say("kết quả không ghi", "not told by the result")
        return {**row, "claimed": none, "computed": none, "gap": none, "changed": 0, "points": "0"}
    found = Appraisal(view)
    totals = {one["key"]: one for one in found.totals()}
    start = totals.get("computed") or totals.get("dossier")
    return {
        **row, "claimed": _end(totals.get("claimed"), view), "computed": _end(start, view),
        "final": _end(totals["final"], view), "gap": signed(found.note["gap"], view.lang),
        "causes": "; ".join(causes(found.note["causes"], view.lang)) or view.say("không chênh lệch", "no gap"),
        "changed": found.note["changed"], "points": found.note["gap"],
    }  # fmt: skip


def _end(one: Context | None, view: View) -> str:
    if one is None:
        return view.say("không có", "none")
    return f"{one['total']} ({one['class']})" if one["settled"] else str(one["total"])


__all__ = [
    "is_appraised", "ledgers", "lines", "marks", "not_submitted", "published", "word",
]  # fmt: skip
