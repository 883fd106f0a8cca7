"""Who sees and does what: every address as every role, with every method; nobody passes who is not named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_case import CAMPAIGN, Desk
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from scoring.web.models import Duty
from scoring.web.roles import Action

pytestmark = pytest.mark.django_db
K, L = "xa-minh-hoa-k", "xa-minh-hoa-l"
GIVEN = {"campaign": CAMPAIGN, "agency": K, "group": "I", "item": "I.1", "criterion": "I.1", "record": "ke-hoach-nam",
         "file": 1, "number": 1, "digest": "0" * 64, "account": 1, "block": "xa", "unit": "kinh-te", "format": "docx", "to": CAMPAIGN}  # fmt: skip
ROLES = {
    "editor": (Duty.EDITOR, K),
    "head": (Duty.HEAD, K),
    "other editor": (Duty.EDITOR, L),
    "other head": (Duty.HEAD, L),
    "secretary": (Duty.OFFICE, "thu-ky"),
    "member": (Duty.OFFICE, "thanh-vien-1"),
    "chair": (Duty.OFFICE, "chu-tich"),
    "decider": (Duty.OFFICE, "ubnd-tinh"),
    "viewer": (Duty.VIEWER, ""),
    "impostor": (Duty.OFFICE, K),
}
OWN, OFFICES = {"editor", "head"}, {"secretary", "member", "chair", "decider"}
EVERYBODY = OWN | OFFICES | {"other editor", "other head", "viewer"}
# Who may call an address at the submission stage, where nothing is handed in; written out, not derived.
ALLOWED = {
    "form": OWN, "form_group": OWN, "form_save_group": OWN, "form_save": OWN, "form_why": OWN,
    "evidence": OWN, "evidence_add": OWN, "evidence_picking": OWN, "evidence_pick": OWN, "record": OWN, "record_save": OWN, "draft_file": OWN,
    "form_general": OWN, "workbook": OWN, "workbook_file": OWN, "workbook_read": OWN, "workbook_write": OWN, "form_try": OWN, "paper": OWN,
    "shares": OWN, "shares_give": OWN, "hand_over": OWN, "own_units": OWN, "own_units_save": OWN, "own_units_file": OWN, "unit_letter": OWN, "draft_file_look": OWN, "draft_file_page": OWN,
    "preview": OWN, "hand_in": {"head"}, "withdraw": set(),
    "dossier": OWN | OFFICES | {"viewer"}, "attachment": OWN | OFFICES | {"viewer"},
    "criterion": OWN | OFFICES | {"viewer"}, "ask": OWN | OFFICES,
    "explain": set(), "appeal": set(), "undo": set(), "decide": set(), "establish": set(), "decide_appeal": set(), "send_back": set(),
    "reopen": {"secretary", "chair"}, "confirm": set(),
    "queue": {"member", "chair"}, "accept_clear": {"member", "chair"},
    "campaign": EVERYBODY, "gaps": OFFICES | {"viewer"}, "ledger": OFFICES | {"viewer"}, "ledger_verify": OFFICES | {"viewer"},
    "lock": {"secretary", "chair"}, "publish": {"decider"}, "sample": {"secretary", "chair"},
    "publication": OFFICES | {"viewer"}, "publication_block": OFFICES | {"viewer"}, "papers": OFFICES | {"viewer"},
    "make_papers": OFFICES | {"viewer"}, "papers_file": OFFICES | {"viewer"},
    "council": OFFICES | {"viewer"}, "ledger_file": OFFICES | {"viewer"},
    "receipt": OWN | OFFICES | {"viewer"}, "return_letter": OWN | OFFICES | {"viewer"},
    "home": EVERYBODY | {"impostor"}, "account": EVERYBODY | {"impostor"}, "totp_picture": EVERYBODY | {"impostor"},
    **dict.fromkeys(("notices", "notices_read", "mail_address"), EVERYBODY | {"impostor"}),
    "open_campaign": set(), "invitations": set(), "accounts": set(), "new_account": set(), "edit_account": set(),
}  # fmt: skip


def _ours(patterns=None) -> Iterator[URLPattern]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from _ours(one.url_patterns)
        elif not (one.name or "").startswith(("account_", "mfa_", "openid_")) and one.name not in {
            "language",
            "invitation",
        }:
            yield one


def _address(one: URLPattern) -> str:
    return reverse(str(one.name), kwargs={name: GIVEN[name] for name in one.pattern.converters})


def test_every_page_of_ours_names_its_action() -> None:
    for one in _ours():
        assert isinstance(getattr(one.callback, "action", None), Action), one.name
    assert {str(one.name) for one in _ours()} == set(ALLOWED)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_every_address_as_every_role_with_every_method(desk: Desk, role: str) -> None:
    duty, actor = ROLES[role]
    user = desk.user("nguoi-thu", duty, actor)
    client = desk.client(user)
    client.raise_request_exception = False
    for one in _ours():
        address = _address(one)
        for method in ("get", "post", "put", "delete", "patch"):
            answer = getattr(client, method)(address)
            answer.close()
            expected = method.upper() in one.callback.methods  # type: ignore[attr-defined]
            if not expected:
                assert answer.status_code == 405, (role, method, address)
            elif role in ALLOWED[str(one.name)]:
                assert answer.status_code in {200, 302, 404, 409, 422}, (role, method, address, answer.status_code)
            else:
                assert answer.status_code in {403, 404}, (role, method, address, answer.status_code)
    with_head = client.head(desk.url())
    assert with_head.status_code == (200 if role in EVERYBODY else 403)


_WRITES_DRAFT = ("form_save_group", "form_save", "evidence_add", "evidence_pick", "record_save", "workbook_read", "workbook_write",
                 "hand_in", "shares_give", "hand_over", "own_units_save")  # fmt: skip
_SLOW = {"paper", "workbook_file", "publication_block"}
"""Files that take long to make; nothing about them depends on the stage."""
APPRAISERS, COUNCIL = {"member", "chair"}, {"secretary", "chair"}
_SHUT = {one: set[str]() for one in (*_WRITES_DRAFT, "reopen", "send_back")}
# What is otherwise than at the stage where nothing is handed in, for an agency that handed in.
AT_STAGE = {
    "handed in": _SHUT | {"withdraw": {"head"}, "send_back": COUNCIL | {"member"}},
    "appraisal": _SHUT | {"decide": APPRAISERS, "establish": APPRAISERS, "undo": APPRAISERS | {"head"}, "send_back": COUNCIL | {"member"}, "reopen": COUNCIL},
    "explanation": _SHUT | {"explain": {"head"}, "undo": APPRAISERS | {"head"}, "reopen": COUNCIL},
    "council": _SHUT | {"decide": {"chair"}, "establish": APPRAISERS, "undo": APPRAISERS | {"head"}, "reopen": COUNCIL},
    "locked": _SHUT | {"reopen": COUNCIL},
    "published": _SHUT | {"appeal": {"head"}, "reopen": COUNCIL},
    "appealed": _SHUT | {"appeal": {"head"}, "decide_appeal": {"decider"}, "reopen": COUNCIL},
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("stage", AT_STAGE)
def test_every_address_as_every_role_at_the_later_stages(desk: Desk, ledgers, stage: str) -> None:
    allowed = ALLOWED | AT_STAGE[stage]
    # Taking back moves the campaign on, so it comes last.
    routes = sorted(
        (one for one in _ours() if "campaign" in one.pattern.converters and one.name not in _SLOW),
        key=lambda one: one.name == "withdraw",
    )
    wrong = []
    for role, (duty, actor) in ROLES.items():
        desk.as_at(ledgers[stage])
        client = desk.client(desk.user(f"nguoi-thu-{role}", duty, actor))
        client.raise_request_exception = False
        for one in routes:
            for method in one.callback.methods:  # type: ignore[attr-defined]
                answer = getattr(client, method.lower())(_address(one))
                answer.close()
                expected = {200, 302, 404, 409, 422} if role in allowed[str(one.name)] else {403, 404}
                if answer.status_code not in expected:
                    wrong.append((role, method, one.name, answer.status_code))
    assert not wrong


def test_who_has_no_place_in_a_campaign_does_not_learn_of_it(desk: Desk) -> None:
    user = desk.user("nguoi-la", Duty.VIEWER, "")
    user.places.update(campaign="dot-khac")
    client = desk.client(user)
    for one in _ours():
        if "campaign" in one.pattern.converters:
            for method in one.callback.methods:  # type: ignore[attr-defined]
                assert getattr(client, method.lower())(_address(one)).status_code == 404
    assert client.get("/dot/khong-co/").status_code == 404


def test_a_file_of_another_agency_s_draft_is_not_served(desk: Desk) -> None:
    from scoring.web.models import DraftFile

    user = desk.user("can-bo-k", Duty.EDITOR, K)
    other = desk.user("can-bo-l", Duty.EDITOR, L)
    (desk.folder.files / "abc").write_bytes(b"%PDF-")
    file = DraftFile.objects.create(campaign=CAMPAIGN, agency=K, name="a.pdf", stored="abc", sha256="0" * 64, size=5,
                                    media_type="application/pdf", uploaded_by=user)  # fmt: skip
    own = desk.client(user).get(desk.url(f"phieu/{K}/tep/{file.pk}/"))
    assert (own.status_code, b"".join(own.streaming_content)) == (200, b"%PDF-")
    assert desk.client(other).get(desk.url(f"phieu/{K}/tep/{file.pk}/")).status_code == 403
    assert desk.client(other).get(desk.url(f"phieu/{L}/tep/{file.pk}/")).status_code == 404
