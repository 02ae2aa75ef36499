"""The cap of a household's contribution, and what it pays."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.periods import lived_contains
from axes.models.people import HouseholdMember, Person
from occupancy.models.stays import Contribution, Stay, StayPerson
from occupancy.queries.agreements import agreement_of_unit
from occupancy.rules.contributions import cap_cents


@dataclass(frozen=True)
class Cap:
    """The most a household may be asked a month, in cents, for these people."""

    cents: int
    adults: int
    minors: int


def cap_of(stay: Stay, day: date) -> Cap:
    """The cap of a stay on a day: those who sleep there, by the agreement that lends the unit."""
    there = lived_contains(StayPerson.start_on, StayPerson.end_on, day)
    people = sa.select(Person.is_minor).join(StayPerson, StayPerson.person_id == Person.id)
    return _cap(stay.unit_id, day, people.where(StayPerson.stay_id == stay.id, there))


def cap_for_household(household_id: int, unit_id: int, day: date) -> Cap:
    """The cap that a household would have in a unit."""
    there = lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day)
    people = sa.select(Person.is_minor).join(HouseholdMember, HouseholdMember.person_id == Person.id)
    return _cap(unit_id, day, people.where(HouseholdMember.household_id == household_id, there))


def _cap(unit_id: int, day: date, people: sa.Select[Any]) -> Cap:
    minors = list(db.session.scalars(people))
    agreement = agreement_of_unit(unit_id, day)
    adults, children = minors.count(False), minors.count(True)
    if agreement is None:
        return Cap(0, adults, children)
    cents = cap_cents(
        adults=adults,
        minors=children,
        adult_cap_cents=agreement.adult_cap_cents,
        minor_cap_cents=agreement.minor_cap_cents,
    )
    return Cap(cents, adults, children)


def amounts_of(stay_id: int) -> dict[date, int]:
    """Cents a month by first day."""
    query = sa.select(Contribution.start_on, Contribution.amount_cents).where(Contribution.stay_id == stay_id)
    return {day: cents for day, cents in db.session.execute(query.order_by(Contribution.start_on))}


def last_contribution(stay_id: int) -> Contribution | None:
    """The latest amount set for a stay."""
    query = sa.select(Contribution).where(Contribution.stay_id == stay_id)
    return db.session.scalar(query.order_by(Contribution.start_on.desc()).limit(1))
