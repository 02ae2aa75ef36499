"""A real browser on the real server: one browser and one demonstration for all, a context for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.config import from_environment
from app.factory import build_app
from tests.journeys.people import Desk
from tests.journeys.server import environment, load_demo, served

CHROMIUM = os.environ.get("TREMPLIN_CHROMIUM", "/usr/bin/chromium")
QUIET = [  # else it asks for hosts of its maker at each start
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1380, "height": 900}
SECONDS = 1000


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, loaded once: copy it, do not change it."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    load_demo(file)
    return file


@pytest.fixture(scope="session")
def address(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for those who only read."""
    with served(demo_file, tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def known_routes(demo_file: Path) -> Flask:
    """The application's map of addresses, to tell pages of one kind from another."""
    return build_app(from_environment(environment(demo_file)))


@pytest.fixture
def own_address(demo_file: Path, tmp_path: Path) -> Iterator[str]:
    """A server on a copy of the test's own, which it may change."""
    with served(demo_file, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


Opening = Callable[..., BrowserContext]


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[Opening]:
    """`open_context(java_script_enabled=False)`: a browser of one person, closed with the test."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        given = {"viewport": WIDE, "locale": "fr-BE", "timezone_id": "Europe/Brussels", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**given, **options})
        context.set_default_timeout(15 * SECONDS)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def sit_down(open_context: Opening) -> Callable[..., Page]:
    """`sit_down(address, "allocation")`: a page of somebody who just signed in."""

    def sign_in(url: str, login: str, **options: object) -> Page:
        page = open_context(base_url=url, **options).new_page()
        Desk(page).sign_in(login)
        return page

    return sign_in
