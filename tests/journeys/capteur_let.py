"""What people of a capteur programme do once a dwelling is captured: candidates, signatures, lease, follow-up."""

import re
from datetime import date

from lxml import html as lxml_html
from playwright.sync_api import expect

from app.clock import today
from tests.journeys.capteur_won import write
from tests.journeys.capteur_world import House

START = "Commencer le bail"


def propose(house: House, reference: str) -> str:
    """Propose the dwelling to that household; gives the page of the proposal."""
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow("Chercher un ménage")
    desk.follow("Proposer", within=desk.main.get_by_role("listitem").filter(has=desk.page.get_by_text(reference)))
    desk.press("Proposer")
    desk.sees("Logement proposé.")
    return desk.page.url


def owner_refuses(house: House, proposal: str) -> None:
    """The owner says no, and why: it stays with those who know owners; the request waits again at its rank."""
    desk = house.desk("prospector", proposal)
    desk.follow("Réponse du propriétaire")
    write(desk, reply="no", doubt="income", words="Trop peu, dit Oscar")
    desk.press("Enregistrer")
    desk.sees("Refus du propriétaire")
    sender = house.desk("sender", house.pages["request"])
    sender.sees("En attente")
    expect(sender.main).not_to_contain_text("Oscar")
    expect(sender.main).not_to_contain_text("insuffisant")


def both_accept(house: House, proposal: str) -> None:
    desk = house.desk("prospector")
    for side in ("Réponse du propriétaire", "Réponse du ménage"):
        desk.page.goto(proposal)
        desk.follow(side)
        write(desk, reply="yes")
        desk.press("Enregistrer")
    desk.page.goto(proposal)
    desk.follow("Sélectionner ce ménage")
    desk.press("Enregistrer")
    desk.sees("Pas de bail sans convention tripartite en vigueur")
    house.pages["proposal"] = proposal


def draw_up(house: House) -> None:
    """Coordination draws the convention up and notes the household's signature; the sender signs with its account."""
    desk = house.desk("coordination", house.pages["proposal"])
    desk.follow("Établir la convention tripartite")
    desk.choose("Accompagnateur", "Le Toit")
    write(desk, alert_contact="Permanence, 081 00 00 02", consent_on=today())
    desk.press("Enregistrer")
    house.pages["tripartite"] = desk.page.url
    support = house.desk("support")
    assert support.page.goto(house.pages["tripartite"]).status == 404, "a draft is nobody else's"
    desk.follow("Noter une signature")
    write(desk, party="user", name="Un ménage")
    desk.press("Enregistrer")
    sign(house, "sender")


def sign(house: House, login: str) -> None:
    desk = house.desk(login, house.pages["tripartite"])
    desk.follow("Signer pour mon organisation")
    assert desk.main.locator("form [name=party]").count() == 1, "nobody signs for another"
    desk.press("Enregistrer")
    expect(desk.main.get_by_role("link", name="Signer pour mon organisation")).to_have_count(0)
    desk.sees(house.people[login].name)


def is_refused_a_lease(house: House) -> None:
    desk = house.desk("prospector", house.pages["proposal"])
    desk.sees("Signée en partie")
    expect(desk.main.get_by_role("link", name=START)).to_have_count(0)
    desk.page.goto(f"{house.pages['proposal']}/letting")
    desk.press("Enregistrer")
    desk.sees("toutes les signatures sont nécessaires")


def start_lease(house: House) -> None:
    desk = house.desk("prospector", house.pages["proposal"])
    desk.follow(START)
    write(desk, kind="short", deposit_route="cpas")
    desk.press("Enregistrer")
    desk.sees("Le bail commence\u00a0: le ménage est logé.")
    house.pages["letting"] = desk.page.url


def note_visit(house: House, result: str, day: date, **facts: object) -> None:
    """The support body says what became of a visit due."""
    desk = house.desk("support", house.pages["letting"])
    desk.follow("Voir le suivi du ménage")
    desk.follow(f"{day:%d/%m/%Y}")
    write(desk, result=result, happened_on=day, **facts)
    desk.press("Enregistrer")
    desk.sees({"held": "A eu lieu", "missed": "Manquée par le service"}[result])


def raise_alert(house: House) -> None:
    desk = house.desk("mediator", house.pages["letting"])
    desk.follow("Voir le suivi du ménage")
    desk.follow("Lancer une alerte")
    write(desk, subject="missed_visits", words="Plus personne ne passe")
    desk.choose("Personne alertée", "Ada Accompagne")
    desk.press("Enregistrer")
    desk.sees("Alerte envoyée au service d’accompagnement.")
    house.pages["alert"] = desk.page.url


def reminders(house: House) -> list[str]:
    """What the page of the alert says of its reminders, the first one first."""
    desk = house.desk("mediator", house.pages["alert"])
    texts = desk.main.locator("#reminders li").all_inner_texts()
    return [re.sub(r"\s+", " ", text) for text in texts]


def answer_alert(house: House) -> None:
    desk = house.desk("support")
    desk.follow("Voir les alertes et les visites")
    desk.sees(house.household.reference)
    desk.follow("Visites qui n’ont pas lieu")
    desk.sees("Réponse en retard")
    desk.press("Je m’en occupe")
    desk.sees("Merci\u00a0: vous prenez cette alerte en charge.")


def agenda(house: House) -> str:
    desk = house.desk("coordination")
    desk.follow("Voir les alertes et les visites")
    desk.follow("Concertations")
    return desk.main.inner_text()


def mediate(house: House) -> None:
    """A case is opened from the letting, and the guarantee called in it: for the owner's side, not for partners."""
    desk = house.desk("mediator", house.pages["letting"])
    desk.follow("Voir les médiations")
    desk.follow("Ouvrir une médiation")
    write(desk, cause="arrears", severity="serious", hat="mediator", minutes=60, household_note="Ménage entendu")
    desk.press("Enregistrer")
    desk.sees("Le dossier de médiation est ouvert.")
    case = desk.page.url
    desk.follow("Appeler une garantie")
    write(desk, amount=640, reason="Le loyer d’avril", minutes=15)
    desk.main.locator("form [name=guarantee]").select_option(index=0)
    desk.press("Enregistrer")
    desk.sees("Garantie appelée\u00a0: 640,00")
    desk.sees("1 h 15")
    partner = house.desk("support", case)
    partner.sees("Ménage entendu")
    expect(partner.main).not_to_contain_text("640,00")
    expect(partner.main).not_to_contain_text("Le loyer d’avril")


def take_over(house: House) -> None:
    """A social rental agency takes the dwelling over and keeps the tenant: the letting goes on."""
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow("Noter la reprise")
    write(desk, agency="AIS inventée", kind="management_mandate", new_rent=600, tenant_kept="yes", answerer="ais")
    desk.press("Noter la reprise")
    desk.sees("Repris par une AIS")
    sender = house.desk("sender", house.pages["letting"])
    sender.sees("En cours")


def figures(house: House, day: date) -> dict[str, tuple[str, str]]:
    """The page of figures as of a day: what each is worth, and of how many."""
    desk = house.desk("coordination")
    desk.follow("Voir les chiffres")
    desk.page.get_by_label("À la date du").fill(day.isoformat())
    desk.page.get_by_label("À la date du").press("Enter")
    expect(desk.main.locator("#capteur-figures caption")).to_contain_text(f"{day:%d/%m/%Y}")
    table = lxml_html.fromstring(desk.main.locator("#capteur-figures table").inner_html())
    return {
        row.get("id"): (_said(row.xpath("./td")[0]), _said(row.xpath("./td")[1])) for row in table.xpath("//tr[@id]")
    }


def left_out(house: House, code: str) -> dict[str, int]:
    """What the page that is open tells beside a figure, not counted in it."""
    lines = house.desks["coordination"].main.locator(f"[id='{code}'] li").all_inner_texts()
    return {text.rpartition("\u00a0:")[0]: int(re.findall(r"\d+", text)[0]) for text in lines}


def stock(house: House) -> dict[str, int]:
    """What became of the dwellings that were won, by the names of the counts."""
    desk = house.desk("coordination")
    desk.follow("Voir les nombres")
    found = {}
    for row in desk.main.get_by_role("row").filter(has=desk.page.get_by_role("rowheader")).all():
        numbers = re.findall(r"\d+", row.get_by_role("cell").last.inner_text())
        found[row.get_by_role("rowheader").inner_text().strip()] = int(numbers[0])
    return found


def _said(cell: lxml_html.HtmlElement) -> str:
    """The words of a cell as they are seen, with plain blanks."""
    words = cell.xpath(".//text()[not(ancestor::*[contains(@class, 'visually-hidden')])]")
    return " ".join(" ".join(words).split())
