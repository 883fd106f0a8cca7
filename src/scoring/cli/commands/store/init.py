"""`scoring store init`: make a store, or bring it to the newest shape."""

from __future__ import annotations

from scoring.cli.terminal.console import Terminal, t, write
from scoring.cli.terminal.options import command
from scoring.cli.terminal.store_options import STORE


@command("init",
         "Tạo kho sổ cái; kho ở dạng cũ được nâng cấp, kho đã đúng dạng thì giữ nguyên. Hãy sao lưu trước khi nâng cấp.",
         "Make a ledger store; an older one is brought up to date, one that is right is left alone. Back it up first.")  # fmt: skip
@STORE
def command_(store: str) -> None:
    """Make a store."""
    from scoring.app.stores import make_store

    found = make_store(store, observer=Terminal(notes=True))
    place, before, after = found.place, found.before, found.after
    if not before:
        write(t(f"đã tạo kho {place} ({after})\n", f"made the store {place} ({after})\n"))
    elif before == after:
        write(t(f"kho {place} đã có ({after}), giữ nguyên\n", f"the store {place} is there ({after}), left alone\n"))  # fmt: skip
    else:
        write(t(f"đã nâng cấp kho {place}: {before} → {after}\n", f"brought the store {place} up to date: {before} → {after}\n"))  # fmt: skip
