"""The page on own templates names every variable a template can use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from scoring.evidence.load import load_dossier
from scoring.evidence.task_plan import Task, owed
from scoring.reports import official, official_block
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.interface import Neighbours
from scoring.reports.official_discrepancies import discrepancies
from scoring.reports.official_list import decision_list
from scoring.reports.official_submission import Received, Returned, receipt, return_letter
from scoring.reports.task_table import tasks_of
from scoring.reports.units import UnitCriteria
from scoring.scheme.load import load_scheme

from .campaign_sample import appraised, gaps
from .rendered import printed
from .sample import complete, open_, ranked

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "van-ban-word-pdf.md"


def keys(value: Any) -> set[str]:
    """Every name in plain data, at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys(one)}
    return {key for one in value for key in keys(one)} if isinstance(value, list) else set()


def test_every_variable_is_in_the_tables_and_none_is_invented() -> None:
    rows = ranked(complete(), open_())["xa"]
    dossier = load_dossier(ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml").dossier
    scheme, task = load_scheme(ROOT / "criteria" / "qd-1211-2022", "2025").scheme, Task(obligation="tin_bai")
    papers = [
        official.agency(complete(), near=Neighbours(units=[UnitCriteria(id="p", title="Phòng", criteria=("I.1",))])),
        official.explanation(open_()),
        official.agency(appraised(complete()), document="appraisal"),
        official.agency(complete(), document="one-page", near=Neighbours(block=rows)),
        official.agency(appraised(complete()), document="minutes"),
        decision_list("xa", ranked(appraised(complete()))["xa"]),
        official_block.block_summary("xa", rows),
        official_block.block_summary("xa", ranked(appraised(complete()))["xa"]),
        receipt(appraised(complete()), Received(records=2, files={"a.pdf": "0" * 64}, due="2025-12-12")),
        return_letter(
            appraised(complete()),
            open_(),
            Returned(at="2025-12-12T09:00:00Z", reason="Thiếu", until="2025-12-15", weak=["I.1", "I.2"]),
        ),
        tasks_of(complete(), owed(scheme, dossier), [task], dossier=dossier, suppliers=None, titles={}),
        discrepancies(Discrepancies(gaps()), appraised(complete())),
    ]
    known = {key for one in papers for key in keys(printed(one))}
    tables = PAGE.read_text("utf-8").split("## Các biến")[1]
    told = set(re.findall(r"`([a-z_]+)`", tables))

    assert known <= told, sorted(known - told)
    assert told - known <= {"vi", "en"}, sorted(told - known)
