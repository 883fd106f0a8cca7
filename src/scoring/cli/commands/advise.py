"""`scoring advise`: what the agency itself can do for a better class."""

from __future__ import annotations

from pathlib import Path

from scoring.app.advising import advise, to_bytes
from scoring.app.conditions import Conditions
from scoring.cli.terminal.console import Terminal, settings, t, width, write_output
from scoring.cli.terminal.options import (
    AGENCY,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    Paths,
    argument,
    command,
    conditions,
    fmt,
    option,
)
from scoring.cli.terminal.summary import class_text
from scoring.engine.lifting import Lifting
from scoring.numbers import show
from scoring.reports.lifting import class_title, sections
from scoring.result.write import result_of
from scoring.text import wrap


@command("advise",
         "Muốn lên loại thì làm gì: các cách trong tay cơ quan, cách chạm ít tiêu chí nhất trước. Không ghi gì.",
         "What would lift the class: sets within the agency's own means, the fewest criteria first. Writes nothing.")  # fmt: skip
@argument("source", "Hồ sơ hoặc kết quả JSON.", "A dossier or a result (JSON).", type=PATH)
@option("--class", "class_id", metavar="LOẠI", vi="Chỉ loại này (mã loại của thang, ví dụ tot).",
        en="This class alone (an id of the ladder, such as tot).")  # fmt: skip
@SCHEME
@option("--evidence", type=PATH, multiple=True, vi="Hồ sơ của kết quả, nếu không tự tìm thấy.",
        en="The result's dossier, if it is not found.")  # fmt: skip
@AGENCY
@conditions
@RULES
@fmt("text", "json")
@OUTPUT
def command_(
    source: Path,
    class_id: str | None,
    evidence: Paths,
    agency: str | None,
    conditions: Conditions,
    format_: str,
    output: Path | None,
) -> None:
    found = advise(source, conditions, class_id=class_id, evidence=evidence, agency=agency, observer=Terminal())
    text = to_bytes(found).decode() if format_ == "json" else _text(found, class_id)
    write_output(output, text, [source])


def _text(found: Lifting, wanted: str | None) -> str:
    start, room = found.start, width()
    lines = wrap(start.plan.scheme.banner, room) if start.plan.scheme.banner else []
    now = start.classification
    title = t("chưa xác định", "not settled")
    if now.certain or now.outside is not None:
        title = class_text(result_of(start).classification)
    total = show(start.total.low, settings.lang)
    lines += wrap(t(f"{start.dossier.agency.name}: {total} điểm, {title}",
                    f"{start.dossier.agency.name}: {total} points, {title}"), room)  # fmt: skip
    if not found.targets:
        ask = class_title(found, wanted) if wanted else title
        lines += wrap(t(f"Đã ở loại {ask} hoặc cao hơn.", f"The class is {ask} or better already."), room)
    for section in sections(found, settings.lang):
        lines += ["", *wrap(section.title + ("" if section.title.endswith(":") else ":"), room)]
        for label, text in section.rows:
            head = f"  {label} " if label else "  "
            first, *rest = wrap(text, room - len(head)) or [""]
            lines += [head + first, *(" " * len(head) + one for one in rest)]
    return "\n".join(lines) + "\n"
