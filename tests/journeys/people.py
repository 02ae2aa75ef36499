"""What a person does at the screen, in words: pages are reached by their links, fields by their labels."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.demo.accounts import DOMAIN
from tests.journeys.server import PASSWORD

BROKEN = re.compile(r"erreur interne|introuvable", re.IGNORECASE)


@dataclass(frozen=True)
class Desk:
    """One person's screen."""

    page: Page

    def sign_in(self, login: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Adresse e-mail").fill(f"{login}@{DOMAIN}")
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        expect(self.page.get_by_role("navigation").first).to_be_attached()

    def follow(self, name: "str | re.Pattern[str]", within: Locator | None = None) -> None:
        """Follow the first link of that name."""
        (within or self.page.get_by_role("main")).get_by_role("link", name=name).first.click()

    def menu(self, name: str) -> None:
        """Follow an entry of the menu."""
        self.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=name, exact=True).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def press(self, name: "str | re.Pattern[str]") -> None:
        """Press the button of the page's own form."""
        self.page.get_by_role("main").get_by_role("button", name=name).first.click()

    def sees(self, text: "str | re.Pattern[str]") -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def title_is(self, text: "str | re.Pattern[str]") -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)
