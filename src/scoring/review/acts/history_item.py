"""One entry of an agency's history, with what is needed to put it into words."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.numbers import from_exact, show
from scoring.review.campaign import Campaign
from scoring.review.entry import EntryData
from scoring.text import in_lang
from scoring.values import PartialDate


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """The data of an accepted entry, as it concerns one agency, in one language (``vi`` or ``en``)."""

    data: EntryData
    agency: str
    campaign: Campaign
    lang: str

    def in_lang(self, vi: str, en: str) -> str:
        """The text in the item's language."""
        return in_lang(self.lang, vi, en)

    def points(self, text: str) -> str:
        """Exact points as they are shown."""
        return show(from_exact(text), self.lang)

    def stage(self) -> str:
        """The title of the stage under ``stage``; "" where none is named."""
        id = self.data.get("stage")
        found = self.campaign.stage(id) if id else None
        return found.title if found else id or ""

    def until(self) -> str:
        """The deadline under ``until``."""
        day = PartialDate.parse(self.data["until"]).first
        return f"{self.in_lang('đến hết', 'until')} {day:%d/%m/%Y}"

    def next_deadline(self) -> str:
        """The own deadline of agencies that come late to the next stage; "" where there is none."""
        if "until" not in self.data:
            return ""
        own = self.in_lang("hạn riêng ở giai đoạn sau", "own deadline at the next stage")
        return f"{own} {self.until()}"
