"""The server killed at random while many save: what was acknowledged is there, and the chain verifies."""

from __future__ import annotations

import random
import re
import sqlite3
import threading
import time
import urllib.error
from contextlib import closing
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

pytestmark = pytest.mark.slow
D = "/dot/dan-van-2025/"
PATH = "claims/II.1/note"


class Person:
    """Somebody who has signed in, without a browser."""

    def __init__(self, site: Any, name: str) -> None:
        self.site, self.name = site, name
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.token = ""
        page = self.get("/dang-nhap/")
        self.post("/dang-nhap/", login=name, password=site.passwords[name])
        assert page

    def get(self, address: str) -> str:
        """A page, whose token the next act needs."""
        with self.opener.open(self.site.address + address, timeout=30) as answer:
            text: str = answer.read().decode()
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return text

    def post(self, address: str, **values: str) -> str:
        """Do something; what the page after it says."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **values}).encode()
        with self.opener.open(self.site.address + address, body, timeout=30) as answer:
            text: str = answer.read().decode()
        return text


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(site) -> None:
    chance = random.Random(14)
    people = [Person(site, f"can-bo-{letter}") for letter in "klmnp"]
    heads = [Person(site, f"lanh-dao-{letter}") for letter in "klmnpq"]
    said: dict[str, int] = {}
    for turn in range(10):
        stop = threading.Event()
        # The agency that hands in can save no more: its officer must have saved before that.
        head = heads[turn - 1] if 0 < turn <= len(heads) else None

        def save(person: Person, start: int, stop: threading.Event = stop) -> None:
            letter = person.name[-1]
            address = f"{D}phieu/xa-minh-hoa-{letter}/luu/"
            number = start
            try:
                page = person.get(f"{D}phieu/xa-minh-hoa-{letter}/nhom/II/")
                version = int(re.search(rf'name="version:{re.escape(PATH)}" value="(\d+)"', page)[1])  # type: ignore[index]
                while not stop.is_set():
                    number += 1
                    text = person.post(address, path=PATH, value=str(number), version=str(version))
                    if "✓" in text:
                        said[letter] = number
                        version += 1
            except (OSError, HTTPException):
                return

        threads = [threading.Thread(target=save, args=(one, turn * 100_000)) for one in people]
        for one in threads:
            one.start()
        handed_in = ""
        try:
            if head:
                address = f"{D}phieu/xa-minh-hoa-{head.name[-1]}/"
                page = head.get(f"{address}xem-truoc/")
                digest = re.search(r'name="digest" value="([^"]+)"', page)
                if digest:
                    handed_in = head.post(f"{address}nop/", digest=digest[1], sure="yes")
            give_up = time.monotonic() + 60
            while len(said) < len(people) and time.monotonic() < give_up:
                time.sleep(0.05)
            time.sleep(chance.uniform(0.2, 1.5))
        except (urllib.error.HTTPError, OSError, HTTPException):
            handed_in = ""
        site.stop()
        stop.set()
        for one in threads:
            one.join()
        site.start()
        with closing(sqlite3.connect(site.folder / "tai-khoan.db")) as base:
            rows = base.execute(
                "select substr(agency, -1), value from desk_draftfield where path=?", (PATH,)
            ).fetchall()
        for letter, value in rows:
            assert int(value) >= said.get(letter, 0)
        if head and "Đã nộp: bản ghi số" in handed_in:
            assert "Hồ sơ đã nộp" in head.get("/")
    assert len(said) == len(people)
    viewer = Person(site, "nguoi-xem")
    viewer.get(f"{D}so-cai/")
    assert "Sổ cái toàn vẹn" in viewer.post(f"{D}so-cai/kiem-tra/")
