"""The rights checklist, and what was noted of a person's rights."""

from typing import Any

import sqlalchemy as sa

from accompaniment.data.entitlements import entitlement_rows
from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.vocab import RightState
from app.clock import today


def entitlements(make: Any) -> dict[str, Entitlement]:
    """The shipped list, by code; written once."""
    with make.session() as session:
        known = {one.code: one for one in session.scalars(sa.select(Entitlement))}
    missing = [Entitlement(**row) for row in entitlement_rows() if row["code"] not in known]
    if missing:
        make.save(*missing)
    return known | {one.code: one for one in missing}


def right_event(make: Any, household: Any, person: Any, code: str, author: Any, **given: Any) -> EntitlementEvent:
    """A right of that code, obtained today unless told, noted by `author`."""
    right = entitlements(make)[code]
    links = {"household_id": household.id, "person_id": person.id, "entitlement_id": right.id}
    by = {"author_id": author.id, "organisation_id": author.organisation_id}
    values = {"state": RightState.OBTAINED, "happened_on": today()}
    made: EntitlementEvent = make.save(EntitlementEvent(**(links | by | values | given)))
    return made
