"""What people of a capteur programme do until a dwelling is captured: the convention, a request, an owner, visits."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from app.clock import today
from tests.journeys.capteur_world import House
from tests.journeys.people import Desk


def write(desk: Desk, **fields: object) -> None:
    """Fill the form of the page, by the names of its fields."""
    for name, value in fields.items():
        found = desk.main.locator(f"form [name={name}]")
        kind = found.first.get_attribute("type")
        text = value.isoformat() if isinstance(value, date) else str(value)
        if kind == "radio":
            desk.main.locator(f"form [name={name}][value='{text}']").check(force=True)
        elif kind == "checkbox":
            found.first.check()
        elif found.first.evaluate("field => field.tagName") == "SELECT":
            found.first.select_option(text)
        else:
            found.first.fill(text)


def send_convention(house: House) -> None:
    desk = house.desk("coordination")
    desk.follow("Voir les conventions")
    desk.follow("Préparer une convention")
    desk.choose("Organisation", "Le Pont")
    write(desk, contact="Contact Un", backup="Contact Deux")
    desk.press("Enregistrer")
    desk.press("Envoyer au partenaire")
    desk.sees("La convention est envoyée au partenaire.")


def sign_convention(house: House) -> None:
    desk = house.desk("coordination")
    desk.follow("Voir les conventions")
    desk.follow("Le Pont")
    desk.follow("Noter les signatures")
    write(desk, partner_signatory="Direction du Pont", programme_signatory="Direction du Capteur")
    desk.press("Enregistrer")
    desk.sees("En vigueur")


def is_refused_a_request(house: House) -> None:
    """No button before the convention is signed; who knows the address is refused there too."""
    desk = house.desk("sender")
    desk.follow("Voir les demandes")
    desk.sees("Pas de nouvelle demande")
    expect(desk.main.get_by_role("link", name="Nouvelle demande")).to_have_count(0)
    desk.page.goto(f"{desk.page.url}/new")
    write(desk, name="Zoé Première")
    desk.press("Enregistrer")
    desk.sees("Aucune convention de votre organisation n’est en vigueur aujourd’hui")


def ask(house: House) -> None:
    """A rent below the lowest is questioned; revised, what real rents say of it is acknowledged, then it is sent."""
    desk = house.desk("sender")
    desk.follow("Voir les demandes")
    desk.follow("Nouvelle demande")
    write(desk, name="Zoé Première")
    desk.press("Enregistrer")
    house.pages["request"] = desk.page.url
    desk.follow("Écrire la demande")
    write(desk, living_situation="1.1", income_type="integration_income", income=1300, max_rent=550, max_charges=100)
    write(desk, dwelling_type="one_bedroom", accompanier="Le Toit", rhythm="weekly", consent_on=today())
    write(desk, consent_scope="papers")
    desk.main.get_by_role("group", name="Zones souhaitées").get_by_label("Nord").check()
    desk.press("Enregistrer")
    desk.follow("Envoyer")
    desk.sees("Le loyer maximal est sous le loyer bas de la zone")
    desk.tick("Nous avons lu les prix indicatifs")
    desk.press("Envoyer")
    desk.sees("Le loyer maximal est sous le loyer bas\u00a0: revoyez-le, ou dites pourquoi.")
    desk.page.goto(house.pages["request"])
    desk.follow("Écrire la demande")
    write(desk, max_rent=650)
    desk.press("Enregistrer")
    desk.follow("Envoyer")
    desk.sees(re.compile(r"Écart au loyer médian.: .10,00"))
    desk.press("Envoyer")
    desk.sees("Lisez les prix, puis cochez cette case.")
    desk.tick("Nous avons lu les prix indicatifs")
    desk.press("Envoyer")
    desk.sees("La demande est envoyée.")


def take(house: House) -> None:
    """The prospector knows who asks by a first name and an initial."""
    desk = house.desk("prospector", house.pages["request"])
    desk.sees("Zoé P.")
    expect(desk.main).not_to_contain_text("Première")
    desk.follow("Mettre en attente d’un logement")
    desk.press("Enregistrer")
    desk.sees("En attente")


def find_owner(house: House) -> None:
    """A lead from an advert, and a day for its visit."""
    desk = house.desk("prospector")
    desk.follow("Propriétaires")
    desk.follow("Ajouter un propriétaire")
    write(desk, name="Oscar Propriétaire", phone="081 00 00 01", source="advert")
    desk.press("Enregistrer")
    house.pages["owner"] = desk.page.url
    house.pages["dwelling"] = add_dwelling(desk, "advert", "Rue Inventée 12")
    plan_visit(house, today() + timedelta(days=2))


def add_dwelling(desk: Desk, source: str, address: str) -> str:
    """From the page of its owner; gives the dwelling's."""
    desk.follow("Ajouter un logement")
    write(desk, kind="flat", bedrooms=1, address=address, rent=640, charges=50, floor=0, source=source)
    desk.choose("Secteur", "Nord")
    desk.press("Enregistrer")
    desk.sees("Logement ajouté.")
    return desk.page.url


def plan_visit(house: House, day: date) -> None:
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow("Planifier une visite")
    write(desk, planned_on=day)
    desk.press("Enregistrer")
    desk.sees("Visite planifiée.")


def call_back(house: House) -> None:
    """The owner calls by himself, and offers another dwelling."""
    desk = house.desk("prospector", house.pages["owner"])
    desk.follow("Noter un contact")
    write(desk, initiative="them", channel="phone", answer="offers_dwelling", minutes=10)
    desk.press("Enregistrer")
    desk.sees("Le propriétaire")
    add_dwelling(desk, "owner_back", "Rue Inventée 14")
    desk.sees("Propriétaire qui a rappelé")


def visit(house: House, *, suitable: bool, minutes: int) -> None:
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow("Remplir la fiche")
    write(desk, safety="good", health="good" if suitable else "blocking", permit="good", urbanism="good")
    write(desk, verdict="suitable" if suitable else "unsuitable", minutes=minutes)
    if not suitable:
        write(desk, revisit="1")
    desk.press("Enregistrer la fiche")
    desk.sees("Fiche de visite enregistrée.")
    desk.sees("Convient" if suitable else "Ne convient pas")


def capture(house: House) -> None:
    """Two guarantees are offered and accepted; before that nothing is captured."""
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow("Capter le logement")
    write(desk, agreed_on=today())
    desk.press("Capter le logement")
    desk.sees("Il manque une garantie que le propriétaire a acceptée.")
    for option, provider, cap in (("rent_at_source", "CPAS inventé", 3000), ("home_support", "Le Toit", "")):
        desk.page.goto(house.pages["dwelling"])
        desk.follow("Proposer", within=desk.main.locator("#guarantees"))
        write(desk, option=option, provider=provider, cap=cap, months=12)
        desk.press("Enregistrer")
        desk.sees("Garantie proposée.")
    for option in ("Loyer prélevé à la source", "Accompagnement à domicile"):
        move_guarantee(house, option, "accepted")
    desk.page.goto(house.pages["dwelling"])
    desk.follow("Capter le logement")
    write(desk, agreed_on=today())
    desk.press("Capter le logement")
    desk.sees("Logement capté.")


def move_guarantee(house: House, option: str, state: str) -> None:
    desk = house.desk("prospector", house.pages["dwelling"])
    desk.follow(f"Faire avancer la garantie\u00a0: {option}")
    write(desk, state=state)
    desk.press("Enregistrer")
    desk.sees("C’est noté.")
