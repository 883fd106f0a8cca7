"""The machine does what the table in the docs says, whatever is tried in whatever order."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scoring.review.entry import Draft
from scoring.review.entry_line import seal
from scoring.review.fold import apply, fold
from scoring.review.state import Refused

from .kit import CRITERIA, ROLES, STAGES, SUBMISSION, Play

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "chien-dich.md"
ROW = re.compile(r"^\| [^|]+ \(`(\w+)`\) \|(.*)\|$", re.MULTILINE)
SLOT = re.compile(r"\{(\w+)\}")
NAME = re.compile(r"`(\w+)`")


def table():
    """The rows of the documented table: act, kinds, statuses, roles, status after, reason, in time."""
    rows = []
    for act, rest in ROW.findall(PAGE.read_text(encoding="utf-8")):
        cells = [one.strip() for one in rest.split("|")]
        if len(cells) == 7:
            kinds, statuses, roles, after = (tuple(NAME.findall(one)) for one in cells[:4])
            rows.append(
                (act, kinds, statuses, roles, after[0] if after else "", cells[4] == "phải có", cells[5] == "có")
            )
    return rows


ROWS = table()
ORDER = [one["id"] for one in STAGES]
KIND = {one["id"]: one["kind"] for one in STAGES}
LAST = {one["id"]: date.fromisoformat(one["deadline"]) for one in STAGES}
TIMED = {kind for row in ROWS if row[6] for kind in row[1]}
OPENED = datetime(2025, 11, 1, 5, tzinfo=UTC)
AGENCIES = ("a", "b", "c")
ACTORS = (*AGENCIES, *ROLES)


def past(day, now):
    """Whether the whole of `day` in Viet Nam is over."""
    return now >= datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def assert_filled(one):
    """Every slot of the message and the hint has its value, in both languages."""
    texts = (one.entry.vi, one.entry.en, one.entry.hint_vi, one.entry.hint_en)
    for slot in SLOT.findall(" ".join(texts)):
        assert slot in one.values or slot.removesuffix("_en") in one.values, (one.code, slot)


class Model:
    """What the docs say of one agency, kept without any of the program's code."""

    def __init__(self):
        self.stage, self.status, self.own, self.by = "nop", "waiting", None, ""
        self.figures = []
        self.appeals = set()

    def row(self, act):
        return next((r for r in ROWS if r[0] == act and KIND[self.stage] in r[1] and self.status in r[2]), None)


class Campaigns(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.play = Play()
        self.clock = self.typed = datetime(2025, 12, 5, 2, tzinfo=UTC)
        self.latest = OPENED
        self.models = {id: Model() for id in AGENCIES}

    # ------------------------------------------------------------ helpers

    @property
    def now(self):
        """The instant acts are judged at, whatever was typed."""
        return max(self.typed, self.latest - timedelta(minutes=10))

    @property
    def begun(self):
        return self.typed >= OPENED

    def onward(self, stage, moved, until):
        """Whether a deadline of their own is given where agencies come too late to a stage, and only there."""
        late = bool(moved) and stage and KIND[stage] in TIMED and past(LAST[stage], self.now)
        if not late:
            return until is None
        return until is not None and not past(until, self.now)

    def attempt(self, act, actor, data):
        at = self.typed.strftime("%Y-%m-%dT%H:%M:%SZ")
        head = self.play.state.head
        entry = seal(
            Draft(act=act, actor=actor, role=ROLES.get(actor, "agency"), at=at, data=data), "d", head.seq + 1, head.hash
        )
        try:
            apply(self.play.state, entry)
        except Refused as error:
            one = error.diagnostics[0]
            assert one.message("vi")
            assert one.hint("en")
            assert_filled(one)
            assert self.play.state.head == head
            return False
        self.latest = max(self.latest, self.typed)
        self.play.entries.append(entry)
        return True

    def allowed(self, model, id, act, actor, reason):
        row = model.row(act)
        if row is None or not self.begun or ROLES.get(actor, "agency") not in row[3]:
            return None
        if actor in AGENCIES and actor != id:
            return None
        if row[6] and past(model.own or LAST[model.stage], self.now):
            return None
        return None if row[5] and not reason else row

    # ------------------------------------------------------------ what happens

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours):
        self.clock += timedelta(hours=hours)
        self.typed = self.clock

    @rule(hours=st.one_of(st.integers(0, 72), st.integers(0, 2000)))
    def an_earlier_instant_is_typed(self, hours):
        self.typed = self.clock - timedelta(hours=hours)

    @rule()
    def the_deadline_of_the_first_agency_passes(self):
        model = self.models["a"]
        day = model.own or LAST[model.stage]
        self.clock = max(self.clock, datetime(day.year, day.month, day.day, 17, tzinfo=UTC))
        self.typed = self.clock

    @rule()
    def the_stage_ends(self):
        """So that random play gets to the later stages as well."""
        for id in AGENCIES:
            self.submit(id, id, True)
        self.the_deadline_of_the_first_agency_passes()
        for days in (None, 3):
            self.lock(self.models["a"].stage, "thu-ky", days)
            self.publish("ubnd", days)

    @rule(id=st.sampled_from(AGENCIES), actor=st.sampled_from(ACTORS), own=st.booleans())
    def submit(self, id, actor, own):
        actor = id if own else actor
        model = self.models[id]
        row = self.allowed(model, id, "submitted", actor, True)
        assert self.attempt("submitted", actor, {"agency": id, **SUBMISSION}) == (row is not None)
        if row:
            model.status, model.figures = row[4], []

    @rule(id=st.sampled_from(AGENCIES))
    def withdraw(self, id):
        model = self.models[id]
        row = self.allowed(model, id, "withdrawn", id, True)
        assert self.attempt("withdrawn", id, {"agency": id}) == (row is not None)
        if row:
            model.status = row[4]

    @rule(id=st.sampled_from(AGENCIES), actor=st.sampled_from(ACTORS), reason=st.booleans(), days=st.integers(-1, 5))
    def send_back(self, id, actor, reason, days):
        model = self.models[id]
        row = self.allowed(model, id, "returned", actor, reason)
        until = (self.now + timedelta(days=days)).date()
        again = model.status == "returned"
        fine = row is not None and not past(until, self.now) and actor != "tv-huyen"
        fine = fine and not (again and (model.by != "returned" or model.own == until))
        data = {"agency": id, "until": until.isoformat(), "reason": "thiếu" if reason else ""}
        assert self.attempt("returned", actor, data) == fine
        if fine:
            model.status, model.stage, model.own, model.by = "returned", "nop", until, "returned"

    @rule(id=st.sampled_from(AGENCIES), actor=st.sampled_from(("tv-1", "tv-2", "tv-huyen", "chu-tich", "a")),
          criterion=st.sampled_from([one["id"] for one in CRITERIA]), reason=st.booleans())  # fmt: skip
    def appraise(self, id, actor, criterion, reason):
        model = self.models[id]
        row = self.allowed(model, id, "appraised", actor, True)
        field = actor != "tv-1" or criterion == "I.1"
        fine = row is not None and field and actor != "tv-huyen" and reason
        # 2 is nobody's claim, so that it always changes something the first time; a second time it confirms.
        counted = [one for one in model.figures if one[1] == criterion and one[2]]
        points = {"I.1": "2", "II.1": "2", "T.1": "-1"}[criterion]
        gap = {"I.1": "-7", "II.1": "-2", "T.1": "-1"}[criterion]
        data = {"agency": id, "criterion": criterion, "points": points}
        if not counted:
            data |= {"causes": {"judgement": gap}, "reason": "lý do" if reason else ""}
        else:
            fine = row is not None and field and actor != "tv-huyen"
        assert self.attempt("appraised", actor, data) == fine
        if fine:
            first = criterion != "I.1" or actor in ("tv-1", "chu-tich")
            model.figures.append((model.stage, criterion, first))

    @rule(id=st.sampled_from(AGENCIES), reason=st.booleans())
    def explain(self, id, reason):
        row = self.allowed(self.models[id], id, "explained", id, reason)
        data = {"agency": id, "criterion": "I.1", "reason": "vì" if reason else " "}
        assert self.attempt("explained", id, data) == (row is not None)

    @rule(stage=st.sampled_from(ORDER), actor=st.sampled_from(ACTORS), days=st.one_of(st.none(), st.integers(-1, 5)))
    def lock(self, stage, actor, days):
        here = [m for m in self.models.values() if m.stage == stage and m.row("locked")]
        due = [m for m in here if m.own is None or self.ready(m)]
        roles = next(r for r in ROWS if r[0] == "locked")
        until = None if days is None else (self.now + timedelta(days=days)).date()
        fine = (
            KIND[stage] in roles[1]
            and ROLES.get(actor) in roles[3]
            and due
            and self.begun
            and all(map(self.ready, due))
        )
        following = ORDER[ORDER.index(stage) + 1] if fine else ""
        moved = [m for m in due if m.status == "submitted"]
        fine = fine and self.onward(following, moved, until)
        data = {"stage": stage} | ({"until": until.isoformat()} if until else {})
        assert self.attempt("locked", actor, data) == bool(fine)
        for model in due if fine else ():
            if model.status == "submitted":
                model.stage, model.own, model.by = following, until, "locked"
            else:
                model.status, model.own = "missed", None

    def ready(self, model):
        if past(model.own or LAST[model.stage], self.now):
            return True
        kind = KIND[model.stage]
        if kind == "submission":
            return model.status == "submitted"
        if kind == "appraisal":
            done = {one[1] for one in model.figures if one[0] == model.stage and one[2]}
            return done == {one["id"] for one in CRITERIA}
        return kind == "council"

    @rule(id=st.sampled_from(AGENCIES), to=st.sampled_from(ORDER), actor=st.sampled_from(ACTORS),
          second=st.sampled_from(("thu-ky", "chu-tich", "ubnd")), reason=st.booleans(), days=st.integers(-1, 5))  # fmt: skip
    def reopen(self, id, to, actor, second, reason, days):
        model = self.models[id]
        row = self.allowed(model, id, "reopened", actor, reason)
        until = (self.now + timedelta(days=days)).date()
        place, here = ORDER.index(to), ORDER.index(model.stage)
        published = model.status in ("published", "appealed")
        if model.status == "missed":
            back = to == "nop"
        elif place == here:
            back = KIND[to] != "publication" and model.own != until
            back = back and (model.own is not None or past(LAST[to], self.now))
        else:
            back = place < here and not published
        fine = row is not None and second != actor and back and not past(until, self.now)
        data = {
            "agency": id,
            "stage": to,
            "second": second,
            "until": until.isoformat(),
            "reason": "vì" if reason else "",
        }
        assert self.attempt("reopened", actor, data) == fine
        if fine:
            model.status = "returned" if to == "nop" != model.stage else row[4] or model.status
            model.stage, model.own, model.by = to, until, "reopened"

    @rule(id=st.sampled_from(AGENCIES), to=st.one_of(st.none(), st.sampled_from(ORDER)), days=st.integers(0, 30))
    def two_people_reopen(self, id, to, days):
        """So that random play corrects and re-opens often enough."""
        self.reopen(id, to or self.models[id].stage, "thu-ky", "chu-tich", True, days)

    @rule(id=st.sampled_from(AGENCIES), days=st.integers(0, 30))
    def the_secretary_returns(self, id, days):
        self.send_back(id, "thu-ky", True, days)

    @rule(id=st.sampled_from(AGENCIES), days=st.one_of(st.none(), st.integers(0, 5)))
    def the_secretary_locks(self, id, days):
        self.lock(self.models[id].stage, "thu-ky", days)

    @rule(actor=st.sampled_from(ACTORS), days=st.one_of(st.none(), st.integers(-1, 5)))
    def publish(self, actor, days):
        taking = {id: m for id, m in self.models.items() if m.status != "missed"}
        new = [m for m in taking.values() if m.status != "published"]
        until = None if days is None else (self.now + timedelta(days=days)).date()
        fine = bool(new) and all(m.row("published") for m in new)
        fine = fine and ROLES.get(actor) == "decider" and self.begun
        moved = [m for m in new if m.stage == "cong-bo"]
        fine = fine and self.onward("kien-nghi", moved, until)
        data = {"decision": "1/QĐ", "results": {id: {} for id in taking}}
        data |= {"until": until.isoformat()} if until else {}
        assert self.attempt("published", actor, data) == fine
        for model in moved if fine else ():
            model.stage, model.own, model.by = "kien-nghi", until, "published"
        for model in taking.values() if fine else ():
            model.status = "published"

    @rule(id=st.sampled_from(AGENCIES), criterion=st.sampled_from(("I.1", "II.1")), reason=st.booleans())
    def appeal(self, id, criterion, reason):
        model = self.models[id]
        row = self.allowed(model, id, "appealed", id, reason)
        fine = row is not None and criterion not in model.appeals
        data = {"agency": id, "criterion": criterion, "reason": "vì" if reason else ""}
        assert self.attempt("appealed", id, data) == fine
        if fine:
            model.status = row[4]
            model.appeals.add(criterion)

    @rule(id=st.sampled_from(AGENCIES), criterion=st.sampled_from(("I.1", "II.1")), actor=st.sampled_from(ACTORS))
    def reject_appeal(self, id, criterion, actor):
        model = self.models[id]
        row = self.allowed(model, id, "decided", actor, True)
        fine = row is not None and criterion in model.appeals
        data = {"agency": id, "criterion": criterion, "reason": "vì", "accepted": False}
        assert self.attempt("decided", actor, data) == fine
        if fine:
            model.appeals.discard(criterion)
            model.status = "appealed" if model.appeals else row[4]

    # ------------------------------------------------------------ what always holds

    @invariant()
    def stages_and_statuses_are_those_of_the_table(self):
        for id, model in self.models.items():
            one = self.play.state.agencies[id]
            assert (one.stage, one.status, one.own_deadline) == (model.stage, model.status, model.own), id

    def teardown(self):
        if hasattr(self, "play"):
            assert fold(self.play.entries) == self.play.state


Campaigns.TestCase.settings = settings(stateful_step_count=60, deadline=None)
TestCampaigns = Campaigns.TestCase


def test_the_docs_hold_the_whole_table():
    assert len(ROWS) == 18
    assert {row[0] for row in ROWS} == {
        "submitted", "withdrawn", "returned", "appraised", "explained", "undone", "locked", "reopened",
        "published", "appealed", "decided", "established",
    }  # fmt: skip
