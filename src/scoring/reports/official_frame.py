"""What frames an official document, as Phụ lục I of Nghị định 30/2020/NĐ-CP lays it out.

What the result does not say is not filled in: number, date and names of persons stay dotted lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict

from scoring.reports.ledger_summary import LabelledText
from scoring.reports.view import ResultView
from scoring.reports.words import document_kind, one_line
from scoring.result.base import Frozen
from scoring.result.mapped import Mapped
from scoring.text import fold, has_invisible, visible

DOTS = "……………"
_SHORT_DOTS = "……"
_COMMITTEE = re.compile(r"(ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+(.+)", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:tỉnh|thành phố)\s+(.+)", re.IGNORECASE)
_BELOW = re.compile(r"(?:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã)\s+(.+?)(?:\s*[,(].*)?", re.IGNORECASE)
"""A commune's or a district's name, up to a comma or a bracket."""
_DEPARTMENTS = {
    "nội vụ": "SNV", "tài chính": "STC", "tư pháp": "STP", "công thương": "SCT", "xây dựng": "SXD", "y tế": "SYT",
    "nông nghiệp và môi trường": "SNNMT", "khoa học và công nghệ": "SKHCN", "giáo dục và đào tạo": "SGDĐT",
    "văn hóa, thể thao và du lịch": "SVHTTDL", "dân tộc và tôn giáo": "SDTTG", "ngoại vụ": "SNgV", "du lịch": "SDL",
}  # fmt: skip
"""Provincial departments, and how their papers' symbols name them."""
_HEADS = (
    (("sở", "bệnh viện", "trung tâm", "đài", "quỹ", "bảo tàng", "thư viện", "nhà hát"), "GIÁM ĐỐC", "DIRECTOR"),
    (("trường",), "HIỆU TRƯỞNG", "PRINCIPAL"),
    (("viện",), "VIỆN TRƯỞNG", "DIRECTOR"),
    (("chi cục",), "CHI CỤC TRƯỞNG", "HEAD OF THE SUB-DEPARTMENT"),
    (("trạm",), "TRẠM TRƯỞNG", "HEAD OF THE STATION"),
    (("phòng",), "TRƯỞNG PHÒNG", "HEAD OF THE DIVISION"),
    (("văn phòng",), "CHÁNH VĂN PHÒNG", "CHIEF OF THE OFFICE"),
    (("thanh tra",), "CHÁNH THANH TRA", "CHIEF INSPECTOR"),
)
"""First words of a body's name, and who heads such a body."""
_SUBJECT = "công tác dân vận"
# Characters no XML document may hold; `visible` leaves these few.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 4000
_NAME = 600
_NAMES = frozenset(["title", "agency", "issuer", "superior", "subject", "block", "class", "headline", "label", "kind"])
"""Fields whose texts are names."""


class Frame(Frozen):
    """Head and foot of a document."""

    lang: str
    language: str
    """The language as a tag: ``vi-VN``."""
    title: str
    country: str
    motto: str
    superior: str
    issuer: Sequence[str]
    number: str
    place_date: str
    kind: str
    subject: Sequence[str]
    marks: Sequence[str]
    mark: str
    """The marks in one line."""
    provisional: bool
    authority: str
    position: str
    recipients: Sequence[str]
    proof: Sequence[LabelledText]
    """Digests and chain heads in small print at the end."""
    attached: str = ""
    """The line under the heading of an annex that says which paper it belongs to."""
    addressee: str = ""
    """The line that says whom it is sent to; "" for a paper sent to nobody in particular."""


class Paper(Frozen):
    """A document with its frame; each kind of document adds its own fields."""

    frame: Frame


Printed = str | int | None | Sequence["Printed"] | dict[str, "Printed"]
"""Plain data with every text fit for print."""


def template_data(paper: Paper) -> dict[str, Printed]:
    """A document as plain data for its templates: its own fields and its frame's side by side."""
    own = clean(asdict(paper), paper.frame.lang)
    frame = own.pop("frame")
    assert isinstance(frame, dict)
    return {**frame, **own}


def clean(values: Mapping[str, object], lang: str = "vi", most: int = _LONGEST) -> dict[str, Printed]:
    """Named values as plain data, every text fit for print.

    Control, invisible and non-characters are written out; a name or text too long for a paper is
    cut, and says how much was left out. Names lose the ``_`` that keeps them apart from Python's keywords.
    """
    found = {}
    for name, one in values.items():
        key = name.rstrip("_")
        found[key] = _clean(one, lang, _NAME if key in _NAMES else most)
    return found


def _clean(value: object, lang: str, most: int) -> Printed:
    if isinstance(value, str):
        return _printed(value, lang, most)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, (list, tuple)):
        return [_clean(one, lang, most) for one in value]
    if isinstance(value, Mapped):
        return Mapped(value, lambda one: _clean(one, lang, most))
    assert isinstance(value, Struct), f"not to be printed: {value!r}"
    return clean(asdict(value), lang, most)


def _printed(text: str, lang: str, most: int) -> str:
    if not text.isprintable() or has_invisible(text):
        text = _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
    if len(text) <= most:
        return text
    rest = len(text) - most
    more = f"còn {rest} ký tự, xem hồ sơ" if lang == "vi" else f"{rest} more, see the dossier"
    return f"{text[:most].rstrip()}… ({more})"


def _is_department(name: str) -> bool:
    return name.casefold().startswith("sở ")


def _superior(view: ResultView, name: str) -> str:
    """The body above, where it is certain: none above a people's committee, the province's above its departments."""
    if _COMMITTEE.fullmatch(name):
        return ""
    if _is_department(name) and _province(view):
        return brief(decider(view)).upper()
    return DOTS


def _province(view: ResultView) -> str:
    """The province whose people's committee decided the scheme, or nothing."""
    committee = _COMMITTEE.fullmatch(decider(view))
    place = _PROVINCE.fullmatch(committee[2]) if committee else None
    return place[1] if place else ""


def _place(view: ResultView, name: str) -> str:
    """Where a body's papers are dated: its own commune, or the province of a department; dots for others."""
    committee = _COMMITTEE.fullmatch(name)
    if committee and (below := _BELOW.fullmatch(committee[2])):
        # A ward without a name of its own is known by its number.
        return one_line(committee[2][:1].upper() + committee[2][1:] if below[1].isdigit() else below[1])
    provincial = _is_department(name) or name == decider(view)
    return _province(view) if provincial and _province(view) else DOTS


def brief(name: str) -> str:
    """A people's committee by its usual abbreviation: ``UBND xã A``; any other name as it is."""
    committee = _COMMITTEE.fullmatch(name)
    return f"UBND {committee[2]}" if committee else name


def abbreviation(name: str) -> str:
    """What names a body in the symbol of its papers, ``UBND`` or ``SNV``; dots where that is not known."""
    if _COMMITTEE.fullmatch(name):
        return "UBND"
    department = re.split(r"\s+(?:tỉnh|thành phố)\s|[(]", name.casefold().replace("hoá", "hóa"))[0]
    return _DEPARTMENTS.get(department.removeprefix("sở ").strip(), _SHORT_DOTS)


def decider(view: ResultView) -> str:
    """The body that issued the scheme's decision; "" without one."""
    decision = view.result.scheme.decision
    return one_line(decision.issuer) if decision else ""


def _signature(view: ResultView, name: str) -> tuple[str, str]:
    """Authority and position of who signs; the name stays empty."""
    in_lang = view.in_lang
    if _COMMITTEE.fullmatch(name):
        authority = in_lang("TM. ỦY BAN NHÂN DÂN", "ON BEHALF OF THE PEOPLE'S COMMITTEE")
        return authority, in_lang("CHỦ TỊCH", "CHAIRPERSON")
    for starts, vi, en in _HEADS:
        if name.casefold().startswith(tuple(f"{one} " for one in starts)):
            return "", in_lang(vi, en)
    return "", in_lang("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "HEAD OF THE BODY")


def source(view: ResultView) -> str:
    """The decision the scheme comes from, as a document is cited."""
    decision = view.result.scheme.decision
    if not decision:
        title = one_line(view.result.scheme.title)
        return view.in_lang(f"bộ tiêu chí “{title}”", f"the scheme “{title}”")
    number = one_line(decision.number)
    return view.in_lang(
        f"{document_kind(number)} {number} ngày {view.day(decision.date)} của {one_line(decision.issuer)}",
        f"{document_kind(number, view.lang)} {number} of {decision.date}, {one_line(decision.issuer)}",
    )


def subject(view: ResultView) -> str:
    """What is scored, where the scheme's own title says so: `` công tác dân vận``."""
    if fold(_SUBJECT) not in fold(view.result.scheme.title):
        return ""
    return view.in_lang(f" {_SUBJECT}", " of mass mobilization work")


def proof(view: ResultView, *names: Literal["day", "scheme", "dossier", "software"]) -> list[LabelledText]:
    """What a result was computed from, in the order of `names`: reference day, digests, program."""
    result = view.result
    texts = {
        "day": (view.in_lang("Tính đến ngày", "As of"), view.day(result.as_of)),
        "scheme": (view.in_lang("Bộ tiêu chí", "Scheme"), result.scheme.digest),
        "dossier": (view.in_lang(f"Hồ sơ của {view.agency}", f"Dossier of {view.agency}"), result.dossier.digest),
        "software": (view.in_lang("Phần mềm", "Software"), f"scoring {result.engine.version}"),
    }
    return [LabelledText(*texts[name]) for name in names]


def agency_proof(view: ResultView) -> list[LabelledText]:
    """The proof of one agency's paper, with the ledger of appraised points."""
    label = view.in_lang("Sổ cái thẩm định", "Ledger of the appraisal")
    found = [LabelledText(label, view.ledger)] if view.ledger else []
    return [*proof(view, "day", "scheme"), *found, *proof(view, "dossier", "software")]


def frame(
    view: ResultView,
    issuer: str | None,
    *,
    kind: tuple[str, str],
    subject: Sequence[str],
    symbol: str,
    provisional: str | None,
    recipients: Sequence[str],
    proof: Sequence[LabelledText],
    addressee: str = "",
) -> Frame:
    """Head and foot of a document about `view`'s result.

    Without an issuer its place shows dots. `kind` is in capitals, in both languages; `symbol` is the symbol after the
    number with ``{}`` for the issuer's abbreviation (``BC-{}``), "" for a paper without a number. `addressee` is the
    body it is sent to; recipients beside it come without dashes and semicolons, `proof` in small print at the end.
    """
    in_lang = view.in_lang
    name = one_line(issuer or "")
    place, committee = _place(view, name), _COMMITTEE.fullmatch(name)
    lines, marks = list(map(one_line, subject)), [one_line(text) for text in (view.banner, provisional) if text]
    first = [in_lang("Như trên", "As above")] if addressee else []
    ends = [*first, *recipients, in_lang("Lưu: VT, ……", "File: ……")]
    authority, position = _signature(view, name)
    number = f"{_SHORT_DOTS}/{symbol.format(abbreviation(name))}"
    return Frame(
        lang=view.lang,
        language=in_lang("vi-VN", "en-US"),
        title=f"{in_lang(*kind).capitalize()}: {' '.join(lines)}",
        country=in_lang("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
        motto=in_lang("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
        superior=_superior(view, name) if name else DOTS,
        issuer=[line.upper() for line in (["Ủy ban nhân dân", committee[2]] if committee else [name or DOTS])],
        number=in_lang(f"Số: {number}", f"No.: {number}") if symbol else "",
        place_date=in_lang(
            f"{place}, ngày {_SHORT_DOTS} tháng {_SHORT_DOTS} năm {_SHORT_DOTS}",
            f"{place}, date {_SHORT_DOTS} / {_SHORT_DOTS} / {_SHORT_DOTS}",
        ),
        kind=in_lang(*kind),
        subject=lines,
        marks=marks,
        mark=" · ".join(marks),
        provisional=bool(provisional),
        authority=authority,
        position=position,
        recipients=[f"- {one}{'.' if one is ends[-1] else ';'}" for one in ends],
        proof=list(proof),
        attached=in_lang(
            f"(Kèm theo {kind[0].capitalize()} số {number} ngày {_SHORT_DOTS} tháng {_SHORT_DOTS} năm {_SHORT_DOTS} "
            f"của {brief(name) or DOTS})",
            f"(Annex of {kind[1].lower()} no. {number} of {_SHORT_DOTS} / {_SHORT_DOTS} / {_SHORT_DOTS}, "
            f"{name or DOTS})",
        ),
        addressee=in_lang(f"Kính gửi: {addressee}", f"To: {addressee}") if addressee else "",
    )
