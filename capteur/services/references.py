"""Owners and dwellings written under a reference that nobody else has, and that nobody can guess."""

import secrets
from collections.abc import Callable, Sequence

from sqlalchemy.exc import IntegrityError

from app.clock import today
from app.conflicts import conflict_of
from app.db import db
from axes.rules.references import drawn
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner

TRIES = 20
LETTERS = {Owner: "P", Opportunity: "L"}
TAKEN = {"owner.reference", "uq_owner_reference", "opportunity.reference", "uq_opportunity_reference"}


def write_named(made: Owner | Opportunity, choose: Callable[[Sequence[str]], str] = secrets.choice) -> None:
    """Write a new record under a reference drawn until it is free: P-26-7KQ4D for an owner, L-26-… for a dwelling."""
    for turn in range(TRIES):
        made.reference = LETTERS[type(made)] + drawn(today(), choose)[1:]
        try:
            with db.session.begin_nested():
                db.session.add(made)
            return
        except IntegrityError as error:
            if conflict_of(error) not in TAKEN or turn == TRIES - 1:
                raise
