"""Both databases keep what they acknowledged, in order, and nothing else."""

from __future__ import annotations

import hashlib
import io

import pytest
from memory_store import MemoryStore
from sqlalchemy import text

from scoring.errors import CannotRead, IntegrityFailure, InvalidInput, NothingMatched
from scoring.review.chain import Conflict, verify
from scoring.review.entry import Draft, Head, Malformed
from scoring.review.entry_line import parse, to_bytes
from scoring.store import blobs, init_store, open_store, sql
from scoring.store.check import check
from scoring.store.schema import APPEND_ONLY, PART

AT = "2026-01-05T02:00:00Z"


def drafts(*numbers):
    return [
        Draft(act="noted", actor="ubnd-a", role="agency", at=AT, data={"n": one, "chữ": "đ'\\\"\u0000"})
        for one in numbers
    ]


def test_a_ledger_reads_back_as_it_would_from_memory(store):
    memory = MemoryStore()
    for one in (store, memory):
        one.append("d-2025", drafts(1, 2))
        one.append("d-2025", drafts(3), expected_head=one.head("d-2025"))
        one.append("khac", drafts(1))

    assert list(store.lines("d-2025")) == list(memory.lines("d-2025"))
    assert list(store.entries("d-2025", 1)) == list(memory.entries("d-2025", 1))
    assert store.head("d-2025") == memory.head("d-2025")
    assert store.campaigns() == ["d-2025", "khac"]
    assert verify(store.lines("d-2025")) == store.head("d-2025")


def test_the_same_store_is_read_by_whoever_opens_it_later(store, place):
    [entry] = store.append("d", drafts(1))

    with open_store(place) as again:
        assert list(again.entries("d")) == [entry]


def test_a_long_ledger_is_read_page_by_page(store, monkeypatch):
    monkeypatch.setattr(sql, "_PAGE", 3)
    store.append("d", drafts(*range(7)))

    assert [one.data["n"] for one in store.entries("d")] == list(range(7))
    assert [one.seq for one in store.entries("d", 3)] == [4, 5, 6, 7]
    seen = []
    store.append("d", drafts(7), check=lambda view: seen.extend(view.entries(2)))
    assert [one.seq for one in seen] == [3, 4, 5, 6, 7]


def test_a_reader_who_is_slow_does_not_stop_a_writer(store, monkeypatch):
    monkeypatch.setattr(sql, "_PAGE", 2)
    store.append("d", drafts(1, 2, 3))
    lines = store.lines("d")
    next(lines)

    store.append("d", drafts(4))

    assert len(list(lines)) == 3


def test_an_append_that_expected_another_head_writes_nothing(store):
    head = store.append("d", drafts(1))[0].head
    store.append("d", drafts(2))

    with pytest.raises(Conflict) as caught:
        store.append("d", drafts(3), expected_head=head)

    assert caught.value.diagnostics[0].code == "SC901"
    assert store.head("d").seq == 2
    with pytest.raises(Conflict):
        store.append("moi", drafts(1), expected_head=head)
    assert store.campaigns() == ["d"]


def test_what_the_check_refuses_is_not_written(store):
    def refuse(view):
        assert view.head == Head()
        assert list(view.entries()) == []
        raise InvalidInput([])

    with pytest.raises(InvalidInput):
        store.append("d", drafts(1), check=refuse)

    assert store.campaigns() == []
    assert store.head("d") == Head()
    with pytest.raises(NothingMatched):
        store.lines("d")


def test_drafts_are_written_all_or_none(store):
    with pytest.raises(Malformed):
        store.append("d", [*drafts(1, 2), Draft(act="noted", actor="", role="agency", at=AT)])

    assert store.campaigns() == []
    assert store.append("d", []) == []
    assert store.campaigns() == []


def test_a_signature_is_kept_with_its_entry(store):
    [entry] = store.append("d", drafts(1), sign=lambda one: {"key": "k", "value": one.hash})

    assert entry.signature == {"key": "k", "value": entry.hash}
    assert list(store.lines("d")) == [to_bytes(entry)]


@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_are_neither_changed_nor_removed(store, table, act):
    store.append("d", drafts(1))
    store.put_attachment(io.BytesIO(b"abc"))
    column = "id" if table == "campaigns" else "sha256" if table != "entries" else "line"
    before = list(store.lines("d"))

    with pytest.raises(IntegrityFailure) as caught:
        store.transaction(lambda one: one.execute(text(act.format(table, column, column))))

    assert caught.value.diagnostics[0].code == "SC975"
    assert list(store.lines("d")) == before


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_table_is_not_emptied_at_once(store):
    """SQLite has no TRUNCATE."""
    store.append("d", drafts(1))

    with pytest.raises(IntegrityFailure):
        store.transaction(lambda one: one.execute(text("TRUNCATE campaigns CASCADE")))


def test_a_second_entry_after_the_same_one_is_refused_by_the_database_itself(store):
    first, second = store.append("d", drafts(1, 2))
    values = {"c": "d", "s": 3, "p": second.prev, "h": "f" * 64, "l": "x"}

    with pytest.raises(IntegrityFailure):
        store.transaction(lambda one: one.execute(text("INSERT INTO entries VALUES (:c, 0, :s, :p, :h, :l)"), values))

    assert store.head("d") == second.head
    assert first.hash == second.prev


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 3 * PART - 1])
def test_an_attachment_reads_back_byte_for_byte(store, size):
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    digest = store.put_attachment(io.BytesIO(data))

    assert digest == hashlib.sha256(data).hexdigest()
    assert store.put_attachment(io.BytesIO(data)) == digest
    with store.open_attachment(digest) as stream:
        assert stream.read(10) == data[:10]
        assert stream.read() == data[10:]


def test_an_attachment_beyond_the_limit_is_refused(store, place):
    store.max_attachment = 1000
    with pytest.raises(InvalidInput) as caught:
        store.put_attachment(io.BytesIO(b"x" * 1001))

    assert caught.value.diagnostics[0].code == "SC984"
    assert store.put_attachment(io.BytesIO(b"x" * 1000))


def test_an_attachment_that_is_not_there_or_was_changed_is_not_handed_out(store):
    with pytest.raises(CannotRead) as caught:
        store.open_attachment("0" * 64)
    assert caught.value.diagnostics[0].code == "SC903"

    kept = store.put_attachment(io.BytesIO(b"x" * (PART + 5)))

    def tamper(connection):
        off = (
            "DROP TRIGGER attachment_parts_no_update"
            if connection.dialect.name == "sqlite"
            else "ALTER TABLE attachment_parts DISABLE TRIGGER ALL"
        )
        connection.execute(text(off))
        values = {"data": b"yyyyy", "sha256": kept}
        change = "UPDATE attachment_parts SET data = :data WHERE sha256 = :sha256 AND part = 1"
        connection.execute(text(change), values)

    store.transaction(tamper)
    with pytest.raises(IntegrityFailure) as failed:
        store.open_attachment(kept)
    assert failed.value.diagnostics[0].code == "SC904"


def test_no_attachment_is_ever_whole_in_memory(store):
    class Endless(io.RawIOBase):
        left, largest = 40 * PART, 0

        def readable(self):
            return True

        def readinto(self, buffer):
            count = min(len(buffer), self.left)
            Endless.largest = max(Endless.largest, count)
            self.left -= count
            return count

    digest = store.put_attachment(io.BufferedReader(Endless(), 1 << 16))

    with store.open_attachment(digest) as stream:
        assert sum(len(part) for part in iter(lambda: stream.read(PART), b"")) == 40 * PART
    assert Endless.largest <= PART
    with store.engine.connect() as connection:
        longest = text("SELECT max(length(data)) FROM attachment_parts")
        assert connection.execute(longest).scalar() == PART


def test_erased_bytes_are_gone_with_the_entry_and_nothing_else_can_be_changed_after(store):
    digest, other = (store.put_attachment(io.BytesIO(data)) for data in (b"abc" * PART, b"khac"))

    erased = Draft(act="erased", actor="thu-ky", role="secretary", at=AT, data={"digest": digest})
    store.append("d", [*drafts(1), erased], erase={digest})

    with store.engine.connect() as connection:
        left = set(connection.scalars(text("SELECT sha256 FROM attachment_parts")))
    assert left == {other}
    assert store.has_attachment(digest)
    with pytest.raises(CannotRead) as error:
        store.open_attachment(digest)
    assert error.value.diagnostics[0].code == "SC844"
    found = check(store)
    assert (found.problems, found.attachments) == ([], 2)
    for statement in ("DELETE FROM attachment_parts", "UPDATE attachment_parts SET part = 7"):
        with pytest.raises(IntegrityFailure):
            store.transaction(lambda connection, one=statement: connection.execute(text(one)))
    assert store.put_attachment(io.BytesIO(b"abc" * PART)) == digest
    with pytest.raises(CannotRead):
        store.open_attachment(digest)


def test_an_erasure_that_is_refused_removes_nothing(store):
    digest = store.put_attachment(io.BytesIO(b"abc"))

    def refuse(view):
        raise CannotRead.of("SC903", sha256="x")

    with pytest.raises(CannotRead):
        store.append("d", drafts(1), refuse, erase={digest})
    with store.open_attachment(digest) as stream:
        assert stream.read() == b"abc"


def test_two_who_bring_the_same_attachment_keep_it_once(store):
    with blobs.spooled(io.BytesIO(b"abc"), 10) as kept:
        assert store.transaction(lambda one: blobs.put(one, kept)) is True
        assert store.transaction(lambda one: blobs.put(one, kept)) is False


def test_every_stored_line_is_the_entrys_canonical_line(store):
    found = store.append("d", drafts(1, 2, 3))

    assert [parse(line) for line in store.lines("d")] == found


def test_making_a_store_twice_changes_nothing(store, place):
    store.append("d", drafts(1))

    assert init_store(place)[:2] == ("v0001", "v0001")
    assert store.head("d").seq == 1
