"""A draft says all that a dossier says: loaded from one and put together again it is the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk_case import CAMPAIGN, EXAMPLE, ROOT, Desk

from scoring.app import inputs
from scoring.app.campaign.acts import return_dossier
from scoring.app.campaign.evaluation import campaign_scheme
from scoring.app.campaign.submission import submit
from scoring.evidence.dump import dump_dossier
from scoring.evidence.load import find_dossiers, load_dossier, parse, validated
from scoring.evidence.model import Attachment
from scoring.scheme.load import load_scheme
from scoring.web import campaigns, dossier_draft, draft_dossier, draft_fields, drafts
from scoring.web.drafts import Draft, Field
from scoring.web.fields import Kind, kept, shown
from scoring.web.models import Duty

K = "xa-minh-hoa-k"

SHIPPED = [one for folder in ("2024", "2025", "chien-dich/ho-so", "chien-dich/nop-lan-dau", "examples")
           for one in find_dossiers([ROOT / "evidence" / folder])]  # fmt: skip


def _draft(values: dict[str, str]) -> Draft:
    fields = {path: Field(path, value) for path, value in values.items()}
    return Draft(campaign="", agency="", fields=fields, files={})


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: str(one.relative_to(ROOT / "evidence")))
def test_a_draft_from_a_shipped_dossier_assembles_to_an_equal_one(file: Path) -> None:
    dossier = load_dossier(file).dossier
    scheme = load_scheme(inputs.scheme_for(file, dossier.scheme, None), str(dossier.period))
    fields = draft_fields.Fields(scheme.scheme, dossier.agency.block)
    head = {"format": 1, "agency": dossier.agency, "period": dossier.period, "scheme": dossier.scheme,
            "submitted": dossier.submitted, "unit": dossier.unit}  # fmt: skip
    found = draft_dossier.assemble_under(
        {name: value for name, value in head.items() if value is not None}, _draft(dossier_draft.values_of(dossier, fields)), fields)  # fmt: skip
    assert found.wrong == {}
    assert validated(parse(found.text.encode(), "ho-so.yaml")) == dossier


@pytest.mark.parametrize("typed", ["1,234", "85,125", "0,5", "12", "1234567,891"])
@pytest.mark.parametrize("sort", ["number", "percent"])
def test_a_kept_number_is_read_again_as_the_same(sort: str, typed: str) -> None:
    kind = Kind(sort=sort)
    once = kept(kind, typed)
    assert kept(kind, once) == once
    assert shown(kind, once) == typed
    assert kept(kind, shown(kind, once, "en")) == once


def test_what_was_typed_wrong_is_shown_as_it_was_typed() -> None:
    assert shown(Kind(sort="number"), "1.234") == "1.234"


@pytest.mark.django_db
def test_what_is_sent_back_becomes_the_draft_where_it_is_empty(desk: Desk, tmp_path: Path) -> None:
    user = desk.user("can-bo", Duty.EDITOR, K)
    source = load_dossier(EXAMPLE / "ho-so" / f"{K}.yaml")
    folder = tmp_path / "tay"
    (folder / "giay").mkdir(parents=True)
    (folder / "giay" / "ke-hoach.pdf").write_bytes(b"%PDF-1.4 tay")
    file = Attachment(path="giay/ke-hoach.pdf")
    first, *rest = source.dossier.evidence
    handed_in = source.dossier.model_copy(update={"evidence": [first.model_copy(update={"file": file}), *rest]})
    (folder / "ho-so.yaml").write_text(dump_dossier(handed_in))
    with campaigns.campaign(CAMPAIGN) as session:
        submit(session, load_dossier(folder / "ho-so.yaml"))
        return_dossier(session, K, until=date(2025, 12, 20), by="thu-ky", reason="Thiếu số liệu thôn")
    page = desk.client(user).get(desk.url(f"phieu/{K}/nhom/II/")).content.decode()
    assert "Thiếu số liệu thôn" in page
    draft = drafts.read(CAMPAIGN, K)
    (kept_file,) = draft.files.values()
    assert kept_file.name == "ke-hoach.pdf"
    assert (desk.folder.files / kept_file.stored).read_bytes() == b"%PDF-1.4 tay"
    with campaigns.campaign(CAMPAIGN) as session:
        fields = draft_fields.fields_of(campaign_scheme(session), "xa")
        again = draft_dossier.loaded_of(draft_dossier.assemble(draft, fields, session)).dossier
    file = Attachment(path="giay/ke-hoach.pdf", sha256=kept_file.sha256)
    expected = [first.model_copy(update={"file": file}), *rest]
    assert again == handed_in.model_copy(update={"evidence": expected, "submitted": None})
    # Once it is there, nothing fills it again.
    drafts.fill(draft, {"note/dossier/text": "Đã sửa"}, user)
    desk.client(user).get(desk.url(f"phieu/{K}/nhom/II/"))
    assert drafts.read(CAMPAIGN, K).values["note/dossier/text"] == "Đã sửa"
