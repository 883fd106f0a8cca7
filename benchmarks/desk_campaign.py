"""A desk with a campaign as large as a province's: its scheme, dossiers, accounts, drafts and ledger.

The ledger is written through the use cases; the same numbers give the same campaign.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.review.entry import instant

if TYPE_CHECKING:
    from scoring.app.campaign.session import Session
    from scoring.web.folder import DeskFolder

GROUPS = ("I", "II", "III", "IV", "V", "VI")
EACH = 10
"""Criteria of a group."""
CAMPAIGN, SCHEME = "dot-do", "bo-do"
MEMBERS = {f"thanh-vien-{number}": group for number, group in enumerate(GROUPS, 1)}
STAGES = (
    ("nop", "submission", "2025-12-12"),
    ("vong-1", "appraisal", "2025-12-19"),
    ("giai-trinh", "explanation", "2025-12-24"),
    ("vong-2", "appraisal", "2025-12-30"),
    ("hoi-dong", "council", "2026-01-06"),
    ("cong-bo", "publication", "2026-01-12"),
    ("kien-nghi", "appeal", "2026-01-22"),
)


def _criterion(group: str, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A criterion and its measures: yes or no, bands of a ratio, a ratio in proportion, papers counted."""
    id, key = f"{group}.{number}", f"{group.lower()}_{number}"
    maximum = 1 if number in (3, 6, 9) or (number == 10 and group in ("I", "IV")) else 2
    node = {"id": id, "title": f"Tiêu chí {id} của bộ tiêu chí để đo", "maximum": maximum, "basis": "working"}
    kind = number % 4
    if kind == 1:
        measures = {f"{key}_co": {"declared": f"Đã thực hiện việc {id}", "answer": "yes_no"}}
        return node | {"score": {"yes_no": {"of": f"{key}_co"}}, "evidence": {"required": ["van-ban"]}}, measures
    parts = {
        f"{key}_phai": {"declared": f"Số việc phải làm theo {id}", "unit": "việc"},
        f"{key}_da": {"declared": f"Số việc đã làm theo {id}", "unit": "việc", "at_most": f"{key}_phai"},
        f"{key}_ty_le": {"ratio": [f"{key}_da", f"{key}_phai"], "title": f"Tỷ lệ việc đã làm theo {id}", "when_zero": "not_declared"},
    }  # fmt: skip
    if kind == 2:
        tiers = [
            {"from": "90 %", "points": maximum},
            {"from": "70 %", "below": "90 %", "points": "70 %"},
            {"below": "70 %", "points": 0},
        ]
        return node | {"score": {"bands": {"of": f"{key}_ty_le", "tiers": tiers}}}, parts
    score = {"proportional": {"of": f"{key}_ty_le", "floor": "20 %", "target": "100 %"}}
    return node | {"score": score, "evidence": {"required": ["bao-cao"]}}, parts


def write_scheme(folder: Path) -> Path:
    """Write the scheme of 60 criteria in six groups; its folder."""
    target = folder / SCHEME
    (target / "sets").mkdir(parents=True)
    measures: dict[str, Any] = {}
    groups, total = [], 0
    for group in GROUPS:
        rows = [_criterion(group, number) for number in range(1, EACH + 1)]
        for _, own in rows:
            measures |= own
        maximum = sum(node["maximum"] for node, _ in rows)
        total += maximum
        groups.append(
            {
                "id": group,
                "title": f"Nhóm {group}",
                "maximum": maximum,
                "basis": "working",
                "criteria": [node for node, _ in rows],
            }
        )
    ladder = {"on": "share", "classes": [
        {"id": "tot", "title": "Tốt", "from": "85 %", "basis": "working"},
        {"id": "kha", "title": "Khá", "from": "70 %", "below": "85 %", "basis": "working"},
        {"id": "yeu", "title": "Yếu", "below": "70 %", "basis": "working"},
    ]}  # fmt: skip
    scheme = {
        "format": 1, "id": SCHEME, "title": "Bộ tiêu chí để đo", "status": "working", "banner": "Chỉ để đo tốc độ",
        "period": {"kinds": ["year"], "reference": "end"}, "rounding": {"at": "total", "mode": "half_up", "step": "@0.01"},
        "policies": {"not_applicable": "drop", "explanation": "pending", "penalty_floor": "zero",
                     "closing": {"not_declared": "zero", "pending": "open", "refused": "zero", "missing_evidence": "zero", "open_lists": "as_declared"}},
        "agency_kinds": [{"id": "xa", "title": "Xã"}],
        "blocks": [{"id": "xa", "title": "Khối xã", "set": "xa", "ladder": "xa", "kinds": ["xa"], "appraised_by": "Sở Nội vụ"}],
        "sets": ["sets/xa.yaml"],
        "evidence_kinds": {"van-ban": {"title": "Văn bản", "needs": ["number", "date", "issuer"]},
                           "bao-cao": {"title": "Báo cáo", "needs": ["number", "date", "issuer"]}},
        "ladders": {"xa": ladder},
    }  # fmt: skip
    one = {
        "format": 1,
        "set": "xa",
        "title": "Xã",
        "maximum": total,
        "basis": "working",
        "measures": measures,
        "groups": groups,
    }
    # JSON is YAML; a number with decimals is written as one.
    (target / "scheme.yaml").write_text(_text(scheme), "utf-8")
    (target / "sets" / "xa.yaml").write_text(_text(one), "utf-8")
    return target


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace('"@0.01"', "0.01") + "\n"


def agency_id(number: int) -> str:
    """The id of an agency."""
    return f"xa-{number:03}"


def campaign_file(agencies: int) -> dict[str, Any]:
    """The campaign of so many agencies."""
    people: list[dict[str, Any]] = [{"id": "thu-ky", "title": "Thư ký hội đồng", "role": "secretary"}]
    people += [
        {
            "id": id,
            "title": f"Thành viên thẩm định nhóm {group}",
            "role": "member",
            "body": "so-noi-vu",
            "fields": [group],
        }
        for id, group in MEMBERS.items()
    ]
    people += [
        {"id": "chu-tich", "title": "Chủ tịch hội đồng", "role": "chair"},
        {"id": "ubnd-tinh", "title": "Ủy ban nhân dân tỉnh (hư cấu)", "role": "decider"},
    ]
    return {
        "format": 1, "id": CAMPAIGN, "title": "Đợt để đo", "period": 2025, "scheme": SCHEME,
        "bodies": [{"id": "so-noi-vu", "name": "Sở Nội vụ (hư cấu)"}],
        "appraised_by": [{"level": "xa", "by": "so-noi-vu"}],
        "agencies": [{"id": agency_id(number), "name": f"Ủy ban nhân dân xã số {number} (hư cấu)", "block": "xa", "level": "xa"} for number in range(agencies)],
        "people": people,
        "stages": [{"id": id, "kind": kind, "title": f"Giai đoạn {id}", "deadline": day} for id, kind, day in STAGES],
        "final": ["hoi-dong", "vong-2", "vong-1", "computed"],
    }  # fmt: skip


def write_dossier(folder: Path, number: int) -> Path:
    """Write the dossier of an agency: 60 own points, about 150 numbers, 40 papers."""
    chance = random.Random(number)
    quality = chance.betavariate(9, 2)
    numbers: dict[str, Any] = {}
    claims: dict[str, Any] = {}
    evidence: list[dict[str, Any]] = []
    for group in GROUPS:
        for one in range(1, EACH + 1):
            node, measures = _criterion(group, one)
            claims[node["id"]] = {"points": node["maximum"]}
            for id in measures:
                if id.endswith("_co"):
                    numbers[id] = chance.random() < quality
                elif id.endswith("_phai"):
                    numbers[id] = chance.randint(5, 60)
                elif id.endswith("_da"):
                    numbers[id] = int(
                        numbers[id.replace("_da", "_phai")] * min(1.0, quality * chance.uniform(0.9, 1.3))
                    )
            for kind in node.get("evidence", {}).get("required", ()):
                evidence.append({"id": f"mc-{len(evidence)}", "kind": kind, "title": f"Văn bản chứng minh tiêu chí {node['id']}",
                                 "number": f"{len(evidence) + 1}/{number}-UBND", "date": f"2025-{1 + len(evidence) % 11:02}-15",
                                 "issuer": f"UBND xã số {number}", "criteria": [node["id"]]})  # fmt: skip
    dossier = {
        "format": 1, "scheme": SCHEME, "period": 2025, "submitted": "2025-12-08", "complete": True,
        "agency": {"id": agency_id(number), "name": f"Ủy ban nhân dân xã số {number} (hư cấu)", "block": "xa", "kind": "xa"},
        "numbers": numbers, "claims": claims, "evidence": evidence,
    }  # fmt: skip
    path = folder / f"{agency_id(number)}.yaml"
    path.write_text(_text(dossier), "utf-8")
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeDesk:
    """A desk that was made; every account has the one password."""

    folder: DeskFolder
    dossiers: list[Path]
    agencies: int


def make_desk(
    path: Path, agencies: int, *, database: str | None = None, now: str = "2025-12-12T13:00:00Z"
) -> LargeDesk:
    """Make a desk with the campaign opened, an editor and a head for every agency, an account for everybody else, and
    every draft filled; nothing is handed in. `now`: what its clock says when it is served.
    """
    from scoring.app.campaign.opening import open_campaign
    from scoring.app.stores import make_store
    from scoring.web import server
    from scoring.web.folder import init_folder

    work = path.parent / f"{path.name}-nguon"
    work.mkdir(parents=True)
    scheme = write_scheme(work)
    file = work / "campaign.yaml"
    file.write_text(_text(campaign_file(agencies)), "utf-8")
    offset = int((instant(now) - datetime.now(UTC)).total_seconds())
    folder = init_folder(path, database=database, clock_offset=offset, scheme=str(scheme.resolve()))
    server.set_up(folder)
    make_store(folder.ledger)
    server.migrate()
    open_campaign(folder.ledger, file, by="thu-ky", scheme=scheme, at="2025-11-20T01:00:00Z")
    dossiers = [write_dossier(work, number) for number in range(agencies)]
    _accounts(folder, dossiers)
    return LargeDesk(folder=folder, dossiers=dossiers, agencies=agencies)


def _accounts(folder: DeskFolder, dossiers: list[Path]) -> None:
    from scoring.app.campaign.evaluation import campaign_scheme
    from scoring.evidence.load import load_dossier
    from scoring.web import dossier_draft, draft_fields, drafts
    from scoring.web.models import Duty, Place, User

    names = [(f"{duty}-{one.stem}", duty, one.stem) for one in dossiers for duty in (Duty.EDITOR, Duty.HEAD)]
    names += [(id, Duty.OFFICE, id) for id in ("thu-ky", *MEMBERS, "chu-tich", "ubnd-tinh")]
    names.append(("nguoi-xem", Duty.VIEWER, ""))
    # Nobody signs in with a password here: hashing hundreds would take longer than the rest.
    users = {
        one.username: one
        for one in User.objects.bulk_create([User(username=name, password="!") for name, _, _ in names])
    }
    Place.objects.bulk_create(
        [Place(user=users[name], campaign=CAMPAIGN, duty=duty, actor=actor) for name, duty, actor in names]
    )
    with opened(folder) as session:
        fields = draft_fields.fields_of(campaign_scheme(session), "xa")
    for one in dossiers:
        values = dossier_draft.values_of(load_dossier(one).dossier, fields)
        drafts.fill(drafts.read(CAMPAIGN, one.stem), values, users[f"{Duty.EDITOR}-{one.stem}"])


def opened(folder: DeskFolder) -> Session:
    """The campaign's session."""
    from scoring.app.campaign.session import Session

    return Session(folder.ledger, CAMPAIGN, scheme=folder.scheme)


def appraised(made: LargeDesk, *, until: str) -> int:
    """Hand in every dossier and appraise every criterion, stage by stage, up to the stage `until`; how many entries. Where
    that is a round of appraisal, ten in every hundred agencies are not appraised in it yet.
    """
    from scoring.app.campaign import acts
    from scoring.app.campaign.decisions import appraise
    from scoring.app.campaign.submission import submit
    from scoring.evidence.load import load_dossier

    with opened(made.folder) as session:
        for one in made.dossiers:
            submit(session, load_dossier(one), at="2025-12-11T02:00:00Z")
        state = session.state
        for stage, kind, day in STAGES:
            if kind == "appraisal":
                for by, group in MEMBERS.items():
                    given = []
                    for id in list(state.agencies)[: -made.agencies // 10 if stage == until else None]:
                        for number in range(1, EACH + 1):
                            text = "0.5" if stage == "vong-1" and (number + int(id[3:])) % 7 == 0 else None
                            given.append(_decision(session, id, f"{group}.{number}", text))
                    appraise(session, given, by=by, at=f"{day}T02:00:00Z")
            if stage == until:
                break
            acts.lock(session, stage, by="chu-tich" if kind == "council" else "thu-ky", at=f"{day}T18:00:00Z")
        return session.state.head.seq


def _decision(session: Session, agency: str, criterion: str, points: str | None) -> Any:
    from scoring.numbers import exact_text
    from scoring.review.decisions import Decision
    from scoring.review.score_lines import level_before

    before = level_before(session.state.agencies[agency], criterion)[1]
    same = "" if before is None else exact_text(before)
    if points is None or points == same:
        return Decision(agency=agency, criterion=criterion, points=same)
    return Decision(
        agency=agency,
        criterion=criterion,
        points=points,
        reason="Biên bản không có chữ ký của người chủ trì",
        causes={"judgement": ""},
    )


def cookie_of(name: str) -> str:
    """The cookie of a browser in which an account has signed in."""
    from django.conf import settings
    from django.test import Client

    from scoring.web.models import User

    client = Client()
    client.force_login(User.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
