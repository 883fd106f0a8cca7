"""The data of entries that rest on the engine: the opening with the scheme's criteria, and submissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.engine import Assessment, Past
from scoring.engine.compile import plan_for
from scoring.engine.ladder import bounds_of
from scoring.engine.outcome import Outcome
from scoring.engine.plan import Plan
from scoring.errors import InvalidInput
from scoring.fields import plain
from scoring.numbers import Number, exact_text, normal, signed_ends
from scoring.review.campaign import Campaign
from scoring.review.entry import EntryData
from scoring.scheme.block_days import scored_words
from scoring.scheme.load import LoadedScheme


@dataclass(frozen=True, slots=True)
class EarlierResults:
    """Earlier years' results as the ledger keeps them, so that no later command has to be given them."""

    results: Mapping[str, Sequence[Past]] = field(default_factory=dict)
    """By agency, oldest first."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What was read: file to SHA-256."""

    def to_json(self) -> EntryData:
        """The data of the entry."""
        return {
            "files": dict(self.files),
            "results": {id: [_past_row(one) for one in rows] for id, rows in self.results.items()},
        }


def _past_row(one: Past) -> dict[str, str | None]:
    return {"period": one.period, "class": one.class_id, "outside": one.outside_id, "digest": one.digest}


def opening_data(campaign: Campaign, loaded: LoadedScheme, earlier: EarlierResults | None = None) -> EntryData:
    """The data of the act ``opened``; InvalidInput if the scheme lacks a block, or somebody's field."""
    scheme = loaded.scheme
    tables: dict[str, list[dict[str, Any]]] = {}
    ladders: dict[str, list[str]] = {}
    problems: list[Diagnostic] = []
    names: set[str] = set()
    for block in dict.fromkeys(one.block for one in campaign.agencies):
        plan = plan_for(scheme, block)
        if plan is None:
            values = {"block": block, "period": str(campaign.period), **scored_words(scheme, block)}
            problems.append(Diagnostic("SC500", None, values))
            continue
        tables[block] = _criterion_rows(plan)
        ladders[block] = _class_edges(plan)
        names |= {id for row in tables[block] for id in (*row["path"], row["id"])}
    for person in campaign.people:
        for id in person.fields:
            if not problems and id not in names:
                values = {"id": id, "known": ", ".join(sorted(names)), "guess": did_you_mean(id, names)}
                problems.append(Diagnostic("SC912", None, values))
    if problems:
        raise InvalidInput(problems)
    # What is not used is left out: the entry then has the bytes it had before these keys existed.
    unnamed = {name for name in ("history", "signatures", "keys") if not getattr(campaign, name)}
    more = {"history": earlier.to_json()} if earlier is not None and earlier.files else {}
    written = {key: one for key, one in plain(campaign, whole=True).items() if key not in unnamed}
    for row in written["agencies"]:
        # Nor is anything said of when an agency exists where the file says nothing of it.
        for key in [key for key in ("from", "until", "succeeds") if not row[key]]:
            del row[key]
    return more | {
        "campaign": written,
        "scheme": {"id": scheme.id, "digest": loaded.digest, "banner": scheme.banner, "status": scheme.status},
        "criteria": tables,
        "edges": ladders,
    }


def _class_edges(plan: Plan) -> list[str]:
    """Where the block's classes begin, in points of the declared maximum, best first."""
    found = []
    for index in range(len(plan.ladder.classes)):
        start, _ = bounds_of(plan.ladder, index)
        if start is not None:
            found.append(exact_text(normal(start * plan.set.maximum if plan.ladder.on == "share" else start)))
    return found


def _criterion_rows(plan: Plan) -> list[dict[str, Any]]:
    """The criteria of a block with their bounds as results show them, and the groups they stand in."""
    parents: dict[str, str | None] = {}
    stack = list(plan.roots)
    while stack:
        one = stack.pop()
        parents[one.node.id] = one.parent
        stack += getattr(one, "children", ())
    rows = []
    for leaf in plan.leaves:
        path: list[str] = []
        above = leaf.parent
        while above is not None:
            path.insert(0, above)
            above = parents[above]
        least, most = signed_ends(leaf.section, 0, leaf.node.maximum)
        rows.append(
            {"id": leaf.id, "title": leaf.node.title, "path": path, "min": exact_text(least), "max": exact_text(most)}
        )
    return rows


def submission_data(result: Assessment, dossier: str, file: str, attachments: Mapping[str, str]) -> EntryData:
    """The data of the act ``submitted``.

    `dossier` is the SHA-256 of the dossier's file, `file` its name; `attachments` maps paths to SHA-256.
    """
    known = {leaf.id for leaf in result.plan.leaves}
    outcomes = [one for one in result.outcomes.values() if not one.excluded]
    spans = {one.plan.id: shown_ends(one) for one in outcomes}
    covered = {id for record in result.dossier.evidence for id in record.criteria}
    weak = [
        one.plan.id
        for one in outcomes
        if one.missing
        or one.status in ("not_declared", "refused", "error")
        or (one.plan.asks and one.plan.id not in covered)
    ]
    # How well the block's best did is known once all have submitted: until then the points are open, not 0.
    awaits = [
        one.plan.id
        for one in outcomes
        if one.low != one.high and any(name.startswith("best:") for name in one.plan.reads)
    ]
    claims = result.dossier.claims.items()
    total = result.total
    data = {
        "agency": result.dossier.agency.id,
        "dossier": dossier,
        "file": file,
        "attachments": dict(attachments),
        "claimed": {id: exact_text(one.points) for id, one in claims if id in known},
        "certain": {id: exact_text(ends[0]) for id, ends in spans.items()},
        "attainable": {id: exact_text(ends[1]) for id, ends in spans.items() if ends[1] != ends[0]},
        "not_applicable": [leaf.id for leaf in result.plan.leaves if result.outcomes[leaf.id].excluded],
        "weak": weak,
        "total": {"certain": exact_text(total.low), "attainable": exact_text(total.high)},
        "class": result.classification.certain,
        "digest": result.digests.dossier,
    }
    return ({"awaits": awaits} if awaits else {}) | data


def shown_ends(one: Outcome) -> tuple[Number, Number]:
    """Certain and attainable points as results show them: penalties are zero or less."""
    return signed_ends(one.plan.section, one.low, one.high)
