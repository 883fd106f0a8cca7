"""Official documents as plain data: what Word and PDF templates print, numbers already written out.

Both formats are rendered from the same context, so they say the same. Nothing is scored here: texts
come from the result's derivation, through `View`, `conclusion`, `advice` and `explain`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from scoring.reports import conclusion, together
from scoring.reports.around import slim
from scoring.reports.common import ledger
from scoring.reports.explain import Explainer
from scoring.reports.explanation import Explanation
from scoring.reports.interface import DocumentId, NoSuchDocument
from scoring.reports.official_appraisal import appraisal
from scoring.reports.official_block import appraised, distribution, ranking_rows
from scoring.reports.official_frame import Context, clean, dossier_proof, frame, source, subject
from scoring.reports.official_rows import claimed_total, explanations, score_rows
from scoring.reports.view import Row, View
from scoring.reports.words import one_line

_TALL = 1500
"""Characters from which a criterion's explanation may be broken over pages."""
_DOSSIERS = 40
"""How many dossiers a block's summary names with their digests."""


def self_assessment(result: Row, lang: str = "vi") -> Context:
    """*Báo cáo tự đánh giá, chấm điểm* of one agency."""
    view = View(result, lang)
    say, about = view.say, subject(view)
    agency, period = one_line(result["agency"]["name"]), view.period()
    scheme = result["scheme"]
    appraiser = one_line(scheme["appraised_by"] or "") or say(
        "Cơ quan thẩm định", "Appraising body"
    )
    context = frame(
        view, result["agency"]["name"], kind=("BÁO CÁO", "REPORT"),
        subject=[say(f"Tự đánh giá, chấm điểm{about} {period}", f"Self-assessment{about}, {period}")],
        symbol=say("BC-", "R-"), provisional=view.provisional,
        recipients=[say(f"{appraiser} (thẩm định)", f"{appraiser} (for appraisal)")],
        proof=_proof(view),
    )  # fmt: skip
    total = result["total"]
    context |= {
        "agency": agency, "block": one_line(scheme["block_title"]), "set_title": one_line(scheme["set_title"]),
        "period": period, "source": source(view), "appraiser": appraiser,
        "opening": say(
            f"Thực hiện {source(view)}, {agency} báo cáo kết quả tự đánh giá, chấm điểm{about} {period} "
            f"({one_line(scheme['block_title'])}) như sau:",
            f"Under {source(view)}, {agency} reports the result of its self-assessment{about} for {period} "
            f"({one_line(scheme['block_title'])}) as follows:",
        ),
        "total": view.span(total), "max": view.points(total["max"]), "claimed": claimed_total(view),
        "headline": conclusion.headline(view), "sentence": conclusion.sentence(view),
        "score_rows": score_rows(view), "explanations": explanations(view),
        "note": one_line(result["dossier"].get("note") or ""),
    }  # fmt: skip
    cleaned: Context = clean(context, lang)
    return cleaned


def explanation(result: Row, lang: str = "vi") -> Context:
    """*Phiếu giải thích điểm* of one agency: the equations behind its points and its class."""
    view = View(result, lang)
    say, about = view.say, subject(view)
    explainer = Explainer(view, 1)
    agency = one_line(result["agency"]["name"])
    context = frame(
        view, result["scheme"]["appraised_by"], kind=("PHIẾU GIẢI THÍCH ĐIỂM", "EXPLANATION OF THE SCORE"),
        subject=[say(f"{agency} – điểm{about} {view.period()}", f"{agency} – score{about}, {view.period()}")],
        symbol="", provisional=" · ".join([*together.marks([result], lang), *filter(None, [view.provisional])]) or None,
        recipients=[agency], proof=_proof(view),
    )  # fmt: skip
    context |= {
        "agency": agency, "block": one_line(result["scheme"]["block_title"]), "source": source(view),
        "opening": _after_appraisal(view) or say(
            f"Điểm tính theo {source(view)}, từ hồ sơ và minh chứng của {agency}, kỳ {view.period()}.",
            f"Points computed under {source(view)}, from the dossier and evidence of {agency}, {view.period()}.",
        ),
        "closing": say(
            "Điểm trên đây lấy từ sổ cái của đợt, phép tính từ hồ sơ; mã đầu chuỗi và mã băm ghi ở cuối phiếu.",
            "The points come from the campaign's ledger, the working from the dossier; chain head and digest stand at the end.",
        ) if result.get("appraisal") else say(
            "Điểm trên đây tính từ hồ sơ có mã băm ghi ở cuối phiếu.",
            "These points are computed from the dossier whose digest stands at the end.",
        ),
        "total": _item(Explainer(view, 2).total(), result["total"]),
        "class": _item(explainer.classification(), result["total"]),
        "groups": _groups(view, explainer),
    }  # fmt: skip
    cleaned: Context = clean(context, lang)
    return cleaned


def _after_appraisal(view: View) -> str:
    """What an explanation of appraised points opens with; "" for points that are computed only."""
    note = view.result.get("appraisal")
    if not note:
        return ""
    name, title = one_line(view.result["agency"]["name"]), one_line(note["title"])
    state = (
        view.say("đã công bố", "published")
        if note.get("decision")
        else view.say("chưa công bố", "not published")
    )
    return view.say(
        f"Điểm của {name}, kỳ {view.period()}, sau thẩm định trong đợt “{title}” ({state}), theo {source(view)}. Phép tính là của máy "
        "trên minh chứng được chấp nhận; chỗ điểm thẩm định thay điểm máy tính được ghi rõ ở từng tiêu chí.",
        f"Points of {name}, {view.period()}, after appraisal in “{title}” ({state}), under {source(view)}. The working is computed from "
        "accepted evidence; where appraised points take its place is said at each criterion.",
    )  # fmt: skip


def agency(
    result: Row, lang: str = "vi", document: DocumentId = DocumentId.SELF_ASSESSMENT
) -> Context:
    """The context of one agency's document.

    Raises:
        NoSuchDocument: it is no paper of one agency.
    """
    match document:
        case DocumentId.SELF_ASSESSMENT:
            return self_assessment(result, lang)
        case DocumentId.APPRAISAL:
            return appraisal(result, lang)
        case DocumentId.EXPLANATION:
            return explanation(result, lang)
        case DocumentId.SUMMARY | DocumentId.RANKING | DocumentId.CRITERIA | DocumentId.EVIDENCE:
            raise NoSuchDocument(f"an agency has no paper {document}")
        case _:
            assert_never(document)


def block(block_id: str, rows: Sequence[Mapping[str, Any]], lang: str = "vi") -> Context:
    """*Bảng tổng hợp kết quả* of one block.

    Args:
        block_id: the block's id.
        rows: what `scoring.engine.rank.rank` gives for it; slim results are enough.
        lang: ``vi`` or ``en``.
    """
    slimmed = [{**row, "result": slim(row["result"])} for row in rows]
    views = [View(row["result"], lang) for row in slimmed]
    view = views[0]
    say, about, scheme = view.say, subject(view), view.result["scheme"]
    title = one_line(scheme["block_title"])
    unfinished = any(one.provisional for one in views)
    mark = say("TẠM TÍNH – có cơ quan chưa chốt hoặc còn thiếu số liệu",
               "PROVISIONAL – some agencies are open or incomplete")  # fmt: skip
    results = [one.result for one in views]
    found = [*together.marks(results, lang), *([mark] if unfinished else [])]
    files = [dossier_proof(one) for one in views]
    if len(files) > _DOSSIERS:
        each = say("ghi ở báo cáo của từng cơ quan", "given in the report of each agency")
        files = [(say("Mã băm hồ sơ", "Digests of the dossiers"), each)]
    context = frame(
        view, scheme["appraised_by"], kind=("BẢNG TỔNG HỢP", "SUMMARY OF RESULTS"),
        subject=[say(f"Kết quả chấm điểm, phân loại{about} {view.period()}", f"Points and classes{about}, {view.period()}"), title],
        symbol="", provisional=" · ".join(found) or None,
        recipients=[say("Các cơ quan, đơn vị trong khối", "The agencies of the block")],
        proof=[*together.ledgers(results, lang), *_scheme_proof(view, ledgers=False), *files],
    )  # fmt: skip
    context |= {
        "block_id": block_id, "block": title, "source": source(view), "count": len(rows),
        "opening": say(
            f"Kết quả chấm điểm, phân loại{about} {view.period()} của {len(rows)} cơ quan, đơn vị thuộc {title}, "
            f"theo {source(view)}:",
            f"Points and classes{about} for {view.period()} of the agencies of {title} ({len(rows)}), under {source(view)}:",
        ),
        "closing": say(
            f"Trên đây là kết quả tổng hợp của {len(rows)} cơ quan, đơn vị thuộc {title}.",
            f"These are the results of the agencies of {title} ({len(rows)}).",
        ),
        **ranking_rows(slimmed, lang), "distribution": distribution(slimmed, lang),
        "published": together.published(results, lang), "final_word": together.word(results, lang),
        "lines": [together.lines(one) for one in views] if together.is_appraised(results) else [],
        "appraised": [] if together.is_appraised(results) else appraised(slimmed, lang),
    }  # fmt: skip
    context["apart"] += [_absent(view, one) for one in together.not_submitted(results, lang)]
    cleaned: Context = clean(context, lang)
    return cleaned


def _absent(view: View, one: Context) -> Context:
    """An agency of the campaign without a dossier, beside those not ranked: words in place of points."""
    return {
        "rank": "", "agency": one["agency"], "total": view.say("không có hồ sơ", "no dossier"), "groups": [],
        "extra": [], "class": view.say("không phân loại", "not classified"), "possible": "", "why": one["state"],
        "sentence": view.say("Không có điểm (không phải 0 điểm), không xếp hạng.", "No points (not 0 points), not ranked."),
    }  # fmt: skip


def _scheme_proof(view: View, *, ledgers: bool = True) -> list[tuple[str, str]]:
    scheme = view.result["scheme"]
    return [
        (view.say("Tính đến ngày", "As of"), view.day(view.result["as_of"])),
        (view.say(f"Bộ tiêu chí {scheme['id']}", f"Scheme {scheme['id']}"), scheme["digest"]),
        *(
            [(view.say("Sổ cái thẩm định", "Ledger of the appraisal"), told)]
            if ledgers and (told := ledger(view))
            else []
        ),
    ]


def _proof(view: View) -> list[tuple[str, str]]:
    version = view.result["engine"]["version"]
    return [
        *_scheme_proof(view),
        dossier_proof(view),
        (view.say("Phần mềm", "Software"), f"scoring {version}"),
    ]


def _groups(view: View, explainer: Explainer) -> list[Context]:
    """Every group that holds criteria, then bonus and penalty, each criterion explained."""
    groups = []
    for one in view.groups.values():
        held = [view.criteria[id] for id in one["children"] if id in view.criteria]
        if held:
            groups.append((one["id"], one["title"], view.span(one), view.points(one["max"]), held))
    alone = [x for x in view.leaves() if x["section"] == "tree" and x["parent"] is None]
    groups += [("", x["title"], view.span(x), view.points(x["max"]), [x]) for x in alone]
    for name in ("bonus", "penalty"):
        extra = view.result["total"][name]
        held = [x for x in view.leaves() if x["section"] == name]
        if extra and held:
            groups.append(("", extra["title"], view.span(extra), view.points(extra["cap"]), held))
    return [
        {
            "id": id, "title": one_line(title), "points": points, "max": maximum,
            "criteria": [_item(explainer.criterion(x), x) for x in held],
        }
        for id, title, points, maximum, held in groups
    ]  # fmt: skip


def _item(one: Explanation, row: Row) -> Context:
    """An explanation as the templates take it; `row` is what it explains."""
    sections = [
        {
            "title": s.title, "rows": [{"label": a.strip(), "text": b} for a, b in s.rows],
            "text": "; ".join(f"{a.strip()} – {b}" if a.strip() else b for a, b in s.rows),
        }
        for s in one.sections
    ]  # fmt: skip
    length = sum(len(s["text"]) for s in sections) + len(one.title) + len(one.sentence)
    length += sum(60 + len(x.text) + 2 * len(x.working) for x in one.operands) + sum(
        map(len, one.notes)
    )
    return {
        "id": one.id, "title": one.title, "score": one.score,
        "interval": one.interval if row["certain"] != row["attainable"] else "",
        "sentence": one.sentence, "result": one.result, "remark": one.remark,
        "notes": [*one.notes, *([one.folded.removeprefix("+ ")] if one.folded else [])],
        "operands": [
            {"sign": x.sign, "text": x.text, "working": x.working, "value": x.value}
            for x in one.operands
        ],
        "sections": sections, "tall": length > _TALL,
    }  # fmt: skip


__all__ = ["agency", "block", "explanation", "self_assessment"]
