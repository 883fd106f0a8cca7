"""A workbook opened and saved by LibreOffice reads back as the dossier it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.evidence.load import load_dossier
from scoring.workbook.cell_content import holds, json_text
from scoring.workbook.interpret import read_workbook

from . import fresh
from .office import recalculated


def test_a_text_libreoffice_would_change_is_not_left_in_a_cell() -> None:
    assert not holds("một_xa_hai")
    assert "_xa_" not in json_text("một_xa_hai")


@pytest.mark.slow
def test_what_libreoffice_saved_is_still_the_dossier(tmp_path: Path) -> None:
    known = {f"{at:02d}.xlsx": load_dossier(path) for at, path in enumerate(fresh.DOSSIERS)}
    for name, one in known.items():
        (tmp_path / name).write_bytes(fresh.written(one))
    recalculated([tmp_path / name for name in known], tmp_path)
    for name, one in known.items():
        found = read_workbook(tmp_path / "recalculated" / name, fresh.scheme)
        assert found.dossier.model_copy(update={"provenance": []}) == one.dossier
        assert not [x for x in found.diagnostics if x.code.startswith("SC7")]
