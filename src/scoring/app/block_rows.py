"""The rows of a ranked block in a file, for the documents of a report, which other processes may make."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from msgspec import msgpack
from msgspec.structs import asdict

from scoring.result.ranking import RankedResult
from scoring.result.summary import PackedSummaries, PackedSummary


class BlockRow(RankedResult, eq=False, kw_only=True):
    """An agency's place in its block, with the name of the file that holds its whole result."""

    held: PackedSummary
    result_file: str


class BlockRows(Sequence[BlockRow]):
    """The rows of a block, each read when it is asked for. The rows of all blocks of a run are in one file."""

    def __init__(self, packed: PackedSummaries, file: Path) -> None:
        """Find the rows that `write` put among the packed ones; `file` says where."""
        self.packed = packed
        self.places = array("Q", file.read_bytes())
        """Where each row begins, and how long it is."""
        self._decoder = msgpack.Decoder(BlockRow, dec_hook=lambda *_: packed)

    @staticmethod
    def write(packed: PackedSummaries, file: Path, rows: Iterable[tuple[RankedResult, str]]) -> None:
        """Write rows, with the names of their results' files, among the packed ones, and to `file` where they are."""
        places = array("Q")
        for row, result_file in rows:
            one = BlockRow(**asdict(row) | {"held": packed.copy(row.held), "result_file": result_file})
            places.extend(packed.put(msgpack.encode(one, enc_hook=lambda _: 0)))
        file.write_bytes(places.tobytes())

    def __len__(self) -> int:
        return len(self.places) // 2

    @overload
    def __getitem__(self, at: int) -> BlockRow: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[BlockRow]: ...
    def __getitem__(self, at: int | slice) -> BlockRow | Sequence[BlockRow]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        return self._decoder.decode(self.packed.read(self.places[2 * at], self.places[2 * at + 1]))

    def __iter__(self) -> Iterator[BlockRow]:
        return map(self.__getitem__, range(len(self)))
