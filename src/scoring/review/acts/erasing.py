"""The content of a file is erased from the store; its digest, and that it was there, stay in the ledger."""

from __future__ import annotations

from scoring.review.acts.act import CampaignAct
from scoring.review.acts.checks import wrong_role
from scoring.review.acts.data import reason_in, refuse, text
from scoring.review.entry import HASH_FORM, Entry
from scoring.review.score_lines import takes_part
from scoring.review.state import State
from scoring.review.words import Words

_MAY = ("secretary", "chair", "decider")


def _erase(state: State, entry: Entry) -> None:
    """A file's content is gone from now on; not that of a dossier whose points are not published yet."""
    if entry.role not in _MAY:
        wrong_role(ERASED, state.opened, entry, _MAY)
    digest = text(entry.data, "digest")
    number = entry.data.get("entry")
    reason_in(entry.data, ERASED)
    if not HASH_FORM.fullmatch(digest):
        raise refuse("SC933", key="digest")
    if number.__class__ is not int or not 0 < number < entry.seq:
        raise refuse("SC933", key="entry")
    if digest in state.erased:
        raise refuse("SC845", entry=str(state.erased[digest].seq))
    for id, one in state.agencies.items():
        dossier = one.submission.dossier if one.submission and takes_part(one) else ""
        if dossier == digest and one.status != "published":
            raise refuse("SC846", agency=id)
    state.erased[digest] = entry


ERASED = CampaignAct(
    id="erased",
    words=Words("xóa nội dung tệp", "file erased"),
    command="erase",
    required={"entry": "whole_number", "digest": "text", "reason": "text"},
    optional={"agency": "unchecked"},
    carry_out=_erase,
    summary=lambda item: f"{item.in_lang('tệp của bản ghi', 'a file of entry')} {item.data['entry']}",
)
