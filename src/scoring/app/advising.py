"""What would lift an agency's class: sets of changes within its own means, each tried by evaluating it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.app import inputs
from scoring.app.conditions import Conditions
from scoring.app.observer import SILENT, Observer
from scoring.app.result_inputs import Context
from scoring.app.simulation import changed_since, starting_point
from scoring.app.stored import Stored
from scoring.batch import local
from scoring.engine.lifting import Lifting, lifting
from scoring.errors import ScoringError, usage_problem
from scoring.evidence.load import load_dossier
from scoring.evidence.model import answer_text
from scoring.findings import backend
from scoring.json_write import canonical
from scoring.numbers import exact_text
from scoring.reports.lifting import change_words, summary
from scoring.result.model import Result

_FOR_PAGES = 300
"""Sets tried for a page, which names the smallest ones only."""


def advise(
    source: Path,
    conditions: Conditions | None = None,
    *,
    class_id: str | None = None,
    evidence: Sequence[Path] = (),
    agency: str | None = None,
    observer: Observer = SILENT,
) -> Lifting:
    """The smallest sets of changes within the agency's own means that lift its class.

    `source`: a dossier, or a stored result whose dossier can be found (`evidence`: where). `class_id`: the one class
    wanted; without it every better one. Raises UsageProblem for a class that the ladder does not have, or an
    appraised result: what people decided is not computed anew.
    """
    asked = conditions or Conditions()
    start = starting_point(source, agency, asked, evidence, observer)
    if start.result is not None and start.result.appraisal is not None:
        raise usage_problem("kết quả đã thẩm định: điểm do người chấm, không tính lại được; hãy dùng hồ sơ",
                            "an appraised result: its points were given by people; take the dossier")  # fmt: skip
    final = asked.final or (start.result is not None and start.result.final)
    loaded = local.cached_scheme(start.folder, str(start.dossier.dossier.period))
    if start.result is not None:
        observer.diagnostics(changed_since(start.result, loaded, start.dossier))
    options = local.Options(asked.as_of or start.context.as_of, final, asked.rules)
    found, problems = local.assess(start.dossier, loaded, options, start.context.history, start.context.peers)
    observer.diagnostics(problems)
    ids = found.plan.compiled_ladder.ids
    if class_id is not None and class_id not in ids:
        known = ", ".join(ids)
        raise usage_problem(f"không có loại “{class_id}”; thang này có: {known}",
                            f"no class “{class_id}”; this ladder has: {known}")  # fmt: skip
    return lifting(found, backend(asked.rules), class_id)


def lifting_line(result: Result, dossier: Path | None, raw: bytes, lang: str, scheme: Path | None = None) -> str:
    """What would lift the class of a result, on one line, where the dossier it was made from is at hand.

    "" where nothing would, or it cannot be told: the result was appraised, or its dossier or scheme is another one now.
    """
    if result.appraisal is not None or dossier is None:
        return ""
    try:
        loaded = load_dossier(dossier)
        known = local.cached_scheme(inputs.scheme_for(dossier, result.scheme.id, scheme), result.period)
        if (loaded.digest, known.digest) != (result.dossier.digest, result.scheme.digest):
            return ""
        context = Context.of(Stored(path=dossier, raw=raw, result=result, alone=True), None)
        options = local.Options(context.as_of, result.final)
        found, _ = local.assess(loaded, known, options, context.history, context.peers)
    except ScoringError:
        return ""
    return summary(lifting(found, backend(None), most=_FOR_PAGES), lang)


def to_bytes(found: Lifting) -> bytes:
    """The sets as canonical JSON."""
    start = found.start
    targets = [
        {
            "class": one.class_id,
            "missing_points": exact_text(one.missing),
            "complete": one.complete,
            "tried_up_to": one.tried,
            "sets": [
                {
                    "cost": len(each.touched),
                    "touched": list(each.touched),
                    "gives": each.gives,
                    "total": exact_text(each.total),
                    "changes": [
                        {
                            "sort": x.sort,
                            "id": x.id,
                            "text": change_words(found, x, "vi"),
                            "text_en": change_words(found, x, "en"),
                            "values": {id: answer_text(value) for id, value in x.values},
                            "papers": [{"kind": y.kind, "title": y.title, "fields": y.fields} for y in x.papers],
                            "unused": [{"record": id, "criterion": criterion} for id, criterion in x.unused],
                            "before": exact_text(x.before),
                            "after": exact_text(x.after),
                        }
                        for x in each.changes
                    ],
                }
                for each in one.sets
            ],
            "against": [x.item.id for x in one.against],
            "short": exact_text(one.short),
        }
        for one in found.targets
    ]
    data = {
        "agency": start.dossier.agency.id,
        "period": str(start.dossier.period),
        "class": start.classification.certain,
        "targets": targets,
        "out_of_hands": [{"criterion": x.id, "why": x.why, "by": x.by or None} for x in found.out_of_hands],
        "banner": start.plan.scheme.banner,
    }
    return canonical(data)
