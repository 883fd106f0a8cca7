"""A scheme with every leaf kind, nested groups and every policy for what does not apply."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scoring.scheme.criteria import CriteriaSet
from scoring.scheme.model import Scheme

MEASURES: dict[str, Any] = {
    "co": {"declared": "Có quy chế", "answer": "yes_no"},
    "da": {"declared": "Đã sơ kết", "answer": "yes_no"},
    "tong": {"declared": "Tổng số đơn", "unit": "đơn"},
    "xong": {"declared": "Số đơn xong", "unit": "đơn", "at_most": "tong"},
    "ty_le": {"ratio": ["xong", "tong"], "title": "Tỷ lệ", "when_zero": "not_applicable"},
    "tron": {"ratio": ["xong", "tong"], "title": "Tỷ lệ làm tròn", "when_zero": "not_declared",
             "rounding": {"mode": "half_even", "step": "0.1 %"}},
    "hieu": {"difference": ["tong", "xong"], "title": "Còn lại"},
    "gop": {"total": ["tong", "vu", "lan"], "title": "Tổng cộng"},
    "vu": {"declared": "Số vụ", "unit": "vụ"},
    "lan": {"declared": "Số lần", "unit": "lần"},
    "phan_tram": {"declared": "Tỷ lệ tự khai", "answer": "percent"},
    "muc": {"declared": "Mức", "answer": "level", "levels": ["tot", "kem"]},
    "diem": {"external": "Chỉ số", "at_most": 10},
    "so_bien_ban": {"count": {"kind": ["bb", "bc"], "where": {"loai": ["a", "b"]}}, "title": "Số biên bản"},
    "co_bien_ban": {"exists": {"kind": "bb", "where": {"chinh": True}}, "title": "Có biên bản"},
    "tin": {"sum": {"kind": "bc", "field": "so"}, "title": "Số tin"},
    "cham": {"days_late": {"kind": "bc", "deadline": "10/12", "series": "nam"}, "title": "Ngày chậm"},
    "ky_luat": {"declared": "Bị kỷ luật", "answer": "yes_no"},
}  # fmt: skip
KINDS: dict[str, Any] = {
    "bb": {"title": "Biên bản", "fields": {
        "loai": {"title": "Loại", "type": "choice", "choices": ["a", "b", "c"]},
        "chinh": {"title": "Bản chính", "type": "yes_no"}}},
    "bc": {"title": "Báo cáo", "needs": ["date"], "fields": {
        "so": {"title": "Số tin", "type": "number"},
        "loai": {"title": "Loại", "type": "choice", "choices": ["a", "c"]}}},
}  # fmt: skip
SERIES = {"bao-cao": {"kind": "bc", "title": "Báo cáo", "occurrences": [
    {"id": "quy", "deadline": "25/3"}, {"id": "nam", "deadline": "10/12"}]}}  # fmt: skip
TIERS = [{"from": "90 %", "points": 6}, {"from": "70 %", "below": "90 %", "points": "50 %"},
         {"below": "70 %", "points": 0}]  # fmt: skip


def leaf(id: str, maximum: Any, score: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A criterion."""
    return {"id": id, "title": f"Tiêu chí {id}", "maximum": maximum, "score": score, **more}


def group(id: str, maximum: Any, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A group."""
    return {"id": id, "title": f"Nhóm {id}", "maximum": maximum, "criteria": list(children), **more}


def every_kind(rounding: dict[str, Any] | None = None, **policies: Any) -> Scheme:
    """The scheme; `policies` are those of the whole scheme."""
    groups = [
        group(
            "A", 40,
            leaf("A.1", 4, {"yes_no": {"of": "co", "no": "25 %"}}, not_applicable="full"),
            leaf("A.2", 6, {"checklist": {"parts": [
                {"of": "co", "points": 2}, {"of": "da", "points": 3}, {"of": "co_bien_ban", "points": 1}]}}),
            leaf("A.3", 6, {"per_item": {"of": "so_bien_ban", "points": Decimal("1.5"), "cap": 5}},
                 evidence={"required": ["bb"]}),
            leaf("A.4", 6, {"bands": {"of": "tron", "tiers": TIERS}}, evidence={"any_of": ["bb", "bc"]}),
            leaf("A.5", 7, {"proportional": {"of": "ty_le", "floor": "20 %", "target": "95 %"}},
                 not_applicable="keep"),
            leaf("A.6", 5, {"graded": {"of": "muc", "levels": [
                {"id": "tot", "title": "Tốt", "points": "100 %"}, {"id": "kem", "title": "Kém", "points": "10 %"}]}}),
            leaf("A.7", 6, {"bands": {"of": "so_bien_ban", "tiers": [
                {"from": 2, "points": 6}, {"below": 2, "points": 1}]}}),
            not_applicable="drop",
        ),
        {"id": "B", "title": "Nhóm B", "maximum": 40, "not_applicable": "rescale", "groups": [
            group("B.1", 25,
                  leaf("B.1.1", 10, {"deduct": {"of": "gop", "points": 1, "each": 7, "floor": 2}}),
                  leaf("B.1.2", 10, {"deduct_by_severity": {"items": [
                      {"of": "vu", "points": Decimal("0.1")}, {"of": "lan", "points": Decimal("0.3")}]}}),
                  leaf("B.1.3", 5, {"deduct_range": {"of": "vu", "by": "appraiser", "from": 1, "to": 4}})),
            group("B.2", 15,
                  leaf("B.2.1", 8, {"target": {"of": "xong", "target": "tong", "below": "75 %", "at": "90 %"}}),
                  leaf("B.2.2", 7, {"timeliness": {"of": "cham", "per_day": 2, "grace": 1, "none_after": 3}},
                       may_be_not_applicable=False),
                  not_applicable="drop"),
        ]},
        group(
            "C", 20,
            leaf("C.1", 5, {"external": {"of": "diem", "scale": 10}}),
            leaf("C.2", 5, {"discretion": {"of": "phan_tram", "full_at": "90 %", "by": "superior", "up_to": 4}}),
            leaf("C.3", 5, {"judgement": {"by": "agency"}}),
            leaf("C.4", 5, {"formula": {
                "uses": {"a": "hieu", "t": "tin"}, "let": {"x": "max(0, t - 0.5)"},
                "branches": [{"when": "a == 0 and t > 0", "points": "M"}, {"when": "not (a < 5)", "points": "x / 3"}],
                "otherwise": "M * 0.1 * a if a != 3 else abs(a - 4)"}}),
            not_applicable="keep",
        ),
    ]  # fmt: skip
    chosen = CriteriaSet.model_validate({
        "format": 1, "set": "s", "title": "Bộ tiêu chí", "maximum": 100, "measures": MEASURES, "groups": groups,
        "bonus": {"title": "Điểm cộng", "cap": 3, "criteria": [
            leaf("S.1", 2, {"per_item": {"of": "tin", "points": 1}}), leaf("S.2", 2, {"yes_no": {"of": "da"}})]},
        "penalty": {"title": "Điểm trừ", "cap": 4, "criteria": [
            leaf("T.1", 4, {"per_item": {"of": "lan", "points": Decimal("0.25")}})]},
    })  # fmt: skip
    return Scheme.model_validate({
        "format": 1, "id": "thu", "title": "Thang điểm thử", "status": "verified",
        "rounding": rounding or {"at": "total", "mode": "half_up", "step": Decimal("0.01")},
        "blocks": [{"id": "xa", "title": "Khối xã", "set": "s", "ladder": "l"}],
        "ladders": {"l": {"classes": [{"id": "tot", "title": "Tốt", "from": 50},
                                      {"id": "yeu", "title": "Yếu", "below": 50}]}},
        "sets": {"s": chosen}, "policies": policies, "evidence_kinds": KINDS, "series": SERIES,
    })  # fmt: skip
