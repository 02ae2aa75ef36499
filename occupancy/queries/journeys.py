"""Journeys in SQL: chains and outcomes; nights are counted by `occupancy.rules.journeys`, for pages and figures alike.

Nothing here is scoped to a reader: figures read everybody, pages start from a stay or a household found in scope.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.db import coded, db
from occupancy.models.exits import DestinationClass, StayExit
from occupancy.models.stays import Stay, StayPerson
from occupancy.rules.journeys import Leg
from occupancy.vocab import OutcomeClass

EVER = date(1900, 1, 1)


def journey_roots(*of: sa.ColumnElement[bool]) -> sa.Subquery:
    """Stay → first stay of its journey: `stay_id, journey_id` (the id of that first stay); of the stays that meet these
    conditions, each followed back to where it came from."""
    columns = (Stay.id.label("stay_id"), Stay.id.label("journey_id"), Stay.transferred_from_id.label("before_id"))
    chain = sa.select(*columns).where(*of).cte("journey_root", recursive=True)
    before = aliased(Stay)
    back = sa.select(chain.c.stay_id, before.id, before.transferred_from_id).where(before.id == chain.c.before_id)
    found = chain.union_all(back)
    return sa.select(found.c.stay_id, found.c.journey_id).where(found.c.before_id.is_(None)).subquery()


def outcome_of_exit() -> sa.ScalarSelect[OutcomeClass]:
    """For the `stay_exit` of the enclosing query: the class in force on its day; NULL when none was (unknown)."""
    return (
        sa.select(sa.type_coerce(DestinationClass.outcome, coded(OutcomeClass)))
        .where(
            DestinationClass.destination_id == StayExit.destination_id, DestinationClass.first_day <= StayExit.left_on
        )
        .order_by(DestinationClass.first_day.desc())
        .limit(1)
        .correlate(StayExit)
        .scalar_subquery()
    )


def legs_of(household_id: int) -> list[Leg]:
    """All stays of a household, oldest first, for `rules.journeys`."""
    query = sa.select(Stay.id, Stay.transferred_from_id, Stay.start_on, Stay.end_on)
    rows = db.session.execute(query.where(Stay.household_id == household_id).order_by(Stay.start_on, Stay.id))
    return [Leg(*row) for row in rows]


def exits_of_people(until: date, first: date = EVER) -> sa.Select[*tuple[Any, ...]]:
    """Who left from `first` to `until`, both included, once per person: their last leaving counts (rule 28).

    Columns: `person_id, household_id, stay_id, left_on, destination_id, outcome` (NULL: unknown). A person housed again
    by `until` has not left; a transfer is no exit.
    """
    later = aliased(StayPerson)
    again = sa.exists().where(
        later.person_id == StayPerson.person_id, later.start_on >= StayPerson.end_on, later.start_on <= until
    )
    return (
        sa.select(
            StayPerson.person_id,
            Stay.household_id,
            Stay.id.label("stay_id"),
            StayExit.left_on,
            StayExit.destination_id,
            outcome_of_exit().label("outcome"),
        )
        .join(Stay, Stay.id == StayPerson.stay_id)
        .join(StayExit, sa.and_(StayExit.stay_id == Stay.id, StayExit.replaced_at.is_(None)))
        .where(StayPerson.end_on == StayExit.left_on, StayExit.left_on >= first, StayExit.left_on <= until)
        .where(~again)
        .order_by(StayExit.left_on, StayPerson.person_id)
    )
