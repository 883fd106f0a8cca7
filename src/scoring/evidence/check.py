"""A dossier against its scheme: names, numbers, statements, judgements, compulsory evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic, did_you_mean, listed, sort
from scoring.evidence.check_life import LifeCheck
from scoring.evidence.check_records import Problems, check_records
from scoring.evidence.fit import misfits, unmet_demands
from scoring.evidence.life import kinds_not_due
from scoring.evidence.load import LoadedDossier
from scoring.evidence.paper_identity import names_another
from scoring.evidence.titles import level_titles, titled, with_titles
from scoring.legacy_fonts import Legacy, legacy
from scoring.numbers import Number, negative_meant, show, signed_ends, typed_percent
from scoring.personal_data import KINDS, SHORTEST, looks_personal
from scoring.scheme.block_days import kinds_words, scored_words
from scoring.scheme.criteria import CriteriaSet, Measure, Node
from scoring.scheme.model import Block, Scheme
from scoring.text import clip, slug
from scoring.yaml_source import Path_

_JUDGES = {
    "agency": ("cơ quan tự chấm", "the agency"),
    "appraiser": ("cơ quan thẩm định", "the appraiser"),
    "superior": ("cấp trên", "the superior"),
    "leaders": ("lãnh đạo", "the leaders"),
}
_WANTED = {
    "yes_no": ("có hoặc không", "yes or no"),
    "level": ("một mức", "a level"),
    "number": ("một con số, không có dấu %", "a number without %"),
    "count": ("một con số, không có dấu %", "a number without %"),
    "percent": ("một tỷ lệ viết có dấu %, ví dụ 95 %", "a percentage written with %, as in 95 %"),
}
_SHOWN = 60
"""Columns of a text that a message shows."""


def check_dossier(loaded: LoadedDossier, scheme: Scheme, as_of: date) -> list[Diagnostic]:
    """All errors, warnings and notes of a dossier under `scheme`, in reading order."""
    return sort(_Check(loaded, scheme, as_of).run())


class _Check(Problems):
    def __init__(self, loaded: LoadedDossier, scheme: Scheme, as_of: date) -> None:
        super().__init__(loaded)
        self.dossier = loaded.dossier
        self.scheme = scheme
        self.as_of = as_of
        self.nodes: dict[str, Node] = {}
        self.penalties: frozenset[str] = frozenset()

    def run(self) -> list[Diagnostic]:
        dossier, scheme = self.dossier, self.scheme
        self.texts(self.loaded.document.data, ())
        if dossier.scheme is not None and dossier.scheme != scheme.id:
            # Under another scheme every id would be unknown; one word says it all.
            self.add("SC408", ("scheme",), id=dossier.scheme, scheme=scheme.id)
            return self.found
        if dossier.period.kind not in scheme.period.kinds:
            values = kinds_words(scheme) | scored_words(scheme, dossier.agency.block)
            self.add("SC409", ("period",), period=str(dossier.period), **values)  # type: ignore[arg-type]
        block = scheme.block(dossier.agency.block)
        if block is None:
            known_blocks = {one.id: one.title for one in scheme.blocks}
            path = ("agency", "block")
            lived = scored_words(scheme, dossier.agency.block)
            self.unknown("SC405", path, dossier.agency.block, known_blocks, period=str(dossier.period), **lived)
            return self.found
        for index, source in enumerate(dossier.provenance):
            if source.unread:
                cells, count = listed(source.unread), str(len(source.unread))
                self.add("SC667", ("provenance", index, "unread"), file=source.file, count=count, cells=cells)
        self.agency(block)
        criteria = scheme.sets.get(block.set)
        if criteria is not None:
            self.nodes = criteria.by_id
            extra = criteria.penalty
            self.penalties = frozenset(one.id for one in extra.criteria) if extra else frozenset()
            self.numbers(criteria)
            self.statements(criteria)
            self.judgements()
            if dossier.unit is None:
                # Papers of other units are not missing from a part.
                self.compulsory()
            self.found += LifeCheck(self.loaded, scheme).found
            self.found += check_records(self.loaded, scheme, criteria, self.as_of)
        return self.found

    def agency(self, block: Block) -> None:
        kind = self.dossier.agency.kind
        titles = {one.id: one.title for one in self.scheme.agency_kinds}
        known = {id: titles.get(id, id) for id in block.kinds or titles}
        if kind is not None and known and kind not in known:
            self.unknown("SC407", ("agency", "kind"), kind, known, block=block.title)
        id, name = self.dossier.agency.id, self.dossier.agency.name
        if not slug(name).endswith(id):
            issuers = {record.issuer for record in self.dossier.evidence if record.issuer}
            if names_another(id, name, issuers):
                self.add("SC446", ("agency", "name"), id=id, name=name)

    # ------------------------------------------------------------------------------- numbers

    def numbers(self, criteria: CriteriaSet) -> None:
        records = {one.id: None for one in self.dossier.evidence}
        declarable = [id for id, one in criteria.measures.items() if one.source in ("declared", "external")]
        for id, given in self.dossier.numbers.items():
            path: Path_ = ("numbers", id)
            measure = criteria.measures.get(id)
            if measure is None:
                self.unknown("SC402", path, id, declarable)
            elif id not in declarable:
                self.add("SC416", path, at_key=True, id=id)
            elif given.value is not None:
                self.value(id, measure, given.value, (*path, "value"), criteria)
            for index, record in enumerate(given.evidence):
                if record not in records:
                    self.unknown("SC417", (*path, "evidence", index), record, records)

    def value(self, id: str, measure: Measure, value: Any, path: Path_, criteria: CriteriaSet) -> None:
        limit = measure.limit
        asked = self.dossier.numbers.get(limit) if isinstance(limit, str) else None
        most = limit if not isinstance(limit, str) else asked and asked.value
        for misfit in misfits(measure, value, most):
            if misfit == "level":
                levels = measure.levels or []
                known = with_titles(levels, level_titles(criteria, id))
                guess = did_you_mean(value, levels)
                self.add("SC414", path, id=id, value=value, guess=guess, known=known)
            elif misfit in ("type", "sign"):
                wanted, english = _WANTED[measure.type]
                question = measure.declared or measure.title or id
                self.add("SC413", path, id=id, wanted=wanted, wanted_en=english, question=question)
            elif misfit == "limit":
                self.above_limit(id, measure, value, most, path, criteria)
            else:
                code = {"negative": "SC410", "fraction": "SC411", "share": "SC412"}[misfit]
                meant: dict[str, Any] = {"other": typed_percent(Fraction(value) / 100)} if misfit == "share" else {}
                self.add(code, path, id=id, value=_shown(measure, value), **meant)

    def above_limit(
        self, id: str, measure: Measure, value: Number, most: Any, path: Path_, criteria: CriteriaSet
    ) -> None:
        """Report a value above the number, or the other measure's value, that it cannot exceed."""
        what, what_en = "mức cao nhất", "the most allowed"
        limit = measure.limit
        related: Path_ | None = None
        if isinstance(limit, str):
            other = criteria.measures.get(limit)
            what = what_en = titled(limit, {limit: other.declared or other.title} if other else ())
            related = ("numbers", limit, "value")
        shown, limit_shown = _shown(measure, value), _shown(measure, most)
        self.add("SC415", path, related=related, id=id, value=shown, limit=limit_shown, what=what, what_en=what_en)

    # ---------------------------------------------------------------------------- statements

    def leaf(self, id: str, path: Path_) -> Node | None:
        """The leaf with this id; an unknown id or a group is reported."""
        node = self.nodes.get(id)
        if node is None:
            self.unknown("SC401", path, id, list(self.nodes))
            return None
        if node.score is None:
            self.add("SC419", path, at_key=self.is_key(path, id), id=id)
            return None
        return node

    def once(self, ids: Iterable[str], section: str) -> None:
        seen: dict[str, int] = {}
        for index, id in enumerate(ids):
            path = (section, index, "criterion")
            if id in seen:
                self.add("SC463", path, related=(section, seen[id], "criterion"), criterion=id)
            seen.setdefault(id, index)

    def statements(self, criteria: CriteriaSet) -> None:
        dossier = self.dossier
        absent = self.absent()
        for id, claim in dossier.claims.items():
            node = self.leaf(id, ("claims", id))
            if node is not None:
                section = "penalty" if id in self.penalties else "tree"
                low, high = signed_ends(section, 0, node.maximum)
                self.within("SC464", id, claim.points, low, high, ("claims", id, "points"))
                if claim.points and id in absent:
                    value = show(claim.points, most=6)
                    self.add("SC465", ("claims", id, "points"), criterion=id, value=value)
        self.once((one.criterion for one in dossier.not_applicable), "not_applicable")
        for index, stated in enumerate(dossier.not_applicable):
            path: Path_ = ("not_applicable", index, "criterion")
            found = self.nodes.get(stated.criterion)
            if found is not None and not found.may_be_stated():
                self.add("SC466", path, criterion=stated.criterion)
            elif found is None and stated.criterion not in criteria.measures:
                self.unknown("SC401", path, stated.criterion, [*self.nodes, *criteria.measures])
        self.once((one.criterion for one in dossier.explanations), "explanations")
        for index, explained in enumerate(dossier.explanations):
            self.leaf(explained.criterion, ("explanations", index, "criterion"))

    def absent(self) -> set[str]:
        """Nodes stated not applicable, with everything below them."""
        found: set[str] = set()
        for one in self.dossier.not_applicable:
            node = self.nodes.get(one.criterion)
            if node is not None and node.may_be_stated():
                found |= {below.id for below in node.walk()}
        return found

    def within(self, code: str, id: str, points: Number, low: Number, high: Number, path: Path_) -> None:
        if not low <= points <= high:
            meant: dict[str, Any] = negative_meant(points, low, high)
            self.add(code, path, criterion=id, value=show(points, most=6), low=show(low), high=show(high), **meant)

    def judgements(self) -> None:
        records = {one.id: None for one in self.dossier.evidence}
        self.once((one.criterion for one in self.dossier.judgements), "judgements")
        for index, one in enumerate(self.dossier.judgements):
            path: Path_ = ("judgements", index)
            if one.document is not None and one.document not in records:
                self.unknown("SC417", (*path, "document"), one.document, records)
            node = self.leaf(one.criterion, (*path, "criterion"))
            spec = node.spec if node is not None else None
            if node is None or spec is None:
                continue
            judge = spec.judge()
            if judge is None:
                self.add("SC462", (*path, "criterion"), criterion=node.id)
                continue
            if judge != one.by:
                (wanted, wanted_en), (given, given_en) = _JUDGES[judge], _JUDGES[one.by]
                self.add(
                    "SC460",
                    (*path, "by"),
                    criterion=node.id,
                    wanted=wanted,
                    given=given,
                    wanted_en=wanted_en,
                    given_en=given_en,
                )
            low, high = spec.judged(node.maximum)
            self.within("SC461", node.id, one.points, low, high, (*path, "points"))

    # ------------------------------------------------------------------- compulsory evidence

    def compulsory(self) -> None:
        dossier = self.dossier
        stated, not_due = self.absent(), kinds_not_due(self.scheme, dossier)
        explained = {one.criterion: at for at, one in enumerate(dossier.explanations)}
        judged = {one.criterion for one in dossier.judgements}
        for node in self.nodes.values():
            asked, spec = node.evidence, node.spec
            if spec is None or asked is None or node.id in stated:
                continue
            unmet = unmet_demands(asked.demands, node.id, dossier.by_kind)
            unmet = [kinds for kinds in unmet if not not_due.issuperset(kinds)]
            if not unmet:
                continue
            titles = self.scheme.evidence_kinds
            missing = (" / ".join(titled(kind, titles) for kind in kinds) for kinds in unmet)
            kinds = "; ".join(missing)
            if node.id in explained:
                path: Path_ = ("explanations", explained[node.id])
                self.add("SC431", path, criterion=node.id, kinds=kinds)
                continue
            # Where the agency has said nothing at all yet, "chưa khai" is the news, not the missing paper.
            begun = (
                dossier.complete is True
                or node.id in dossier.claims
                or node.id in judged
                or any(name in dossier.numbers for name in spec.reads())
            )
            at: Path_ = ("claims", node.id) if node.id in dossier.claims else ("evidence",)
            key = ("evidence",) in self.loaded.document.key_marks or len(at) > 1
            level: Severity | None = None if begun else "note"
            self.add("SC430", at, at_key=key, level=level, criterion=node.id, kinds=kinds)

    # --------------------------------------------------- personal data, text in an old charset

    def texts(self, value: Any, path: Path_) -> None:
        """Report the texts of the dossier's data in which something is found."""
        if any(map(_found_in, _long_texts(value))):
            self.each_text(value, path)

    def each_text(self, value: Any, path: Path_) -> None:
        items: Iterable[tuple[str | int, Any]]
        items = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
        for part, one in items:
            if part == "sha256":
                continue
            if isinstance(one, str):
                if found := _found_in(one):
                    self.text(one, *found, (*path, part))
            elif isinstance(one, (dict, list)):
                self.each_text(one, (*path, part))

    def text(self, value: str, personal: list[tuple[str, str]], typed: Legacy | None, path: Path_) -> None:
        for kind, text in personal:
            what, english = KINDS[kind]
            self.add("SC470", path, what=what, what_en=english, text=text)
        if typed:
            self.add("SC471", path, text=clip(value, _SHOWN), charset=typed.charset, meant=typed.text)


def _long_texts(data: Any) -> list[str]:
    """The texts in plain data that are long enough for something to be found in them."""
    texts: list[str] = []
    inner = [data]
    for one in inner:
        for value in one.values() if one.__class__ is dict else one if one.__class__ is list else ():
            kind = value.__class__
            if kind is str:
                if len(value) >= SHORTEST or not value.isascii():
                    texts.append(value)
            elif kind is dict or kind is list:
                inner.append(value)
    return texts


@lru_cache(maxsize=1024)  # the papers that a scheme asks for are called alike in most dossiers
def _found_in(text: str) -> tuple[list[tuple[str, str]], Legacy | None] | None:
    """What looks personal in a text, and what was typed in an old charset; None where nothing is found."""
    if len(text) < SHORTEST and text.isascii():
        return None
    found = looks_personal(text), None if text.isascii() else legacy(text)
    return found if any(found) else None


def _shown(measure: Measure, value: Number) -> str:
    return typed_percent(value) if measure.percent else show(value, most=6)
