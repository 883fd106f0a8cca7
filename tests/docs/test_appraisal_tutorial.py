"""The tutorial on appraisal and the script of the worked example, run literally."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shlex
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.cli.app import root as scoring
from scoring.json_write import canonical

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial" / "tham-dinh.md"
SCRIPT = ROOT / "evidence" / "chien-dich" / "dot-tham-dinh.sh"


def on_page() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def in_script() -> list[str]:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    places = {"$cd_": "evidence/chien-dich", "$KET_QUA": "ket-qua", "$SCORING_STORE": "so-cai.db"}
    found = []
    for line in lines:
        if line.startswith("scoring "):
            named = line
            for name, place in places.items():
                named = named.replace(name, place)
            found.append(named)
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder after the whole tutorial, and what each command showed."""
    folder = tmp_path_factory.mktemp("dot")
    for name in ("criteria", "evidence"):
        shutil.copytree(ROOT / name, folder / name)
    shown = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in on_page():
            words = shlex.split(line)
            assert words[0] == "scoring"
            result = CliRunner(env={"SCORING_STORE": "so-cai.db", "NO_COLOR": "1"}).invoke(scoring, words[1:])
            assert result.exit_code == 0, f"{line}\n{result.output}"
            shown[line] = result.stdout
    return folder, shown


def results(folder: Path) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())}


def bare(text: str) -> str:
    """The text without spaces and places to break."""
    return re.sub(r"[\s\u200b]", "", text)


_UNBROKEN = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
"""A hyphen at which Word breaks no line."""


def text_of(path: Path) -> str:
    """What a report's file says."""
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(path) as file:
            text = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
        return text.replace(_UNBROKEN, "-")
    return re.sub('<span class="nb">([^<]*)</span>', r"\1", path.read_text(encoding="utf-8-sig"))


def test_page_and_script_give_the_same_commands_in_the_same_order():
    script = in_script()

    assert [line for line in on_page() if line in script] == script


def test_one_falls_a_class_one_rises_one_returns_one_misses_one_wins_two_points_and_two_tie(played):
    folder, shown = played
    first, again = (results(folder / "ket-qua" / name) for name in ("cong-bo", "cong-bo-lai"))
    totals = {id: Fraction(one["total"]["certain"]) for id, one in again.items()}
    claimed = {id: sum(Fraction(c["claimed"]) for c in one["criteria"]) for id, one in again.items()}

    assert (claimed["xa-minh-hoa-k"], totals["xa-minh-hoa-k"]) == (Fraction("87.5"), Fraction("83.5"))
    assert (claimed["xa-minh-hoa-l"], totals["xa-minh-hoa-l"]) == (Fraction("74.5"), 76)
    assert [again[f"xa-minh-hoa-{x}"]["classification"]["certain"] for x in "kl"] == ["tot", "tot"]
    assert "xa-minh-hoa-n" not in again
    assert totals["xa-minh-hoa-p"] - Fraction(first["xa-minh-hoa-p"]["total"]["certain"]) == 2
    assert totals["xa-minh-hoa-p"] == totals["xa-minh-hoa-m"] == 82
    ranking = next(text for line, text in shown.items() if "2/QĐ-UBND" in line)
    assert re.findall(r"^ +(\d) +Ủy ban nhân dân xã Minh Họa (\w)", ranking, re.MULTILINE) == [
        ("1", "K"), ("2", "M"), ("2", "P"), ("4", "L"), ("5", "Q"),
    ]  # fmt: skip
    assert "không xếp hạng: Ủy ban nhân dân xã Minh Họa N" in ranking


def test_the_table_on_the_page_is_what_is_published(played):
    _, shown = played
    text = next(out for line, out in shown.items() if "1/QĐ-UBND" in line)
    block = re.search(r"^```text\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

    assert block is not None
    for line in block[1].splitlines():
        assert line in text


def test_published_results_carry_the_head_of_their_ledger_and_can_be_made_again(played, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    published = folder / "ket-qua" / "cong-bo-lai" / "xa-minh-hoa-m.json"
    note = json.loads(published.read_bytes())["appraisal"]

    made = CliRunner().invoke(
        scoring,
        ["campaign", "results", "--as-of", note["at"], "--decision", note["decision"], "-o", "lai", "-q"],
    )  # fmt: skip

    assert made.exit_code == 0, made.output
    assert (folder / "lai" / "xa-minh-hoa-m.json").read_bytes() == published.read_bytes()
    kept = CliRunner().invoke(scoring, ["campaign", "results", "--published", "-o", "da-cong-bo", "-q"])
    assert kept.exit_code == 0
    assert (folder / "da-cong-bo" / "xa-minh-hoa-m.json").read_bytes() == published.read_bytes()
    whole = CliRunner().invoke(scoring, ["ledger", "verify", "--head", note["head"]])
    assert whole.exit_code == 0
    assert "SC948" not in whole.output, "the example backdates nothing"
    assert CliRunner().invoke(scoring, ["ledger", "verify", "--head", "0" * 64]).exit_code == 5


def test_a_published_result_alone_tells_every_line_with_who_when_and_why(played):
    folder, _ = played
    again = results(folder / "ket-qua" / "cong-bo-lai")
    notes = {id[-1]: one["appraisal"] for id, one in again.items()}
    rows = {x: {row["id"]: row for row in note["criteria"]} for x, note in notes.items()}

    won = rows["p"]["V.1"]
    assert [(x["stage"], x["points"], x["before"]) for x in won["figures"]] == [
        ("vong-1", "2.00", "4.00"), ("kien-nghi", "4.00", "2.00"),
    ]  # fmt: skip
    assert won["figures"][0]["refused"] == ["ke-hoach-thi-dua"]
    assert (won["claimed"], won["final"], won["source"], won["gap"]) == ("4.00", "4.00", "kien-nghi", "0.00")
    assert won["appeals"][0]["ruling"]["accepted"] is True
    assert won["source_entry"] == won["figures"][1]["entry"] == won["appeals"][0]["ruling"]["entry"]
    kept = rows["k"]["IV.2"]
    assert [x["stage"] for x in kept["figures"]] == ["vong-1", "vong-2"]
    assert kept["source"] == "vong-2"
    assert "không có chữ ký" in kept["reason"], "confirmed without a word: the first reason stands"
    assert kept["explanations"][0]["text"] == "Bản có chữ ký đang lưu ở hồ sơ tiếp công dân"
    assert (kept["dossier"]["certain"], kept["computed"]["certain"]) == ("4.00", "2.00")
    assert [x["counts"] for x in rows["m"]["VII.3"]["figures"]] == [True, False]
    assert {x: (note["totals"]["claimed"]["certain"], note["totals"]["claimed"]["class"]) for x, note in notes.items()} == {
        "k": ("87.50", "xuat-sac"), "l": ("74.50", "kha"), "m": ("84.40", "tot"), "p": ("83.00", "tot"), "q": ("74.05", "kha"),
    }  # fmt: skip
    for id, note in notes.items():
        assert note["decision"] == "2/QĐ-UBND (hư cấu)"
        assert note["totals"]["final"]["certain"] == again[f"xa-minh-hoa-{id}"]["total"]["certain"]
        assert sum(map(Fraction, note["causes"].values())) == Fraction(note["gap"])
        assert [x["id"] for x in note["not_submitted"]] == ["xa-minh-hoa-n"]
        assert note["publications"][0]["decision"] == "1/QĐ-UBND (hư cấu)"
        assert set(note["people"]) >= {x["actor"] for row in note["criteria"] for x in row["figures"]}


def test_published_results_keep_the_contract_of_results(played):
    jsonschema = pytest.importorskip("jsonschema")
    from scoring.schemas import json_schema

    folder, _ = played
    for one in results(folder / "ket-qua" / "cong-bo-lai").values():
        jsonschema.validate(one, json_schema("result"))


def test_the_gaps_add_up_to_what_was_lost_and_won(played, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    out = CliRunner().invoke(scoring, ["campaign", "discrepancies", "--format", "json"])
    found = json.loads(out.stdout)

    for rows in ("criteria", "agencies", "blocks", "by_criterion"):
        for one in found[rows]:
            assert Fraction(one["gap"]) == sum(map(Fraction, one["causes"].values()))
    by_agency = {one["agency"]: Fraction(one["gap"]) for one in found["agencies"]}
    assert by_agency == {
        "xa-minh-hoa-k": -4, "xa-minh-hoa-l": Fraction("1.5"), "xa-minh-hoa-m": Fraction("-2.4"),
        "xa-minh-hoa-p": -1, "xa-minh-hoa-q": Fraction("-0.5"),
    }  # fmt: skip
    assert found["agreement"][0]["criteria"] == 5


@pytest.mark.parametrize("format", ["html", "md", "csv", "xlsx", "docx", "pdf"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_discrepancies_on_paper_tell_causes_who_is_missing_the_banner_and_the_head(played, monkeypatch, format, lang):
    folder, _ = played
    monkeypatch.chdir(folder)
    for library in {"xlsx": ["xlsxwriter"], "docx": ["docxtpl"], "pdf": ["typst", "pypdf"]}.get(format, []):
        pytest.importorskip(library)
    ask = ["--lang", lang, "campaign", "discrepancies", "--format"]
    data = json.loads(CliRunner().invoke(scoring, [*ask, "json"]).stdout)
    out = CliRunner().invoke(scoring, [*ask, format, "-o", f"lech-{lang}.{format}"])
    assert out.exit_code == 0, out.output
    file = folder / f"lech-{lang}.{format}"
    text = text_of(file)
    cause = "minh chứng không được chấp nhận −2" if lang == "vi" else "evidence refused −2"
    absent = "không nộp đúng hạn" if lang == "vi" else "missed the deadline"
    for told in (data["ledger"]["head"], data["banner"], cause, absent, "Minh Họa N", "Thành viên thẩm định 2"):
        assert told in text, told
    if format == "csv":
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert len(rows) == 1 + sum(one["gap"] != "0" for one in data["criteria"]) + 1
        assert set(rows[-1][4:10]) == {""}, "who handed in nothing has no points"
    again = CliRunner().invoke(scoring, [*ask, format, "-o", f"lai-{lang}.{format}"])
    assert again.exit_code == 0
    assert (folder / f"lai-{lang}.{format}").read_bytes() == file.read_bytes()


def test_beside_the_lines_stands_what_the_engine_computes_from_accepted_evidence(played, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    out = CliRunner().invoke(scoring, ["campaign", "discrepancies", "--accepted", "--format", "json"])
    rows = {(one["agency"][-1], one["criterion"]): one for one in json.loads(out.stdout)["criteria"]}

    # Refused evidence, a corrected number, and a rule read differently, which the engine reads as before.
    for slot, computed, accepted, final in (
        (("k", "IV.2"), 4, 2, 2), (("l", "IV.1"), 0, 2, 2), (("m", "IV.2"), 4, 4, 2),
    ):  # fmt: skip
        found = [Fraction(rows[slot][key]) for key in ("computed", "accepted", "final")]
        assert found == [computed, accepted, final]
    shown = CliRunner().invoke(scoring, ["campaign", "discrepancies", "--accepted", "--agency", "xa-minh-hoa-l"])
    assert shown.exit_code == 0, shown.output


def test_reports_of_published_results_print_the_chain_head(played, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    head = json.loads((folder / "ket-qua" / "cong-bo-lai" / "xa-minh-hoa-k.json").read_bytes())["appraisal"]["head"]

    pytest.importorskip("docxtpl")
    pytest.importorskip("xlsxwriter")
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    formats = "html,md,csv,json,xlsx,docx,pdf"
    published = ["ket-qua/cong-bo-lai", "--store", "so-cai.db"]
    out = CliRunner().invoke(scoring, ["report", *published, "--format", formats, "-o", "bao-cao", "-q"])

    assert out.exit_code == 0, out.output
    for path in sorted({*(folder / "bao-cao").iterdir()} - {folder / "bao-cao/manifest.json"}):
        text = text_of(path)
        assert head in bare(text), path.name
        if path.name.startswith("xep-hang") and path.suffix != ".docx":
            assert "MinhHọaN" in bare(text), path.name
    shown = CliRunner().invoke(scoring, ["rank", *published]).stdout
    assert head in shown
    assert "Minh Họa N (hư cấu): không nộp đúng hạn" in " ".join(shown.split())


def test_the_agency_that_handed_in_nothing_has_no_total_in_any_table(played, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    out = CliRunner().invoke(scoring, ["rank", "ket-qua/cong-bo", "--format", "json"])
    row = json.loads(out.stdout)["xa"][-1]
    assert (row["agency"]["id"], row["rank"], row["total"], row["why"]) == (
        "xa-minh-hoa-n", None, None, "missed",
    )  # fmt: skip
    data = CliRunner().invoke(scoring, ["rank", "ket-qua/cong-bo", "--format", "csv", "-o", "hang.csv"])
    assert data.exit_code == 0, data.output
    with (folder / "hang.csv").open(encoding="utf-8-sig", newline="") as stream:
        last = list(csv.DictReader(stream))[-1]
    assert (last["Mã cơ quan"], last["Lý do không xếp hạng"]) == ("xa-minh-hoa-n", "không nộp đúng hạn")
    assert last["Hạng"] == last["Điểm chắc chắn"] == last["Điểm có thể đạt"] == last["Tự chấm (tổng)"] == ""


def test_papers_of_published_results_are_appraisal_reports_not_self_assessments(played, monkeypatch):
    pytest.importorskip("docxtpl")
    folder, _ = played
    monkeypatch.chdir(folder)

    def report(*words: str) -> Result:
        return CliRunner().invoke(scoring, ["report", *words, "-q"])

    made = report("ket-qua/cong-bo-lai", "--format", "docx", "-o", "giay")
    assert made.exit_code == 0, made.output
    assert {path.name for path in (folder / "giay").iterdir()} == {
        "manifest.json", *(f"xa-minh-hoa-{x}-tham-dinh.docx" for x in "klmpq"), "xep-hang-xa.docx",
    }  # fmt: skip
    one = "ket-qua/cong-bo-lai/xa-minh-hoa-p.json"
    refused = report(one, "--document", "self-assessment", "-o", "bao-cao.docx")
    assert (refused.exit_code, "SC637" in refused.output) == (1, True)
    assert not (folder / "bao-cao.docx").exists()
    other = report("evidence/chien-dich/ho-so/xa-minh-hoa-p.yaml", "--document", "appraisal", "-o", "x.docx")
    assert (other.exit_code, "SC638" in other.output) == (1, True)
    old = json.loads((folder / one).read_bytes())
    old["appraisal"] = {key: old["appraisal"][key] for key in ("campaign", "title", "entries", "head", "at")}
    (folder / "cu.json").write_bytes(canonical(old))
    told = report("cu.json", "-o", "cu.docx")
    assert (told.exit_code, "SC639" in told.output) == (1, True)
    assert report("cu.json", "-o", "cu.html").exit_code == 0


def test_a_changed_ledger_is_found_at_its_first_broken_entry(played, monkeypatch, tmp_path):
    folder, _ = played
    monkeypatch.chdir(folder)
    copy = tmp_path / "so.jsonl"
    assert CliRunner().invoke(scoring, ["ledger", "export", "-o", str(copy)]).exit_code == 0
    assert CliRunner().invoke(scoring, ["ledger", "verify", str(copy)]).exit_code == 0
    lines = copy.read_bytes().splitlines(keepends=True)
    lines[40] = lines[40].replace(b'"points":"', b'"points":"1')
    copy.write_bytes(b"".join(lines))

    broken = CliRunner().invoke(scoring, ["ledger", "verify", str(copy)])

    assert broken.exit_code == 5
    assert "bản ghi thứ 41" in broken.output


def test_a_sample_can_be_drawn_again_from_its_seed(played, monkeypatch, tmp_path):
    folder, shown = played
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder / "criteria", tmp_path / "criteria")
    shutil.copytree(folder / "evidence", tmp_path / "evidence")
    line = next(line for line in on_page() if "sample" in line)
    out = ""
    for step in on_page():
        out = CliRunner(env={"SCORING_STORE": "so-cai.db"}).invoke(scoring, shlex.split(step)[1:]).stdout
        if step == line:
            break

    assert out == shown[line]


def test_an_appraisal_report_fills_its_sums_cites_the_decision_and_is_not_signed_by_the_members(played):
    from scoring.reports.interface import DocumentId
    from scoring.reports.official import agency
    from scoring.result.read import from_bytes

    folder, _ = played
    data = (folder / "ket-qua" / "cong-bo-lai" / "xa-minh-hoa-p.json").read_bytes()
    paper = agency(from_bytes(data).from_ledger, document=DocumentId.APPRAISAL)
    groups = [row for row in paper.score_rows if row.group]

    assert all(row.claimed and row.computed and all(row.appraised) and row.final for row in groups)
    fifth = next(row for row in groups if row.id == "V")
    own = [row for row in paper.score_rows if row.id.startswith("V.")]
    assert [row.appraised for row in own if row.id == "V.1"] == [["Thẩm định vòng 1: 2", "Kiến nghị: 4"]]
    assert (fifth.appraised, fifth.final) == (["4"], "6"), "what the rounds gave, then what the appeal made of it"
    assert groups[-1].final == "82"
    assert paper.published[0] == "Công bố tại Quyết định số 02/QĐ-UBND (hư cấu) ngày …… tháng …… năm ……."
    assert not hasattr(paper, "signers")


def test_minutes_tell_points_and_reasons_as_they_were_before_an_appeal(played):
    from scoring.reports.interface import DocumentId
    from scoring.reports.official import agency
    from scoring.result.read import from_bytes

    folder, _ = played
    data = (folder / "ket-qua" / "cong-bo-lai" / "xa-minh-hoa-p.json").read_bytes()
    paper = agency(from_bytes(data).from_ledger, document=DocumentId.MINUTES)
    rows = {row.id: row for row in paper.score_rows}

    assert (rows["V.1"].final, rows["V"].appraised, rows[""].appraised) == ("2", ["4"], ["80"])
    assert paper.sentence == "Tổng điểm 80/100 điểm; phân loại: Tốt."
    said = next(row for row in paper.changes if row.id == "V.1")
    assert (said.final, said.gap) == ("2", "−2")
    assert not any("iến nghị" in step.head for step in said.steps)
    assert paper.frame.place_date == ""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_decisions_list_names_every_agency_and_the_part_it_replaces(played, lang, ending, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)
    out = f"ds-{lang}-{ending}"
    told = CliRunner().invoke(scoring, ["--lang", lang, "report", "ket-qua/cong-bo-lai", "--store", "so-cai.db", "--format", ending, "--document", "decision-list", "--document", "minutes", "--output", out, "-q"])  # fmt: skip
    assert told.exit_code == 0, told.output
    text = bare(text_of(Path(out, f"xep-hang-xa-danh-sach.{ending}")))

    assert all(f"MinhHọa{x}" in text for x in "KLMNPQ")
    if lang == "vi":
        assert "KèmtheoQuyếtđịnhsố02/QĐ-UBND(hưcấu)ngày" in text
        assert "thay“80điểm,Tốt,hạng3”tạiQuyếtđịnhsố01/QĐ-UBND" in text
    minutes = bare(text_of(Path(out, f"xa-minh-hoa-p-bien-ban.{ending}")))
    assert ("THƯKÝ" if lang == "vi" else "SECRETARY") in minutes
    assert ("CHỦTỌA" if lang == "vi" else "CHAIRPERSON") in minutes


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_receipt_and_a_return_letter_say_what_the_ledger_has(played, lang, ending, monkeypatch):
    folder, _ = played
    monkeypatch.chdir(folder)

    def paper(command: str, *more: str) -> str:
        out = f"{command}{len(more)}-{lang}.{ending}"
        words = [
            "--lang",
            lang,
            "campaign",
            command,
            "xa-minh-hoa-m",
            "--store",
            "so-cai.db",
            "--format",
            ending,
            *more,
        ]
        told = CliRunner().invoke(scoring, [*words, "--output", out])
        assert told.exit_code == 0, told.output
        return bare(text_of(Path(out)))

    received, before = paper("receipt"), paper("receipt", "--as-of", "2025-12-13 08:30")
    letter = paper("return-letter")
    dossier = (folder / "evidence/chien-dich/ho-so/xa-minh-hoa-m.yaml").read_bytes()

    assert hashlib.sha256(dossier).hexdigest() in received
    assert "đốichiếuPhụlục" in received or lang == "en"
    expected = {
        "vi": (
            ("16giờ20phútngày15/12/2025,lầnnộpthứ2,sau1lầntrảlại", "hếtngày15/12/2025", "số9", "24vănbản,tàiliệu"),
            ("14giờ00phútngày09/12/2025", "hếtngày12/12/2025", "số4", "23vănbản,tàiliệu", "ĐÃTRẢLẠIĐỂHOÀNTHIỆN"),
            ("nộphồi14giờ00phútngày09/12/2025", "hồi16giờ00phútngày12/12/2025", "chậmnhấthếtngày15/12/2025",
             "quáhạncoinhưkhôngnộphồsơ", "Kínhgửi:ỦybannhândânxãMinhHọaM(hưcấu)", "GIÁMĐỐC"),
        ),
        "en": (
            ("2025-12-1516:20", "no.9", "24documents", "RECEIPTOFADOSSIER"),
            ("2025-12-0914:00", "no.4", "23documents", "RETURNED"),
            ("handedin2025-12-0914:00", "bytheendof2025-12-15", "countsasnothandedin", "DIRECTOR"),
        ),
    }[lang]  # fmt: skip
    for text, facts in zip((received, before, letter), expected, strict=True):
        assert [one for one in facts if one not in text] == []
    assert "Thiếubiênbảnhộinghịgópýnêutrongbáocáo." in letter
    assert "TRẢLẠIĐỂ" not in received


def test_a_return_letter_names_what_the_dossier_lacks(played, tmp_path, monkeypatch):
    folder, _ = played
    for name in ("criteria", "evidence"):
        shutil.copytree(folder / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    here = "evidence/chien-dich"
    dossier = tmp_path / here / "ho-so" / "xa-minh-hoa-l.yaml"
    lines = dossier.read_text("utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if "id: ke-hoach-nam" in line)
    end = next(n for n, line in enumerate(lines[start + 1 :], start + 1) if line.startswith("  - id:"))
    kept = lines[:start] + lines[end:]
    dossier.write_text("".join(x for x in kept if not x.startswith("  cuoc_kiem_tra_ke_hoach:")), "utf-8")

    def run(*words: str, code: int = 0) -> str:
        told = CliRunner(env={"SCORING_STORE": "moi.db", "NO_COLOR": "1"}).invoke(scoring, list(words))
        assert told.exit_code == code, told.output
        return told.output

    run("campaign", "init", f"{here}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    assert "chưa nộp hồ sơ" in run("campaign", "receipt", "xa-minh-hoa-l", "--output", "a.docx", code=4)
    handed = run("campaign", "submit", str(dossier), "--at", "2025-12-08 09:00")
    assert "scoring campaign receipt xa-minh-hoa-l --output phieu-tiep-nhan-xa-minh-hoa-l.docx" in handed
    assert "chưa trả lại hồ sơ nào" in run("campaign", "return-letter", "xa-minh-hoa-l", "--output", "a.docx", code=4)
    back = ["campaign", "return", "xa-minh-hoa-l", "--by", "thu-ky", "--until", "2025-12-11", "--reason", "Sửa"]
    assert "scoring campaign return-letter xa-minh-hoa-l" in run(*back, "--at", "2025-12-09 09:00")
    run("campaign", "return-letter", "xa-minh-hoa-l", "--output", "a.docx")

    text = bare(text_of(Path("a.docx")))
    assert "Tiêuchí" + "I.1(" in text
    assert "chưacóminhchứng:Kếhoạch" in text
    assert "Sốcuộckiểmtra,giámsáttheokếhoạchnăm:chưakhai" in text
    assert "I.2(" not in text

    # Sent back later by re-opening the submission: a letter once the second person has confirmed it.
    run("campaign", "submit", str(dossier), "--at", "2025-12-10 09:00")
    run("campaign", "lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    again = ["campaign", "reopen", "xa-minh-hoa-l", "nop", "--by", "thu-ky", "--second", "chu-tich",
             "--until", "2025-12-20", "--reason", "Nộp nhầm bản", "--at", "2025-12-14 09:00"]  # fmt: skip
    entry = re.search(r"bản ghi (\d+)", run(*again))
    assert entry
    assert "return-letter" in run("campaign", "confirm", "xa-minh-hoa-l", entry[1], "--by", "chu-tich",
                                  "--at", "2025-12-14 10:00")  # fmt: skip
    run("campaign", "return-letter", "xa-minh-hoa-l", "--output", "b.docx")

    text = bare(text_of(Path("b.docx")))
    for said in ("Nộpnhầmbản.", "hồi10giờ00phútngày14/12/2025", "chậmnhấthếtngày20/12/2025"):
        assert said in text
