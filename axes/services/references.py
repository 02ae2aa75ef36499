"""A household written under a reference that nobody else has, and that nobody can guess."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.conflicts import conflict_of
from app.db import db
from axes.models.people import Household
from axes.rules.references import drawn

TRIES = 20
TAKEN = {"household.reference", "uq_household_reference"}


def write_under_reference(
    household: Household, day: date, choose: Callable[[Sequence[str]], str] = secrets.choice
) -> None:
    """Write a new household under a reference drawn until it is free: the database says which are taken."""
    for turn in range(TRIES):
        household.reference = drawn(day, choose)
        try:
            with db.session.begin_nested():
                db.session.add(household)
            return
        except IntegrityError as error:
            if conflict_of(error) not in TAKEN or turn == TRIES - 1:
                raise
