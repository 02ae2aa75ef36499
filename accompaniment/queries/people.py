"""Who can be named in a support or a contact: the household's members of today."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.clock import today
from app.crypto import unseal_column
from app.db import db
from app.periods import lived_contains
from axes.models.people import HouseholdMember, Person
from axes.vocab import MemberRole


@dataclass(frozen=True, kw_only=True)
class Present:
    """A member of today; `name` is None for a reader who may not know."""

    person_id: int
    public_id: str
    role: MemberRole
    is_minor: bool
    name: str | None


def members_today(household_id: int, *, named: bool) -> list[Present]:
    """Members of the household today, adults first, the reference person at the head; names only if `named`."""
    columns: tuple[Any, ...] = (Person.id, Person.public_id, HouseholdMember.role, Person.is_minor)
    query = (
        sa.select(*columns, *((Person.name_sealed,) if named else ()))
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == household_id)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, today()))
        .order_by(HouseholdMember.role != MemberRole.REFERENCE, Person.is_minor, HouseholdMember.id)
    )
    return [
        Present(
            person_id=row.id,
            public_id=row.public_id,
            role=row.role,
            is_minor=row.is_minor,
            name=_name(row) if named else None,
        )
        for row in db.session.execute(query)
    ]


def names_among(person_ids: set[int], *, named: bool) -> dict[int, tuple[str, str | None]]:
    """(public id, name) of these persons, of a household whose file was opened, by key; no name unless `named`."""
    if not person_ids:
        return {}
    columns: tuple[Any, ...] = (Person.id, Person.public_id, *((Person.name_sealed,) if named else ()))
    rows = db.session.execute(sa.select(*columns).where(Person.id.in_(person_ids)).order_by(Person.id))
    return {row.id: (row.public_id, _name(row) if named else None) for row in rows}


def _name(row: Any) -> str | None:
    return unseal_column(Person, "name", row.public_id, row.name_sealed)
