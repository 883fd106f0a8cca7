"""Acts that compute nothing, or what follows from facts alone: written if the table of moves allows, else `Refused`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.app.campaign.evaluation import effect_without
from scoring.app.campaign.session import GetSigner, Session
from scoring.app.files import refuse_missing
from scoring.diagnostics import Diagnostic
from scoring.errors import usage_problem
from scoring.review.campaign import Campaign
from scoring.review.entry import Entry
from scoring.review.score_lines import missing_final
from scoring.review.state import State
from scoring.text import in_lang
from scoring.values import shown_day


def _write(session: Session, act: str, by: str, at: str | None, **data: object) -> Entry:
    (entry,) = session.act([session.draft(act, by, at, **data)])
    return entry


def withdraw(session: Session, *, by: str, reason: str | None = None, at: str | None = None) -> Entry:
    """An agency takes back the dossier it handed in, before the deadline."""
    return _write(session, "withdrawn", by, at, agency=by, reason=reason)


def return_dossier(
    session: Session, agency: str, *, until: date, by: str, reason: str | None = None, at: str | None = None
) -> Entry:
    """Send a dossier back to its agency, to be handed in again by the end of the day `until`."""
    return _write(session, "returned", by, at, agency=agency, reason=reason, until=until.isoformat())


def explain(
    session: Session,
    criterion: str | None = None,
    *,
    by: str,
    fact: int | None = None,
    appeal: bool = False,
    reason: str | None = None,
    attachments: Sequence[Path] = (),
    at: str | None = None,
) -> Entry:
    """An agency explains one of its criteria after the first appraisal, or appeals against its published points; or it
    speaks of a `fact` the appraising body established, by the number of its entry. Files go with it: UsageProblem where
    two have the same name, and one would stand for both.
    """
    act = "appealed" if appeal else "explained"
    more = {"agency": by, "criterion": criterion, "fact": fact, "reason": reason}
    files = files_by_name(attachments)
    if files:
        # Nothing is kept for an act that is not allowed.
        session.trial([session.draft(act, by, at, **more)])
    return _write(session, act, by, at, **more, attachments=session.keep(files) or None)


def files_by_name(paths: Sequence[Path]) -> dict[str, Path | bytes]:
    """Files to go with an act, by name; UsageProblem where two have the same."""
    refuse_missing(paths)
    found: dict[str, Path | bytes] = {}
    for path in paths:
        if path.name in found:
            raise usage_problem(f"hai tệp kèm theo cùng tên {path.name}; đổi tên một tệp",
                                f"two files to hand in are both named {path.name}; rename one")  # fmt: skip
        found[path.name] = path
    return found


def undo(
    session: Session, agency: str, entry: int, *, by: str, reason: str | None = None, at: str | None = None
) -> Entry:
    """Undo an appraisal, explanation or fact of the open stage, by the number of its entry; both entries stay. Without
    a fact the points are computed again from the rest.
    """
    data: dict[str, object] = {"agency": agency, "entry": entry, "reason": reason}
    one = session.state.agencies.get(agency)
    if one is None or all(fact.seq != entry for fact in one.facts_in_force):
        return _write(session, "undone", by, at, **data)
    effect = effect_without(session, session.draft("undone", by, at, **data))
    (found,) = session.act([session.draft("undone", by, at, **data, **effect)], unchanged_ledger=True)
    return found


def reopen(
    session: Session,
    agency: str,
    stage: str,
    *,
    until: date,
    by: str,
    second: str,
    second_signer: GetSigner = None,
    reason: str | None = None,
    at: str | None = None,
) -> list[Entry]:
    """Put one agency back into a stage until the end of a day. `second` is another person, in another role, who has to
    confirm it (`confirm`); with their key, `second_signer`, that is entered at once: a second entry.
    """
    more = {"until": until.isoformat(), "second": second, "reason": reason, "pending": True}
    drafts = [session.draft("reopened", by, at, agency=agency, stage=stage, **more)]
    if second_signer is None:
        return session.act(drafts)
    number = session.state.head.seq + 1
    drafts.append(session.draft("confirmed", second, drafts[0].at, agency=agency, entry=number))
    return session.act(drafts, signers={second: second_signer}, unchanged_ledger=True)


def confirm(session: Session, agency: str, entry: int, *, by: str, at: str | None = None) -> Entry:
    """The second person confirms the re-opening that entry number `entry` asks for; it holds from then on."""
    return _write(session, "confirmed", by, at, agency=agency, entry=entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A stage that was locked, and what that means for the agencies (ids)."""

    entry: Entry
    moved_on: list[str]
    """In another stage now."""
    missed: list[str]
    """Did not hand in, which became certain now; never 0 points."""
    own_deadline: list[str]
    """Still in the stage, with a deadline of their own."""
    unappraised: dict[str, list[str]]
    """Criteria of those that moved on for which there are no final points, by agency."""

    def told(self, opened: Campaign, lang: str) -> str:
        """The stage, and what became of the agencies, by name."""

        def named(ids: Iterable[str]) -> str:
            return ", ".join(map(opened.called, ids)) or in_lang(lang, "không có", "none")

        title, moved = opened.called(self.entry.data["stage"]), named(self.moved_on)
        text = in_lang(lang, f"đã chốt “{title}”; sang giai đoạn sau: {moved}", f"“{title}” locked; going on: {moved}")
        if until := self.entry.data.get("until"):
            last = shown_day(date.fromisoformat(until), lang)
            text += in_lang(lang, f" (hạn riêng: hết ngày {last})", f" (deadline of their own: {last})")
        if self.missed:
            text += in_lang(lang, "; không nộp đúng hạn: ", "; missed the deadline: ") + named(self.missed)
        if self.own_deadline:
            text += in_lang(lang, "; còn hạn riêng: ", "; with a deadline of their own: ") + named(self.own_deadline)
        return text

    def warning(self, opened: Campaign) -> list[Diagnostic]:
        """SC860, where agencies moved on without final points."""
        rows = [f"{opened.called(id)} ({', '.join(criteria)})" for id, criteria in self.unappraised.items()]
        return [Diagnostic("SC860", None, {"agencies": "; ".join(rows)})] if rows else []


def lock(session: Session, stage: str, *, by: str, until: date | None = None, at: str | None = None) -> Locked:
    """Lock a stage, after its deadline or when all its work is done.
    `until`: the deadline of their own in the next stage, for agencies that come to it after everybody's.
    """
    before = {id: (one.stage, one.status) for id, one in session.state.agencies.items()}
    entry = _write(session, "locked", by, at, stage=stage, until=until and until.isoformat())
    state, agencies = session.state, session.state.agencies
    moved_on = [id for id, one in agencies.items() if one.stage != before[id][0]]
    appraising = state.opened.named_stages[stage].kind != "submission"
    return Locked(
        entry=entry,
        moved_on=moved_on,
        missed=[id for id, one in agencies.items() if one.status == "missed" != before[id][1]],
        own_deadline=[id for id, one in agencies.items() if one.stage == stage and one.own_deadline],
        unappraised=_unappraised(state, moved_on) if appraising else {},
    )


def _unappraised(state: State, agencies: Sequence[str]) -> dict[str, list[str]]:
    found = {}
    for id in agencies:
        one = state.agencies[id]
        awaited = one.submission.awaits if one.submission else ()
        if criteria := [x for x in missing_final(state, one) if x not in awaited]:
            found[id] = criteria
    return found
