"""Whom figures count for a reader: the people whose every household is in their sight (docs/decisions/0013).

A number beside the lines that one may open must not count more than these: day by day, the difference would tell when
somebody hidden came, and with how many.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household, HouseholdMember
from axes.queries.scope import countable
from reports.figures import Figure, Subject
from reports.queries.rows import Rows


def person_in_sight(person_id: Any, reader: Reader | None) -> sa.ColumnElement[bool]:
    """Condition on a person's key: no household that they are in, or ever were, is out of the reader's sight.

    Without a reader (the command line, public counts) everybody is.
    """
    if reader is None:
        return sa.true()
    hidden = sa.select(HouseholdMember.person_id).join(Household, Household.id == HouseholdMember.household_id)
    return person_id.not_in(hidden.where(~countable(reader, Action.HOUSEHOLD_VIEW)).correlate(None))  # type: ignore[no-any-return]


def rows_in_sight(
    figure: Figure, day: date, programme_id: int | None, reader: Reader | None, *, among: bool = False
) -> Rows:
    """The rows of a figure that the reader may know of; `among`: those that it is a share of, if it is one."""
    rows = (among and figure.among) or figure.rows
    counted = rows(day, programme_id)
    if figure.subject is not Subject.PERSON or reader is None:
        return counted
    every = counted.order_by(None).subquery("every_row")
    return sa.select(every).where(person_in_sight(every.c.subject_id, reader))
