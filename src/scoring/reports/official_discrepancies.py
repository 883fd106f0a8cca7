"""*Báo cáo chênh lệch điểm* of a campaign: by agency, block and criterion, then each criterion with its appraisals."""

from __future__ import annotations

from scoring.reports.appraisal import Appraisal
from scoring.reports.appraisal_words import moment
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.official_frame import Context, clean, frame, source, subject
from scoring.reports.view import Row, View
from scoring.reports.words import one_line

_TALL = 350
"""Characters from which a row may be broken over pages."""


def discrepancies(told: Discrepancies, result: Row) -> Context:
    """The document's context.

    Args:
        told: the report.
        result: any result of the campaign that tells its lines; it says who appraises, and under which decision.
    """
    view = View(result, told.lang)
    say, found = view.say, told.context()
    ledger, scheme = told.found["ledger"], result["scheme"]
    context = frame(
        view, Appraisal(view).body() or None, kind=("BÁO CÁO", "REPORT"),
        subject=[
            say(f"Chênh lệch giữa điểm tự chấm và điểm chính thức{subject(view)} {view.period()}",
                f"Gaps between claimed and official points{subject(view)}, {view.period()}"),
        ],
        symbol=say("BC-", "R-"), provisional=told.mark, recipients=[say("Hội đồng đánh giá", "Assessment council")],
        proof=[
            (say("Mã đầu chuỗi của sổ cái", "Chain head of the ledger"), ledger["head"]),
            (say(f"Sổ cái đợt {told.found['campaign']}", f"Ledger of {told.found['campaign']}"),
             say(f"{ledger['entries']} bản ghi, đến {moment(ledger['at'])}", f"{ledger['entries']} entries, until {moment(ledger['at'], 'en')}")),
            (say(f"Bộ tiêu chí {scheme['id']}", f"Scheme {scheme['id']}"), scheme["digest"]),
            (say("Phần mềm", "Software"), f"scoring {result['engine']['version']}"),
        ],
    )  # fmt: skip
    context |= {
        "campaign": one_line(told.found["title"]),
        "opening": say(
            f"Chênh lệch điểm trong đợt “{one_line(told.found['title'])}”, theo {source(view)}. Chênh lệch là điểm chính thức trừ điểm tự "
            "chấm (không tự chấm: trừ điểm theo hồ sơ); mỗi phần theo nguyên nhân.",
            f"Gaps in the campaign “{one_line(told.found['title'])}”, under {source(view)}. A gap is official less claimed points (by the "
            "dossier where nothing is claimed); each part by its cause.",
        ),
        "sums": found["sums"], "not_submitted": found["not_submitted"], "agreement": found["agreement"],
        "caveat": found["caveat"],
        "criteria": [{**one, "tall": sum(map(len, one["steps"])) > _TALL} for one in found["criteria"]],
        "closing": say("Số liệu trên đây cộng lại từ sổ cái của đợt; mã đầu chuỗi ở cuối văn bản cho phép đối chiếu.",
                       "These figures add up from the campaign's ledger; the chain head at the end lets anyone check."),
    }  # fmt: skip
    cleaned: Context = clean(context, told.lang)
    return cleaned


__all__ = ["discrepancies"]
