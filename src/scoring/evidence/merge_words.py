"""Describes the conflicts of a merge: the place and each version's value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from scoring.evidence import model
from scoring.evidence.merge import Conflict
from scoring.evidence.merge_values import MISSING, Path, value_at
from scoring.numbers import show, typed_percent
from scoring.text import clip, in_lang
from scoring.values import PartialDate

_SECTIONS = {
    "numbers": ("số liệu “{id}”", "the measure “{id}”"),
    "claims": ("điểm tự chấm tiêu chí {id}", "the claim for {id}"),
    "not_applicable": ("tiêu chí {id} không áp dụng", "“not applicable” for {id}"),
    "explanations": ("giải trình tiêu chí {id}", "the explanation for {id}"),
    "judgements": ("nhận xét tiêu chí {id}", "the judgement on {id}"),
    "evidence": ("minh chứng “{id}”", "the record “{id}”"),
    "difficulties": ("khó khăn, vướng mắc", "a difficulty"),
    "next_tasks": ("nhiệm vụ thời gian tới", "a next task"),
    "agency": ("cơ quan – {id}", "the agency's {id}"),
    "complete": ("danh sách đã chốt", "the closed lists"),
    "submitted": ("ngày nộp", "the day of submission"),
    "note": ("ghi chú của hồ sơ", "the dossier's note"),
    "scheme": ("bộ tiêu chí", "the scheme"),
}
_FIELDS = {
    "kind": ("loại", "kind"), "title": ("trích yếu", "title"), "number": ("số, ký hiệu", "number"),
    "date": ("ngày", "date"), "issuer": ("cơ quan ban hành", "issuer"), "file": ("tệp", "file"),
    "occurrence": ("lần báo cáo", "occurrence"), "cites": ("văn bản dẫn", "citations"),
    "outside_period": ("lý do ngoài kỳ", "reason outside the period"), "note": ("ghi chú", "note"),
    "shared_with": ("văn bản chung với", "shared with"),
}  # fmt: skip
_NAMES = {
    "name": ("tên", "name"), "block": ("khối", "block"), "kind": ("loại", "kind"),
    "from_": ("ngày thành lập", "first day"), "until": ("ngày cuối cùng", "last day"),
    "succeeds": ("cơ quan tiền thân", "predecessors"),
}  # fmt: skip
_WIDTH = 70


def place_words(path: Path, lang: str, *versions: model.Dossier) -> str:
    """The place of a value in words; a record with its title where a version has one."""
    section = in_lang(lang, *_SECTIONS.get(path[0], ("{id}", "{id}")))
    if len(path) == 1:
        return section.replace(" “{id}”", "").replace(" {id}", "").replace("{id}", path[0])
    id = in_lang(lang, *_NAMES[path[1]]) if path[0] == "agency" and path[1] in _NAMES else path[1]
    text = section.format(id=id.partition("/")[0])
    if path[0] == "evidence":
        found = (value_at(one, path[:2]) for one in versions)
        title = next((one.title for one in found if isinstance(one, model.Record)), "")
        text += f" ({clip(title, 50)})" if title else ""
    if len(path) > 2:
        text += f" – {in_lang(lang, *_FIELDS.get(path[2], (path[2], path[2])))}"
    return text


def value_words(value: Any, lang: str, base: bool = False) -> str:
    """A version's value in words, shortened."""
    if value is MISSING:
        return (
            in_lang(lang, "không có", "absent") if base else in_lang(lang, "không có hoặc đã bỏ", "absent or removed")
        )
    return clip(" ".join(_words(value, lang).split()), _WIDTH)


def _words(value: Any, lang: str) -> str:
    if value is None or value in ([], {}):
        return in_lang(lang, "chưa ghi", "not given")
    if isinstance(value, bool):
        return in_lang(lang, "có", "yes") if value else in_lang(lang, "không", "no")
    if isinstance(value, model.Percent):
        return typed_percent(value, lang)
    if isinstance(value, (int, Fraction)):
        return show(value, lang, 6)
    if isinstance(value, PartialDate):
        return value.vi if lang == "vi" else str(value)
    if isinstance(value, date):
        return PartialDate(value.year, value.month, value.day).vi if lang == "vi" else str(value)
    if isinstance(value, list):
        return ", ".join(_words(one, lang) for one in value)
    return _model(value, lang)


def _model(value: Any, lang: str) -> str:
    if isinstance(value, model.Declared):
        return _noted(_words(value.value, lang), value.note)
    if isinstance(value, (model.Claim, model.Judgement)):
        return _noted(_words(value.points, lang), getattr(value, "note", None) or getattr(value, "reason", None))
    if isinstance(value, model.NotApplicable):
        return value.reason
    if isinstance(value, model.Explanation):
        return value.text
    if isinstance(value, model.Attachment):
        return value.path if value.sha256 is None else f"{value.path} ({value.sha256[:12]}…)"
    if isinstance(value, (model.Record, model.Citation)):
        parts = [value.number, _words(value.date, lang) if value.date else None, value.title]
        return ", ".join(part for part in parts if part)
    return str(value)


def _noted(text: str, note: str | None) -> str:
    return f"{text} ({note})" if note else text


def conflict_words(one: Conflict, lang: str, *versions: model.Dossier) -> dict[str, str]:
    """A conflict as the values of its diagnostic."""
    return {
        "at": place_words(one.path, lang, *versions),
        "base": value_words(one.base, lang, base=True),
        "mine": value_words(one.mine, lang),
        "theirs": value_words(one.theirs, lang),
    }
