"""Workbooks as `scoring workbook new` writes them, and dossiers to fill them from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scoring.batch.local import Options, assess
from scoring.evidence.load import LoadedDossier, load_dossier
from scoring.evidence.model import Dossier
from scoring.scheme.load import LoadedScheme, load_scheme
from scoring.workbook.interpret import Expected, Reading, read_workbook
from scoring.workbook.write import workbook_bytes
from scoring.yaml_source import Document

ROOT = Path(__file__).resolve().parents[2]
SCHEMES = {
    "qd-1211-2022": ROOT / "criteria" / "qd-1211-2022",
    "chi-so-ba-cap": ROOT / "criteria" / "examples" / "chi-so-ba-cap",
    "mau-bac-kan-quang-binh": ROOT / "criteria" / "examples" / "mau-bac-kan-quang-binh",
}
DOSSIERS = sorted(
    one
    for one in (ROOT / "evidence").rglob("*.yaml")
    # Campaigns, appraisers' decisions and parts of units are YAML too, but no dossiers.
    if "loi-mau" not in one.parts and "\nagency:" in one.read_text("utf-8") and "\nunit:" not in one.read_text("utf-8")
)


@cache
def scheme(id: str, period: str = "2025") -> LoadedScheme:
    """A shipped scheme."""
    return load_scheme(SCHEMES[id], period)


def loaded(dossier: Dossier) -> LoadedDossier:
    """A dossier as if it had been read from a file."""
    return LoadedDossier(
        dossier=dossier,
        digest="sha256:0",
        file="ho-so.yaml",
        path=Path("ho-so.yaml"),
        document=Document("ho-so.yaml"),
        diagnostics=[],
    )


def written(dossier: Dossier | LoadedDossier) -> bytes:
    """The workbook filled from a dossier."""
    one = dossier if isinstance(dossier, LoadedDossier) else loaded(dossier)
    with_scheme = scheme(one.dossier.scheme or "qd-1211-2022", str(one.dossier.period))
    result, _ = assess(one, with_scheme, Options(rules="native"))
    return workbook_bytes(result)


@cache
def sample(name: str = "so-minh-hoa-a") -> bytes:
    """The workbook of a shipped dossier."""
    return written(load_dossier(ROOT / "evidence" / "2025" / f"{name}.yaml"))


def read(raw: bytes, folder: Path, expected: Expected | None = None) -> Reading:
    """What a workbook says, read from a file called so.xlsx."""
    path = folder / "so.xlsx"
    path.write_bytes(raw)
    return read_workbook(path, scheme, expected=expected or Expected())


@cache
def whole(name: str = "so-minh-hoa-a") -> Dossier:
    """The dossier that the unharmed workbook of a shipped dossier gives."""
    with TemporaryDirectory() as folder:
        return read(sample(name), Path(folder)).dossier
