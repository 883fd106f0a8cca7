"""`scoring campaign init`: open a campaign."""

from __future__ import annotations

from pathlib import Path

from scoring.app import inputs
from scoring.cli.desk import AT, BY, STORE, foot, recorded
from scoring.cli.terminal.console import show, t, talk
from scoring.cli.terminal.options import PATH, SCHEME, argument, command
from scoring.diagnostics import Diagnostic, did_you_mean
from scoring.errors import InvalidInput
from scoring.yaml_source import Document


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
    from scoring.cli.earlier_years import read_earlier
    from scoring.review.acts.who import role_of
    from scoring.review.campaign import end_of, load_campaign
    from scoring.review.entry import Draft, instant
    from scoring.review.fold import admit, fold
    from scoring.review.opening import opening
    from scoring.review.state import State
    from scoring.review.store import View
    from scoring.store import init_store, open_store

    campaign, problems, doc = load_campaign(file)
    show(problems)
    loaded = cached_scheme(_scheme(campaign.scheme, scheme, file, doc), str(campaign.period))
    if loaded.scheme.id != campaign.scheme:
        raise _unknown(campaign.scheme, [loaded.scheme.id], doc)
    earlier = read_earlier(campaign, doc, file)
    data = opening(campaign, loaded, earlier)
    draft = Draft("opened", by, role_of(campaign, by) or "–", recorded(at), data)
    state = State()

    def check(view: View) -> None:
        nonlocal state
        state = fold(view.entries())
        admit(state, [draft], campaign.id)

    # Nothing is made before the act is known to be allowed.
    admit(State(), [draft], campaign.id)
    _, _, warnings = init_store(store)
    show(warnings)
    with open_store(store) as opened:
        opened.append(campaign.id, [draft], check)
    count = len(campaign.agencies)
    talk(t(f"Đã mở đợt “{campaign.title}”: {count} cơ quan, {len(campaign.stages)} giai đoạn",
           f"Opened “{campaign.title}”: {count} agencies, {len(campaign.stages)} stages"))  # fmt: skip
    if earlier.files:
        known = len(earlier.results)
        talk(t(f"Kết quả các năm trước: {len(earlier.files)} tệp, của {known}/{count} cơ quan; đã ghi vào sổ cái",
               f"Earlier results: {len(earlier.files)} files, of {known} of {count} agencies; kept in the ledger"))  # fmt: skip
    over = [
        f"{one.title} ({one.deadline:%d/%m/%Y})" for one in campaign.stages if end_of(one.deadline) <= instant(draft.at)
    ]  # fmt: skip
    if over:
        show([Diagnostic("SC862", None, {"stages": ", ".join(over)})])
    talk(foot(state))
    return 0


def _scheme(id: str, given: Path | None, file: Path, doc: Document) -> Path:
    """The folder of the campaign's scheme.

    Raises:
        InvalidInput: there is no such scheme; names the place in the campaign's file.
    """
    if given is not None:
        return inputs.scheme_folder(given)
    found = inputs.scheme_by_id(id, file)
    if found is None:
        raise _unknown(id, inputs.known_schemes(file), doc)
    return found


def _unknown(id: str, known: list[str], doc: Document) -> InvalidInput:
    values = {"id": id, "known": ", ".join(known) or "–", "guess": did_you_mean(id, known)}
    return InvalidInput([Diagnostic("SC851", doc.place(("scheme",)), values)])


__all__ = ["command_"]
