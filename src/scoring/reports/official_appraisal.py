"""*Báo cáo kết quả thẩm định* of one agency: its lines of points, what was done about them, and the official result."""

from __future__ import annotations

from scoring.reports import conclusion
from scoring.reports.appraisal import Appraisal
from scoring.reports.appraisal_words import moment
from scoring.reports.official_frame import Context, clean, dossier_proof, frame, source, subject
from scoring.reports.view import Row, View
from scoring.reports.words import one_line

_TALL = 350
"""Characters from which a row may be broken over pages."""


def appraisal(result: Row, lang: str = "vi") -> Context:
    """The document's context; the result tells its lines (`scoring.reports.around.told`)."""
    view = View(result, lang)
    found, say, about = Appraisal(view), view.say, subject(view)
    agency, scheme, note = one_line(result["agency"]["name"]), result["scheme"], found.note
    appraiser = found.body()
    provisional = " – ".join(x for x in (found.mark, view.provisional) if x) or None
    period, block = view.period(), one_line(scheme["block_title"])
    context = frame(
        view, appraiser or None, kind=("BÁO CÁO", "REPORT"),
        subject=[
            say(f"Kết quả thẩm định, chấm điểm{about} {period}", f"Result of the appraisal{about}, {period}"),
            say(f"của {agency}", f"of {agency}"),
        ],
        symbol=say("BC-", "R-"), provisional=provisional,
        recipients=[*_decider(view), agency], proof=_proof(view, found),
    )  # fmt: skip
    handed = found.handed_in()
    rows = found.criteria()
    context |= {
        "agency": agency, "block": block, "period": period, "source": source(view), "appraiser": appraiser,
        "campaign": one_line(note["title"]), "decision": found.decision,
        "opening": say(
            f"Thực hiện {source(view)}, {appraiser or 'cơ quan thẩm định'} đã thẩm định hồ sơ{about} {period} của {agency} ({block}), "
            f"nộp lúc {handed}, trong đợt “{one_line(note['title'])}”. Kết quả như sau:",
            f"Under {source(view)}, {appraiser or 'the appraising body'} has appraised the dossier{about} for {period} of {agency} "
            f"({block}), handed in {handed}, in the campaign “{one_line(note['title'])}”. The result:",
        ),
        "total": view.span(result["total"]), "max": view.points(result["total"]["max"]),
        "headline": conclusion.headline(view), "sentence": conclusion.sentence(view),
        "final_word": found.word, "totals": found.totals(), "gap": found.gap(), "published": found.published(), "rule": found.rule(),
        "score_rows": _score_rows(view, rows), "changes": [_change(view, row) for row in rows.values() if row["told"]],
        "signers": _signers(found),
        "closing": say(
            "Mọi dòng điểm trên đây lấy nguyên từ sổ cái của đợt, không dòng nào bị ghi đè; "
            "mã đầu chuỗi ở cuối văn bản cho phép đối chiếu.",
            "All lines of points are taken as they stand in the campaign's ledger, none overwritten; "
            "the chain head at the end lets anyone check.",
        ),
    }  # fmt: skip
    cleaned: Context = clean(context, lang)
    return cleaned


def _decider(view: View) -> list[str]:
    decision = view.result["scheme"]["decision"]
    return [one_line(decision["issuer"])] if decision else []


def _signers(found: Appraisal) -> list[str]:
    """The offices of those who appraised, who sign beside the head of the body; whoever decides signs elsewhere."""
    people = found.note["people"].values()
    return [one_line(one["title"]) for one in people if one["role"] in ("member", "chair")]


def _score_rows(view: View, rows: dict[str, Context]) -> list[Context]:
    """The score table: groups with their criteria in reading order, bonus, penalty, the total last."""
    table: list[Context] = []
    for one in view.groups.values():
        table.append(_head(view, one["id"], one["title"], one, one["max"], one["level"]))
        table += [
            _leaf(view, view.criteria[id], rows) for id in one["children"] if id in view.criteria
        ]
    table += [
        _leaf(view, x, rows)
        for x in view.leaves()
        if x["section"] == "tree" and x["parent"] is None
    ]
    total = view.result["total"]
    for name in ("bonus", "penalty"):
        if total[name]:
            table.append(_head(view, "", total[name]["title"], total[name], total[name]["cap"], 1))
            table += [_leaf(view, x, rows) for x in view.leaves() if x["section"] == name]
    table.append(_head(view, "", view.say("TỔNG ĐIỂM", "TOTAL"), total, total["max"], 0))
    totals = view.result["appraisal"]["totals"]
    for key, place in (("claimed", "claimed"), ("computed", "computed")):
        end = totals[key]
        table[-1][place] = view.span(end) if end else view.say("không đủ", "partly")
    return table


def _head(view: View, id: str, title: str, one: Row, edge: str, level: int) -> Context:
    return {
        "group": True, "level": level if len(title) <= 200 else 0, "id": id, "title": one_line(title),
        "max": view.points(edge), "claimed": "", "computed": "", "appraised": [], "final": view.span(one),
        "differs": False,
    }  # fmt: skip


def _leaf(view: View, one: Row, rows: dict[str, Context]) -> Context:
    row = rows.get(one["id"])
    title = one_line(one["title"])
    if row is None:
        word = view.status(one)
        return {
            "group": False, "level": 0, "id": one["id"], "title": title, "max": view.points(one["max"]),
            "claimed": view.points(one["claimed"]), "computed": word, "appraised": [word], "final": word,
            "differs": False,
        }  # fmt: skip
    kept = ("id", "title", "max", "claimed", "computed", "appraised", "final")
    return {
        "group": False,
        "level": 0,
        **{key: row[key] for key in kept},
        "differs": row["differs"],
    }


def _change(view: View, row: Context) -> Context:
    """A criterion whose points changed or were spoken of: its steps, one line each."""
    say = view.say
    start = say(f"Tự chấm: {row['claimed']}; theo hồ sơ: {row['computed']}.",
                f"Claimed: {row['claimed']}; by the dossier: {row['computed']}.")  # fmt: skip
    if row["dossier_said"]:
        start += say(
            f" Giải trình trong hồ sơ: “{row['dossier_said']}”.",
            f" Explained in the dossier: “{row['dossier_said']}”.",
        )
    steps = [
        {
            "head": f"{one['what']} ({one['who']}, {one['when']}):",
            "text": "; ".join(
                x for x in (say(f"{one['points']} điểm", f"{one['points']} points") if one["points"] else "", one["said"]) if x
            ),
        }
        for one in row["steps"]
    ]  # fmt: skip
    gap = row["gap"] or "0"
    length = len(start) + sum(len(one["head"]) + len(one["text"]) for one in steps)
    return {
        "id": row["id"], "title": row["title"], "max": row["max"], "start": start, "steps": steps, "final": row["final"],
        "gap": gap, "causes": row["causes"], "source": row["source"], "tall": length > _TALL,
    }  # fmt: skip


def _proof(view: View, found: Appraisal) -> list[tuple[str, str]]:
    say, note, scheme = view.say, found.note, view.result["scheme"]
    return [
        (say("Mã đầu chuỗi của sổ cái", "Chain head of the ledger"), note["head"]),
        (
            say(f"Sổ cái đợt {note['campaign']}", f"Ledger of {note['campaign']}"),
            say(f"{note['entries']} bản ghi, đến {moment(note['at'])}", f"{note['entries']} entries, until {moment(note['at'], 'en')}"),
        ),
        (say("Tính đến ngày", "As of"), view.day(view.result["as_of"])),
        (say(f"Bộ tiêu chí {scheme['id']}", f"Scheme {scheme['id']}"), scheme["digest"]),
        dossier_proof(view),
        (say("Tệp hồ sơ đã nộp, SHA-256", "File handed in, SHA-256"), note["submission"]["sha256"]),
        (say("Phần mềm", "Software"), f"scoring {view.result['engine']['version']}"),
    ]  # fmt: skip


__all__ = ["appraisal"]
