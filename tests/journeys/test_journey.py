"""One person from the street to a home of her own, through the pages of those who take part, with a script and without.

The person comes back after an earlier request, so that what happened on earlier days can be noted on its real days.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.clock import today
from tests.journeys.people import Desk

UNIT, SITE = "Quai aux Foins (fictif) 2.2", "Quai aux Foins (fictif)"
NEXT_UNIT, NEXT_SITE = "4.2", "Aubépines (fictif)"
FIGURES = ("Personnes logées", "Personnes sorties", "Personnes sorties vers un logement durable")
PAPERS = ("Convention d’occupant signée le", "État des lieux d’entrée le", "Clés remises le")


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


@dataclass
class Journey:
    """What the steps share: who sits where, and the household's reference once it has one."""

    open_page: Callable[[str], Page]
    script: bool
    reference: str = ""
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, login: str) -> Desk:
        if login not in self.desks:
            self.desks[login] = Desk(self.open_page(login), self.script)
        return self.desks[login]

    def file(self, login: str) -> Desk:
        """Somebody opens the household's file, from the list, where it may stand on a further page."""
        desk = self.desk(login)
        desk.menu("Ménages")
        desk.enter("Référence", self.reference)
        desk.press("Filtrer")
        desk.follow(self.reference)
        desk.title_is(self.reference)
        return desk

    def figures(self) -> dict[str, int]:
        """Figures by the words on the page."""
        desk = self.desk("coordination")
        desk.menu("Chiffres")
        return {name: desk.number_beside(name) for name in FIGURES}


ALONE = re.compile(r"\b1 adulte(?![s,])")  # and nobody else


def refer(journey: Journey) -> None:
    """Somebody comes back to the partner, who begins a request, leaves it unfinished, completes and sends it."""
    desk = journey.desk("partenaire")
    desk.menu("Demandes")
    person = desk.row("Pas de suite possible").filter(has_text=ALONE).first.get_by_role("rowheader").inner_text()
    journey.reference = person.split(" · ")[0]
    desk.follow("Nouvelle demande")
    desk.find("Ménage", journey.reference)
    desk.press("Continuer")
    desk.press("Enregistrer le brouillon")
    desk.sees("Le brouillon est enregistré.")
    desk.menu("Demandes")
    desk.follow(re.compile("."), within=desk.row(journey.reference).filter(has_text="Brouillon"))
    desk.title_is(journey.reference)
    desk.follow("Continuer le brouillon")
    desk.choose("Où vit le ménage", index=2)
    desk.enter("Sa situation, en quelques mots", "Dort dehors depuis deux ans et cherche du repos.")
    desk.untick("Accès sans marche", "Animaux acceptés", "Place pour du matériel médical")
    desk.enter("Ce que le ménage souhaite", "Un endroit calme pour refaire ses papiers.")
    desk.press("Continuer vers l’envoi")
    desk.tick("Pierre d’Angle", "Smes", "Le nom peut être connu", "Le ménage est au courant")
    desk.tick("Ces équipes peuvent aussi noter et lire ce qui touche à la santé")
    desk.press("Envoyer la demande")
    desk.sees("Merci : la demande est partie.")


def accept(journey: Journey) -> None:
    desk = journey.desk("allocation")
    desk.menu("Demandes")
    desk.follow(re.compile("."), within=desk.row(journey.reference).filter(has_text="à examiner"))
    desk.follow("Placer sur la liste d’attente")
    desk.press("Placer sur la liste d’attente")
    desk.sees("Le ménage est sur la liste d’attente.")


def assess(journey: Journey, login: str, met_on: date, yes: tuple[str, ...], axis: str) -> None:
    """A field worker who may read what touches health meets the household and decides the axis."""
    desk = journey.file(login)
    desk.panel("Axe et équipe")
    desk.follow(re.compile("^(Évaluer le ménage|Réévaluer l’axe)"))
    desk.enter("Date de la rencontre", met_on.isoformat())
    for question in yes:
        desk.page.get_by_role("radiogroup", name=question).get_by_role("radio", name="Oui").check()
    desk.press("Voir l’axe proposé")
    desk.sees(f"Axe proposé : {axis}")
    desk.page.get_by_role("radio", name=axis).check()
    desk.press("Décider")
    desk.sees("La décision est enregistrée.")


def entrust(journey: Journey, team: str, worker: str, since: date) -> None:
    """The allocation team entrusts the household to a team, with its load in view."""
    desk = journey.file("allocation")
    desk.panel("Axe et équipe")
    desk.follow("Choisir l’équipe")
    choose_team(desk, team, worker, since)
    desk.press("Confier le ménage")
    desk.sees("Le ménage est confié à l’équipe.")


def change_team(journey: Journey, team: str, worker: str, since: date) -> None:
    """Another axis was decided: one period ends, the next begins with another team, for a reason."""
    desk = journey.file("allocation")
    desk.panel("Axe et équipe")
    desk.follow("Changer d’équipe")
    choose_team(desk, team, worker, since)
    desk.enter("Raison", "Le cadre de cet axe ne suffit plus.")
    desk.press("Changer")
    desk.sees("Le changement est enregistré.")


def choose_team(desk: Desk, team: str, worker: str, since: date) -> None:
    desk.follow(re.compile(rf"^{team} .*places sur \d+"))
    desk.choose("Référent·e", worker)
    desk.enter("À partir du", since.isoformat())


def allocate(journey: Journey) -> None:
    """From the board to the planned entry: proposed, accepted by the team, then by the household."""
    desk = journey.desk("allocation")
    desk.menu("Attribution")
    desk.follow(re.compile(f"^{re.escape(UNIT)}"))
    row = desk.main.get_by_role("listitem").filter(has=desk.page.get_by_role("link", name=journey.reference))
    desk.follow("Proposer", within=row)
    desk.title_is(f"Proposer ce logement à {journey.reference}")
    desk.press("Proposer ce logement")
    desk.sees("Le logement est réservé et l’équipe est interrogée.")
    worker = journey.desk("axe2")
    worker.menu("Aujourd’hui")
    worker.follow("Répondre à une proposition", within=worker.line(journey.reference))
    worker.title_is(journey.reference)
    worker.press("L’équipe accepte")
    worker.press("Le ménage accepte")
    worker.follow("Planifier l’entrée")
    worker.enter("Jour de l’entrée", today().isoformat())
    worker.press("Planifier")
    worker.follow("Enregistrer l’entrée")


def enter(journey: Journey) -> None:
    """The entry, as it was: its day, its papers, what the household pays."""
    desk = journey.desk("axe2")
    desk.title_is(f"{journey.reference} : entrée")
    desk.enter("Jour réel d’entrée", days_ago(20).isoformat())
    for paper in PAPERS:
        desk.enter(paper, days_ago(20).isoformat())
    desk.choose("Situation avant l’entrée", index=1)
    desk.tick("Se reposer")
    desk.enter("Participation par mois, en euros", "0")
    desk.choose("Revenus pris en compte", "Aucun revenu")
    desk.press("Enregistrer l’entrée")
    desk.sees("L’entrée est enregistrée.")
    desk.sees(f"{SITE} · 2.2, depuis le {days_ago(20):%d/%m/%Y}")


def close_site(journey: Journey) -> None:
    """The site will close: each stay asks for an outcome, this one is a transfer."""
    desk = journey.desk("coordination")
    desk.menu("Sites")
    desk.follow(SITE)
    if not desk.script:
        desk.follow("Voir la clôture du site")  # a panel, where there is a script
    desk.follow("Préparer la clôture")
    desk.choose("Cause", "Début des travaux")
    desk.enter("Dernier jour", (today() + timedelta(days=100)).isoformat())
    desk.tick("La fin en hiver est confirmée par écrit")
    desk.press("Ouvrir la clôture")
    desk.sees("Ferme dans 3 mois")
    desk.follow(re.compile("^Décider"), within=desk.row(journey.reference))
    desk.page.get_by_role("radio", name="Transfert prévu").check()
    desk.enter("Date prévue", today().isoformat())
    desk.choose("Logement", f"{NEXT_SITE} · {NEXT_UNIT}")
    desk.press("Enregistrer la suite prévue")
    expect(desk.row(journey.reference)).to_contain_text("Transfert prévu")


def stay_of(journey: Journey, login: str) -> Desk:
    """Somebody opens the running stay, from the household's file."""
    desk = journey.file(login)
    desk.panel("Séjours")
    desk.follow(re.compile("fictif"), within=desk.page.get_by_role("region", name="Séjours"))
    desk.title_is(journey.reference)
    return desk


def move(journey: Journey) -> None:
    """Coordination notes it: since when a dwelling is free is not told to a team that others' households kept out."""
    desk = stay_of(journey, "coordination")
    desk.follow("Transférer")
    desk.open_fold("Un autre jour, ou un site précis")
    desk.enter("Logements libres le", days_ago(10).isoformat())
    desk.press("Chercher")
    desk.page.get_by_role("radio", name=f"{NEXT_SITE} · {NEXT_UNIT}").check()
    desk.press("Transférer le ménage")
    desk.sees(f"{NEXT_SITE} · {NEXT_UNIT}, depuis le {days_ago(10):%d/%m/%Y}")
    desk.sees("20 nuits dans 2 logements")


def leave(journey: Journey) -> None:
    desk = stay_of(journey, "axe3")
    desk.follow("Noter la sortie")
    desk.choose("Destination", "Housing First")
    desk.choose("Qui a décidé", index=1)
    desk.choose("Raison", index=1)
    desk.page.get_by_role("radio", name="Oui").check()
    desk.press("Enregistrer la sortie")
    desk.sees("Housing First")


MUCH_SUPPORT = (
    "Une très grande fragilité",
    "Un cumul de problématiques",
    "Des difficultés de santé mentale",
    "Des assuétudes",
)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_somebody_goes_from_the_street_to_housing_first(
    script: bool, own_address: str, sit_down: Callable[..., Page]
) -> None:
    journey = Journey(lambda login: sit_down(own_address, login, java_script_enabled=script), script)
    before = journey.figures()
    refer(journey)
    accept(journey)
    assess(
        journey, "axe2bis", days_ago(30), ("La vie en rue", "Le besoin de se poser"), "2 · Répit et ouverture de droits"
    )
    entrust(journey, "Pierre d’Angle", "Samir Axe-Deux", days_ago(30))
    allocate(journey)
    enter(journey)
    housed = journey.figures()
    assert housed == {**before, "Personnes logées": before["Personnes logées"] + 1}
    close_site(journey)
    move(journey)
    assess(journey, "axe2bis", days_ago(5), MUCH_SUPPORT, "3 · Transit vers Housing First")
    change_team(journey, "Smes", "Lotte Axe-Trois", days_ago(5))
    leave(journey)
    assert journey.figures() == {name: value + 1 for name, value in before.items()}
