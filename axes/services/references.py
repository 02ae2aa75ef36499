"""A record written under a reference that nobody else has, and that nobody can guess."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.conflicts import conflict_of
from app.db import db
from axes.rules.references import drawn

TRIES = 20


def write_under_reference(
    made: Any, day: date, choose: Callable[[Sequence[str]], str] = secrets.choice, letter: str = "H"
) -> None:
    """Write a new record under a `reference` drawn until it is free: the database says which are taken."""
    for turn in range(TRIES):
        made.reference = drawn(day, choose, letter)
        try:
            with db.session.begin_nested():
                db.session.add(made)
            return
        except IntegrityError as error:
            if conflict_of(error) != f"uq_{made.__tablename__}_reference" or turn == TRIES - 1:
                raise
