"""The discrepancy report of a campaign for people and programs: pages, tables, and the context of its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from scoring.formulas.interface import say
from scoring.numbers import from_exact
from scoring.reports.appraisal_words import causes, moment, signed
from scoring.reports.cells import Cell, Column
from scoring.reports.tables import Table
from scoring.reports.words import one_line, shown
from scoring.review.words import ROLES

Context = dict[str, Any]
Found = Mapping[str, Any]

_SUMS = (
    ("agencies", "agency", "Theo cơ quan", "By agency"),
    ("blocks", "block", "Theo khối", "By block"),
    ("by_criterion", "criterion", "Theo tiêu chí", "By criterion"),
)


class Discrepancies:
    """The report in one language.

    Args:
        found: what `scoring.review.discrepancy.report` gives.
        lang: ``vi`` or ``en``.
        whole: whether criteria without a gap are told, too.
        kappa: for every two appraisers of the same criteria what is told of their agreement; none where it was
            not asked for.
        caveat: what those figures are and are not.
    """

    def __init__(
        self, found: Found, lang: str = "vi", *, whole: bool = False, kappa: Sequence[str] = (), caveat: str = ""
    ) -> None:  # fmt: skip
        self.found, self.lang, self.whole = found, lang, whole
        self.kappa, self.caveat = kappa, caveat
        self.banner = one_line(found["banner"]) if found["banner"] else None
        self.names: Mapping[str, Mapping[str, str]] = found["names"]
        self.accepted = any("accepted" in one for one in found["criteria"])

    def say(self, vi: str, en: str) -> str:
        """The text in the reader's language."""
        return say(self.lang, vi, en)

    def name(self, kind: str, id: str) -> str:
        """What an id is called."""
        return one_line(self.names[kind].get(id) or id)

    def points(self, text: str | None, *, awaits: bool = False) -> str:
        """Points; a word where there are none."""
        if text is None:
            return (
                self.say("chờ cả khối", "awaits the block")
                if awaits
                else self.say("chưa có", "none yet")
            )
        return shown(text, self.lang)

    def gap(self, text: str | None) -> str:
        """A gap with its sign."""
        return self.say("chưa có", "none yet") if text is None else signed(text, self.lang)

    def causes(self, found: Mapping[str, str]) -> str:
        """What a gap is due to; words where there is none."""
        return "; ".join(causes(found, self.lang)) or self.say("không chênh lệch", "no gap")

    def source(self, id: str) -> str:
        """Where the final points come from."""
        own = {
            "claimed": ("điểm tự chấm", "the claim"),
            "computed": ("điểm theo hồ sơ", "the dossier"),
        }
        return self.say(*own[id]) if id in own else self.name("stages", id)

    @property
    def mark(self) -> str | None:
        """What a report carries while its points are not published, or not all of them."""
        if self.found["decision"]:
            return None
        return self.say(
            "CHƯA CÔNG BỐ – điểm tính đến thời điểm của sổ cái",
            "NOT PUBLISHED – points as of the ledger",
        )

    # --------------------------------------------------------------------------------- rows

    def listed(self) -> list[Found]:
        """The criteria to tell."""
        return [
            one
            for one in self.found["criteria"]
            if self.whole or one["gap"] != "0" or one["causes"]
        ]

    def criterion(self, one: Found) -> Context:
        """A criterion of an agency in words."""
        return {
            "agency": self.name("agencies", one["agency"]), "id": one["criterion"],
            "title": self.name("criteria", one["criterion"]), "claimed": self.points(one["claimed"]),
            "computed": self.points(one["computed"], awaits=one["awaits_block"]),
            "accepted": self.points(one.get("accepted")) if self.accepted else "",
            "final": self.points(one["final"], awaits=one["awaits_block"]), "source": self.source(one["source"]),
            "gap": self.gap(one["gap"]), "causes": self.causes(one["causes"]), "steps": self.steps(one),
        }  # fmt: skip

    def steps(self, one: Found) -> list[str]:
        """Every appraisal of a criterion: stage, points, who, when, why."""
        return [self._step(figure) for figure in one["appraised"]]

    def _step(self, figure: Found) -> str:
        who = self.names["people"].get(figure["actor"]) or self.say(*ROLES[figure["role"]])
        marks = [] if figure["counts"] else [self.say("ý kiến thứ hai", "second opinion")]
        marks += [self.say("không còn hiệu lực", "void")] if figure["void"] else []
        what = ", ".join([self.name("stages", figure["stage"]), *marks])
        text = f"{what}: {self.points(figure['points'])} ({one_line(who)}, {moment(figure['at'], self.lang)})"
        return text + (f" – “{one_line(figure['reason'])}”" if figure["reason"] else "")

    def sums(self, key: str, name: str) -> list[Context]:
        """A sum per agency, block or criterion."""
        kinds = {"agency": "agencies", "criterion": "criteria"}
        return [
            {
                "id": one[name], "name": self.name(kinds[name], one[name]) if name in kinds else self.say(f"Khối “{one[name]}”", f"Block “{one[name]}”"),
                "changed": f"{one['changed']}/{one['criteria']}", "open": one["open"], "gap": self.gap(one["gap"]),
                "causes": self.causes(one["causes"]),
            }
            for one in self.found[key] if self.whole or name == "block" or one["changed"] or one["causes"]
        ]  # fmt: skip

    def absent(self) -> list[Context]:
        """Agencies that handed in nothing, with their state in words."""
        key = "vi" if self.lang == "vi" else "en"
        rows = self.found["not_submitted"]
        return [
            {
                "id": one["id"],
                "agency": self.name("agencies", one["id"]),
                "state": one["words"][key],
            }
            for one in rows
        ]

    def ledger(self) -> str:
        """Where in the ledger the report stands, with the whole chain head."""
        one = self.found["ledger"]
        return self.say(
            f"Sổ cái đợt {self.found['campaign']}: {one['entries']} bản ghi, đến {moment(one['at'])}, mã đầu chuỗi {one['head']}",
            f"Ledger of {self.found['campaign']}: {one['entries']} entries, until {moment(one['at'], 'en')}, chain head {one['head']}",
        )  # fmt: skip

    def agreement(self) -> list[Context]:
        """Who appraised the same criteria, and how often alike."""
        return [
            {
                "who": f"{self.name('people', one['first'])}; {self.name('people', one['second'])}",
                "stage": self.name("stages", one["stage"]), "criteria": one["criteria"], "equal": one["equal"],
                "kappa": self.kappa[index] if self.kappa else "",
            }
            for index, one in enumerate(self.found["agreement"])
        ]  # fmt: skip

    # ------------------------------------------------------------------------- whole report

    def context(self) -> Context:
        """Everything pages and papers show."""
        found = self.found
        return {
            "lang": self.lang, "banner": self.banner, "provisional": self.mark, "title": one_line(found["title"]),
            "period": found["period"], "scheme": found["scheme"], "accepted": self.accepted,
            "criteria": [self.criterion(one) for one in self.listed()],
            "sums": [{"title": self.say(vi, en), "key": key, "rows": self.sums(key, name)} for key, name, vi, en in _SUMS],
            "not_submitted": self.absent(), "agreement": self.agreement(), "caveat": self.caveat, "ledger": self.ledger(),
        }  # fmt: skip

    def tables(self) -> list[Table]:
        """One sheet for the criteria, one for each kind of sum; what repeats in every row stands once above it."""
        whole = self.long()
        kept = len(whole.columns) - _REPEATED

        def rows() -> Iterator[list[Cell]]:
            for row in whole.rows():
                yield row[:kept]

        criteria = Table(whole.name, whole.title, whole.columns[:kept], rows, whole.notes)
        return [criteria, *(self._sum_table(*one) for one in _SUMS)]

    def _notes(self) -> tuple[str, ...]:
        absent = "; ".join(f"{one['agency']}: {one['state']}" for one in self.absent())
        told = (
            self.say(f"Không có hồ sơ, không có điểm: {absent}", f"No dossier, no points: {absent}")
            if absent
            else ""
        )
        lines = (self.banner, self.mark, one_line(self.found["title"]), told, self.ledger())
        return tuple(one for one in lines if one)

    def long(self) -> Table:
        """The criteria as a table of data."""
        ledger = self.found["ledger"]
        last: list[Cell] = [
            self.banner, self.found["campaign"], ledger["entries"], ledger["head"]
        ]  # fmt: skip
        columns = (*_CRITERION[:6], *((_ACCEPTED,) if self.accepted else ()), *_CRITERION[6:])

        def rows() -> Iterator[list[Cell]]:
            for one in self.listed():
                yield [
                    one["agency"], self.name("agencies", one["agency"]), one["criterion"],
                    self.name("criteria", one["criterion"]), *(_exact(one[key]) for key in ("claimed", "computed")),
                    *((_exact(one.get("accepted")),) if self.accepted else ()), _exact(one["final"]),
                    self.source(one["source"]), _exact(one["gap"]), "; ".join(causes(one["causes"], self.lang)) or None,
                    "; ".join(self.steps(one)) or None, self.say("đã nộp", "submitted"), *last,
                ]  # fmt: skip
            for one in self.absent():
                empty: list[Cell] = [None] * (len(columns) - len(last) - 3)
                yield [one["id"], one["agency"], *empty, one["state"], *last]

        return self._table(
            "discrepancies",
            self.say("Chênh lệch từng tiêu chí", "Gaps by criterion"),
            columns,
            rows,
        )

    def _sum_table(self, key: str, name: str, vi: str, en: str) -> Table:
        def rows() -> Iterator[list[Cell]]:
            for one, row in zip(self.sums(key, name), self._told(key, name), strict=True):
                yield [one["id"], one["name"], row["changed"], row["criteria"], _exact(row["gap"]),
                       "; ".join(causes(row["causes"], self.lang)) or None]  # fmt: skip

        return self._table(key, self.say(vi, en), _SUM, rows)

    def _told(self, key: str, name: str) -> list[Found]:
        return [
            one
            for one in self.found[key]
            if self.whole or name == "block" or one["changed"] or one["causes"]
        ]

    def _table(
        self, name: str, title: str, columns: tuple[Column, ...], rows: Callable[[], Iterator[list[Cell]]]
    ) -> Table:  # fmt: skip
        return Table(name, title, columns, rows, self._notes())


_ACCEPTED = Column("accepted", "Theo minh chứng được nhận", "By accepted evidence", "points")
_CRITERION = (
    Column("agency_id", "Mã cơ quan", "Agency id", width=18),
    Column("agency", "Cơ quan", "Agency", width=34),
    Column("criterion_id", "Mã tiêu chí", "Criterion id", width=10),
    Column("criterion", "Tiêu chí", "Criterion", width=44),
    Column("claimed", "Điểm tự chấm", "Claimed", "points", 10),
    Column("computed", "Theo hồ sơ", "By the dossier", "points", 10),
    Column("final", "Điểm chính thức", "Official points", "points", 10),
    Column("final_from", "Lấy từ", "Taken from", width=20),
    Column("gap", "Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)", "points", 14),
    Column("causes", "Nguyên nhân", "Causes", width=34),
    Column("rounds", "Các lần thẩm định", "Appraisals", width=60),
    Column("state", "Hồ sơ", "Dossier", width=20),
    Column("banner", "Ghi chú thang điểm", "Remark on the scale", width=40),
    Column("campaign", "Đợt thẩm định", "Campaign", width=16),
    Column("ledger_entries", "Số bản ghi sổ cái", "Ledger entries", "count", 10),
    Column("chain_head", "Mã đầu chuỗi sổ cái", "Ledger chain head", width=24),
)
_REPEATED = 4
"""So many of the last columns say the same in every row."""
_SUM = (
    Column("id", "Mã", "Id", width=18),
    Column("name", "Tên", "Name", width=44),
    Column("changed", "Số tiêu chí chênh lệch", "Criteria with a gap", "count", 12),
    Column("criteria", "Số tiêu chí", "Criteria", "count", 12),
    Column("gap", "Chênh lệch (chính thức − tự chấm)", "Gap (official − claimed)", "points", 14),
    Column("causes", "Nguyên nhân", "Causes", width=60),
)


def _exact(text: str | None) -> Cell:
    """Points as tables hold them: a plain decimal; with no end, to six places."""
    if text is None or "/" not in text:
        return text
    from scoring.numbers import fixed

    return fixed(from_exact(text), 6)


__all__ = ["Discrepancies"]
