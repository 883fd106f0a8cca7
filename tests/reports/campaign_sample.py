"""A result with the lines of an appraisal: one criterion lowered, explained and won back, one number corrected."""

from __future__ import annotations

from typing import Any

import msgspec

from scoring.result.model import Result
from scoring.result.read import from_data
from scoring.result.write import to_data
from scoring.review.discrepancy import DiscrepancyReport

HEAD = "d" * 64


def _figure(entry: int, stage: str, points: str, before: str, **more: Any) -> dict[str, Any]:
    return {
        "entry": entry, "stage": stage, "actor": "tv-1", "role": "member", "at": f"2025-12-{entry:02}T09:00:00Z",
        "points": points, "before": before, "reason": "", "causes": {}, "refused": [], "numbers": {}, "evidence": [],
        "counts": True, "void": False, **more,
    }  # fmt: skip


def _said(entry: int, stage: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "entry": entry, "stage": stage, "at": f"2025-12-{entry:02}T10:00:00Z", "text": text, "evidence": [],
        "void": False, "ruling": None, **more,
    }  # fmt: skip


def appraised(result: Result, text: str = "", **more: Any) -> Result:
    """The result with an appraisal in which every text is followed by `text`; `more` replaces keys of it."""
    found = to_data(result)
    rows = [_row(one, text) for one in found["criteria"]]
    total = found["total"]
    end = {
        "certain": total["certain"], "attainable": total["attainable"], "class": found["classification"]["certain"],
        "possible": found["classification"]["possible"], "outside": None, "possible_outside": [],
    }  # fmt: skip
    found["appraisal"] = {
        "campaign": "dot-thu", "title": f"Đợt thử {text}", "entries": 20, "head": HEAD, "at": "2025-12-20T09:00:00Z",
        "status": "published", "decision": f"9/QĐ-UBND {text}", "body": {"id": "so", "name": f"Sở Ví Dụ {text}"},
        "lines": ["hoi-dong", "vong-1", "computed"],
        "stages": [
            {"id": id, "kind": kind, "title": f"{title} {text}".strip(), "deadline": "2025-12-31"}
            for id, kind, title in (
                ("nop", "submission", "Nộp"), ("vong-1", "appraisal", "Vòng 1"), ("giai-trinh", "explanation", "Giải trình"),
                ("hoi-dong", "council", "Hội đồng"), ("kien-nghi", "appeal", "Kiến nghị"),
            )
        ],
        "people": {"tv-1": {"title": f"Thành viên 1 {text}", "role": "member", "body": "so"},
                   "ubnd": {"title": f"Ủy ban nhân dân tỉnh {text}", "role": "decider", "body": None}},
        "submission": {"entry": 2, "at": "2025-12-02T09:00:00Z", "file": "xa-a.yaml", "sha256": "e" * 64,
                       "submissions": 2, "returned": 1},
        "totals": {"claims": {"points": "6.00", "given": 1, "of": len(rows)}, "claimed": None, "dossier": end,
                   "computed": end, "final": end},
        "changed": 2, "gap": "-1.00", "causes": {"evidence_refused": "-2.00", "number_corrected": "1.00"},
        "criteria": rows, "refused": {"bb9": f"Biên bản chín {text}"},
        "publications": [{"entry": 15, "at": "2025-12-15T09:00:00Z", "decision": f"8/QĐ-UBND {text}", "total": "9.00",
                          "class": "kha", "outside": None, "rank": 3}],
        "not_submitted": [{"id": "xa-z", "name": f"Xã Z {text}", "status": "missed",
                           "words": {"vi": "không nộp đúng hạn", "en": "missed the deadline"}}],
        **more,
    }  # fmt: skip
    return from_data(found).from_ledger


def _row(one: dict[str, Any], text: str) -> dict[str, Any]:
    span = {"certain": one["certain"], "attainable": one["attainable"]}
    row: dict[str, Any] = {
        "id": one["id"], "claimed": one["claimed"], "dossier": span, "computed": span,
        "figures": [_figure(3, "vong-1", one["certain"], one["certain"])], "explanations": [], "appeals": [],
        "final": one["certain"], "source": "vong-1", "source_entry": 3, "reason": "", "gap": "0.00", "causes": {},
    }  # fmt: skip
    if one["id"] == "I.1":
        ruling = {"entry": 12, "actor": "ubnd", "role": "decider", "at": "2025-12-12T09:00:00Z", "accepted": True,
                  "reason": f"có ghi ở Điều 3 {text}"}  # fmt: skip
        row |= {
            "figures": [
                _figure(3, "vong-1", "2.00", "6.00", causes={"evidence_refused": "-4.00"}, refused=["bb9"],
                        reason=f"không có chữ ký {text}"),
                _figure(4, "vong-1", "1.00", "2.00", causes={"judgement": "-1.00"}, reason=f"như trên {text}", counts=False),
                _figure(12, "kien-nghi", "4.00", "2.00", causes={"evidence_refused": "2.00"}, actor="ubnd",
                        role="decider", reason=f"có ghi ở Điều 3 {text}"),
            ],
            "explanations": [_said(6, "giai-trinh", f"bản gốc lưu ở xã {text}", evidence=[f"ban-goc.pdf {text}"])],
            "appeals": [_said(10, "kien-nghi", f"đề nghị xem lại {text}", ruling=ruling)],
            "final": "4.00", "source": "kien-nghi", "source_entry": 12, "reason": f"có ghi ở Điều 3 {text}",
            "gap": "-2.00", "causes": {"evidence_refused": "-2.00"},
        }  # fmt: skip
    if one["id"] == "II.1":
        ruling = {"entry": 13, "actor": "ubnd", "role": "decider", "at": "2025-12-13T09:00:00Z", "accepted": False,
                  "reason": f"không có căn cứ {text}"}  # fmt: skip
        row |= {
            "figures": [_figure(5, "vong-1", "1.00", "0.00", causes={"number_corrected": "1.00"}, numbers={"don_phai": "20"},
                                reason=f"sổ ghi 20 {text}", evidence=[f"sổ tiếp công dân {text}"])],
            "appeals": [_said(11, "kien-nghi", f"đề nghị tính đủ {text}", ruling=ruling)],
            "final": "1.00", "gap": "1.00", "causes": {"number_corrected": "1.00"}, "source_entry": 5,
        }  # fmt: skip
    return row


def gaps(text: str = "") -> DiscrepancyReport:
    """A campaign's discrepancy report; every text is followed by `text`."""
    figure = {
        "entry": 3, "stage": "vong-1", "actor": "tv-1", "role": "member", "at": "2025-12-03T09:00:00Z", "points": "2",
        "reason": f"không có chữ ký {text}", "refused": [], "counts": True, "void": False,
    }  # fmt: skip
    sums = {"criteria": 2, "changed": 1, "open": 1, "gap": "-2", "causes": {"late": "-2"}}
    row = {"agency": "xa-a", "criterion": "I.1", "claimed": "4", "computed": "4", "final": "2", "source": "vong-1", "gap": "-2",
           "awaits_block": False, "causes": {"late": "-2"}, "appraised": [figure, {**figure, "counts": False, "void": True}]}  # fmt: skip
    empty = {
        "claimed": None,
        "computed": None,
        "final": None,
        "gap": None,
        "causes": {},
        "appraised": [],
        "awaits_block": True,
    }
    data = {
        "campaign": "dot-thu", "decision": None, "title": f"Đợt thử {text}", "period": "2025", "scheme": "thu", "banner": f"Thang làm việc {text}",
        "names": {"agencies": {"xa-a": f"Xã A {text}", "xa-z": f"Xã Z {text}"}, "criteria": {"I.1": f"Tiêu chí một {text}"},
                  "stages": {"vong-1": f"Vòng 1 {text}"}, "people": {"tv-1": f"Thành viên 1 {text}"}},
        "criteria": [row, {**row, "criterion": "I.2", "source": "computed", **empty}],
        "agencies": [{"agency": "xa-a", **sums}], "blocks": [{"block": "xa", **sums}],
        "by_criterion": [{"criterion": "I.1", **sums}],
        "agreement": [{"first": "tv-1", "second": "tv-2", "stage": "vong-1", "criteria": 3, "equal": 2, "mean_difference": "0"}],
        "not_submitted": [{"id": "xa-z", "status": "missed", "words": {"vi": "không nộp đúng hạn", "en": "missed the deadline"}}],
        "ledger": {"entries": 20, "head": HEAD, "at": "2025-12-20T09:00:00Z"},
    }  # fmt: skip
    return msgspec.convert(data, DiscrepancyReport)
