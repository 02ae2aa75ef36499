"""What a person does at the screen, in words: pages are reached by their links, fields by their labels."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.demo.accounts import DOMAIN
from tests.journeys.server import PASSWORD

Words = str | re.Pattern[str]


@dataclass(frozen=True)
class Desk:
    """One person's screen, with a script or without."""

    page: Page
    script: bool = True

    def sign_in(self, login: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Adresse e-mail").fill(f"{login}@{DOMAIN}")
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        expect(self.page.get_by_role("navigation").first).to_be_attached()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def follow(self, name: Words, within: Locator | None = None) -> None:
        """Follow the first link of that name."""
        exact = isinstance(name, str)
        (within or self.main).get_by_role("link", name=name, exact=exact).first.click()

    def menu(self, name: str) -> None:
        """Follow an entry of the menu."""
        self.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=name, exact=True).click()

    def panel(self, name: str) -> None:
        """A script puts the panel in the page by itself; without one, a link leads to it."""
        if not self.script:
            self.follow(name)
        expect(self.page.get_by_role("region", name=name, exact=True)).to_be_visible()

    def enter(self, label: str, value: str) -> None:
        self._field(label).fill(value)

    def choose(self, label: str, option: str | None = None, index: int | None = None) -> None:
        """Choose by the words of an option, or by a part of them that the page puts others around."""
        field = self._field(label)
        field.wait_for()
        words = [one.strip() for one in field.locator("option").all_text_contents()]
        if option is not None and option not in words:
            option = next((one for one in words if option in one), option)
        field.select_option(label=option, index=index)

    def find(self, label: str, words: str) -> None:
        """Look for a record among many, and choose the one found that is called so."""
        self.enter(label, words)
        self.press("Rechercher")
        self.main.get_by_role("radio", name=words).check()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.main.get_by_role("checkbox", name=label).check()

    def untick(self, *labels: str) -> None:
        for label in labels:
            self.main.get_by_role("checkbox", name=label).uncheck()

    def _field(self, label: str) -> Locator:
        """The field of that label, whether or not it says that it must be filled."""
        return self.main.get_by_label(re.compile(rf"^{re.escape(label)}(\s|$)")).first

    def open_fold(self, text: str) -> None:
        self.main.locator("summary").filter(has_text=text).click()

    def press(self, name: Words) -> None:
        """Press the page's own button of that name."""
        self.main.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def row(self, text: str) -> Locator:
        return self.main.get_by_role("row").filter(has_text=text)

    def line(self, text: str) -> Locator:
        return self.main.get_by_role("listitem").filter(has_text=text)

    def number_beside(self, name: str) -> int:
        """The value in the row of a figure."""
        row = self.main.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name, exact=True))
        return int(re.sub(r"\D", "", row.get_by_role("cell").first.inner_text()))

    def sees(self, text: Words) -> None:
        expect(self.main).to_contain_text(text)

    def title_is(self, text: Words) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)
