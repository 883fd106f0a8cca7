"""An appraised result in words: its lines of points, every step with who, when and why, totals, gap and causes."""

from __future__ import annotations

from typing import Any

from scoring.numbers import from_exact
from scoring.reports.appraisal_steps import Steps
from scoring.reports.appraisal_words import causes, final_word, moment, signed
from scoring.reports.view import Row
from scoring.reports.words import one_line

Context = dict[str, Any]

_TOTALS = (
    ("claimed", "Tự chấm", "Claimed"),
    ("dossier", "Theo hồ sơ lúc nộp", "By the dossier when handed in"),
    ("computed", "Theo minh chứng được chấp nhận", "By accepted evidence"),
    ("final", "Chính thức", "Official"),
)  # fmt: skip


class Appraisal(Steps):
    """The appraisal of one result that tells its lines, in one language."""

    def class_of(self, end: Row) -> str:
        """The class of a total, or what it may still be."""
        view = self.view
        id = end["outside"] or end["class"]
        if id:
            return one_line(view.class_title(id))
        open_ = [
            one_line(view.class_title(one)) for one in (*end["possible"], *end["possible_outside"])
        ]
        unsettled = view.say("chưa xác định", "not settled")
        return f"{unsettled} ({'; '.join(open_)})" if open_ else unsettled

    @property
    def decision(self) -> str:
        """The decision the result was published under; "" for one that is not published."""
        return one_line(self.note["decision"] or "")

    @property
    def word(self) -> str:
        """What the final points are called: official once they are published."""
        return final_word(bool(self.decision), self.view.lang)

    @property
    def mark(self) -> str | None:
        """What a result that is not published carries."""
        if self.decision:
            return None
        return self.view.say("CHƯA CÔNG BỐ – điểm thẩm định tính đến thời điểm của sổ cái ghi ở cuối",
                             "NOT PUBLISHED – appraised points as of the ledger named at the end")  # fmt: skip

    def body(self) -> str:
        """The appraising body's name."""
        body = self.note["body"]
        return one_line(body["name"] if body else self.view.result["scheme"]["appraised_by"] or "")

    def handed_in(self) -> str:
        """When the dossier that counts was handed in, and how often it had to be."""
        view, note = self.view, self.note["submission"]
        text = moment(note["at"], view.lang)
        if note["submissions"] > 1:
            text += view.say(
                f", lần nộp thứ {note['submissions']}", f", submission no. {note['submissions']}"
            )
        if note["returned"]:
            text += view.say(
                f", sau {note['returned']} lần bị trả lại", f", after {note['returned']} returns"
            )
        return text

    def rule(self) -> str:
        """Which line is the official one."""
        names = [self.stage(id) for id in self.note["lines"]]
        if any(one["kind"] == "appeal" for one in self.note["stages"]):
            names.insert(
                0, self.view.say("quyết định giải quyết kiến nghị", "the decision on an appeal")
            )
        order = "; ".join(names)
        return self.view.say(
            f"Điểm chính thức của mỗi tiêu chí là dòng đầu tiên có điểm, theo thứ tự: {order}. Không lấy điểm cao nhất.",
            f"The official points of a criterion are the first line that has points, in this order: {order}. Never the best.",
        )  # fmt: skip

    # ------------------------------------------------------------------------------- totals

    def totals(self) -> list[Context]:
        """Total and class by every line, the official one last."""
        view, found = self.view, self.note["totals"]
        rows = []
        for key, vi, en in _TOTALS:
            end = found[key]
            if key == "computed" and found["dossier"] and _same(end, found["dossier"]):
                continue
            name = self.word if key == "final" else view.say(vi, en)
            row = {"key": key, "name": name, "final": key == "final"}
            if end is not None:
                settled = bool(end["outside"] or end["class"])
                rows.append(
                    {
                        **row,
                        "total": view.span(end),
                        "class": self.class_of(end),
                        "settled": settled,
                    }
                )
            elif key == "claimed":
                rows.append({**row, **self._partly(found["claims"]), "settled": False})
        return rows

    def _partly(self, claims: Row) -> Context:
        view = self.view
        none = view.say("không tính", "not computed")
        if not claims["given"]:
            return {"total": view.say("không tự chấm", "not claimed"), "class": none}
        points = view.points(claims["points"])
        return {
            "total": view.say(f"{points} ở {claims['given']}/{claims['of']} tiêu chí", f"{points} in {claims['given']}/{claims['of']} criteria"),
            "class": none,
        }  # fmt: skip

    def gap(self) -> str:
        """How far the official points are from the claimed ones, and what that is due to."""
        view, note = self.view, self.note
        word = self.word.lower()
        open_ = sum(1 for one in note["criteria"] if one["final"] is None and self._applies(one))
        more = (
            view.say(f" {open_} tiêu chí chưa có điểm.", f" {open_} criteria have no points yet.")
            if open_
            else ""
        )
        if not note["changed"]:
            return view.say(f"Không tiêu chí nào có điểm ({word}) khác điểm tự chấm.",
                            f"No criterion has points ({word}) other than those claimed.") + more  # fmt: skip
        sum_, many = signed(note["gap"], view.lang), note["changed"]
        why = "; ".join(causes(note["causes"], view.lang))
        return view.say(
            f"Chênh lệch ở {many} tiêu chí, cộng lại {sum_} điểm ({word} trừ tự chấm): {why}.{more}",
            f"Gaps in {many} criteria, together {sum_} points ({word} less claimed): {why}.{more}",
        )  # fmt: skip

    def _applies(self, one: Row) -> bool:
        return bool(self.view.criteria[one["id"]]["status"] != "not_applicable")

    def published(self) -> list[str]:
        """What was published, the latest first."""
        view = self.view
        rows = []
        if self.decision:
            rows.append(
                view.say(f"Công bố theo {self.decision}.", f"Published under {self.decision}.")
            )
        earlier = [
            one for one in self.note["publications"] if one["decision"] != self.note["decision"]
        ]
        for one in reversed(earlier):
            id = one["outside"] or one["class"]
            title = (
                one_line(view.class_title(id)) if id else view.say("chưa xác định", "not settled")
            )
            place = (
                view.say(f", hạng {one['rank']}", f", rank {one['rank']}") if one["rank"] else ""
            )
            total = "" if one["total"] is None else view.points(one["total"])
            at, decision = moment(one["at"], view.lang), one_line(one["decision"])
            rows.append(view.say(f"Trước đó công bố lúc {at} theo {decision}: {total} điểm, {title}{place}.",
                                 f"Before that, published {at} under {decision}: {total} points, {title}{place}."))  # fmt: skip
        return rows

    # ----------------------------------------------------------------------------- criteria

    def criteria(self) -> dict[str, Context]:
        """The lines of every criterion the appraisal speaks of, in reading order."""
        return {one["id"]: self._criterion(one) for one in self.note["criteria"]}

    def _criterion(self, one: Row) -> Context:
        view = self.view
        row = view.criteria[one["id"]]
        steps = self.steps(one)
        gap = one["gap"]
        differs = gap is not None and from_exact(gap) != 0
        none = view.say("chưa có", "none yet")
        if row["status"] == "not_applicable":
            none = view.status(row)
        return {
            "id": one["id"], "title": one_line(row["title"]),
            "max": view.points(row["min" if row["section"] == "penalty" else "max"]),
            "claimed": view.points(one["claimed"]), "computed": self._computed(one), "appraised": self._rounds(one),
            "final": none if one["final"] is None else view.points(one["final"]), "differs": differs,
            "gap": none if gap is None else signed(gap, view.lang) if differs else "", "causes": causes(one["causes"], view.lang),
            "dossier_said": one_line(row["explanation"] or ""), "reason": one_line(one["reason"]), "source": self._source(one), "steps": steps,
            "told": differs
            or (gap is None and self._applies(one))
            or any(step["said"] or step["points"] != step["before"] for step in steps),
        }  # fmt: skip

    def _source(self, one: Row) -> str:
        if one["source"] is None:
            return ""
        name = self.stage(one["source"])
        entry = one["source_entry"]
        return f"{name}, " + self.view.say(f"bản ghi {entry}", f"entry {entry}") if entry else name

    def _computed(self, one: Row) -> str:
        """What the engine computes from accepted evidence; also what it computed before, where that differs."""
        view, now, then = self.view, one["computed"], one["dossier"]
        if now is None:
            return view.say("không áp dụng", "not applicable")
        text = view.span(now)
        if then is not None and then != now:
            text += view.say(
                f" (lúc nộp {view.span(then)})", f" (when handed in {view.span(then)})"
            )
        return text

    def _rounds(self, one: Row) -> list[str]:
        """The figure of every stage; alone where the points never changed."""
        view = self.view
        latest: dict[str, str] = {}
        for figure in one["figures"]:
            if figure["counts"] and not figure["void"]:
                latest[figure["stage"]] = view.points(figure["points"])
        if not latest:
            return [view.say("chưa thẩm định", "not appraised")]
        if len(set(latest.values())) == 1:
            return [next(iter(latest.values()))]
        return [f"{self.stage(id)}: {points}" for id, points in latest.items()]


def _same(one: Row, other: Row) -> bool:
    return all(one[key] == other[key] for key in ("certain", "attainable", "class"))


__all__ = ["Appraisal"]
