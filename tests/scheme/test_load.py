"""Loading a scheme: files, digest, sets chosen, and what cannot be read."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from scoring.errors import CannotRead, InvalidInput
from scoring.scheme.check import unconfirmed
from scoring.scheme.load import check_at_all_times, find_schemes, load_scheme

BASE = Path(__file__).parent.parent / "broken" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "mau"
    shutil.copytree(BASE, target)
    return target


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def codes(folder: Path, period: str | None = "2025") -> list[str]:
    try:
        return [one.code for one in load_scheme(folder, period).diagnostics]
    except InvalidInput as error:
        return [one.code for one in error.diagnostics]


def second_set(folder: Path, broken: str = "") -> None:
    text = (folder / "sets/xa.yaml").read_text("utf-8").replace("set: xa", "set: so")
    (folder / "sets/so.yaml").write_text(text + broken, "utf-8")
    edit(folder / "scheme.yaml", "sets: [sets/xa.yaml]", "sets: [sets/xa.yaml, sets/so.yaml]")
    edit(folder / "scheme.yaml", "blocks:\n", "blocks:\n  - {id: so, title: Sở, set: so, ladder: chung}\n")


def test_a_folder_and_its_scheme_file_are_the_same_scheme() -> None:
    assert load_scheme(BASE).scheme == load_scheme(BASE / "scheme.yaml").scheme


def test_the_digest_is_over_the_digests_of_all_listed_files() -> None:
    lines = "".join(
        f"{hashlib.sha256((BASE / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("overlays/sua-doi.yaml", "scheme.yaml", "sets/xa.yaml")
    )
    assert load_scheme(BASE).digest == f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def test_line_ends_do_not_change_the_digest(folder: Path) -> None:
    before = load_scheme(folder).digest
    for file in folder.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_scheme(folder).digest == before


def test_a_changed_byte_in_any_file_changes_the_digest(folder: Path) -> None:
    seen = {load_scheme(folder).digest}
    for name in ("scheme.yaml", "sets/xa.yaml", "overlays/sua-doi.yaml"):
        with (folder / name).open("ab") as file:
            file.write(b"# x\n")
        seen.add(load_scheme(folder).digest)
    assert len(seen) == 4


def test_a_chosen_set_is_read_alone_but_the_digest_covers_all(folder: Path) -> None:
    second_set(folder)
    whole, part = load_scheme(folder), load_scheme(folder, sets=["xa"])
    assert set(whole.scheme.sets) == {"xa", "so"}
    assert set(part.scheme.sets) == {"xa"}
    assert part.digest == whole.digest
    assert part.diagnostics == []


def test_a_fault_in_a_set_not_asked_for_is_not_in_the_way(folder: Path) -> None:
    second_set(folder, "khoa_la: 1\n")
    assert load_scheme(folder, sets=["xa"]).scheme.sets.keys() == {"xa"}
    assert codes(folder) == ["SC201"]


def test_problems_of_several_files_come_all_at_once(folder: Path) -> None:
    edit(folder / "scheme.yaml", "mode: half_up", "mode: nua_len")
    edit(folder / "sets/xa.yaml", "title: Đối thoại", "titel: Đối thoại")
    edit(folder / "overlays/sua-doi.yaml", "title: Quyết", "titlo: Quyết")
    assert sorted(codes(folder)) == ["SC201", "SC201", "SC202", "SC202", "SC204"]


def test_a_missing_scheme_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRead) as caught:
        load_scheme(tmp_path)
    assert caught.value.diagnostics[0].code == "SC100"


def test_a_missing_set_file_is_reported_where_it_is_listed(folder: Path) -> None:
    (folder / "sets/xa.yaml").unlink()
    with pytest.raises(InvalidInput) as caught:
        load_scheme(folder)
    one = next(d for d in caught.value.diagnostics if d.code == "SC100")
    assert one.place is not None
    assert (one.place.file, one.place.column) == ((folder / "scheme.yaml").as_posix(), 8)
    assert "sets/xa.yaml" in one.message()


@pytest.mark.parametrize("text", ["", "- 1\n", "một câu\n", "null\n", "a: [1\n", "\x00", "format: 1\nsets: 5\n"])
def test_any_text_instead_of_a_scheme_gives_problems_never_a_traceback(folder: Path, text: str) -> None:
    (folder / "scheme.yaml").write_text(text, "utf-8")
    assert codes(folder)


@pytest.mark.parametrize("text", ["", "- 1\n", "một câu\n", "null\n", "a: [1\n", "set: [1]\n", "set: xa\n"])
def test_any_text_instead_of_a_set_gives_problems_never_a_traceback(folder: Path, text: str) -> None:
    (folder / "sets/xa.yaml").write_text(text, "utf-8")
    assert codes(folder)


@pytest.mark.parametrize("text", ["", "- 1\n", "format: 1\n", "valid: 5\n", "changes: {}\n"])
def test_any_text_instead_of_an_overlay_gives_problems_never_a_traceback(folder: Path, text: str) -> None:
    (folder / "overlays/sua-doi.yaml").write_text(text, "utf-8")
    assert codes(folder)


def test_two_files_with_one_set_id_are_refused(folder: Path) -> None:
    shutil.copyfile(folder / "sets/xa.yaml", folder / "sets/khac.yaml")
    edit(folder / "scheme.yaml", "sets: [sets/xa.yaml]", "sets: [sets/xa.yaml, sets/khac.yaml]")
    assert codes(folder) == ["SC310"]


def test_a_period_that_is_none_is_refused() -> None:
    assert codes(BASE, "2025-Q5") == ["SC212"]


def test_schemes_are_found_below_a_folder_but_not_in_hidden_ones(tmp_path: Path) -> None:
    for name in ("b", "a/sau", ".an", "_nhap"):
        shutil.copytree(BASE, tmp_path / name)
    assert find_schemes(tmp_path) == [tmp_path / "a/sau", tmp_path / "b"]
    assert find_schemes(tmp_path / "b/scheme.yaml") == [tmp_path / "b"]
    assert find_schemes(tmp_path / "khong-co") == []


def test_in_a_working_copy_all_is_unconfirmed_but_what_says_that_it_was_verified(folder: Path) -> None:
    everything = unconfirmed(load_scheme(folder).scheme)
    edit(folder / "sets/xa.yaml", "title: Đối thoại", "title: Đối thoại\n        basis: working")
    assert unconfirmed(load_scheme(folder).scheme) == everything > 2
    edit(folder / "sets/xa.yaml", "basis: working", "basis: verified")
    edit(folder / "scheme.yaml", "title: Chậm báo cáo,", "title: Chậm báo cáo, basis: verified,")
    assert unconfirmed(load_scheme(folder).scheme) == everything - 2


def test_checking_at_all_times_finds_a_fault_of_the_past(folder: Path) -> None:
    assert check_at_all_times(folder) == []
    edit(folder / "sets/xa.yaml", "maximum: 20\n",
         "maximum: {dated: [{from: 2020-01-01, value: 19}, {from: 2023-01-01, value: 20}]}\n")  # fmt: skip
    assert codes(folder) == []
    assert [one.code for one in check_at_all_times(folder)] == ["SC315"]
