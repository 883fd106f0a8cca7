"""`scoring evaluate`: dossiers in, results out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.cli.output import Store, resume_key
from scoring.cli.terminal.console import show, t, talk, to_screen, told
from scoring.cli.terminal.options import (
    AS_OF,
    FINAL,
    HISTORY,
    JOBS,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)  # fmt: skip
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode, Incomplete, usage_problem


@command(
    "evaluate",
    "Chấm điểm hồ sơ: tệp hoặc thư mục. Một hồ sơ hỏng không làm dừng hồ sơ khác.",
    "Score dossiers: files or folders. One failing dossier does not stop the others.",
)
@argument(
    "evidence",
    "Hồ sơ hoặc thư mục hồ sơ.",
    "Dossiers or folders of them.",
    nargs=-1,
    required=True,
    type=PATH,
)
@SCHEME
@AS_OF
@FINAL
@HISTORY
@option(
    "--only",
    multiple=True,
    vi="Chỉ cơ quan này (mã; lặp lại được).",
    en="Only this agency (id; repeatable).",
)
@JOBS
@option(
    "--resume",
    is_flag=True,
    vi="Không tính lại kết quả đã có và còn đúng trong --output.",
    en="Keep results in --output that are still right.",
)
@option(
    "--require-complete",
    is_flag=True,
    vi="Mã thoát 6 nếu còn khoảng điểm.",
    en="Exit 6 while a total is still an interval.",
)
@RULES
@fmt("table", "json", "md", "html")
@OUTPUT
@option(
    "--check",
    is_flag=True,
    vi="Không ghi; mã thoát 1 nếu khác với --output.",
    en="Write nothing; exit 1 where --output differs.",
)
def command_(
    evidence: tuple[Path, ...],
    scheme: Path | None,
    as_of: date | None,
    final: bool,
    history: tuple[Path, ...],
    only: tuple[str, ...],
    jobs: int,
    resume: bool,
    require_complete: bool,
    rules: str | None,
    format_: tuple[str, ...],
    output: Path | None,
    check: bool,
) -> int:
    """Evaluate dossiers."""
    from scoring.batch import local
    from scoring.cli.running import Run, exit_code

    target = None if to_screen(output) else output
    if (resume or check) and target is None:
        raise usage_problem(
            "--resume và --check cần --output", "--resume and --check need --output"
        )
    if rules:
        from scoring.findings import backend

        backend(rules)
    run = Run(evidence, scheme, as_of, final, rules, history, only, jobs)
    items = run.prepare()
    store = Store(target, format_[0], [one.path for one in run.prepared])
    kept: dict[int, local.Outcome] = {}
    keys: dict[int, str] = {}
    if target is not None and format_[0] == "json" and store.is_folder(len(items)):
        for index, item in enumerate(items):
            if isinstance(item, local.Task):
                prepared = next(one for one in run.prepared if one.path == item.path)
                keys[index] = resume_key(item, prepared)
                if resume and (found := store.resumed(item, prepared, keys[index])):
                    kept[index] = found
    fresh = [item for index, item in enumerate(items) if index not in kept]
    rest = iter(run.evaluate(fresh))
    outcomes = [kept[i] if i in kept else next(rest) for i in range(len(items))]

    diagnostics = [*(d for one in outcomes for d in one.diagnostics), *run.shared]
    show(diagnostics, notes=False)
    done = [one for one in outcomes if one.data is not None]
    results = [json.loads(one.data) for one in done if one.data is not None]
    code = exit_code(outcomes)
    if done:
        paths = {items[i].path: key for i, key in keys.items()}
        differs = store.write(done, results, len(items), check, paths)
        if differs:
            code = code or ExitCode.FINDINGS
    _tell(outcomes, len(kept), target, diagnostics)
    if code is ExitCode.DONE and require_complete:
        _require_complete(results)
    return int(code)


def _tell(
    outcomes: Sequence[Any], kept: int, target: Path | None, diagnostics: Sequence[Diagnostic]
) -> None:
    failed = [one for one in outcomes if one.data is None]
    parts = [
        t(f"{len(outcomes) - len(failed)} hồ sơ đã chấm", f"{len(outcomes) - len(failed)} scored")
    ]
    if kept:
        parts.append(t(f"{kept} giữ nguyên", f"{kept} kept"))
    if failed:
        names = ", ".join(one.path.name for one in failed[:5]) + (" …" if len(failed) > 5 else "")
        parts.append(
            t(f"{len(failed)} không chấm được ({names})", f"{len(failed)} failed ({names})")
        )
    if diagnostics:
        parts.append(told(diagnostics))
    text = "; ".join(parts)
    if target is not None:
        text += f" → {target}"
    if len(outcomes) > 1 or failed or target is not None or diagnostics:
        talk(text)


def _require_complete(results: Sequence[dict[str, Any]]) -> None:
    from scoring.cli.terminal.summary import is_complete

    problems = [
        Diagnostic("SC620", None, {"agency": one["agency"]["name"]})
        for one in results
        if not is_complete(one)
    ]
    if problems:
        raise Incomplete(problems)


__all__ = ["command_"]
