"""Appraised results against their ledger: what was edited, swapped, replaced or forged is refused, and nothing is claimed
that was not compared.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from scoring.json_write import canonical
from scoring.review.entry import Draft
from scoring.review.entry_line import seal, to_bytes
from scoring.signing import load_signer

from .test_campaign_block import AGENCIES, CAMPAIGN, OPEN

Run = Callable[..., Result]
ROOT = Path(__file__).parents[2]
ONE, OTHER = "so-minh-hoa-a", "so-minh-hoa-b"
STORE = ("--store", "so-cai.db")
CLAIMS = (
    "mã đầu chuỗi",
    "Công bố theo",
    "Công bố tại",
    "Kết quả chính thức",
    "điểm chính thức theo",
    "official, published",
)
UNCHECKED = "chưa đối chiếu với sổ cái"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, played: Any) -> Path:
    """A campaign of three agencies, published unsigned, then again, signed, after one was re-opened."""
    folder: Path = played()
    (folder / "campaign.yaml").write_text(CAMPAIGN, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        from click.testing import CliRunner

        from scoring.cli.app import root

        def call(*args: str) -> None:
            done = CliRunner().invoke(root, [*args])
            assert done.exit_code == 0, done.output

        call("campaign", "init", "campaign.yaml", *OPEN)
        for day, path in enumerate(AGENCIES.values(), 1):
            call("campaign", "submit", path, "--at", f"2025-12-1{day} 08:00")
        call("campaign", "lock", "nop", "--by", "thu-ky", "--at", "2025-12-21 08:00")
        call("campaign", "results", "-o", "truoc")
        call("campaign", "appraise", ONE, "I.1", "1", "--by", "thanh-vien", "--cause", "judgement", "--reason", "Thiếu",
             "--at", "2025-12-22 08:00")  # fmt: skip
        call("campaign", "lock", "vong-1", "--by", "thu-ky", "--at", "2026-01-06 08:00")
        publish = ("campaign", "publish", "--by", "ubnd")
        call(*publish, "--decision", "1/QĐ", "--at", "2026-01-15 08:00", "-o", "lan-1")
        call("campaign", "results", "-o", "sau")
        shutil.copy("so-cai.db", "lan-1.db")
        call("campaign", "appeal", "I.1", "--by", ONE, "--reason", "Đủ", "--at", "2026-01-16 08:00")
        call("campaign", "decide", ONE, "I.1", "--points", "2", "--by", "ubnd", "--reason", "Đúng", "--cause",
             "judgement", "--at", "2026-01-17 08:00")  # fmt: skip
        call("key", "new", "-o", "khoa/ubnd.pem")
        call("key", "new", "-o", "la/ubnd.pem")
        call(*publish, "--decision", "2/QĐ", "--at", "2026-01-18 08:00", "-o", "lan-2", "--key", "khoa/ubnd.pem")
        call("campaign", "results", "-o", "hien-hanh")
        call("bundle", "export", "-o", "goi.zip")
        for name in ("khoa", "la"):
            Path(name, "tin").mkdir()
            shutil.copy(f"{name}/ubnd.pub", f"{name}/tin/ubnd.pub")
    return folder


@pytest.fixture
def desk(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(published, tmp_path / "lam", symlinks=True)
    monkeypatch.chdir(tmp_path / "lam")
    return tmp_path / "lam"


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit a result as somebody would who knows its format: written canonically, in every other way right."""
    data = json.loads(path.read_bytes())
    edit(data)
    path.write_bytes(canonical(data))


def one_more_point(data: dict[str, Any]) -> None:
    total = data["total"]
    for part in (total, total["base"]):
        part["certain"] = part["attainable"] = f"{float(part['certain']) + 1:.2f}"


def commands(folder: str = "kq") -> list[tuple[str, ...]]:
    file = f"{folder}/{ONE}.json"
    return [
        ("rank", folder), ("rank", folder, "--format", "json"), ("rank", folder, "--format", "html"), ("verify", folder),
        ("report", folder, "--format", "html,md,csv,xlsx,json", "-o", "ra"), ("explain", file), ("explain", file, "tong"),
        ("compare", file, file),
    ]  # fmt: skip


EDITS: dict[str, Callable[[dict[str, Any]], object]] = {
    "one point more": one_more_point,
    "a digit of a criterion": lambda x: x["criteria"][0].update(certain="2.99"),
    "another class": lambda x: x["classification"].update(certain=x["classification"]["ladder"][1]["id"]),
    "another chain head": lambda x: x["appraisal"].update(head="f" * 64),
    "another length of the ledger": lambda x: x["appraisal"].update(entries=999),
    "another decision": lambda x: x["appraisal"].update(decision="9/QĐ"),
    "another agency": lambda x: x["agency"].update(id=OTHER),
    "a name": lambda x: x["agency"].update(name="Sở Khác"),
    "a key nobody knows": lambda x: x.update(thua=1),
    "a claim to be checked": lambda x: x["appraisal"].update(in_ledger=True, decision="9/QĐ"),
}


@pytest.mark.parametrize("source", [STORE, ("--bundle", "goi.zip")], ids=["store", "bundle"])
def test_what_was_published_last_is_accepted_and_printed_as_official(
    desk: Path, run: Run, source: tuple[str, ...]
) -> None:
    head = json.loads(Path(f"lan-2/{ONE}.json").read_bytes())["appraisal"]["head"]
    shutil.copytree("lan-2", "kq")
    for command in commands():
        done = run(*command, *source)
        assert UNCHECKED not in done.stdout.lower(), command
    assert head in run("rank", "kq", *source).stdout
    page = Path("ra", f"{ONE}.html").read_text("utf-8")
    assert head in page
    assert "Kết quả chính thức sau thẩm định" in page
    assert "3/3" in run("verify", "kq", *source).stderr


@pytest.mark.once
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("source", [STORE, ("--bundle", "goi.zip")], ids=["store", "bundle"])
@pytest.mark.parametrize("folder", ["lan-2", "unsigned"])
def test_an_edited_result_is_refused_everywhere(
    desk: Path, run: Run, edit: Callable[[dict[str, Any]], object], source: tuple[str, ...], folder: str
) -> None:
    shutil.copytree("lan-2", "kq")
    path = Path(f"kq/{ONE}.json")
    if folder == "unsigned":
        change(path, lambda data: data.pop("publication"))
    change(path, edit)
    for command in commands():
        done = run(*command, *source, code=5)
        assert re.search("SC65[457]", done.stderr), (command, done.output)
        assert "gợi ý" in done.stderr
    assert not Path("ra").exists()


def test_the_results_of_two_agencies_swapped_are_refused(desk: Path, run: Run) -> None:
    shutil.copytree("lan-2", "kq")
    change(Path(f"kq/{ONE}.json"), lambda x: x["agency"].update(id=OTHER, name="Sở Minh Họa B (hư cấu)"))
    change(Path(f"kq/{OTHER}.json"), lambda x: x["agency"].update(id=ONE, name="Sở Minh Họa A (hư cấu)"))
    for command in commands():
        run(*command, *STORE, code=5)
    for path in Path("kq").glob("*.json"):
        change(path, lambda x: x.pop("publication", None))
    assert "SC655" in run("rank", "kq", *STORE, code=5).stderr


def test_a_result_of_an_earlier_publication_is_refused_but_may_be_compared(desk: Path, run: Run) -> None:
    for command in commands("lan-1")[:-1]:
        assert "SC656" in run(*command, *STORE, code=5).stderr, command
        assert "2/QĐ" in run(*command, *STORE, code=5).stderr
    assert "SC656" in run("rank", "lan-1", "--bundle", "goi.zip", code=5).stderr
    # Under the ledger of that time it was the one in force.
    assert "SC659" not in run("rank", "lan-1", "--store", "lan-1.db").stderr
    run("campaign", "appeal", "I.1", "--by", ONE, "--reason", "Đủ", "--at", "2026-01-16 08:00", "--store", "lan-1.db")
    told = run("rank", "lan-1", "--store", "lan-1.db").stderr
    assert "SC659" in told
    assert "đang kiến nghị" in told
    done = run("compare", f"lan-1/{ONE}.json", f"lan-2/{ONE}.json", *STORE)
    assert "SC658" in done.stderr
    assert UNCHECKED not in done.stdout
    change(Path(f"lan-1/{ONE}.json"), one_more_point)
    assert "SC655" in run("compare", f"lan-1/{ONE}.json", f"lan-2/{ONE}.json", *STORE, code=5).stderr


def test_results_that_were_never_published_are_made_again_from_the_ledger(desk: Path, run: Run) -> None:
    run("rank", "truoc", "--store", "lan-1.db", code=5)
    run("evaluate", "evidence/2024", "--final", "--format", "json", "-o", "tu-cham", code=None)
    run("rank", "sau", "--store", "lan-1.db")
    assert "SC654" in run("rank", "sau", "--bundle", "goi.zip", code=5).stderr or "SC655" in run(
        "rank", "sau", "--bundle", "goi.zip", code=5).stderr  # fmt: skip
    run("rank", "sau", "--store", "lan-1.db", "--history", "tu-cham", "--format", "html")
    change(Path(f"sau/{OTHER}.json"), one_more_point)
    assert "SC655" in run("rank", "sau", "--store", "lan-1.db", code=5).stderr
    for entries, head in ((0, "0" * 64), (0, "f" * 64), (10**17, "f" * 64)):
        change(Path(f"sau/{OTHER}.json"), lambda x, n=entries, h=head: x["appraisal"].update(entries=n, head=h))  # type: ignore[misc]
        assert "SC655" in run("rank", "sau", "--store", "lan-1.db", code=5).stderr
    # A decision that nobody published is no publication, though the points are those of the ledger.
    run("campaign", "results", "-o", "gia", "--decision", "9/QĐ", "--as-of", "2026-01-16", "--store", "lan-1.db")
    assert "SC655" in run("rank", "gia", "--store", "lan-1.db", code=5).stderr


def test_where_nothing_was_published_a_result_that_names_no_entry_is_refused(desk: Path, run: Run) -> None:
    text = Path("campaign.yaml").read_text("utf-8")
    Path("campaign.yaml").write_text(text.replace("so-2025", "moi"), "utf-8")
    run("campaign", "init", "campaign.yaml", *OPEN, "--store", "moi.db")
    run("campaign", "submit", AGENCIES[ONE], "--at", "2025-12-11 08:00", "--store", "moi.db")
    run("campaign", "results", "-o", "moi", "--store", "moi.db")
    run("rank", "moi", "--store", "moi.db")
    for edit in (
        lambda x: x.update(entries=0, head="0" * 64),
        lambda x: x.update(entries=3),
        lambda x: x.update(status="x"),
    ):
        change(Path(f"moi/{ONE}.json"), lambda data, edit=edit: edit(data["appraisal"]))  # type: ignore[misc]
        assert "SC655" in run("rank", "moi", "--store", "moi.db", code=5).stderr


def test_another_ledger_and_a_damaged_one_are_no_proof(desk: Path, run: Run) -> None:
    text = Path("campaign.yaml").read_text("utf-8")
    Path("campaign.yaml").write_text(text.replace("so-2025", "khac"), "utf-8")
    run("campaign", "init", "campaign.yaml", *OPEN, "--store", "khac.db")
    assert "SC902" in run("rank", "lan-2", "--store", "khac.db", code=4).stderr
    assert run("rank", "lan-2", "--store", "khong-co.db", code=None).exit_code in (3, 4)
    run("rank", "lan-2", "--bundle", "khong-co.zip", code=3)
    run("bundle", "export", "--since", "8", "-o", "phan.zip")
    run("rank", "lan-2", "--bundle", "phan.zip")
    run("rank", "lan-1", "--bundle", "phan.zip", code=5)
    run("rank", "lan-2", *STORE, "--bundle", "goi.zip", code=2)


def test_without_a_ledger_nothing_is_claimed_on_any_page(desk: Path, run: Run) -> None:
    note = json.loads(Path(f"lan-2/{ONE}.json").read_bytes())["appraisal"]
    shutil.copytree("lan-2", "kq")
    for command in commands():
        if command[0] != "verify" and command[-1] != "json":
            done = run(*command).stdout
            assert command[0] == "report" or UNCHECKED in done.lower(), command
            assert not [claim for claim in (*CLAIMS, note["head"][:12]) if claim in done], command
    for name in (
        f"{ONE}.html",
        f"{ONE}.md",
        "index.html",
        "README.md",
        "xep-hang-so.html",
        "xep-hang-so.md",
        "xep-hang.csv",
    ):
        text = Path("ra", name).read_text("utf-8").replace(",Công bố theo,", ",")  # a column's heading
        assert UNCHECKED in text.lower(), name
        assert not [claim for claim in (*CLAIMS, note["head"]) if claim in text], name
    run("report", "kq", "--format", "docx", "--document", "appraisal,explanation,summary", "-o", "giay")
    for path in Path("giay").glob("*.docx"):
        text = words_of(path)
        assert UNCHECKED in text.lower(), path
        assert not [claim for claim in (*CLAIMS, note["head"]) if claim in text], path
    row = json.loads(run("rank", "kq", "--format", "json").stdout)["so"][0]
    assert row["ledger"]["checked"] is False
    assert "SC947" in run("verify", "kq", code=2).stderr


def words_of(path: Path) -> str:
    import zipfile

    with zipfile.ZipFile(path) as package:
        return re.sub("<[^>]+>", "", package.read("word/document.xml").decode())


def test_papers_of_checked_results_say_what_they_said(desk: Path, run: Run) -> None:
    head = json.loads(Path(f"lan-2/{ONE}.json").read_bytes())["appraisal"]["head"]
    run("report", "lan-2", "--format", "docx", "--document", "appraisal,summary", "-o", "giay", *STORE)
    for path in Path("giay").glob("*.docx"):
        assert head in words_of(path)
        assert UNCHECKED not in words_of(path).lower()


def test_a_signed_publication_is_carried_by_its_results_and_checked_without_the_ledger(desk: Path, run: Run) -> None:
    for folder in ("lan-2", "hien-hanh"):
        assert json.loads(Path(f"{folder}/{ONE}.json").read_bytes())["publication"]["signature"]
        assert "3/3" in run("verify", folder, "--keys", "khoa/tin").stderr
    assert UNCHECKED not in run("rank", "lan-2", "--keys", "khoa/tin").stdout
    # Somebody else's key of the same name, and a result that carries no signature.
    assert "SC993" in run("verify", "lan-2", "--keys", "la/tin", code=5).stderr
    assert "publication" not in json.loads(Path(f"lan-1/{ONE}.json").read_bytes())
    assert "SC654" in run("verify", "lan-1", "--keys", "khoa/tin", code=5).stderr
    # The bytes without the signature are those whose digest was published.
    run("campaign", "results", "--published", "-o", "ban-cong-bo")
    for path in Path("lan-2").glob("*.json"):
        assert path.read_bytes() == Path("ban-cong-bo", path.name).read_bytes()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_result_does_not_pass_by_its_signature(
    desk: Path, run: Run, edit: Callable[[dict[str, Any]], object]
) -> None:
    change(Path(f"lan-2/{ONE}.json"), edit)
    done = run("verify", f"lan-2/{ONE}.json", "--keys", "khoa/tin", code=5)
    assert "SC657" in done.stderr
    run("rank", "lan-2", "--keys", "khoa/tin", code=5)


def test_a_signature_that_was_changed_or_taken_from_elsewhere_is_refused(desk: Path, run: Run) -> None:
    path = Path(f"lan-2/{ONE}.json")
    whole = path.read_bytes()
    signed = json.loads(whole)["publication"]
    rows = json.loads(json.dumps(signed["data"]["results"]))
    rows[ONE]["total"] = "99"
    for forged in (
        {**signed, "signature": {**signed["signature"], "value": "00" * 64}},
        {**signed, "data": {**signed["data"], "results": rows}},
        {**signed, "actor": "thu-ky"}, {**signed, "campaign": "khac"}, {"act": "published"}, {},
        {key: value for key, value in signed.items() if key != "signature"},
    ):  # fmt: skip
        change(path, lambda data, forged=forged: data.update(publication=forged))  # type: ignore[misc]
        for source in (STORE, ("--keys", "khoa/tin"), ("--bundle", "goi.zip")):
            assert run("rank", "lan-2", *source, code=5)
        path.write_bytes(whole)
    run("rank", "lan-2", *STORE)


def test_earlier_results_are_checked_where_their_ledger_is_given(desk: Path, run: Run) -> None:
    run("evaluate", *AGENCIES.values(), "--final", "--format", "json", "-o", "tu-cham")
    page = ("--format", "html", "--history", "lan-2")
    run("rank", "tu-cham", *page, *STORE)
    change(Path(f"lan-2/{ONE}.json"), one_more_point)
    for source in (STORE, ("--bundle", "goi.zip"), ("--keys", "khoa/tin")):
        run("rank", "tu-cham", *page, *source, code=5)
        run("report", "tu-cham", *page, *source, "-o", "ra", code=5)
    # Another campaign's store says nothing of them.
    text = Path("campaign.yaml").read_text("utf-8")
    Path("campaign.yaml").write_text(text.replace("so-2025", "khac"), "utf-8")
    run("campaign", "init", "campaign.yaml", *OPEN, "--store", "khac.db")
    run("rank", "tu-cham", *page, "--store", "khac.db")


def test_an_agency_cannot_publish_its_own_result_by_its_key(desk: Path, run: Run) -> None:
    """A trusted key is not a right to publish: a commune's key stands in the same folder."""
    run("key", "new", "-o", f"khoa/{ONE}.pem")
    shutil.copy(f"khoa/{ONE}.pub", f"khoa/tin/{ONE}.pub")
    path = Path(f"lan-2/{ONE}.json")
    change(path, one_more_point)
    change(path, lambda data: data.pop("publication"))
    row = {"digest": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"}
    data = {"decision": "2/QĐ", "results": {ONE: row}}
    draft = Draft(act="published", actor=ONE, role="decider", at="2026-01-18T01:00:00Z", data=data)
    entry = seal(draft, "so-2025", 11, "a" * 64)
    entry = entry._replace(signature=load_signer(Path(f"khoa/{ONE}.pem"))[0].sign(entry.hash))
    change(path, lambda result: result.update(publication=json.loads(to_bytes(entry))))
    assert "SC654" in run("verify", path, "--keys", "khoa/tin", code=5).stderr
    told = run("verify", f"lan-2/{OTHER}.json", "--keys", "khoa/tin").stderr
    assert "chữ ký công bố của ubnd" in told


def test_an_unappraised_result_needs_no_ledger(desk: Path, run: Run) -> None:
    run("evaluate", *AGENCIES.values(), "--final", "--format", "json", "-o", "tu-cham")
    assert UNCHECKED not in run("rank", "tu-cham").stdout
    run("rank", "tu-cham", *STORE)
    run("verify", "tu-cham", *STORE, "--evidence", "evidence/2025")
