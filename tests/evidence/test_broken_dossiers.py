"""Every small broken dossier gives the diagnostics its first lines expect, at their places, and no other error."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from scoring.catalog import all_codes
from scoring.diagnostics import Diagnostic, render
from scoring.errors import ScoringError
from scoring.evidence.attachments import check_attachments
from scoring.evidence.check import check_dossier
from scoring.evidence.load import load_dossier
from scoring.scheme.load import load_scheme

HERE = Path(__file__).parent
BROKEN = HERE.parent / "broken" / "dossier"
SCHEMES = {period: load_scheme(HERE / "mini", period).scheme for period in ("2025", "2025-H1")}
_EXPECT = re.compile(r"# expect: (SC[0-9]{3}) ([0-9]+):([0-9]+)")
FILES = sorted(BROKEN.glob("*.yaml"))
# What needs more than one small file: it stands in a test of its own.
ELSEWHERE = {
    "SC422", "SC443", "SC445", "SC447", "SC453", "SC456", "SC459", "SC480", "SC481", "SC482", "SC483", "SC484", "SC485", "SC486",
}  # fmt: skip


def found_in(file: Path) -> list[Diagnostic]:
    try:
        loaded = load_dossier(file)
    except ScoringError as error:
        return error.diagnostics
    dossier = loaded.dossier
    scheme = SCHEMES[str(dossier.period)]
    problems, _ = check_attachments(loaded)
    return [*loaded.diagnostics, *problems, *check_dossier(loaded, scheme, dossier.period.last)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_expected_diagnostics_stand_at_their_places(file: Path) -> None:
    expected = {(c, int(line), int(col)) for c, line, col in _EXPECT.findall(file.read_text("utf-8"))}
    found = found_in(file)
    places = {(d.code, d.place.line, d.place.column) for d in found if d.place}

    assert expected
    assert expected <= places
    assert {d.code for d in found if d.severity == "error"} <= {code for code, *_ in expected}
    assert {d.code for d in found} - {code for code, *_ in expected} <= {"SC430", "SC455"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_diagnostic_can_be_shown_in_both_languages(file: Path) -> None:
    for lang in ("vi", "en"):
        text = render(found_in(file), lang=lang)

        assert file.stem.split("-", maxsplit=1)[0] in text
        assert "…”" not in text
        assert all(d.hint(lang) for d in found_in(file))


def test_every_code_has_a_file_or_a_test_of_its_own() -> None:
    shown = {file.stem.split("-", maxsplit=1)[0] for file in FILES}

    assert {code for code in all_codes() if code.startswith("SC4")} - shown == ELSEWHERE


def test_an_unbroken_dossier_gives_nothing() -> None:
    assert found_in(HERE / "mini" / "ho-so.yaml") == []


def test_a_deadline_before_the_half_year_begins_is_told(tmp_path: Path) -> None:
    dossier = tmp_path / "xa.yaml"
    dossier.write_text(
        "format: 1\nscheme: thu\nagency: {id: xa-a, name: Xã A, block: xa, kind: xa}\nperiod: 2025-H2\n", "utf-8"
    )  # fmt: skip
    loaded = load_dossier(dossier)
    scheme = load_scheme(HERE / "mini", "2025-H2").scheme

    found = [d for d in check_dossier(loaded, scheme, loaded.dossier.period.last) if d.code == "SC445"]

    assert [d.values["what"] for d in found] == ["quy quy-1"]
    assert all(d.place and d.place.line == 4 for d in found)
    assert render(found, lang="en")


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2025-12-31", None), ("2025-01-01", None), ("2026-01-01", "SC420"), ("2024-12-31", "SC420"),
        ("2025-12", None), ("2025", None),
    ],
)  # fmt: skip
def test_the_first_and_the_last_day_of_the_period_are_still_within_it(
    tmp_path: Path, date: str, code: str | None
) -> None:
    text = (BROKEN / "SC431-giai-trinh-thay-minh-chung.yaml").read_text("utf-8")
    assert "date: 2025-05-20" in text
    file = tmp_path / "ho-so.yaml"
    file.write_text(text.replace("date: 2025-05-20", f"date: {date}"), "utf-8")
    found = {one.code for one in found_in(file)}

    assert found & {"SC420", "SC421", "SC423"} == ({code} if code else set())


def test_a_criterion_that_is_explained_is_told_once() -> None:
    found = found_in(BROKEN / "SC431-giai-trinh-thay-minh-chung.yaml")

    assert [one.code for one in found if one.values.get("criterion") == "I.1"] == ["SC431"]


def test_an_attachment_is_found_under_a_name_the_disk_keeps_decomposed(tmp_path: Path) -> None:
    text = (BROKEN / "SC431-giai-trinh-thay-minh-chung.yaml").read_text("utf-8")
    for name, kept in (("biên bản.txt", "NFC"), ("biên bản.txt", "NFD"), ("thư mục/kế hoạch.txt", "NFD")):
        folder = tmp_path / kept / name[:3]
        attachment = folder / unicodedata.normalize(kept, name)
        attachment.parent.mkdir(parents=True)
        attachment.write_text("Biên bản\n", "utf-8")
        (folder / "ho-so.yaml").write_text(
            text.replace("date: 2025-05-20", f"date: 2025-05-20\n    file: {name}"), "utf-8"
        )

        # Found, and without a digest beside it; another name is not there.
        assert [one.code for one in check_attachments(load_dossier(folder / "ho-so.yaml"))[0]] == ["SC455"]
        attachment.rename(attachment.with_name("khác.txt"))
        assert [one.code for one in check_attachments(load_dossier(folder / "ho-so.yaml"))[0]] == ["SC450"]
