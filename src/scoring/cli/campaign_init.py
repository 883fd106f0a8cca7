"""`scoring campaign init`: open a campaign."""

from __future__ import annotations

from pathlib import Path

from scoring.cli import inputs
from scoring.cli.console import show, t, talk
from scoring.cli.desk import AT, BY, STORE, foot, recorded
from scoring.cli.options import PATH, SCHEME, argument, command


@command(
    "init",
    "Mở đợt: đọc tệp đợt, lấy các tiêu chí của bộ tiêu chí làm khung, ghi bản ghi đầu tiên. Tạo kho nếu chưa có.",
    "Open a campaign: read its file, take the criteria from the scheme, write the first entry. Makes the store if there is none.",
)
@argument("file", "Tệp đợt (campaign.yaml).", "The campaign's file (campaign.yaml).", type=PATH)
@SCHEME
@STORE
@BY
@AT
def command_(file: Path, scheme: Path | None, store: str, by: str, at: str | None) -> int:
    """Open a campaign."""
    from scoring.batch.local import cached_scheme
    from scoring.review.acts.who import role_of
    from scoring.review.campaign import load_campaign
    from scoring.review.entry import Draft
    from scoring.review.opening import opening
    from scoring.review.state import State, fold
    from scoring.review.store import View
    from scoring.store import init_store, open_store

    campaign, problems = load_campaign(file)
    show(problems)
    folder = inputs.scheme_folder(scheme) if scheme else inputs.scheme_for(file, campaign.scheme)
    loaded = cached_scheme(folder, str(campaign.period))
    data = opening(campaign, loaded)
    draft = Draft("opened", by, role_of(campaign, by) or "–", recorded(at), data)
    state = State()

    def check(view: View) -> None:
        nonlocal state
        state = fold(view.entries())
        state.admit([draft], campaign.id)

    # Nothing is made before the act is known to be allowed.
    State().admit([draft], campaign.id)
    _, _, warnings = init_store(store)
    show(warnings)
    with open_store(store) as opened:
        opened.append(campaign.id, [draft], check)
    count = len(campaign.agencies)
    talk(t(f"Đã mở đợt “{campaign.title}”: {count} cơ quan, {len(campaign.stages)} giai đoạn",
           f"Opened “{campaign.title}”: {count} agencies, {len(campaign.stages)} stages"))  # fmt: skip
    talk(foot(state))
    return 0


__all__ = ["command_"]
