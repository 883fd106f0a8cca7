"""Where results go: the screen, one file, or a folder with a manifest that lets a run go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring import __version__
from scoring.app.files import write_file
from scoring.cli.terminal.console import settings, t, talk, write, write_bytes
from scoring.diagnostics import Diagnostic
from scoring.errors import ScoringError, UsageProblem

SUFFIX = {"json": ".json", "md": ".md", "html": ".html", "table": ".txt"}
MANIFEST = "manifest.json"


def resume_key(task: Any, prepared: Any) -> str:
    """A digest of everything a result depends on; attachments too, which the dossier's digest leaves out."""
    from scoring.batch.local import cached_scheme
    from scoring.evidence.check import check_attachments

    try:
        digest = cached_scheme(task.scheme, str(prepared.loaded.dossier.period), None).digest
    except ScoringError:
        # A scheme that does not load is reported by the evaluation itself.
        digest = ""
    _, unverified = check_attachments(prepared.loaded)
    options = task.options
    facts = [
        __version__, digest, prepared.loaded.digest, prepared.loaded.file, str(options.as_of), options.final,
        [[p.period, p.class_id, p.outside_id, p.digest] for p in task.history],
        sorted([id, str(p.best), p.agencies, p.open] for id, p in task.peers.items()), list(unverified),
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
            from scoring.cli.terminal.summary import banners, results_table

            return (banners(results) + results_table(results)).encode()
        if self.format == "json":
            from scoring.json_write import canonical

            return raws[0] if len(raws) == 1 else canonical(list(results))
        from scoring.reports.pages import render_agency

        page: Any = self.format
        return "\n".join(render_agency(one, page, settings.lang) for one in results).encode()

    def resumed(self, task: Any, prepared: Any, key: str) -> Any:
        """The stored outcome, if the manifest says that it was made from exactly this and nobody changed it."""
        from scoring.batch.local import Outcome

        assert self.target is not None
        entry = self.manifest().get(f"{prepared.key[0]} {prepared.key[1]}")
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
                notes[f"{one.agency} {one.period}"] = {
                    "file": name, "sha256": hashlib.sha256(data).hexdigest(), "key": keys[one.path],
                }  # fmt: skip
        if notes and not check:
            text = json.dumps(notes, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
            self._put(self.target / MANIFEST, text.encode(), check)
        if not check and not settings.quiet:
            from scoring.cli.terminal.summary import banners, results_table

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


__all__ = ["MANIFEST", "SUFFIX", "Store", "resume_key"]
