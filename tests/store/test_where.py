"""Paths and URLs of stores, and the disks that may carry them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.errors import CannotRead, UsageProblem
from scoring.store import init_store, where

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /srv/chung\\040mạng rw,relatime shared:2 - nfs4 nas:/x rw
31 22 0:41 / /mnt/may-chu rw - cifs //may/chia rw
32 31 0:42 / /mnt/may-chu/trong rw - ext4 /dev/vdb rw
33 22 0:43 / /mnt/ao rw - 9p ao rw
34 22 0:43 / /mnt/ao rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/so.db", "ext4"),
        ("/srv/chung mạng/a/b.db", "nfs4"),
        ("/mnt/may-chu/so.db", "cifs"),
        ("/mnt/may-chu/trong/so.db", "ext4"),
        ("/mnt/may-chu-khac/so.db", "ext4"),
        ("/mnt/ao/so.db", "tmpfs"),
    ],
)
def test_the_disk_is_that_of_the_innermost_and_latest_mount(path, kind):
    assert where.file_system(Path(path), MOUNTS) == kind


def test_a_store_on_a_network_disk_is_refused_and_one_on_a_doubtful_disk_warned_of(monkeypatch, tmp_path):
    monkeypatch.setattr(where, "file_system", lambda path: "cifs")
    with pytest.raises(CannotRead) as caught:
        init_store(tmp_path / "a" / "so.db")
    assert caught.value.diagnostics[0].code == "SC971"
    assert not (tmp_path / "a").exists()

    monkeypatch.setattr(where, "file_system", lambda path: "9p")
    assert [one.code for one in init_store(tmp_path / "so.db")[2]] == ["SC972"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:bi:mat@db:5432/x", "postgres://u:bi:mat@db/x?sslmode=require",
        "postgresql+psycopg://u:bi:mat@db/x", "postgresql:///x?user=u&password=bi:mat",
        "postgresql:///x?sslmode=verify-ca&sslpassword=bi:mat",
    ],
)  # fmt: skip
def test_a_password_is_never_shown(url):
    found = where.parse(url)

    assert found.path is None
    assert "bi:mat" in found.url
    assert "mat" not in found.shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:bi/mat@db/x", "postgresql://u:bi@mat@db/x", "postgresql://u:bi?mat@db/x",
        "postgresql://u:bimat@db:năm/x", "postgresql://u:mat:@db:5432:1/x",
    ],
)  # fmt: skip
def test_a_url_that_is_not_of_the_right_form_is_refused_without_its_password(url):
    with pytest.raises(CannotRead) as caught:
        where.parse(url)

    (found,) = caught.value.diagnostics
    assert found.code == "SC973"
    assert "mat" not in found.values["where"]


@pytest.mark.parametrize(
    "url",
    ["postgresql://db", "postgresql://u@[::1]:5432/x", "postgresql://u:p%40@db:5432/x?a=b@c", "postgresql:///x"],
)  # fmt: skip
def test_hosts_ports_and_options_may_be_left_out(url):
    assert where.parse(url).url == url


def test_a_url_that_came_as_a_path_is_a_url_again():
    assert where.parse(Path("postgresql://db/x")).url == "postgresql://db/x"
    assert where.parse(Path("/srv/a.db")).path == Path("/srv/a.db")
    assert where.parse("sqlite:///a.db").path == Path("a.db")
    assert where.parse("sqlite:////srv/a.db").path == Path("/srv/a.db")


@pytest.mark.parametrize("url", ["mysql://a/b", "http://a", "sqlite://host"])
def test_other_databases_are_refused(url):
    with pytest.raises(UsageProblem):
        where.parse(url)


@pytest.mark.parametrize("slip", ["postgresql//u:bimat@db/x", "postgresql:u:bimat@db/x", "POSTGRES:/u:bimat@db/x"])
def test_a_slip_in_a_url_is_no_path_and_shows_no_password(slip):
    with pytest.raises(CannotRead) as caught:
        where.parse(slip)

    assert caught.value.diagnostics[0].code == "SC973"
    assert "bimat" not in caught.value.diagnostics[0].message("vi")
    assert where.parse("postgresql/so.db").path == Path("postgresql/so.db")
