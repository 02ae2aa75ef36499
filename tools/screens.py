"""Pictures of the main pages for `docs/screens/`, taken of the demonstration, wide and on a phone."""

import base64
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.crawl import STILL_TO_COME
from tests.journeys.people import Desk
from tests.journeys.server import load_demo, served

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
WIDTHS = {1380: 900, 380: 800}  # and how high a screen of that width is
MAX_BYTES = 120_000
TALLEST = 1800  # pixels: a long page is cut there
SITE = "Aubépines (fictif)"


def today_page(desk: Desk) -> None:
    desk.menu("Aujourd’hui")


def sites(desk: Desk) -> None:
    desk.menu("Sites")


def timeline(desk: Desk) -> None:
    desk.menu("Sites")
    desk.follow(SITE)
    desk.page.get_by_role("main").get_by_role("link", name="Ruban").first.click()


def board(desk: Desk) -> None:
    desk.menu("Attribution")


def stay(desk: Desk) -> None:
    desk.menu("Séjours")
    desk.follow(re.compile("^H-"))


def household(desk: Desk) -> None:
    desk.menu("Ménages")
    desk.page.get_by_role("row").filter(has_text="Axe 2").first.get_by_role("link").first.click()


def closure(desk: Desk) -> None:
    desk.menu("Clôtures")
    desk.follow(SITE)


def figures(desk: Desk) -> None:
    desk.menu("Chiffres")


# What is shown, whose screen it is, how that person goes there.
SCREENS = (
    ("today", "axe2", today_page),
    ("sites", "coordination", sites),
    ("site-timeline", "coordination", timeline),
    ("allocation-board", "allocation", board),
    ("stay", "axe2", stay),
    ("household", "axe2", household),
    ("closure", "coordination", closure),
    ("figures", "coordination", figures),
)


def open_page(browser: Browser, address: str) -> Page:
    options = {"locale": "fr-BE", "timezone_id": "Europe/Brussels", "color_scheme": "light"}
    return browser.new_context(base_url=address, viewport={"width": 1380, "height": 900}, **options).new_page()


def take(page: Page, name: str) -> None:
    """Write the page at each width, as WebP, as high as it is up to a limit."""
    session = page.context.new_cdp_session(page)
    for width, least in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": least})
        page.locator(STILL_TO_COME).first.wait_for(state="detached")
        height = min(TALLEST, page.evaluate("document.scrollingElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": max(height, least)})
        page.evaluate("window.scrollTo(0, 0)")
        data = _picture(session)
        (FOLDER / f"{name}-{width}.webp").write_bytes(data)
        print(f"{name}-{width}.webp  {len(data) // 1000} kB")
    page.set_viewport_size({"width": 1380, "height": 900})


def _picture(session: CDPSession) -> bytes:
    for quality in (80, 60, 40):
        answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        data = base64.b64decode(answer["data"])
        if len(data) < MAX_BYTES:
            return data
    return data


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        load_demo(Path(folder) / "demo.sqlite3")
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with served(Path(folder) / "demo.sqlite3", Path(folder)) as address:
            door = open_page(browser, address)
            door.goto("/sign-in")
            take(door, "sign-in")
            for name, login, go in SCREENS:
                desk = Desk(open_page(browser, address))
                desk.sign_in(login)
                go(desk)
                desk.page.wait_for_load_state("networkidle")
                take(desk.page, name)
        browser.close()


if __name__ == "__main__":
    main()
