"""The entries of an agency's history in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from scoring.numbers import from_exact
from scoring.review.acts.act import ACCEPTED, HistoryItem
from scoring.review.acts.registry import ACTS
from scoring.review.campaign import Campaign
from scoring.review.entry import Entry
from scoring.review.facts import numbers_words
from scoring.review.state import State
from scoring.review.words import ROLES, cause_words


def is_about(entry: Entry, agency: str, state: State) -> bool:
    """Whether an entry is about an agency: its own, or one of the whole campaign."""
    if entry.act == "sampled":
        return any(one.get("agency") == agency for one in entry.data.get("items", ()))
    named = entry.data.get("agency")
    return named == agency or (named is None and state.agencies[agency] is not None)


def group_confirmations(entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries in order; neighbours by which one person confirms points at one instant come as one group."""
    for key, group in groupby(entries, key=_confirmation):
        if key is None:
            yield from ((one,) for one in group)
        else:
            yield tuple(group)


def _confirmation(entry: Entry) -> tuple[str, str, str] | None:
    """Who confirms points, in what role and when; None for any other entry."""
    if entry.act != "appraised" or entry.data.keys() - {"agency", "criterion", "points"}:
        return None
    return entry.actor, entry.role, entry.at


def actor_title(entry: Entry, campaign: Campaign, lang: str = "vi") -> str:
    """Who acted: the title the campaign gives, or the agency's role."""
    person = campaign.person(entry.actor)
    if person is not None:
        return person.title
    return ROLES[entry.role][0 if lang == "vi" else 1] if entry.role in ROLES else entry.actor


def entry_text(
    entry: Entry,
    agency: str,
    campaign: Campaign,
    lang: str = "vi",
    erased: Mapping[str, int] | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """What an accepted entry says of an agency, in one line. `erased`: by digest, the entry that erased a file.
    `titles`: of records, by id.
    """
    data = entry.data
    item = HistoryItem(data, agency, campaign, lang)
    parts = [ACTS[entry.act].summary(item)]
    if data.get("causes"):
        side = 0 if lang == "vi" else 1
        causes = ((cause_words(id, from_exact(text)), text) for id, text in sorted(data["causes"].items()))
        parts.append(", ".join(f"{words[side]} {_signed(text, item)}" for words, text in causes))
    if data.get("refused"):
        records = ", ".join((titles or {}).get(id, id) for id in data["refused"])
        parts.append(f"{item.in_lang('không chấp nhận', 'refused')}: {records}")
    if data.get("numbers"):
        parts.append(numbers_words(data["numbers"], lang))
    if data.get("reason"):
        parts.append(f"“{data['reason']}”")
    if data.get(ACCEPTED):
        parts.append(f"{item.in_lang('dữ liệu cá nhân, ghi vì', 'personal data, kept because')} “{data[ACCEPTED]}”")
    files = {**data.get("attachments", {}), data.get("file", ""): data.get("dossier", "")} if erased else {}
    for name, digest in files.items():
        if erased and digest in erased:
            gone = item.in_lang("đã xóa theo bản ghi", "erased by entry")
            parts.append(f"{name} {gone} {erased[digest]}")
    return "; ".join(part for part in parts if part)


def _signed(points: str, item: HistoryItem) -> str:
    return ("+" if from_exact(points) > 0 else "") + item.points(points)
