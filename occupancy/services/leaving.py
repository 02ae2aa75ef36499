"""Ending a stay, whatever comes next: an exit or a transfer."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.periods.days import ONE_DAY
from app.web.errors import Refusal
from occupancy.models.stays import Absence, Stay, StayPerson
from occupancy.queries.stay_rows import stands
from occupancy.services.stays import stay_refusals


def refuse_before_events(
    stay: Stay, on: date, field: str, *, previous: date | None = None, goes_along: bool = False
) -> None:
    """Raise `Refusal` when people moved or went away in this stay on `on` or later: it names the first day that works.

    `previous` is the day of leaving being corrected: what ended on it moves along. What begins on the very day
    `goes_along` with a transfer.
    """
    first = max(_first_ends(stay, previous, on if goes_along else None), stay.start_on + ONE_DAY)
    if on < first:
        key = "leaves_before_entry" if on <= stay.start_on else "leaves_too_early"
        raise Refusal(f"stay.refusal.{key}", field, day=shown(first))


def _first_ends(stay: Stay, previous: date | None, along_from: date | None) -> date:
    days = [stay.start_on]
    for query in (
        sa.select(StayPerson.start_on, StayPerson.end_on).where(StayPerson.stay_id == stay.id),
        sa.select(Absence.start_on, Absence.end_on).where(Absence.stay_id == stay.id, stands()),
    ):
        for start_on, end_on in db.session.execute(query):
            if end_on is None and start_on == along_from:
                continue
            days.append(start_on + ONE_DAY)
            if end_on is not None and end_on != previous:
                days.append(end_on)
    return max(days)


def leave(stay: Stay, on: date, actor: Actor) -> list[int]:
    """End the stay, the nights of its people and an absence under way; keys of the people who were there."""
    people = [person for person in people_of(stay) if person.start_on < on]
    absences = [one for one in _open_absences(stay) if one.start_on < on]
    with guarded(stay_refusals(stay.unit_id, stay.start_on, actor)):
        for row in (*people, *absences):
            row.end_on = on
        db.session.flush()  # nobody's nights outlast the stay, not for the time of a statement
        stay.end_on = on
    return [person.person_id for person in people]


def bring_along(stay: Stay, following: Stay) -> None:
    """Who came, or went away, on the very day of the transfer did so in the stay that follows: no night lies before.

    For a stay that has not been left yet.
    """
    rows: list[Any] = [*people_of(stay), *_open_absences(stay)]
    for row in rows:
        if row.start_on >= following.start_on:
            row.stay_id = following.id
    db.session.flush()


def people_of(stay: Stay) -> list[StayPerson]:
    """The people who still sleep there."""
    query = sa.select(StayPerson).where(StayPerson.stay_id == stay.id, StayPerson.end_on.is_(None))
    return list(db.session.scalars(query.order_by(StayPerson.id)))


def _open_absences(stay: Stay) -> list[Any]:
    query = sa.select(Absence).where(Absence.stay_id == stay.id, Absence.end_on.is_(None), stands())
    return list(db.session.scalars(query))
