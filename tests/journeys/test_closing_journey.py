"""A site gets a closing date and is handed back empty: seven households, four moved by the planner, three leave.

At each step every page that counts them says the same, whoever moved them on and wherever it was noted. What is done
for one household after the other is done with a script for every other one, and without for those between.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.clock import today
from tests.journeys.closing_figures import HOUSED, Pages, Told, stats_of
from tests.journeys.closing_world import LEAVING, LENT_UNTIL, PLACED, REFUGE, SITE, UNITS, load_closing_world
from tests.journeys.people import Desk
from tests.journeys.server import served

LAST_DAY = today() + timedelta(days=60)  # in two months of thirty days and a half, that day included
# household, where it goes: as the plan says it, where the candidacy is, as the exit says it
HOMES = (
    (LEAVING[0], "Équipe Housing First", "Équipe Housing First inventée", "Housing First"),
    (LEAVING[1], "Logement social (SISP)", "SISP Inventée", "Logement social (SISP)"),
    (LEAVING[2], "Agence immobilière sociale (AIS)", "AIS Inventée", "Agence immobilière sociale (AIS)"),
)


@dataclass
class Closing:
    """Who sits where, and the pages that the coordination reads at each step."""

    open_page: Callable[[str, bool], Page]
    desks: dict[tuple[str, bool], Desk] = field(default_factory=dict)
    pages: Pages | None = None

    def desk(self, login: str, script: bool = True) -> Desk:
        if (login, script) not in self.desks:
            self.desks[login, script] = Desk(self.open_page(login, script), script)
        return self.desks[login, script]

    def worker(self, reference: str) -> Desk:
        """Where something is done for this household."""
        return self.desk("axe3", script=(*PLACED, *LEAVING).index(reference) % 2 == 0)

    @property
    def read(self) -> Pages:
        assert self.pages is not None
        return self.pages

    def says(self, told: Told, columns: dict[str, int]) -> None:
        """Every page tells the same, and the curve and the report of sites agree."""
        found = self.read.everywhere()
        assert found == dict.fromkeys(found, told)
        assert told.on_home in self.read.home()
        assert self.read.columns(self.read.site) == columns
        months = self.read.months()
        assert sum(row["due"] for row in months) == told.inside
        assert sum(row["units_lost"] for row in months) == UNITS
        assert self.read.report() == (str(UNITS), f"{LAST_DAY:%d/%m/%Y}", "En cours")


def announce(closing: Closing) -> None:
    """Lent for years still, the site is not in the cockpit; then it gets a closing date."""
    desk = closing.desk("coordination")
    desk.menu("Sites")
    desk.follow(SITE)
    site = desk.page.url.rpartition("/")[2]
    before = Pages(desk.page, site, "")
    assert before.report() == (str(UNITS), f"{LENT_UNTIL:%d/%m/%Y}", "En cours")
    assert "Aucune fin en vue" in before.main("/reports/closings").text_content()
    desk.follow("Préparer la clôture")
    desk.choose("Cause", "Début des travaux")
    desk.enter("Dernier jour", LAST_DAY.isoformat())
    desk.tick("La fin en hiver est confirmée par écrit")
    desk.press("Ouvrir la clôture")
    desk.sees("La clôture est ouverte.")
    closing.pages = Pages(desk.page, site, desk.page.url)


def plan_moves(closing: Closing) -> None:
    """The planner places four, says why not the three others, and its plan becomes proposals in one act."""
    desk = closing.desk("allocation", script=False)
    desk.menu("Clôtures")
    desk.follow(SITE)
    desk.follow("Proposer un plan de relogement")
    stats = stats_of(Pages(desk.page, "", "").main(desk.page.url))
    assert (stats["ménages avec une place"], stats["ménages sans place"]) == (str(len(PLACED)), str(len(LEAVING)))
    for reference in LEAVING:
        expect(desk.page.get_by_role("region", name="Sans place dans ce plan")).to_contain_text(reference)
    desk.enter("Nom du plan", "Fin des travaux")
    desk.press("Garder ce plan")
    desk.follow("Transformer en propositions")
    desk.press("Proposer")
    desk.sees("4 propositions faites.")


def answer(closing: Closing, reference: str) -> None:
    """The team accepts, then the household."""
    desk = closing.worker(reference)
    desk.menu("Aujourd’hui")
    desk.follow("Répondre à une proposition", within=desk.line(reference))
    desk.press("L’équipe accepte")
    desk.press("Le ménage accepte")
    desk.sees("L’accord du ménage est noté.")


def plan_exit(closing: Closing, reference: str, target: str, where: str) -> None:
    """From the board: a plan with the steps of its target, and a candidacy filed today."""
    desk = closing.worker(reference)
    desk.menu("Sorties")
    desk.follow(f"Préparer un projet de sortie pour {reference}")
    desk.choose("Logement visé", target)
    desk.press("Préparer un projet de sortie")
    desk.sees("Projet préparé, avec ses étapes.")
    desk.follow("Ajouter une candidature")
    desk.enter("Auprès de qui", where)
    desk.enter("Déposée le", today().isoformat())
    if target == "Équipe Housing First":
        desk.tick("Maladie mentale sévère")
    desk.press("Ajouter une candidature")
    desk.sees("Candidature ajoutée.")


def hear(closing: Closing, reference: str, event: str) -> None:
    """Something happened to the candidacy; the card follows."""
    desk = closing.worker(reference)
    desk.menu("Sorties")
    desk.follow(reference)
    desk.follow("Noter une suite")
    desk.page.get_by_role("radio", name=event, exact=True).check()
    desk.press("Noter une suite")
    desk.sees("Suite notée.")


def move(closing: Closing, reference: str) -> None:
    """What was proposed and accepted becomes the move itself."""
    desk = closing.worker(reference)
    desk.menu("Aujourd’hui")
    desk.follow("Fixer le jour d’entrée", within=desk.line(reference))
    desk.follow("Planifier l’entrée")
    desk.enter("Jour de l’entrée", today().isoformat())
    desk.press("Planifier")
    desk.follow("Enregistrer l’entrée")
    desk.page.get_by_role("radio", name=REFUGE).check()
    desk.press("Transférer le ménage")
    desk.sees(f"{REFUGE} · ")
    desk.sees("40 nuits dans 2 logements")


def leave(closing: Closing, reference: str, destination: str) -> None:
    desk = closing.worker(reference)
    desk.menu("Séjours")
    desk.follow(reference)
    desk.follow("Noter la sortie")
    desk.choose("Destination", destination)
    desk.choose("Qui a décidé", "L’occupant")
    desk.choose("Raison", "Un logement a été trouvé")
    desk.page.get_by_role("radio", name="Oui").check()
    desk.enter("Jour de sortie", today().isoformat())
    desk.enter("État des lieux de sortie le", today().isoformat())
    desk.press("Enregistrer la sortie")
    desk.sees("La sortie est enregistrée.")


def hand_back(closing: Closing) -> None:
    """Not while an inventory is missing where they moved from; then it is given back, for good."""
    desk = closing.desk("coordination")
    desk.menu("Clôtures")
    desk.follow(SITE)
    desk.follow("Restituer le site")
    for floor in range(1, len(PLACED) + 1):
        desk.sees(f"{floor}.1\u00a0: l’état des lieux de sortie manque.")
    desk.press("Restituer le site")
    desk.sees("Pas encore\u00a0: il reste")
    for floor in range(1, len(PLACED) + 1):
        inventory(closing.desk("coordination", script=floor % 2 == 0), f"{floor}.1")
    desk.menu("Clôtures")
    desk.follow(SITE)
    desk.sees("Rien ne s’oppose à la restitution.")
    desk.follow("Restituer le site")
    desk.press("Restituer le site")
    desk.sees("Le site est restitué.")


def inventory(desk: Desk, code: str) -> None:
    desk.menu("Sites")
    desk.follow(SITE)
    desk.follow("Logements")
    desk.follow(code)
    desk.follow("Noter un contrôle")
    desk.choose("Point", "État des lieux de sortie")
    desk.choose("Constat", "En ordre")
    desk.press("Enregistrer")
    desk.sees("État des lieux de sortie")


def is_over(closing: Closing) -> None:
    """Nothing is left of it to do; it ended on the day it was given back, and what was remains in the figures."""
    read = closing.read
    assert read.home() == ""
    (row,) = read.main("/closures").xpath(".//tbody/tr")
    assert f"Restitué le {today():%d/%m/%Y}" in row.text_content()
    assert [month["units_lost"] for month in read.months()] == [UNITS, *[0] * 23], "lost now, not when it was announced"
    assert read.report(today()) == (str(UNITS), f"{today():%d/%m/%Y}", "En cours"), "its last day"
    assert read.report(today() + timedelta(days=1)) == (str(UNITS), f"{today():%d/%m/%Y}", "Clôturé")
    assert read.columns() == {"À planifier": len(PLACED), HOUSED: len(LEAVING)}
    assert read.rows_behind("left") == len(PLACED) + len(LEAVING)


@pytest.fixture
def closing_address(tmp_path: Path) -> Iterator[str]:
    load_closing_world(tmp_path / "closing.sqlite3")
    with served(tmp_path / "closing.sqlite3", tmp_path) as url:
        yield url


def test_a_site_closes_and_every_page_agrees_until_it_is_handed_back(
    closing_address: str, sit_down: Callable[..., Page]
) -> None:
    closing = Closing(lambda login, script: sit_down(closing_address, login, java_script_enabled=script))
    announce(closing)
    closing.says(Told(7, 7), {"À planifier": 7})
    assert closing.read.paces() == ("3,5", "0")
    plan_moves(closing)
    closing.says(Told(7, 3, 4), {"À planifier": 7})
    for reference in PLACED:
        answer(closing, reference)
    closing.says(Told(7, 3), {"À planifier": 7})
    for reference, target, where, _ in HOMES:
        plan_exit(closing, reference, target, where)
    closing.says(Told(7, 0), {"À planifier": 4, "Candidature déposée": 3})
    hear(closing, LEAVING[0], "Offre reçue")
    assert closing.read.columns() == {"À planifier": 4, "Candidature déposée": 2, "Offre reçue": 1}
    hear(closing, LEAVING[0], "Offre acceptée")
    closing.says(Told(7, 0), {"À planifier": 4, "Candidature déposée": 2, "Déménagement prévu": 1})
    for reference in PLACED:
        move(closing, reference)
    closing.says(Told(3, 0), {"Candidature déposée": 2, "Déménagement prévu": 1})
    assert closing.read.paces() == ("1,5", "0,7")
    for reference, _, _, destination in HOMES:
        leave(closing, reference, destination)
    closing.says(Told(0, 0), {HOUSED: len(LEAVING)})
    assert closing.read.paces() == ("0", "1,2")
    hand_back(closing)
    is_over(closing)
