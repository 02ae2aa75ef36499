"""What stays in the browser (nothing), where the focus goes, and swapped pages that equal loaded ones."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.crawl import Crawl
from tests.journeys.people import Desk

KEPT = """async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage), caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(one => one.name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "caches": [], "databases": [], "workers": 0}
# A list, the filter and what is chosen in it: by its place, since counts are in the words.
LISTS = [
    ("Séjours", "axe2", "state", 2),
    ("Ménages", "axe2", "state", 2),
    ("Demandes", "partenaire", "state", 4),
    ("Sites", "coordination", "state", 1),
]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Se connecter")


def test_nothing_stays_in_the_browser(address: str, sit_down: Callable[..., Page], known_routes: Flask) -> None:
    page = sit_down(address, "axe2")
    pages = Crawl(known_routes, page, lambda _route: 3, bool).pages()
    assert any(re.match("/(stays|households|allocations)/", path) for path in pages)  # until it reads of somebody
    sign_out(page)
    assert page.evaluate(KEPT) == NOTHING


def test_back_after_signing_out_shows_nobody(address: str, sit_down: Callable[..., Page]) -> None:
    page = sit_down(address, "axe2")
    desk = Desk(page)
    desk.menu("Ménages")
    desk.follow(re.compile(r"^H-"))
    desk.title_is("H-")
    sign_out(page)
    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Se connecter")
        assert not re.search(r"\bH-\d\d-\w{5}\b", page.content())


def choose(page: Page, name: str, index: int) -> str:
    """Choose in a filter, and wait for the list that answers; gives the id of what was swapped."""
    form = page.get_by_role("search").filter(has=page.locator(f"[name={name}]"))
    region = str(form.get_attribute("data-hx-target")).removeprefix("#")
    form.locator(f"[name={name}]").focus()
    form.locator(f"[name={name}]").select_option(index=index)
    page.wait_for_url(re.compile(rf"[?&]{name}=[^&]"))
    expect(page.locator(".htmx-request")).to_have_count(0)
    return region


@pytest.mark.parametrize(("menu", "login", "name", "index"), LISTS)
def test_a_filtered_list_is_the_one_a_reload_shows(
    menu: str, login: str, name: str, index: int, address: str, sit_down: Callable[..., Page]
) -> None:
    page = sit_down(address, login)
    Desk(page).menu(menu)
    page.wait_for_url(re.compile("/(stays|households|referrals|sites)$"))
    page.wait_for_load_state()
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))
    region = choose(page, name, index)
    swapped, filters = page.locator(f"#{region}").aria_snapshot(), page.get_by_role("search").last.aria_snapshot()
    assert not loads, "the page was loaded again: nothing was swapped"
    page.reload()
    assert page.locator(f"#{region}").aria_snapshot() == swapped
    assert page.get_by_role("search").last.aria_snapshot() == filters
    page.go_back()
    expect(page.locator(f"#{region}")).to_be_visible()


def test_the_focus_stays_with_the_reader(address: str, sit_down: Callable[..., Page]) -> None:
    """After a filter the focus is where it was; after a page of the list, in the list; never lost at the top."""
    page = sit_down(address, "coordination")
    Desk(page).menu("Séjours")
    choose(page, "state", 1)
    expect(page.locator("[name=state]")).to_be_focused()
    region = choose(page, "state", 4)
    page.locator(f"#{region}").get_by_role("link", name="Suivant").click()
    page.wait_for_url(re.compile("page=2"))
    expect(page.locator(f"#{region} :focus, #{region}:focus")).to_have_count(1)


def test_errors_take_the_focus(address: str, sit_down: Callable[..., Page]) -> None:
    page = sit_down(address, "partenaire")
    desk = Desk(page)
    desk.menu("Demandes")
    desk.follow("Nouvelle demande")
    desk.press("Continuer")
    expect(page.locator(".error-summary")).to_be_focused()
