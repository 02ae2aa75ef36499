"""Invented households. First names from everywhere, family names of plants: nobody real is called so."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.auth.models.organisations import Organisation
from app.db import db
from axes.models.people import Consent, Household, HouseholdMember, HouseholdNeed, Person
from axes.services.persons import PersonFacts, create_person
from axes.services.references import write_under_reference
from axes.vocab import ConsentScope, Gender, MemberRole, NeedKind

FIRST = [
    "Amina",
    "Bogdan",
    "Chloé",
    "Daoud",
    "Elira",
    "Farid",
    "Grace",
    "Hamza",
    "Ioana",
    "Jamal",
    "Khadija",
    "Lucas",
    "Mariam",
    "Nadège",
    "Omar",
    "Pauline",
    "Rachid",
    "Salma",
    "Tariq",
    "Ursule",
    "Valentin",
    "Warda",
    "Xavier",
    "Yasmina",
    "Zoran",
    "Aline",
    "Bilal",
    "Carine",
    "Dimitri",
    "Esther",
    "Fatou",
    "Gaspard",
    "Hind",
    "Ivo",
    "Joëlle",
]
FAMILY = [
    "Lavande",
    "Tilleul",
    "Bruyère",
    "Genêt",
    "Sureau",
    "Mélèze",
    "Aubier",
    "Fougère",
    "Charme",
    "Cornouille",
    "Églantine",
    "Noisette",
    "Orme",
    "Pervenche",
    "Roseau",
    "Saule",
    "Trèfle",
    "Verveine",
    "Armoise",
    "Bouleau",
    "Capucine",
    "Érable",
    "Frêne",
    "Houx",
    "Jasmin",
    "Myrtille",
    "Olivier",
    "Prunelle",
    "Romarin",
]
LANGUAGES = (("fr",), ("fr", "ar"), ("nl",), ("ro",), ("ti",), ("es", "fr"), ("en",), ("ar",))


@dataclass(frozen=True)
class Shape:
    """Who is in a household, and what it needs."""

    adults: int
    minors: int = 0
    needs: tuple[NeedKind, ...] = ()
    wished: tuple[str, ...] = ()


@dataclass
class LoadedHousehold:
    household: Household
    people: list[Person]


class Inventor:
    """Makes households, the same ones for the same seed."""

    def __init__(self, seed: int = 2026) -> None:
        self.random, self.codes = random.Random(seed), random.Random(seed)
        self.families = list(FAMILY)

    def household(self, organisation: Organisation, since: date, shape: Shape) -> LoadedHousehold:
        """A household of that shape, known since a day to the organisation that brought it."""
        household = Household(organisation_id=organisation.id, wished_communes=",".join(shape.wished) or None)
        write_under_reference(household, since, self.codes.choice)
        people = self._people(household, since, shape)
        db.session.add_all(HouseholdNeed(household_id=household.id, kind=kind, start_on=since) for kind in shape.needs)
        if self.random.random() < 0.6:
            db.session.add(_agreed(household, since))
        db.session.flush()
        return LoadedHousehold(household, people)

    def _people(self, household: Household, since: date, shape: Shape) -> list[Person]:
        family = self.random.choice(self.families)
        languages = self.random.choice(LANGUAGES)
        people = []
        for place in range(shape.adults + shape.minors):
            minor = place >= shape.adults
            year = since.year - (self.random.randint(1, 15) if minor else self.random.randint(22, 61))
            person = create_person(facts=self._facts(family, year, minor, languages))
            role = MemberRole.CHILD if minor else (MemberRole.PARTNER if place else MemberRole.REFERENCE)
            db.session.add(HouseholdMember(household_id=household.id, person_id=person.id, role=role, start_on=since))
            people.append(person)
        return people

    def _facts(self, family: str, year: int, minor: bool, languages: tuple[str, ...]) -> PersonFacts:
        alias = not minor and self.random.random() < 0.15
        name = self.random.choice(FIRST)
        return PersonFacts(
            name=name if alias else f"{name} {family}",
            is_alias=alias,
            birth_year=year,
            is_minor=minor,
            gender=self.random.choice(list(Gender)),
            languages=languages,
            needs_interpreter="fr" not in languages and "nl" not in languages,
        )


def _agreed(household: Household, since: date) -> Consent:
    return Consent(
        household_id=household.id,
        scope=ConsentScope.KNOWN_TO_PARTNERSHIP,
        purpose="Être connu de l’équipe d’attribution",
        given_on=since,
        last_day=since + timedelta(days=1500),
    )


def shared(household: Household, organisation_id: int, since: date) -> Consent:
    """The file shared for a year, so that its axis can be assessed."""
    return Consent(
        household_id=household.id,
        scope=ConsentScope.SHARE_FILE,
        organisation_id=organisation_id,
        purpose="Évaluer ce qui convient au ménage",
        given_on=since,
        last_day=since + timedelta(days=365),
    )
