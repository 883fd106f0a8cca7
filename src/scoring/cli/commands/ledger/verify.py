"""`scoring ledger verify`: the chain and every move; names the first broken entry."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from scoring.app.files import not_there
from scoring.cli.desk import CAMPAIGN, STORE
from scoring.cli.stores import DEMAND, KEYS, only, trusted_keys
from scoring.cli.terminal.console import show, t, write
from scoring.cli.terminal.options import PATH, argument, command, option
from scoring.errors import IntegrityFailure


@command(
    "verify",
    "Kiểm tra sổ cái: mã băm từng bản ghi, chuỗi nối, chữ ký nếu có, và mỗi bước có được phép ở chỗ nó đứng. Chỉ ra bản ghi hỏng đầu tiên "
    "(mã thoát 5). In mã đầu chuỗi để đối chiếu với mã đã in trên giấy.",
    "Verify a ledger: every entry's hash, the chain, signatures where there are any, and whether each act was allowed where it stands. Names the first "
    "broken entry (exit 5). Prints the chain head, to be compared with the one printed on paper.",
)
@argument(
    "file",
    "Sổ cái đã xuất (.jsonl); không ghi thì kiểm tra kho.",
    "An exported ledger (.jsonl); the store if none.",
    required=False,
    type=PATH,
)
@STORE
@CAMPAIGN
@option(
    "--head",
    vi="Mã đầu chuỗi đã in trên giấy: sổ cái phải chứa nó.",
    en="A chain head printed on paper: the ledger must hold it.",
)
@KEYS
@DEMAND
def command_(
    file: Path | None,
    store: str,
    campaign: str | None,
    head: str | None,
    keys: Path | None,
    demand: bool,
) -> int:
    """Verify."""
    from scoring.store.bundle import LONGEST

    known = trusted_keys(keys, demand=demand)
    if file is not None:
        not_there([file])
        with file.open("rb") as stream:
            # Whatever else a file is, no line of it fills the memory: one that is too long is no entry.
            pieces = iter(partial(stream.readline, LONGEST + 1), b"")
            _verify(
                (line.removesuffix(b"\n") for line in pieces),
                str(file),
                campaign or "",
                head,
                known,
                demand,
            )
        return 0
    from scoring.review.store import no_campaign
    from scoring.store import open_store

    with open_store(store) as opened:
        # A head belongs to one ledger, and none of the others holds it.
        wanted = [campaign or only(opened)] if campaign or head else opened.campaigns()
        if not wanted:
            raise no_campaign("–", wanted)
        for one in wanted:
            _verify(opened.lines(one), one, one, head, known, demand)
    return 0


def _verify(
    lines: Iterable[bytes],
    name: str,
    campaign: str,
    wanted: str | None,
    trusted: Mapping[str, str] | None,
    demand: bool,
) -> None:
    from scoring.diagnostics import Diagnostic, Place
    from scoring.review.acts.data import ORIGIN
    from scoring.review.chain import Broken, verify
    from scoring.review.entry import Entry, instant
    from scoring.review.fold import follow
    from scoring.review.state import State
    from scoring.store.signed import problems

    state = State()
    seen = wanted is None
    late: list[int] = []

    def watched(entry: Entry) -> None:
        nonlocal seen
        if entry.hash == wanted:
            seen = True
        # As texts they are in order too, but for parts of a second.
        if entry.at < state.latest and instant(entry.at) < state.floor:
            late.append(entry.seq)
        follow(state, entry)
        if demand or entry.signature is not None or ORIGIN in entry.data:
            wrong = list(problems([entry], trusted, demand=demand, file=name))
            if wrong:
                raise IntegrityFailure(wrong)

    # Nothing of a state is garbage; looking for some, now or later, takes longer than the rest.
    gc.disable()
    try:
        found = verify(lines, campaign, each=watched)
    finally:
        gc.freeze()
        gc.enable()
    if isinstance(found, Broken):
        raise found.failure(name)
    if not found.seq:
        raise IntegrityFailure(
            [
                Diagnostic(
                    "SC900",
                    Place(name),
                    {"position": "1", "why": "sổ cái rỗng", "why_en": "the ledger is empty"},
                )
            ]
        )
    if not seen:
        raise IntegrityFailure([Diagnostic("SC946", Place(name), {"head": str(wanted)})])
    if late:
        values = {"count": str(len(late)), "position": str(late[0])}
        show([Diagnostic("SC948", Place(name, late[0]), values)])
    write(t(f"✓ {name}: {found.seq} bản ghi nguyên vẹn, mã đầu chuỗi {found.hash}\n",
            f"✓ {name}: {found.seq} entries whole, chain head {found.hash}\n"))  # fmt: skip


__all__ = ["command_"]
