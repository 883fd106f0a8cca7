"""Results of agencies at hand: each with its summary, the whole of it where it was kept, and where it came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from scoring.catalog import Severity
from scoring.diagnostics import Diagnostic
from scoring.errors import ExitCode
from scoring.result.model import Result
from scoring.result.read import from_bytes
from scoring.result.summary import HeldSummary, Summary, agency_of, unpacked


class AgencyResult(Struct, frozen=True):
    """One agency's result: its summary, the whole of it, and the file it came from."""

    held: HeldSummary
    kept: bytes | str | None
    """Its canonical bytes, or the name of the file that holds them: of thousands, paths would take much memory."""
    file: str
    """The name of its `source`, for the same reason."""

    @property
    def source(self) -> Path:
        """The dossier, or the file the result was read from."""
        return Path(self.file)

    @property
    def summary(self) -> Summary:
        """Its summary."""
        return unpacked(self.held)

    @property
    def content(self) -> bytes | Path | None:
        """Its canonical bytes, or the file that holds them; None where nobody needs the whole result."""
        return Path(self.kept) if isinstance(self.kept, str) else self.kept

    @property
    def agency(self) -> str:
        """The agency's id."""
        return agency_of(self.held)

    @property
    def period(self) -> str:
        """The period, as the result writes it."""
        return self.held.period

    @property
    def order(self) -> tuple[str, str, str]:
        """Key that sorts results by agency and period."""
        return self.agency, self.period, self.file

    def raw(self) -> bytes:
        """Its canonical bytes."""
        content = self.content
        assert content is not None
        return content.read_bytes() if isinstance(content, Path) else content

    def read(self) -> Result:
        """The whole result; known to be what its ledger says where the summary is."""
        found, note = from_bytes(self.raw()), self.summary.appraisal
        return found.from_ledger if note and note.in_ledger else found


class Results(Struct, frozen=True, kw_only=True):
    """Results of many agencies, in order of agency and period."""

    results: Sequence[AgencyResult]
    inputs: Sequence[Path]
    """Every file that was read as a dossier or a result."""
    code: ExitCode = ExitCode.DONE
    diagnostics: Sequence[Diagnostic] = ()
    """What was found in the dossiers, right or wrong; of thousands of problems the first thousand."""
    counts: Mapping[Severity, int] = {}
    """How many errors, warnings and notes were found."""
    unknown_rules: Collection[str] = ()
    """Digests of schemes whose rule for ranking neither the results nor a scheme at hand tells."""
    failed: Sequence[Path] = ()
    """Dossiers that could not be evaluated."""
    in_ledger: bool = False
    """Whether the appraised results were compared with their ledger."""
    stored: bool = False
    """Whether the results were read rather than evaluated now."""
