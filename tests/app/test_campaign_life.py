"""A campaign whose list says when agencies exist and what they were made from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scoring.app.bundles import export_bundle, import_bundle
from scoring.app.campaign.evaluation import assess_agency, campaign_scheme, earlier_results
from scoring.app.campaign.opening import open_campaign
from scoring.app.campaign.session import Session
from scoring.app.campaign.submission import submit
from scoring.app.evaluation import results
from scoring.app.observer import Recorder
from scoring.app.stores import make_store
from scoring.errors import InvalidInput
from scoring.evidence.load import load_dossier
from scoring.review.campaign import load_campaign

ROOT = Path(__file__).parents[2]
CAMPAIGN = ROOT / "evidence" / "chien-dich" / "campaign.yaml"
SCHEME = ROOT / "criteria" / "qd-1211-2022"
AT = "2025-12-08T02:00:00Z"
JULY = "from: 2025-07-01"


def campaign(tmp_path: Path, life: str = "", more: str = "") -> Path:
    """The shipped campaign with an agency's days of existence, and further keys."""
    text = CAMPAIGN.read_text("utf-8")
    before = "xã Minh Họa K (hư cấu), block: xa, level: xa"
    assert before in text
    file = tmp_path / "campaign.yaml"
    file.write_text(text.replace(before, f"{before}{', ' if life else ''}{life}") + more, "utf-8")
    return file


def dossier(tmp_path: Path, life: str = ""):
    """The dossier of that agency without its reports of the first two quarters."""
    text = (ROOT / "evidence/chien-dich/ho-so/xa-minh-hoa-k.yaml").read_text("utf-8")
    for quarter in (1, 2):
        text, count = re.subn(rf"  - id: bao-cao-quy-{quarter}\n(    .*\n)+", "", text)
        assert count == 1
    text = re.sub(r"(\n    file:\n      path: .*\n      sha256: .*)", "", text)
    text = text.replace("  id: xa-minh-hoa-k\n", f"  id: xa-minh-hoa-k\n{life}", 1)
    file = tmp_path / "xa-minh-hoa-k.yaml"
    file.write_text(text, "utf-8")
    return load_dossier(file)


def handed_in(tmp_path: Path, listed: str, own: str = "", more: str = ""):
    """Submitted, the result of the accepted evidence, and the codes told."""
    store, recorder = str(tmp_path / "so.db"), Recorder()
    open_campaign(store, campaign(tmp_path, listed, more), by="thu-ky", scheme=SCHEME, at="2025-11-20T01:00:00Z",
                  observer=recorder)  # fmt: skip
    with Session(store, scheme=SCHEME, observer=recorder) as session:
        found = submit(session, dossier(tmp_path, own), at=AT)
        scheme = campaign_scheme(session)
        one = session.state.agencies["xa-minh-hoa-k"]
        made = assess_agency(session, one, scheme, earlier_results(session))
    return found, made.final, [(x.code, x.message()) for x in recorder.found]


def test_the_campaigns_list_speaks_for_a_dossier_that_says_nothing(tmp_path: Path):
    _, without, _ = handed_in(tmp_path, "")
    (tmp_path / "so.db").unlink()
    _, result, _ = handed_in(tmp_path, JULY)

    assert not without.not_due
    assert [one.occurrence for one in result.not_due] == ["quy-1", "quy-2"]
    assert result.agency.from_ == "2025-07-01"


def test_a_dossier_that_says_otherwise_is_refused_naming_both(tmp_path: Path):
    with pytest.raises(InvalidInput) as caught:
        handed_in(tmp_path, JULY, "  from: 2025-12-01\n")

    (one,) = (x for x in caught.value.diagnostics if x.code == "SC384")
    assert one.message() == (
        "hồ sơ ghi thời gian tồn tại của “xa-minh-hoa-k” khác danh sách của đợt: thành lập 01/12/2025; "
        "đợt ghi: thành lập 01/7/2025"
    )
    assert "founded on 2025-12-01" in one.message("en")


def test_a_list_that_says_nothing_leaves_it_to_the_dossier_with_a_warning(tmp_path: Path):
    found, result, _ = handed_in(tmp_path, "", "  from: 2025-07-01\n")

    assert "SC385" in [one.code for one in found.problems]
    assert [one.occurrence for one in result.not_due] == ["quy-1", "quy-2"]


@pytest.mark.parametrize(
    ("life", "code", "key"),
    [
        ("from: 2025-07-01, until: 2025-06-30", "SC376", "until: "),
        ("from: 2026-01-01", "SC377", "from: "),
        ("until: 2024-12-31", "SC377", "until: "),
        ("succeeds: [xa-minh-hoa-k]", "SC378", "succeeds: ["),
        ("succeeds: [xa-cu, xa-cu]", "SC379", "succeeds: [xa-cu, "),
    ],
)
def test_days_and_predecessors_that_cannot_be_are_told_in_the_list(tmp_path: Path, life: str, code: str, key: str):
    file = campaign(tmp_path, life)
    with pytest.raises(InvalidInput) as caught:
        load_campaign(file)
    (one,) = caught.value.diagnostics
    (line,) = (text for text in file.read_text("utf-8").splitlines() if life in text)

    assert one.code == code
    assert one.place is not None
    assert one.place.column == line.index(life) + life.index(key) + len(key) + 1
    assert one.hint("vi")
    assert one.hint("en")


def test_a_circle_of_succession_is_told(tmp_path: Path):
    file = campaign(tmp_path, "succeeds: [xa-minh-hoa-l]")
    text = file.read_text("utf-8")
    file.write_text(text.replace("Họa L (hư cấu), block", "Họa L (hư cấu), succeeds: [xa-minh-hoa-k], block"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_campaign(file)

    assert [one.code for one in caught.value.diagnostics] == ["SC380"]
    assert "xa-minh-hoa-k → xa-minh-hoa-l → xa-minh-hoa-k" in caught.value.diagnostics[0].message()


def test_a_list_without_dates_is_written_as_it_was_before(tmp_path: Path):
    open_campaign(str(tmp_path / "so.db"), campaign(tmp_path, JULY), by="thu-ky", scheme=SCHEME)
    with Session(str(tmp_path / "so.db"), scheme=SCHEME) as session:
        (opened,) = session.store.entries("dan-van-2025")

    rows = {one["id"]: one.keys() for one in opened.data["campaign"]["agencies"]}
    assert rows["xa-minh-hoa-l"] == {"id", "name", "block", "level"}
    assert rows["xa-minh-hoa-k"] == {"id", "name", "block", "level", "from"}


def test_predecessors_results_are_kept_when_the_campaign_is_opened(tmp_path: Path):
    text = (ROOT / "evidence/2024/xa-minh-hoa-c.yaml").read_text("utf-8")
    source = tmp_path / "xa-cu-a.yaml"
    source.write_text(text.replace("  id: xa-minh-hoa-c\n", "  id: xa-cu-a\n", 1), "utf-8")
    (made,) = results([source]).results
    assert isinstance(made.content, bytes)
    history = tmp_path / "2024"
    history.mkdir()
    (history / "xa-cu-a.json").write_bytes(made.content)
    _, result, told = handed_in(tmp_path, "from: 2025-07-01, succeeds: [xa-cu-a, xa-cu-b]", more="history: [2024]\n")

    assert [one.agency for one in result.history] == ["xa-cu-a"]
    assert [message for code, message in told if code == "SC382"] == [
        "chưa có kết quả kỳ 2024 của cơ quan tiền thân “xa-cu-b”"
    ]
    assert json.loads(made.content)["period"] == "2024"


def test_a_bundle_is_computed_again_by_the_campaigns_list(tmp_path: Path):
    store, other = str(tmp_path / "so.db"), str(tmp_path / "khac.db")
    open_campaign(store, campaign(tmp_path, JULY), by="thu-ky", scheme=SCHEME, at="2025-11-20T01:00:00Z")
    export_bundle(store, tmp_path / "dau.zip", campaign="dan-van-2025")
    make_store(other)
    import_bundle(other, tmp_path / "dau.zip", scheme=SCHEME)
    with Session(other, scheme=SCHEME) as session:
        submit(session, dossier(tmp_path), at=AT)
    export_bundle(other, tmp_path / "nop.zip", campaign="dan-van-2025")
    import_bundle(store, tmp_path / "nop.zip", scheme=SCHEME, received="2025-12-08T03:00:00Z")

    with Session(store, scheme=SCHEME) as session:
        assert session.state.agencies["xa-minh-hoa-k"].status == "submitted"
