"""A block with a tie, an open agency and an odd one out, with invented earlier periods."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from scoring.evidence.load import load_dossier
from scoring.evidence.task_plan import Task, owed
from scoring.reports.discrepancies import Discrepancies
from scoring.reports.interface import Neighbours
from scoring.reports.links import file_stem
from scoring.reports.one_file import write_one_file
from scoring.reports.pages import Html
from scoring.reports.task_table import TaskTable, tasks_of
from scoring.result.model import Result
from scoring.result.summary import Summary, summarize
from scoring.scheme.load import load_scheme

from .campaign_sample import appraised, gaps
from .rendered import render_agency, render_discrepancies, render_index, render_ranking
from .sample import COMPLETE, complete, open_, ranked, record, result

ROOT = Path(__file__).parents[2]


def settled(id: str, name: str, **numbers: Any) -> Result:
    """A complete agency; numbers given replace those of the sample."""
    minutes = [record(f"b{i}", "bien-ban", date="2025-03-02") for i in range(2)]
    return result(
        {**COMPLETE, **numbers}, name=name, id=id, complete=True,
        evidence=[*minutes, record("q", "quy-che")],
        judgements=[{"criterion": "II.2", "by": "superior", "points": 2, "reason": "tốt"}],
    )  # fmt: skip


def results() -> list[Result]:
    """Six agencies of one block: two tied, one without complaints settled in time, one open."""
    return [
        complete(), open_(),
        settled("dong", "Xã Đông Minh Họa Có Tên Rất Dài (hư cấu)"), settled("an", "Xã Ân"), settled("dai", "Xã Dài"),
        settled("bac", "Xã Bắc", don_dung=1, quy_che=False, vi_pham=3),
    ]  # fmt: skip


def past(one: Result, period: str, total: str, class_id: str) -> Summary:
    """An earlier result of the same agency with another total and class."""
    found = summarize(one, with_criteria=True)
    return replace(
        found,
        period=period,
        criteria=(*found.criteria[1:], replace(found.criteria[0], id="IX.9", certain="0.00")),
        total=replace(found.total, certain=total, attainable=total),
        classification=replace(found.classification, certain=class_id, outside=None, possible=(class_id,)),
    )


def task_table(lang: str) -> TaskTable:
    """The table of tasks of a shipped dossier's agency, with a task that nobody was told to do."""
    dossier = load_dossier(ROOT / "evidence" / "2025" / "xa-minh-hoa-b.yaml").dossier
    scheme = load_scheme(ROOT / "criteria" / "qd-1211-2022", "2025").scheme
    tasks = [Task(obligation="tin_bai", unit="van-phong", note="W" * 90), Task(obligation="bao-cao-quy.quy-1")]
    titles = {"van-phong": "Văn phòng HĐND và UBND"}
    return tasks_of(complete(), owed(scheme, dossier), tasks, dossier=dossier, suppliers=None, titles=titles, lang=lang)


def pages(lang: str = "vi") -> Iterator[tuple[str, str]]:
    """Every kind of HTML page, with all that can stand around a result."""
    blocks = ranked(*results())
    whole, settled_, unsettled = blocks["xa"], complete(), open_()
    earlier = [past(settled_, "2023", "12.00", "kha"), past(settled_, "2024", "19.00", "tot")]
    yield (
        "agency",
        render_agency(settled_, "html", lang, Neighbours(block=whole, earlier=earlier, attachments="../ho-so")),
    )
    yield "open", render_agency(unsettled, "html", lang, Neighbours(block=whole))
    yield "alone", render_agency(settled_, "html", lang)
    yield "block", render_ranking("xa", whole, "html", lang, {"xa-a": earlier})
    yield "index", render_index(blocks, "html", lang, ["hỏng.yaml"])
    several = ranked(appraised(complete()), appraised(settled("an", "Xã Ân")))
    yield ("appraised", render_agency(appraised(complete()), "html", lang, Neighbours(block=several["xa"])))
    yield "appraised-block", render_ranking("xa", several["xa"], "html", lang)
    yield "appraised-index", render_index(several, "html", lang)
    wide = settled("rong", "W" * 90, quy_che=False)
    yield "discrepancies", render_discrepancies(Discrepancies(gaps(), lang, every_criterion=True), "html")
    yield "tasks", Html().tasks(task_table(lang)).decode()
    yield ("wide", render_agency(wide, "html", lang, Neighbours(block=ranked(wide, *results())["xa"])))


def one_file(folder: Path, lang: str = "vi") -> str:
    """The pages of a block of six as one file; `folder` keeps the pages."""
    blocks, made = ranked(*results()), {}
    made["index"] = render_index(blocks, "html", lang)
    made["xep-hang-xa"] = render_ranking("xa", blocks["xa"], "html", lang)
    for one in results():
        made[file_stem(one)] = render_agency(one, "html", lang, Neighbours(block=blocks["xa"]))
    folder.mkdir(exist_ok=True)
    for stem, text in made.items():
        (folder / f"{stem}.html").write_text(text, "utf-8")
    out = io.StringIO()
    write_one_file([folder / f"{stem}.html" for stem in made], out)
    return out.getvalue()
