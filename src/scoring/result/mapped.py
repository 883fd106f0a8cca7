"""Sequences whose items are made when they are asked for, so that of thousands none has to stay in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import eq
from typing import Any, Generic, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class Mapped(Sequence[T_co], Generic[T_co]):
    """What a function makes of the items of a sequence, made anew each time.

    >>> squares = Mapped(range(4), lambda n: n * n)
    >>> squares[3], list(squares[1:3])
    (9, [1, 4])
    """

    def __init__(self, items: Sequence[Any], make: Callable[[Any], T_co]) -> None:
        self._items, self._make = items, make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T_co: ...
    @overload
    def __getitem__(self, at: slice) -> Mapped[T_co]: ...
    def __getitem__(self, at: int | slice) -> T_co | Mapped[T_co]:
        return Mapped(self._items[at], self._make) if isinstance(at, slice) else self._make(self._items[at])

    def __iter__(self) -> Iterator[T_co]:
        return map(self._make, self._items)

    def __eq__(self, other: object) -> bool:
        """Whether it is a sequence of the same items."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


def joined(first: Sequence[T_co], second: Sequence[T_co]) -> Mapped[T_co]:
    """Two sequences as one.

    >>> list(joined(range(2), (7, 8)))
    [0, 1, 7, 8]
    """
    most = len(first)
    return Mapped(range(most + len(second)), lambda at: first[at] if at < most else second[at - most])
