"""`scoring evaluate`: dossiers in, results out."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring import __version__
from scoring.cli.console import settings, show, t, talk, write, write_bytes
from scoring.cli.files import write_file
from scoring.cli.options import (
    AS_OF,
    FINAL,
    HISTORY,
    OUTPUT,
    PATH,
    RULES,
    SCHEME,
    argument,
    command,
    fmt,
    option,
)  # fmt: skip
from scoring.diagnostics import Diagnostic, summary
from scoring.errors import ExitCode, Incomplete, ScoringError, UsageProblem

SUFFIX = {"json": ".json", "md": ".md", "html": ".html", "table": ".txt"}
MANIFEST = "manifest.json"


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
@option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    default=1,
    vi="Số tiến trình; kết quả không đổi.",
    en="Processes; the results do not change.",
)
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

    target = None if output is None or str(output) == "-" else output
    if (resume or check) and target is None:
        why = t("--resume và --check cần --output", "--resume and --check need --output")
        raise UsageProblem([Diagnostic("SC625", None, {"why": why, "command": "evaluate"})])
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

    diagnostics = [d for one in outcomes for d in one.diagnostics]
    show([*diagnostics, *run.shared], notes=False)
    done = [one for one in outcomes if one.data is not None]
    results = [json.loads(one.data) for one in done if one.data is not None]
    code = exit_code(outcomes)
    if done:
        differs = store.write(
            done, results, len(items), check, {items_path(items[i]): k for i, k in keys.items()}
        )
        if differs:
            code = code or ExitCode.FINDINGS
    _tell(outcomes, len(kept), target, diagnostics)
    if code is ExitCode.DONE and require_complete:
        _require_complete(results)
    return int(code)


def items_path(item: Any) -> Path:
    """The dossier of a task or outcome."""
    path: Path = item.path
    return path


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
        parts.append(summary(diagnostics, settings.lang))
    text = "; ".join(parts)
    if target is not None:
        text += t(f" → {target}", f" → {target}")
    if len(outcomes) > 1 or failed or target is not None or diagnostics:
        talk(text)


def _require_complete(results: Sequence[dict[str, Any]]) -> None:
    from scoring.cli.summary import is_complete

    problems = [
        Diagnostic("SC620", None, {"agency": one["agency"]["name"]})
        for one in results
        if not is_complete(one)
    ]
    if problems:
        raise Incomplete(problems)


def resume_key(task: Any, prepared: Any) -> str:
    """A digest of everything a result depends on; attachments too, which the dossier's digest leaves out."""
    from scoring.batch.local import cached_scheme
    from scoring.evidence.check import check_attachments

    try:
        digest = cached_scheme(task.scheme, str(prepared.loaded.dossier.period)).digest
    except ScoringError:
        # A scheme that does not load is reported by the evaluation itself.
        digest = ""
    _, unverified = check_attachments(prepared.loaded)
    options = task.options
    facts = [
        __version__, digest, prepared.loaded.digest, prepared.loaded.file, str(options.as_of), options.final,
        [[p.period, p.class_id, p.outside_id, p.digest] for p in task.history],
        sorted([id, str(p.best), p.agencies] for id, p in task.peers.items()), list(unverified),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


@dataclass(slots=True)
class Store:
    """Where results go: the screen, one file, or a folder with one file per agency."""

    target: Path | None
    format: str
    inputs: list[Path]

    def is_folder(self, count: int) -> bool:
        """Whether the target is a folder rather than one file."""
        assert self.target is not None
        return self.target.is_dir() or not self.target.suffix or count > 1

    def render(self, results: Sequence[dict[str, Any]], raws: Sequence[bytes]) -> bytes:
        """All results as one document."""
        if self.format == "table":
            from scoring.cli.summary import banners, results_table

            return (banners(results) + results_table(results)).encode()
        if self.format == "json":
            from scoring.engine.result import canonical

            return raws[0] if len(raws) == 1 else canonical(list(results))
        from scoring.reports.pages import render_agency

        page: Any = self.format
        return "\n".join(render_agency(one, page, settings.lang) for one in results).encode()

    def resumed(self, task: Any, prepared: Any, key: str) -> Any:
        """The stored outcome, if the manifest says that it was made from exactly this and nobody changed it."""
        from scoring.batch.local import Outcome

        assert self.target is not None
        entry = self.manifest().get(task.path.name)
        if not isinstance(entry, dict) or entry.get("key") != key:
            return None
        try:
            data = (self.target / str(entry.get("file"))).read_bytes()
            if hashlib.sha256(data).hexdigest() != entry.get("sha256"):
                return None
            found = json.loads(data)
        except (OSError, ValueError):
            return None
        if any(one.get("severity") == "error" for one in found.get("diagnostics", ())):
            return None
        return Outcome(task.path, prepared.key[0], prepared.key[1], data)

    def manifest(self) -> dict[str, Any]:
        """What an earlier run noted; an unreadable manifest counts as none."""
        assert self.target is not None
        try:
            data = json.loads((self.target / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def names(self, done: Sequence[Any]) -> list[str]:
        """A file name per outcome: the agency, with its period where one agency has several."""
        agencies = [one.agency for one in done]
        names = [
            (f"{one.agency}-{one.period}" if agencies.count(one.agency) > 1 else one.agency)
            + SUFFIX[self.format]
            for one in done
        ]
        for index, name in enumerate(names):
            if name.casefold() in {other.casefold() for other in names[:index]} or name == MANIFEST:
                raise UsageProblem(
                    [Diagnostic("SC629", None, {"agency": done[index].agency, "path": name})]
                )
        return names

    def write(
        self,
        done: Sequence[Any],
        results: Sequence[dict[str, Any]],
        count: int,
        check: bool,
        keys: dict[Path, str],
    ) -> bool:
        """Write, or under `check` only compare; whether anything differs."""
        if self.target is None:
            write_bytes(self.render(results, [one.data for one in done]))
            return False
        if not self.is_folder(count):
            return self._put(self.target, self.render(results, [one.data for one in done]), check)
        differs = False
        notes = self.manifest() if keys else {}
        for one, result, name in zip(done, results, self.names(done), strict=True):
            data = self.render([result], [one.data])
            differs = self._put(self.target / name, data, check) or differs
            if one.path in keys:
                notes[one.path.name] = {
                    "file": name, "sha256": hashlib.sha256(data).hexdigest(), "key": keys[one.path],
                }  # fmt: skip
        if notes and not check:
            text = json.dumps(notes, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
            self._put(self.target / MANIFEST, text.encode(), check)
        if not check and sys.stdout is not None:
            from scoring.cli.summary import banners, results_table

            if not settings.quiet:
                write(banners(results) + results_table(results))
        return differs

    def _put(self, path: Path, data: bytes, check: bool) -> bool:
        try:
            same = path.is_file() and path.read_bytes() == data
        except OSError:
            same = False
        if check:
            if not same:
                talk(t(f"khác: {path}", f"differs: {path}"), always=True)
            return not same
        if not same:
            write_file(path, data, self.inputs)
        return False


__all__ = ["Store", "command_", "resume_key"]
