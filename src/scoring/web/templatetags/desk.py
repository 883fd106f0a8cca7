"""Words and numbers of the desk's pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from scoring.diagnostics import Diagnostic
from scoring.numbers import Number, from_exact, show, show_signed
from scoring.reports import words as words_of_reports
from scoring.reports.phrases import by_name
from scoring.result.model import Classification
from scoring.review.campaign import VIETNAM
from scoring.review.entry import instant
from scoring.review.facts import fact_words, numbers_words
from scoring.review.state import AgencyState, EstablishedFact, State
from scoring.text import in_lang
from scoring.values import PartialDate, shown_day, whole_day
from scoring.web.form import Form, anchor_of

register = template.Library()
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _lang(context: Context) -> str:
    return "en" if context.get("lang") == "en" else "vi"


@register.simple_tag(takes_context=True)
def t(context: Context, vi: str, en: str, **values: Any) -> SafeString:
    """A text in the reader's language; names in braces are filled in."""
    lang = _lang(context)
    if not values:
        return conditional_escape(in_lang(lang, vi, en))
    # What is counted is known only now, and one thing is not many.
    return SafeString(in_lang(lang, *(format_html(text, **values) for text in (vi, en))))


@register.simple_tag(takes_context=True)
def phrase(context: Context, name: str) -> str:
    """A phrase that pages and papers of the reports have, too, by its name in `scoring.reports.phrases`."""
    return by_name(_lang(context))[name]


@register.simple_tag(takes_context=True)
def words(context: Context, pair: Any) -> str:
    """A pair of texts, Vietnamese and English."""
    vi, en = (pair.vi, pair.en) if hasattr(pair, "vi") else pair
    return in_lang(_lang(context), vi, en)


@register.simple_tag(takes_context=True)
def points(context: Context, value: Number | str | None, most: int = 2) -> str:
    """Points as people read them; a dash where there are none."""
    if value is None or value == "":
        return "–"
    return show(from_exact(value) if isinstance(value, str) else value, _lang(context), most)


@register.simple_tag(takes_context=True)
def signed(context: Context, value: Number | None) -> str:
    """A gap with its sign; a dash where there is none."""
    return "–" if value is None else show_signed(value, _lang(context))


@register.simple_tag(takes_context=True)
def span(context: Context, one: Any) -> str:
    """Certain – attainable points; one number where they are the same."""
    low, high = points(context, one.certain), points(context, one.attainable)
    return low if one.certain == one.attainable else f"{low} – {high}"


@register.simple_tag(takes_context=True)
def class_of(context: Context, one: Any) -> str:
    """The class of a result or of its summary, as its own papers name it."""
    found: Classification = one.classification
    return found.text(_lang(context))


@register.simple_tag(takes_context=True)
def message(context: Context, one: Diagnostic) -> str:
    """A diagnostic's sentence."""
    return one.sentence(_lang(context))


def _reader() -> str:
    """The reader's language, for filters, which are told of no context."""
    return get_language() or "vi"


@register.filter
def day(value: str | date | PartialDate | None) -> str:
    """A day, or the month or year that is known, as people read it; empty where there is none; no day stays as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, PartialDate):
        return value.written if _reader() == "vi" else str(value)
    try:
        text = shown_day(value if isinstance(value, date) else whole_day(value), _reader())
    except ValueError:
        return str(value)
    # Browsers break lines at a hyphen.
    return format_html('<span class="nb">{}</span>', text) if "-" in text else text


@register.filter
def paper_number(text: str) -> str:
    """A paper's number as official papers write it."""
    return words_of_reports.paper_number(text)


@register.filter
def pick_form(criterion: str) -> str:
    """The id of the form in which evidence is picked for a criterion."""
    return f"giay-{anchor_of(criterion)}"


@register.filter
def address_in(criterion: str, form: Form) -> str:
    """Where a criterion is filled in."""
    row = next(one for one in form.fields.rows if one.role == "criterion" and one.id == criterion)
    return form.row_spot(row).address


@register.filter
def moment(value: str | datetime) -> str:
    """An instant as people in Viet Nam read it."""
    at = (instant(value) if isinstance(value, str) else value).astimezone(VIETNAM)
    text = f"{shown_day(at.date(), _reader())} {at:%H:%M}"
    return format_html('<span class="nb">{}</span>', text) if "-" in text else text


@register.simple_tag(takes_context=True)
def weekday(context: Context, day: date) -> str:
    """A day with its weekday."""
    return weekday_text(day, _lang(context))


def weekday_text(day: date, lang: str) -> str:
    """A day with its weekday: “thứ sáu, 12/12/2025”, “Friday, 2025-12-12”."""
    return f"{in_lang(lang, _DAYS[day.weekday()], _DAYS_EN[day.weekday()])}, {shown_day(day, lang)}"


@register.filter
def item(table: Any, key: Any) -> Any:
    """A table's value by key; None where it has none."""
    return table.get(key) if table is not None else None


@register.simple_tag(takes_context=True)
def fact_text(context: Context, one: EstablishedFact) -> str:
    """What an established fact says, in one line."""
    said = {"record": one.record, "lists": one.lists, "applies": one.applies, "source": one.source}
    parts = fact_words(said, _lang(context)), numbers_words(one.numbers, _lang(context)), one.reason
    return "; ".join(filter(None, parts))


@register.filter
def at(rows: Any, index: int) -> Any:
    """A list's value by position, from 0."""
    return rows[index]


@register.filter
def class_text(one: Classification, lang: str) -> str:
    """A classification in words."""
    return one.text(lang)


@register.simple_tag
def title_of(state: State, one: AgencyState, criterion: str) -> str:
    """The title of a criterion as it stands in the scheme of an agency's block."""
    return state.criteria_of(one)[criterion].title


@register.filter
def exact(value: Number, lang: str) -> str:
    """A number as people read it."""
    return show(value, lang)
