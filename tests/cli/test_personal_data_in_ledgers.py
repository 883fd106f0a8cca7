"""Citizens' data are refused before they enter a ledger or its store, by every way in, and never printed whole."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import click
import pytest

from scoring.cli.app import root
from scoring.review.entry import Draft
from scoring.store import open_store
from scoring.store.check import check

ROOT = Path(__file__).parents[2]
HERE = "evidence/chien-dich"
NUMBER = "037095001234"
FORMS = (NUMBER, "037 095 001 234", "0３7０９5００1２34", "037\u200b095001234")
CARD = "CMND 212345678"
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"
AT = ("--at", "2025-12-09 09:00")


@pytest.fixture(scope="module")
def begun(played):
    """A campaign with two dossiers handed in, under appraisal."""
    return played(
        ("init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00"),
        ("submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00"),
    )


def kept(path="so-cai.db"):
    """The number of entries and of attachments, and all bytes of the store."""
    with open_store(path) as store:
        entries = sum(len(list(store.entries(id))) for id in store.campaigns())
    raw = b"".join(one.read_bytes() for one in Path().glob(f"{path}*"))
    return entries, raw


def refused(call, *args, found=NUMBER):
    """The call is refused with SC830, says neither the number whole nor writes anything."""
    before = kept()
    told = call(*args, code=1).output
    assert "SC830" in told
    assert "--accept-personal-data" in told
    digits = "".join(c for c in told if c.isdigit())
    assert found not in digits
    after = kept()
    assert before[0] == after[0]
    assert found.encode() not in after[1]
    return told


@pytest.mark.parametrize("form", FORMS)
def test_a_reason_with_a_citizens_number_is_refused_in_any_form(desk, form):
    told = refused(desk, "withdraw", "--by", K, "--reason", f"ông A, {form}", *AT)
    assert "lý do: trông như số căn cước (037…234)" in told


def test_every_command_that_takes_a_text_refuses(desk, run, tmp_path):
    text = f"Ông Nguyễn Văn A, {CARD}, 0905 123 456"
    refused(desk, "return", K, "--by", "thu-ky", "--until", "2025-12-15", "--reason", text, *AT, found="212345678")
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    one = ("appraise", K, "I.1", "2", "--cause", "judgement", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")
    refused(desk, *one, "--reason", text, found="212345678")
    refused(desk, *one, "--reason", "thiếu", "--evidence", f"biên bản {NUMBER}.pdf")
    refused(desk, "sample", "2", "--seed", f"037-095-001234 {text}", "--by", "thu-ky", "--at", "2025-12-14 08:00")
    (tmp_path / "q.csv").write_text(
        f"mã cơ quan,mã tiêu chí,điểm,nguyên nhân,lý do\n{K},I.1,2,judgement,gọi {NUMBER}\n", "utf-8"
    )
    told = refused(desk, "appraise", "--file", "q.csv", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")
    assert "q.csv:2" in told
    (tmp_path / "q.yaml").write_text(
        f"decisions:\n  - {{agency: {K}, criterion: I.1, points: 2, cause: judgement, reason: 'gọi {NUMBER}'}}\n",
        "utf-8",
    )
    refused(desk, "appraise", "--file", "q.yaml", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")
    desk("appraise", K, "I.1", "3", "--by", "thanh-vien-1", "--at", "2025-12-14 08:00")


def test_a_publication_under_a_decision_with_a_citizens_number_keeps_no_result(desk):
    for stage, day in (("nop", "12-13"), ("vong-1", "12-20"), ("giai-trinh", "12-26"), ("vong-2", "12-31")):
        desk("lock", stage, "--by", "thu-ky", "--at", f"2025-{day} 08:00")
    desk("lock", "hoi-dong", "--by", "chu-tich", "--at", "2026-01-07 08:00")
    publish = ("publish", "--by", "ubnd-tinh", "--at", "2026-01-08 08:00", "--scheme", "criteria/qd-1211-2022")
    with open_store("so-cai.db") as store:
        before = check(store).attachments

    told = refused(desk, *publish, "--decision", f"12/QĐ {NUMBER}")

    assert "số quyết định" in told
    with open_store("so-cai.db") as store:
        assert check(store).attachments == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ghi-chu.txt", f"Gặp {NUMBER} hôm qua".encode()),
        ("ghi-chu.txt", f"Gặp {NUMBER}".encode("utf-16")),
        ("ghi-chu.txt", f"\0{NUMBER}".encode()),
        ("ghi-chu.txt", f"G\xe1p {NUMBER}".encode("latin-1")),
        ("danh-sach.csv", b"TT,CMND\n1,037095001\n"),
        ("danh-sach.csv", "TT;Số CMND\n1;212345678\n".encode("utf-8-sig")),
        ("du-lieu.json", json.dumps({"so": "０37095001234"}).encode()),
        ("du-lieu.yaml", f"so: '{NUMBER}'\n".encode()),
        ("trang.html", b"<p>037<b>095</b>001234</p>"),
        ("trang.html", "".join(f"&#{ord(c)};" for c in NUMBER).encode()),
        ("doi-ten.pdf", f"chữ thường {NUMBER}".encode()),
        ("khong-duoi", b"a@example.com"),
        ("gia.txt", f"%PDF-1.7 {NUMBER}".encode()),
        ("gia.csv", b"PK\x03\x04 " + NUMBER.encode()),
        (f"anh-{NUMBER}.jpg", b"\xff\xd8\xff"),
        ("0905.123.456.pdf", b"%PDF-1.7"),
    ],
)
def test_a_file_to_be_kept_is_refused_by_its_name_or_text(desk, tmp_path, name, content):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    (tmp_path / name).write_bytes(content)

    told = refused(
        desk, "explain", "I.1", "--by", K, "--reason", "có tệp", "--attach", name, "--at", "2025-12-22 09:00"
    )

    assert "tệp" in told


def test_word_and_excel_files_are_looked_into_and_clean_files_pass(desk, tmp_path):
    desk("lock", "nop", "--by", "thu-ky", "--at", "2025-12-13 08:00")
    desk("lock", "vong-1", "--by", "thu-ky", "--at", "2025-12-21 08:00")
    who = ("explain", "I.1", "--by", K, "--reason", "có tệp", "--at", "2025-12-22 09:00", "--attach")
    for name, part, text in (
        ("a.docx", "word/document.xml", "<w:p><w:t>037</w:t></w:r><w:r><w:t>095001234</w:t></w:p>"),
        ("a.xlsx", "xl/sharedStrings.xml", f"<si><t>{NUMBER}</t></si><si><t>x</t></si>"),
    ):
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(part, text)
        (tmp_path / name).write_bytes(raw.getvalue())
        refused(desk, *who, name)
    (tmp_path / "sach.txt").write_text("Quyết định 1211/QĐ-UBND ngày 02/11/2022, 20251209123456 lượt", "utf-8")
    (tmp_path / "sach.pdf").write_bytes(b"%PDF-1.7\n0000000015 00000 n\n")
    desk(*who, "sach.txt", "--attach", "sach.pdf")


def test_a_dossier_is_warned_of_and_refused_when_it_is_handed_in(desk, run, tmp_path):
    text = Path(f"{HERE}/ho-so/{L}.yaml").read_text("utf-8")
    (tmp_path / "ho-so.yaml").write_text(f"{text}\n# người nộp: {NUMBER}\n", "utf-8")

    refused(desk, "submit", "ho-so.yaml", *AT)

    (tmp_path / f"{NUMBER}.yaml").write_text(text, "utf-8")
    refused(desk, "submit", f"{NUMBER}.yaml", *AT)
    told = desk("submit", "ho-so.yaml", "--accept-personal-data", "Người nộp đồng ý", *AT).output
    assert "SC831" in told
    assert NUMBER not in told


def test_a_campaigns_own_texts_are_looked_over(run, tmp_path, monkeypatch):
    for name in ("criteria", "evidence"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    text = Path(f"{HERE}/campaign.yaml").read_text("utf-8").replace("Thư ký hội đồng", f"Thư ký {NUMBER}")
    assert NUMBER in text
    (tmp_path / "c.yaml").write_text(text, "utf-8")
    who = (
        "campaign",
        "init",
        "c.yaml",
        "--scheme",
        "criteria/qd-1211-2022",
        "--by",
        "thu-ky",
        "--at",
        "2025-11-20 08:00",
    )

    told = run(*who, code=1).output

    assert "SC830" in told
    assert NUMBER not in told
    assert not (tmp_path / "so-cai.db").exists()
    run(*who, "--accept-personal-data", "Số công khai")
    with open_store("so-cai.db") as store:
        assert next(iter(store.entries("dan-van-2025"))).data["accepted_personal_data"] == "Số công khai"


def test_the_reason_to_accept_stands_in_the_entry_and_must_be_one(desk):
    text = ("--reason", f"ông A, {NUMBER}")
    assert "SC830" in desk("withdraw", "--by", K, *text, *AT, "--accept-personal-data", f"là {NUMBER}", code=1).output
    assert "SC625" in desk("withdraw", "--by", K, *text, *AT, "--accept-personal-data", "  ", code=2).output
    told = desk("withdraw", "--by", K, *text, *AT, "--accept-personal-data", "Người này đồng ý").output
    assert "SC831" in told
    with open_store("so-cai.db") as store:
        last = list(store.entries("dan-van-2025"))[-1]
        assert last.data["accepted_personal_data"] == "Người này đồng ý"
    desk("submit", f"{HERE}/ho-so/{K}.yaml", "--accept-personal-data", "không cần", *AT)
    with open_store("so-cai.db") as store:
        assert "accepted_personal_data" not in list(store.entries("dan-van-2025"))[-1].data


def test_every_command_that_writes_an_act_takes_a_key_and_a_reason_to_accept():
    campaign = root.get_command(click.Context(root), "campaign")
    names = campaign.list_commands(click.Context(campaign))
    commands = {name: campaign.get_command(click.Context(campaign), name) for name in names}
    reading = {"sheet", "status", "results", "discrepancies", "history", "receipt", "return-letter"}
    for name in commands.keys() - reading:
        options = {opt for one in commands[name].params if isinstance(one, click.Option) for opt in one.opts}
        assert {"--key", "--accept-personal-data"} <= options, name


def test_a_bundles_acts_and_files_are_refused_or_received_with_a_reason(run, tmp_path, monkeypatch):
    for name in ("criteria", "evidence"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    run("campaign", "init", f"{HERE}/campaign.yaml", "--by", "thu-ky", "--at", "2025-11-20 08:00")
    run("bundle", "export", "--agency", K, "-o", "di.zip")
    run("store", "init", "--store", "xa.db")
    run("bundle", "import", "di.zip", "--store", "xa.db")
    run("campaign", "submit", f"{HERE}/ho-so/{K}.yaml", "--at", "2025-12-08 09:00", "--store", "xa.db")
    # An older program wrote what it was given.
    with open_store("xa.db") as store:
        data = {"agency": K, "reason": f"nhầm, {NUMBER}"}
        draft = Draft(act="withdrawn", actor=K, role="agency", at="2025-12-08T03:00:00Z", data=data)
        store.append("dan-van-2025", [draft])
    run("bundle", "export", "--agency", K, "-o", "ve.zip", "--store", "xa.db")

    def receive(*args, code=0):
        return run("bundle", "import", "ve.zip", "--received", "2025-12-09 08:00", *args, code=code)

    refused(receive)
    told = receive("--accept-personal-data", "Xã đã nêu").output
    assert "SC831" in told
    assert NUMBER not in told
    with open_store("so-cai.db") as store:
        *_, submitted, last = store.entries("dan-van-2025")
    assert last.data["origin"]["accepted_personal_data"] == "Xã đã nêu"
    assert "accepted_personal_data" not in submitted.data["origin"]
    run("ledger", "verify")
    run("bundle", "export", "-o", "chinh.zip")
    told = run("bundle", "import", "chinh.zip", "--follow", "--store", "xa.db").output
    assert NUMBER not in told
