"""Every page, for every role: axe finds nothing, no error, nothing asked elsewhere, nothing wider than a phone."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.demo.accounts import ACCOUNTS, SHOWN
from tests.journeys.axe import SCRIPT, Places, barriers
from tests.journeys.crawl import Crawl

UNFINISHED = re.compile(r"<Macro|<function|Undefined|\{\{")  # what a template lets through
WIDE, PHONE = {"width": 1380, "height": 900}, {"width": 380, "height": 800}
TOO_WIDE = """() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth ? '' :
    [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(one => one.tagName + '.' + one.className).join(' ') || 'something'"""


class Watch:
    """What a page should never do, noted as it happens."""

    def __init__(self, page: Page, origin: str) -> None:
        self.wrong: list[str] = []
        page.on("console", lambda said: said.type in {"error", "warning"} and self.note(page, said.text))
        page.on("pageerror", lambda error: self.note(page, str(error)))
        page.on("request", lambda asked: self._asked(page, asked.url, origin))
        page.on("response", lambda got: got.status >= 400 and self.note(page, f"{got.status} {got.url}"))

    def note(self, page: Page, what: str) -> None:
        self.wrong.append(f"{urlsplit(page.url).path}: {what}")

    def _asked(self, page: Page, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "about:")):
            self.note(page, f"asked {url}")


@pytest.fixture(scope="module")
def places() -> Places:
    return Places()


@pytest.fixture(scope="module")
def met() -> set[str]:
    """The routes that an account before this one has shown two pages of."""
    return set()


@pytest.mark.parametrize("login", [account.login for account in ACCOUNTS[:SHOWN]])
def test_no_page_of_this_role_has_a_barrier(
    login: str, places: Places, met: set[str], address: str, sit_down: Callable[..., Page], known_routes: Flask
) -> None:
    page = sit_down(address, login)
    page.add_init_script(path=SCRIPT)
    watch, crawl = Watch(page, address), Crawl(known_routes, page, lambda kind: 1 if kind in met else 2, places.are_new)
    for path in crawl.pages():
        watch.wrong += [f"{path}: shows code"] if UNFINISHED.search(page.locator("body").inner_text()) else []
        page.set_viewport_size(PHONE)
        wide = page.evaluate(TOO_WIDE)
        watch.wrong += [f"{path}: wider than a phone: {wide}"] if wide else []
        page.set_viewport_size(WIDE)
        watch.wrong += [f"{path}: {found}" for found in barriers(page)]  # last: it leaves rows out
    assert not watch.wrong, "\n".join(watch.wrong)
    assert len(crawl.visited) >= len(crawl.kinds) > 3
    met.update(crawl.kinds)
