"""`scoring init`: a scheme, a dossier and a worked case to start from."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.app.scaffolding import EXAMPLES, Scaffolded, copy_templates, scaffold
from scoring.cli.terminal.console import Terminal, t, talk, talk_only_vietnamese, write
from scoring.cli.terminal.options import PATH, SCHEME, argument, command, option
from scoring.errors import usage_problem


@command("init", "Tạo khung: bộ tiêu chí, hồ sơ, ca kiểm thử, lược đồ cho trình soạn thảo. Không ghi đè.",
         "Scaffold a scheme, a dossier, a worked case and editor schemas. Never overwrites.")  # fmt: skip
@argument("folder", "Thư mục (mặc định: thư mục đang đứng).",
          "The folder (default: the working folder).", required=False, type=PATH, default=".")  # fmt: skip
@option("--example", type=click.Choice(list(EXAMPLES)),
        vi="Chép bộ tiêu chí kèm theo chương trình thay cho bộ mẫu nhỏ.",
        en="Copy a shipped scheme instead of the small sample.")  # fmt: skip
@option("--templates", metavar="FOLDER", type=PATH, vi="Chỉ chép các mẫu văn bản Word, PDF vào thư mục này để sửa.",
        en="Only copy the Word and PDF templates into this folder, to be edited.")  # fmt: skip
@option("--plan", metavar="DOSSIER", type=PATH,
        vi="Chỉ lập kế hoạch năm của cơ quan cạnh hồ sơ này, đủ mọi việc bộ tiêu chí giao (TÊN-HỒ-SƠ.ke-hoach.yaml).",
        en="Only make the agency's plan beside this dossier, with all the scheme asks for (DOSSIER.ke-hoach.yaml).")  # fmt: skip
@SCHEME
@option(
    "--units",
    type=PATH,
    vi="Tệp phân công riêng của cơ quan, cho --plan.",
    en="The agency's own file of units, for --plan.",
)
@option(
    "--force",
    is_flag=True,
    vi="Thay kế hoạch đã có; bản đang có được giữ bên cạnh.",
    en="Replace a plan that is there; a copy of it is kept beside it.",
)
def command_(
    folder: Path,
    example: str | None,
    templates: Path | None,
    plan: Path | None,
    scheme: Path | None,
    units: Path | None,
    force: bool,
) -> None:
    if plan is None and (scheme or units or force):
        raise usage_problem(
            "--scheme, --units và --force chỉ dùng với --plan", "--scheme, --units and --force need --plan"
        )
    if plan is not None:
        from scoring.app.task_plans import new_task_plan

        made = new_task_plan(plan, scheme=scheme, units=units, force=force, observer=Terminal())
        if made is not None:
            write(f"{made}\n")
            talk_only_vietnamese("The comments in the plan are")
            talk(f"  scoring agenda {plan}")
        return
    if templates is not None:
        _show(copy_templates(templates, observer=Terminal()))
        talk(f"  scoring report … --format docx,pdf --templates {templates}")
        return
    _show(scaffold(folder, example=example, observer=Terminal()))
    where = "" if str(folder) == "." else f"cd {folder} && "
    chosen = f"criteria/{EXAMPLES[example]}" if example else "criteria/mau"
    steps = [f"scoring validate criteria{'' if example else ' evidence'}", f"scoring test {chosen}"]
    steps.append(f"scoring inspect {chosen}" if example else f"scoring evaluate evidence/2025 --scheme {chosen}")
    talk("\n".join(f"  {where}{step}" for step in steps))
    talk_only_vietnamese("The files are")


def _show(done: Scaffolded) -> None:
    for path in done.made:
        write(f"{path}\n")
    made, existing = len(done.made), len(done.existing)
    talk(t(f"Đã tạo {made} tệp" + (f", giữ nguyên {existing}" if existing else "") + ". Tiếp theo:",
           f"Created {made} files" + (f", kept {existing}" if existing else "") + ". Next:"))  # fmt: skip
