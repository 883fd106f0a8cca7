"""One small scheme and two agencies that between them show every case a report has to tell."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from scoring.engine import InputDigests, Past, evaluate
from scoring.evidence.model import Dossier
from scoring.result.model import Result
from scoring.result.ranking import Ranking, rank
from scoring.result.read import from_data
from scoring.result.summary import summarize
from scoring.result.write import result_of, to_data
from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Scheme
from scoring.values import Period

BANNER = "Thang điểm làm việc – chưa đối chiếu văn bản"
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% raw %} a|b *c* [x](javascript:1) `d`\x1b[31m\u202e"


class NoRules:
    """A backend for schemes without rules."""

    name = "none"

    def derive(self, rules: Any, facts: Any) -> tuple[()]:
        """Nothing follows."""
        return ()


def _leaf(id: str, title: str, maximum: Any, score: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "title": title, "maximum": maximum, "score": score, "clause": f"Phụ lục, mục {id}", **more}


@cache
def scheme(title: str = "Thang điểm thử", status: str = "working", *, decided: bool = False) -> Scheme:
    """Two groups, bonus and penalty, a gate and a ceiling; `decided` names a decision and who appraises."""
    decision = {
        "number": "1/QĐ-UBND", "date": "2022-11-02", "issuer": "Ủy ban nhân dân tỉnh Ví Dụ", "title": "Quy định",
    }  # fmt: skip
    more = {"decision": decision} if decided else {}
    appraised = {"appraised_by": "Sở Ví Dụ"} if decided else {}
    tiers = [
        {"from": "100 %", "points": 6},
        {"from": "90 %", "below": "100 %", "points": 4},
        {"below": "90 %", "points": 0},
    ]
    measures = {
        "don_phai": {"declared": "Số đơn phải giải quyết", "unit": "đơn"},
        "don_dung": {"declared": "Số đơn đúng hạn", "unit": "đơn", "at_most": "don_phai"},
        "ty_le": {"ratio": ["don_dung", "don_phai"], "when_zero": "not_applicable", "title": "tỷ lệ đơn đúng hạn"},
        "doi_thoai": {"count": {"kind": "bien-ban"}, "title": "số cuộc đối thoại", "unit": "cuộc"},
        "quy_che": {"declared": "có quy chế", "answer": "yes_no"},
        "vi_pham": {"declared": "số vụ vi phạm", "unit": "vụ"},
        "khen": {"declared": "số khen thưởng"},
        "diem_nong": {"declared": "có điểm nóng", "answer": "yes_no"},
    }
    groups = [
        {"id": "I", "title": "Giải quyết đơn", "maximum": 14, "criteria": [
            _leaf("I.1", "Giải quyết đơn đúng hạn", 6, {"bands": {"of": "ty_le", "tiers": tiers}}, basis="working"),
            _leaf("I.2", "Đối thoại", 8, {"per_item": {"of": "doi_thoai", "points": 4}}),
        ]},
        {"id": "II", "title": "Dân chủ", "maximum": 6, "criteria": [
            _leaf("II.1", "Ban hành quy chế", 4, {"yes_no": {"of": "quy_che"}}, evidence={"required": ["quy-che"]}),
            _leaf("II.2", "Nhận xét của cấp trên", 2, {"judgement": {"by": "superior"}}),
        ]},
    ]  # fmt: skip
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "s", "title": "Bộ tiêu chí", "maximum": 20, "measures": measures, "groups": groups,
        "bonus": {"title": "Điểm cộng", "cap": 2, "criteria": [
            _leaf("C.1", "Khen thưởng", 3, {"per_item": {"of": "khen", "points": 1}})]},
        "penalty": {"title": "Điểm trừ", "cap": 3, "criteria": [
            _leaf("T.1", "Vi phạm", 3, {"per_item": {"of": "vi_pham", "points": 1}})]},
    })  # fmt: skip
    ladder = {
        "classes": [
            {"id": "tot", "title": "Tốt", "from": 16},
            {"id": "kha", "title": "Khá", "from": 10, "below": 16},
            {"id": "yeu", "title": "Yếu", "below": 10},
        ],
        "gates": [{"id": "g", "title": "Mọi nhóm từ 50 %", "class": "tot",
                   "requires": {"each": "groups", "at_least": "50 %"}}],
        "ceilings": [{"id": "c", "title": "Có điểm nóng", "class": "kha",
                      "when": {"measure": "diem_nong", "is": True}}],
    }  # fmt: skip
    return Scheme.model_validate({
        "format": 1, "id": "thu", "title": title, "status": status, "banner": BANNER,
        "rounding": {"at": "total", "mode": "half_up", "step": Decimal("0.01")},
        "blocks": [{"id": "xa", "title": "Khối xã", "set": "s", "ladder": "l", **appraised}],
        "evidence_kinds": {"bien-ban": {"title": "Biên bản đối thoại"}, "quy-che": {"title": "Quy chế"}},
        "ladders": {"l": ladder}, "sets": {"s": chosen}, **more,
    })  # fmt: skip


def result(
    numbers: dict[str, Any], *, name: str = "Xã A", id: str = "xa-a", final: bool = False,
    scheme_: Scheme | None = None, **more: Any
) -> Result:  # fmt: skip
    """The result of one agency, as it is read back from its JSON."""
    dossier = Dossier.model_validate({
        "format": 1, "agency": {"id": id, "name": name, "block": "xa"}, "period": Period(2025),
        "numbers": {key: {"value": value} for key, value in numbers.items()}, **more,
    })  # fmt: skip
    digests = InputDigests("sha256:" + "a" * 64, "sha256:" + "b" * 64, f"{id}.yaml")
    past = (Past("2024", "kha", None, "sha256:" + "c" * 64),)
    chosen = scheme_ or scheme()
    found = result_of(evaluate(chosen, dossier, backend=NoRules(), final=final, digests=digests, history=past))
    return from_data(to_data(found))


def ranked(*results: Result) -> Ranking:
    """The results ranked in their blocks."""
    return rank(map(summarize, results))


COMPLETE: dict[str, Any] = {
    "don_phai": 24, "don_dung": 23, "quy_che": True, "vi_pham": 1, "khen": 3, "diem_nong": False,
}  # fmt: skip


def record(id: str, kind: str, **more: Any) -> dict[str, Any]:
    """An evidence record."""
    return {"id": id, "kind": kind, "title": f"Văn bản {id}", **more}


@cache
def complete() -> Result:
    """Everything known: bonus over its cap, a penalty, a document with no number and no whole date."""
    return result(
        COMPLETE, final=True, complete=True,
        evidence=[record("bb1", "bien-ban", date="2025-03"), record("bb2", "bien-ban", number="7/BB", date="2025-05-20"),
                  record("qc", "quy-che", number="1/QC", date="2025-01-02", issuer="UBND xã A")],
        claims={"I.1": {"points": 6, "note": "đã rà soát"}},
        judgements=[{"criterion": "II.2", "by": "superior", "points": Decimal("1.5"), "reason": "có chuyển biến"}],
    )  # fmt: skip


@cache
def open_() -> Result:
    """Almost nothing declared."""
    return result({"don_phai": 24}, name="Xã Đ", id="xa-d")
