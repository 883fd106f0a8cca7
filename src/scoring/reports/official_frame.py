"""What frames an official document: issuing body, lines left to fill, signature, recipients, proof.

The layout follows Phụ lục I of Nghị định 30/2020/NĐ-CP. Nothing is filled in that the result does
not say: number, date and names of persons stay dotted lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scoring.reports.view import View
from scoring.reports.words import one_line
from scoring.text import fold, has_invisible, visible

Context = dict[str, Any]

DOTS = "……………"
_SHORT_DOTS = "……"
_COMMITTEE = re.compile(r"(ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+(.+)", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:tỉnh|thành phố)\s+(.+)", re.IGNORECASE)
_SUBJECT = "công tác dân vận"
# Characters no XML document may hold; `visible` leaves these few.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 4000
_NAME = 600
_NAMES = frozenset(
    (
        "title",
        "agency",
        "issuer",
        "superior",
        "subject",
        "block",
        "class",
        "headline",
        "label",
        "kind",
    )
)


def clean(value: Any, lang: str = "vi", most: int = _LONGEST) -> Any:
    """The same plain data with every text fit for print.

    Control, invisible and non-characters are written out; a name or text too long for a paper is
    cut, and says how much was left out.
    """
    if isinstance(value, str):
        return _printed(value, lang, most)
    if isinstance(value, dict):
        return {k: clean(one, lang, _NAME if k in _NAMES else most) for k, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one, lang, most) for one in value]
    return value


def _printed(text: str, lang: str, most: int) -> str:
    if not text.isprintable() or has_invisible(text):
        text = _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
    if len(text) <= most:
        return text
    rest = len(text) - most
    more = f"còn {rest} ký tự, xem hồ sơ" if lang == "vi" else f"{rest} more, see the dossier"
    return f"{text[:most].rstrip()}… ({more})"


def _issuer(name: str) -> list[str]:
    """The issuing body's lines in capitals; a people's committee stands above its place."""
    found = _COMMITTEE.fullmatch(name)
    lines = ["Ủy ban nhân dân", found[2]] if found else [name]
    return [line.upper() for line in lines]


def _superior(view: View, name: str) -> str:
    """The body above, where it is certain: none above a people's committee, the province's above its departments."""
    if _COMMITTEE.fullmatch(name):
        return ""
    province = _province(view)
    if name.casefold().startswith("sở ") and province:
        issuer: str = one_line(view.result["scheme"]["decision"]["issuer"])
        return issuer.upper()
    return DOTS


def _province(view: View) -> str:
    """The province whose people's committee decided the scheme, or nothing."""
    decision = view.result["scheme"]["decision"]
    committee = _COMMITTEE.fullmatch(one_line(decision["issuer"])) if decision else None
    place = _PROVINCE.fullmatch(committee[2]) if committee else None
    return place[1] if place else ""


def _place(view: View, name: str) -> str:
    provincial = name.casefold().startswith("sở ") or name == _decider(view)
    return _province(view) if provincial and _province(view) else DOTS


def _decider(view: View) -> str:
    decision = view.result["scheme"]["decision"]
    return one_line(decision["issuer"]) if decision else ""


def _signature(view: View, name: str) -> Context:
    """Authority and position of who signs; the name stays empty."""
    say = view.say
    if _COMMITTEE.fullmatch(name):
        return {
            "authority": say("TM. ỦY BAN NHÂN DÂN", "ON BEHALF OF THE PEOPLE'S COMMITTEE"),
            "position": say("CHỦ TỊCH", "CHAIRPERSON"),
        }
    if name.casefold().startswith("sở "):
        return {"authority": "", "position": say("GIÁM ĐỐC", "DIRECTOR")}
    return {
        "authority": "",
        "position": say("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "HEAD OF THE BODY"),
    }


def source(view: View) -> str:
    """The decision the scheme comes from, as a document is cited."""
    decision = view.result["scheme"]["decision"]
    if not decision:
        title = one_line(view.result["scheme"]["title"])
        return view.say(f"bộ tiêu chí “{title}”", f"the scheme “{title}”")
    number = one_line(decision["number"])
    word = "Quyết định số" if "QĐ" in number.upper() else "Văn bản số"
    return view.say(
        f"{word} {number} ngày {view.day(decision['date'])} của {one_line(decision['issuer'])}",
        f"No. {number} of {decision['date']}, {one_line(decision['issuer'])}",
    )


def subject(view: View) -> str:
    """What is scored, where the scheme's own title says so: `` công tác dân vận``."""
    told = fold(_SUBJECT) in fold(view.result["scheme"]["title"])
    return view.say(f" {_SUBJECT}", " of mass mobilization work") if told else ""


def marks(view: View, provisional: str | None) -> list[str]:
    """The status banner and the provisional mark, one line each."""
    return [one_line(text) for text in (view.banner, provisional) if text]


def dossier_proof(view: View) -> tuple[str, str]:
    """Which dossier a result was computed from, and its digest."""
    dossier, id = view.result["dossier"], view.result["agency"]["id"]
    file = f" ({one_line(dossier['file'])})" if dossier["file"] else ""
    return view.say(f"Hồ sơ {id}{file}", f"Dossier {id}{file}"), dossier["digest"]


def frame(
    view: View,
    issuer: str | None,
    *,
    kind: tuple[str, str],
    subject: Sequence[str],
    symbol: str,
    provisional: str | None,
    recipients: Sequence[str],
    proof: Sequence[tuple[str, str]],
) -> Context:
    """Head and foot of a document.

    Args:
        view: a result the document is about.
        issuer: the issuing body; None leaves dots.
        kind: the kind of document in both languages, in capitals.
        subject: the lines below it.
        symbol: how the symbol after the number begins, such as ``BC-``.
        provisional: the mark of an unfinished document.
        recipients: who receives it, without dashes and semicolons.
        proof: labels and texts in small print at the end.
    """
    say = view.say
    name = one_line(issuer or "")
    place = _place(view, name)
    lines = [one_line(line) for line in subject]
    ends = [*recipients, say("Lưu: VT, ……", "File: ……")]
    return {
        "lang": view.lang, "language": say("vi-VN", "en-US"),
        "title": f"{say(*kind).capitalize()}: {' '.join(lines)}",
        "country": say("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
        "motto": say("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
        "superior": _superior(view, name) if name else DOTS,
        "issuer": _issuer(name) if name else [DOTS],
        "number": say(f"Số: {_SHORT_DOTS}/{symbol}{_SHORT_DOTS}", f"No.: {_SHORT_DOTS}/{symbol}{_SHORT_DOTS}"),
        "place_date": say(
            f"{place}, ngày {_SHORT_DOTS} tháng {_SHORT_DOTS} năm {_SHORT_DOTS}",
            f"{place}, date {_SHORT_DOTS} / {_SHORT_DOTS} / {_SHORT_DOTS}",
        ),
        "kind": say(*kind), "subject": lines,
        "marks": marks(view, provisional), "mark": " · ".join(marks(view, provisional)),
        "provisional": bool(provisional),
        **_signature(view, name),
        "recipients": [
            f"- {one}{'.' if one is ends[-1] else ';'}" for one in ends
        ],
        "proof": [{"label": a, "text": b} for a, b in proof],
    }  # fmt: skip


__all__ = ["DOTS", "Context", "clean", "dossier_proof", "frame", "marks", "source", "subject"]
