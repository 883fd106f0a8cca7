"""The pages for the focal point and for a unit: one fictional commune from plan to self-assessment, run as typed."""

from __future__ import annotations

import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from scoring.cli.app import root
from scoring.evidence.load import load_dossier

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "how-to"
_CODE = re.compile(r"\s+# mã thoát (\d+)$")


def run_page(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what a page says: write its titled files, run its commands; each gives its exit code and the lines shown."""
    for part in ("criteria/qd-1211-2022", "evidence/gom-so-lieu"):
        shutil.copytree(ROOT / part, folder / part)
    monkeypatch.chdir(folder)
    text = (PAGES / name).read_text("utf-8")
    blocks = re.findall(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', text, re.MULTILINE | re.DOTALL)
    assert sum(kind == "console" for kind, _, _ in blocks) >= 4
    for kind, title, body in blocks:
        if title:
            Path(title).parent.mkdir(parents=True, exist_ok=True)
            Path(title).write_text(body, "utf-8")
        said = ""
        for line in body.splitlines() if kind == "console" else ():
            if line.startswith("$ scoring "):
                said = run(line.removeprefix("$ scoring "))
            else:
                assert line in said, f"not said: {line}\n{said}"


def run(line: str) -> str:
    """What a command says, which ends with the code that stands behind it, else with 0."""
    code = _CODE.search(line)
    env = {"SCORING_LANG": "", "NO_COLOR": "1", "COLUMNS": "80"}
    result = CliRunner().invoke(root, shlex.split(_CODE.sub("", line)), env=env)
    assert result.exit_code == (int(code[1]) if code else 0), f"{line}\n{result.output}"
    return result.output


def words(document: Path) -> str:
    """The text of a Word file."""
    with zipfile.ZipFile(document) as file:
        return " ".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", file.read("word/document.xml").decode()))


@pytest.mark.slow
def test_the_focal_point_collects_from_plan_to_self_assessment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_page("gom-so-lieu.md", tmp_path, monkeypatch)
    letters = {one.name: words(one) for one in Path("gom/nhac").iterdir()}
    assert "Trích xuất hệ thống thông tin" in letters["nhac-hanh-chinh-cong.docx"]
    assert "Trích xuất hệ thống thông tin" not in letters["nhac-kinh-te.docx"]
    half_year = words(Path("gom/bao-cao-6-thang.docx"))
    assert "Chưa có kinh phí riêng cho mô hình mới" in half_year
    assert "KHÔNG PHẢI KẾT QUẢ PHÂN LOẠI" in half_year
    assert "Điểm theo đơn vị" in Path("gom/bao-cao-nam/xa-minh-hoa-k.html").read_text("utf-8")
    dossier = load_dossier(Path("gom/xa-minh-hoa-k.yaml")).dossier
    assert dossier.unit is None
    assert {one.unit for one in dossier.provenance} == {"van-phong", "kinh-te", "van-hoa-xa-hoi", "hanh-chinh-cong"}


def test_a_unit_does_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_page("phan-cua-phong.md", tmp_path, monkeypatch)
    assert load_dossier(Path("phong/phan.yaml")).dossier.unit == "hanh-chinh-cong"
