"""A served desk with the worked example, and browsers in which its people have signed in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=vi",
]  # fmt: skip
CAMPAIGN = "/dot/dan-van-2025/"


class Site:
    """A desk that is served, with the passwords of its accounts."""

    def __init__(self, folder: Path, made: tuple[Path, dict[str, str]]) -> None:
        shutil.copytree(made[0], folder)
        self.passwords = made[1]
        self.folder = folder
        self.process: Any = None
        self.start()

    def start(self) -> None:
        """Serve; `address` says where."""
        command = [sys.executable, "-m", "scoring", "serve", str(self.folder), "--port", "0"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.address = next(one for one in line.split() if one.startswith("http")).rstrip("/")

    def stop(self) -> None:
        """Serve no more."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs a Chromium")
    with sync_api.sync_playwright() as playwright:
        speaks = {**os.environ, "LANGUAGE": "vi"}
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS, env=speaks)
        yield found
        found.close()


@pytest.fixture(scope="session")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The worked example's desk as it is made, and the passwords of its accounts. Its scheme is found from where it stands:
    a copy stands as deep.
    """
    folder = tmp_path_factory.mktemp("made") / "ban"
    command = [sys.executable, "-m", "scoring", "web", "demo", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return folder, dict(one.split() for one in done.stdout.splitlines() if one.startswith("  "))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, made_desk: tuple[Path, dict[str, str]]) -> Iterator[Site]:
    """A desk for the tests of one file."""
    found = Site(tmp_path_factory.mktemp("site") / "ban", made_desk)
    yield found
    found.stop()


@pytest.fixture
def enter(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Sign in as somebody: a page in a browser of their own; `more` as Playwright's ``new_context`` takes it."""
    contexts = []

    def sign_in(name: str, **more: Any) -> Any:
        context = browser.new_context(base_url=site.address, **{"viewport": {"width": 1280, "height": 900}, **more})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/dang-nhap/")
        page.fill("#id_login", name)
        page.fill("#id_password", site.passwords[name])
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{site.address}/")
        return page

    yield sign_in
    for one in contexts:
        one.close()
