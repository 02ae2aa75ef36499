"""What the pages say of one closing, read where people read it: they must all say the same."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import html as lxml_html
from playwright.sync_api import Page

from app.clock import today
from tests.journeys.closing_world import SITE

HOUSED = "Relogé"  # whoever left for a lasting home, found by the site they left
INSIDE = ("ménage présent", "ménages présents", "ménage à reloger", "ménages à reloger")
MISSING = ("sans suite prévue",)
PROPOSED = ("ménage avec une proposition pour toute suite", "ménages avec une proposition pour toute suite")


@dataclass(frozen=True)
class Told:
    """Households inside, of which without a plan, and proposed a dwelling that they have not accepted yet."""

    inside: int
    missing: int
    proposed: int = 0

    @property
    def on_home(self) -> str:
        """What the first page says of it."""
        if self.missing:
            return f"séjours sans suite prévue\u00a0: {self.missing} sur {self.inside}"
        if self.proposed:
            return f"séjours encore ouverts\u00a0: {self.inside}, dont {self.proposed} avec un logement proposé"
        planned = f"séjours encore ouverts\u00a0: {self.inside}, une suite est prévue pour chacun"
        return planned if self.inside else "plus aucun séjour à suivre"


class Pages:
    """The pages of a site that closes, asked one after the other with the session of who reads them."""

    def __init__(self, page: Page, site: str, closing: str) -> None:
        self.page, self.site, self.closing = page, site, closing

    def everywhere(self) -> dict[str, Told]:
        """The figures of the closing on each page that counts them."""
        cockpit = self.main(f"/reports/closings?site={self.site}")
        all_sites = self.main("/reports/closings")
        return {
            "its own page": _told(stats_of(self.main(self.closing))),
            "the list": _counted(_row(self.main("/closures"), SITE), 2),
            "the panel of the site": self._panel(),
            "the cockpit": _told(stats_of(cockpit)),
            "the cockpit of all sites": _told(stats_of(all_sites)),
            "the cockpit, by site": _counted(_row(all_sites, SITE, "[ancestor::*[@id='by-site']]"), 2),
            "the rows behind": Told(*(self.rows_behind(what) for what in ("inside", "without", "proposed"))),
            "the board": self._board(),
        }

    def main(self, path: str) -> Any:
        answer = self.page.request.get(path)
        assert answer.ok, f"{path} answers {answer.status}"
        return lxml_html.document_fromstring(answer.text()).xpath("//main")[0]

    def home(self) -> str:
        """The line of the site on the first page; nothing where it has none."""
        lines = [one.text_content() for one in self.main("/").xpath(".//li") if f"{SITE} ferme" in one.text_content()]
        return " ".join(lines)

    def rows_behind(self, what: str) -> int:
        return len(self.main(f"/reports/closings/{what}?site={self.site}").xpath(".//tbody/tr"))

    def paces(self) -> tuple[str, str]:
        """Needed and reached, in households a month, of the site."""
        row = _row(self.main("/reports/closings"), SITE, "[ancestor::*[@id='by-site']]")
        return row[4], row[5].rpartition("· ")[2]

    def months(self) -> list[dict[str, Any]]:
        """The curve as a file."""
        answer = self.page.request.get(f"/reports/closings.json?site={self.site}")
        rows: list[dict[str, Any]] = answer.json()
        return rows

    def columns(self, site: str | None = None) -> dict[str, int]:
        """How many stand in each column of the exits board, where somebody does."""
        lanes = self.main(f"/exits?site={site or ''}").xpath(".//*[contains(@class, 'lane')]/h2")
        found = [_text(one).rsplit(" ", 1) for one in lanes]
        return {name: int(number) for name, number in found if number != "0"}

    def report(self, day: date | None = None) -> tuple[str, str, str]:
        """Dwellings, last day and status in the report of sites, of today unless told."""
        cells = _row(self.main(f"/reports/sites?as_of={(day or today()).isoformat()}"), SITE)
        return cells[1], cells[4], cells[5]

    def _panel(self) -> Told:
        text = _text(self.main(f"/sites/{self.site}/closure"))
        told = (r"(\d+) ménages? présent", r"dont (\d+) sans suite", r"(\d+) logements? proposés?")
        return Told(*(_first(text, pattern) for pattern in told))

    def _board(self) -> Told:
        """Everybody inside has a card; the board says how many are without a plan, and marks who was proposed one."""
        main = self.main(f"/exits?site={self.site}")
        proposed = [one for one in main.xpath(".//*[contains(@class, 'badge')]") if _text(one) == "proposé"]
        inside = sum(number for name, number in self.columns(self.site).items() if name != HOUSED)
        return Told(inside, _first(_text(main), r"(\d+) ménages? de ce tableau"), len(proposed))


def stats_of(main: Any) -> dict[str, str]:
    """Figures at the top of a page, by their words."""
    return {_text(one.xpath(".//span")[0]): _text(one.xpath(".//b")[0]) for one in main.xpath(".//li[.//b][.//span]")}


def _told(stats: dict[str, str]) -> Told:
    return Told(*(next((int(stats[one]) for one in words if one in stats), 0) for words in (INSIDE, MISSING, PROPOSED)))


def _counted(cells: list[str], first: int) -> Told:
    """Two cells of a table: who is inside, and who is without a plan, with those proposed a dwelling beside them."""
    missing = cells[first + 1]
    return Told(int(cells[first]), _first(missing, r"^(\d+)"), _first(missing, r"(\d+) proposés?"))


def _row(main: Any, name: str, where: str = "") -> list[str]:
    """The cells of the row that this name heads."""
    (row,) = [one for one in main.xpath(f".//tbody/tr{where}") if _text(one.xpath("th")[0]).startswith(name)]
    return [_text(cell) for cell in row.xpath("td")]


def _text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def _first(text: str, pattern: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0
