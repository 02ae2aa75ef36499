"""Capteur programmes: who works in them, their areas, conventions #1."""

from datetime import date, timedelta
from typing import Any

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.vocab import OrganisationKind, Role
from app.clock import now, today
from axes.models.programmes import Programme
from axes.vocab import ProgrammeKind
from capteur.models.conventions import CapteurConvention
from capteur.models.prices import PriceRow, PriceTable
from capteur.models.programmes import CapteurArea, CapteurSeat, CapteurSettings
from capteur.models.requests import HousingRequest, RequestArea, RequestEvent

LONG_AGO = date(2020, 1, 1)


def capteur_programme(make: Any, areas: tuple[str, ...] = ("Nord", "Sud"), **given: Any) -> Programme:
    """A capteur programme with its delays, its areas (`.areas["Nord"]`) and the organisation that works in it
    (`.seat.organisation_id`)."""
    number = make.number()
    values = {"code": f"capteur-{number}", "name": f"Capteur {number}", "kind": ProgrammeKind.CAPTEUR}
    made = make.save(Programme(**(values | given)))
    make.save(CapteurSettings(programme_id=made.id))
    made.areas = {name: make.save(CapteurArea(programme_id=made.id, name=name)) for name in areas}
    made.seat = make.capteur_seat(made, make.organisation(kind=OrganisationKind.CAPTEUR))
    return made


def capteur_seat(make: Any, programme: Programme, organisation: Organisation | User, **given: Any) -> CapteurSeat:
    """A seat of an organisation, or of somebody's."""
    key = getattr(organisation, "organisation_id", organisation.id)
    values = {"programme_id": programme.id, "organisation_id": key, "first_day": LONG_AGO}
    return make.save(CapteurSeat(**(values | given)))


def prospector(make: Any, programme: Any) -> User:
    """Somebody of the organisation that works in the programme."""
    return make.user(Role.CAPTEUR, organisation_id=programme.seat.organisation_id)


def capteur_convention(
    make: Any, programme: Programme, organisation: Organisation | User, author: User, **given: Any
) -> CapteurConvention:
    """A convention #1 of an organisation, or of somebody's, in force since a month, unless told."""
    begun = today() - timedelta(days=30)
    values = {
        "programme_id": programme.id,
        "organisation_id": getattr(organisation, "organisation_id", organisation.id),
        "author_id": author.id,
        "number": 1,
        "contact": "Contact Un",
        "backup": "Contact Deux",
        "first_day": begun,
        "sent_on": begun,
        "signed_on": begun,
        "partner_signatory": "Une Direction",
        "programme_signatory": "Un Programme",
    }
    return make.save(CapteurConvention(**(values | given)))


def price_table(
    make: Any, programme: Any, author: User, prices: dict[tuple[str, str], tuple[int, int, int]], **given: Any
) -> PriceTable:
    """A table published a month ago, unless told: (area, type) → low, median, high, in euros; charges are 50."""
    values = {"programme_id": programme.id, "author_id": author.id, "number": 1, "source": "Annonces"}
    values |= {"first_day": today() - timedelta(days=30)} | given
    published_at = values.pop("published_at", now())
    made = make.save(PriceTable(**values))
    for (area, dwelling_type), (low, median, high) in prices.items():
        amounts = {"low_cents": low * 100, "median_cents": median * 100, "high_cents": high * 100}
        where = {"table_id": made.id, "area_id": programme.areas[area].id, "dwelling_type": dwelling_type}
        make.save(PriceRow(**where, **amounts, charges_cents=5000))
    made.published_at = published_at
    return make.save(made)


def housing_request(
    make: Any, programme: Any, convention: CapteurConvention, author: User, household: Any, **given: Any
) -> HousingRequest:
    """A complete draft for a studio in "Nord"; `kinds` are the steps it went through, in order."""
    kinds = given.pop("kinds", ())
    values = {
        "programme_id": programme.id,
        "organisation_id": convention.organisation_id,
        "convention_id": convention.id,
        "household_id": household.id,
        "author_id": author.id,
        "started_on": today(),
        "living_situation": "1.1",
        "income_type": "integration_income",
        "income_cents": 130000,
        "max_rent_cents": 60000,
        "dwelling_type": "studio",
        "accompanier": "Service Un",
        "rhythm": "weekly",
        "consent_on": today(),
        "consent_scope": "papers",
        "care": "no",
    }
    values |= {"submitted_on": today(), "confirmed_on": today()} if kinds else {}
    made = make.save(HousingRequest(**(values | given)))
    make.save(RequestArea(request_id=made.id, area_id=programme.areas["Nord"].id))
    for kind in kinds:
        asked = {"fields": "income"} if kind == "completion_asked" else {}
        make.save(RequestEvent(request_id=made.id, kind=kind, user_id=author.id, **asked))
    return made
