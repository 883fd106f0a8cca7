"""A small campaign, and short words to move it on."""

from __future__ import annotations

from typing import Any

from scoring.review.entry import Draft, Entry
from scoring.review.entry_line import seal
from scoring.review.fold import apply
from scoring.review.state import Refused, State

STAGES = [
    {"id": "nop", "kind": "submission", "title": "Nộp hồ sơ", "deadline": "2025-12-10"},
    {"id": "vong-1", "kind": "appraisal", "title": "Vòng 1", "deadline": "2025-12-20"},
    {"id": "giai-trinh", "kind": "explanation", "title": "Giải trình", "deadline": "2025-12-25"},
    {"id": "vong-2", "kind": "appraisal", "title": "Vòng 2", "deadline": "2025-12-31"},
    {"id": "hoi-dong", "kind": "council", "title": "Hội đồng", "deadline": "2026-01-05"},
    {"id": "cong-bo", "kind": "publication", "title": "Công bố", "deadline": "2026-01-10"},
    {"id": "kien-nghi", "kind": "appeal", "title": "Kiến nghị", "deadline": "2026-01-20"},
]
CRITERIA = [
    {"id": "I.1", "min": "0", "max": "10", "path": ["I"]},
    {"id": "II.1", "min": "0", "max": "5", "path": ["II"]},
    {"id": "T.1", "min": "-2", "max": "0", "path": []},
]


def campaign(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1, "id": "d", "title": "Đợt thử", "period": "2025", "scheme": "thu",
        "bodies": [{"id": "tinh", "name": "Sở"}, {"id": "huyen", "name": "Huyện"}],
        "agencies": [
            {"id": id, "name": f"Xã {id}", "block": "xa", "level": "xa"} for id in ("a", "b", "c")
        ],
        "appraised_by": [
            {"level": "xa", "by": "huyen", "until": "2025-06-30"},
            {"level": "xa", "by": "tinh", "from": "2025-07-01"},
        ],
        "people": [
            {"id": "thu-ky", "title": "Thư ký", "role": "secretary"},
            {"id": "tv-1", "title": "Thành viên 1", "role": "member", "body": "tinh", "fields": ["I"]},
            {"id": "tv-2", "title": "Thành viên 2", "role": "member", "body": "tinh"},
            {"id": "tv-huyen", "title": "Thành viên huyện", "role": "member", "body": "huyen"},
            {"id": "chu-tich", "title": "Chủ tịch hội đồng", "role": "chair"},
            {"id": "ubnd", "title": "UBND tỉnh", "role": "decider"},
        ],
        "stages": STAGES, "final": ["hoi-dong", "vong-2", "vong-1", "claimed", "computed"], **changes,
    }  # fmt: skip


AT = "2026-01-05T02:00:00Z"


def draft(**changes: Any) -> Draft:
    given = {"act": "submitted", "actor": "ubnd-a", "role": "agency", "at": AT, "data": {"x": "7.5"}}
    return Draft(**{**given, **changes})


ROLES = {
    "thu-ky": "secretary", "tv-1": "member", "tv-2": "member", "tv-huyen": "member",
    "chu-tich": "chair", "ubnd": "decider",
}  # fmt: skip
SUBMISSION = {
    "dossier": "0" * 64, "file": "ho-so.yaml", "attachments": {},
    "claimed": {"I.1": "9", "II.1": "4"}, "certain": {"I.1": "8.5", "II.1": "4", "T.1": "0"},
    "attainable": {"I.1": "8.5", "II.1": "4", "T.1": "0"}, "weak": [],
}  # fmt: skip


class Play:
    """A campaign being played: each call is one act, at noon of a day."""

    def __init__(self, opened: str = "2025-11-01", **changes: Any) -> None:
        self.state = State()
        self.entries: list[Entry] = []
        data = {"campaign": campaign(**changes), "scheme": {"id": "thu"}, "criteria": {"xa": CRITERIA}}
        self("opened", "thu-ky", opened, **data)

    def __call__(self, act: str, actor: str, day: str, **data: Any) -> Entry:
        at = day if "T" in day else f"{day}T05:00:00Z"
        draft = Draft(act=act, actor=actor, role=ROLES.get(actor, "agency"), at=at, data=data)
        entry = seal(draft, "d", self.state.head.seq + 1, self.state.head.hash)
        apply(self.state, entry)
        self.entries.append(entry)
        return entry

    def refused(self, act: str, actor: str, day: str, **data: Any) -> str:
        """The code of the refusal."""
        try:
            self(act, actor, day, **data)
        except Refused as error:
            return error.diagnostics[0].code
        return ""

    def submit(self, *agencies: str, day: str = "2025-12-01", **changes: Any) -> None:
        for one in agencies:
            self("submitted", one, day, agency=one, **{**SUBMISSION, **changes})

    def lock(self, stage: str, day: str) -> None:
        self("locked", "thu-ky", day, stage=stage)

    def to(self, stage: str) -> None:
        """All agencies submit, and all stages before this one are locked."""
        self.submit("a", "b", "c")
        for one in STAGES:
            if one["id"] == stage:
                return
            year, month, day = map(int, one["deadline"].split("-"))
            self.lock(one["id"], f"{year}-{month:02}-{day:02}T17:00:00Z")
