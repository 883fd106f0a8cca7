"""What an appraiser types: points, causes with their points, corrected numbers."""

from __future__ import annotations

import re

import click

from scoring.cli.terminal.options import Command
from scoring.numbers import exact_text, parse_number, parse_vietnamese

_BELOW = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


class PointsCommand(Command):
    """A command whose arguments may be points below zero, which are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        given = [one.replace("-", "−") if _BELOW.fullmatch(one) else one for one in args]
        return super().parse_args(ctx, given)


def causes_of(given: tuple[str, ...]) -> dict[str, str]:
    """Causes with their points; a cause without points stands for the whole change."""
    found = {}
    for one in given:
        name, _, value = one.partition("=")
        found[name.replace("-", "_")] = number_text(value)
    return found


def number_text(text: str) -> str:
    """A number as typed, with either decimal mark, as the ledger writes it; what is none stays, to be refused.

    >>> number_text("2,5"), number_text("-0.50"), number_text("−1"), number_text("hai")
    ('2.5', '-0.5', '-1', 'hai')
    """
    plain = text.replace("−", "-")
    found = parse_number(plain)
    if found is None:
        found = parse_vietnamese(plain)
    return text if found is None else exact_text(found)


def numbers_of(given: tuple[str, ...]) -> dict[str, str]:
    """Corrected numbers by id, from ``ID=VALUE``."""
    return {name: _answer(value) for name, _, value in (one.partition("=") for one in given)}


def _answer(text: str) -> str:
    return f"{number_text(text[:-1].strip())} %" if text.endswith("%") else number_text(text)
