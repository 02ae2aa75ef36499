"""What a reader may know of who holds a unit: the one rule, in SQL (docs/decisions/0007).

A stay, or a proposal, of a household that the reader may not open is *out of sight*: of it they learn that the unit is
not available, and nothing else: no day, no number, not even whether somebody lives there. Lists, states, ribbons,
offers, refusals and counts all ask here.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.waiting import live
from sites.models.units import Unit


def known(actor: Actor) -> sa.ColumnElement[bool]:
    """Condition on `household`: the actor may know where they live. The application's own jobs read everything."""
    return readable(actor, Action.STAY_VIEW) if isinstance(actor, Reader) else sa.true()


def in_sight(actor: Actor | None, of: type[Stay] | type[Allocation]) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions, beside a `stay` or `allocation`, that keep those of households the actor may know."""
    if not isinstance(actor, Reader):
        return ()
    return (_of_household(of, known(actor)),)


def out_of_sight(actor: Actor, of: type[Stay] | type[Allocation]) -> sa.ColumnElement[bool]:
    """Condition on a `stay` or `allocation`: the actor may not know whose it is."""
    if not isinstance(actor, Reader):
        return sa.false()
    return ~_of_household(of, known(actor))


def _of_household(of: Any, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(Household.id == of.household_id, condition).correlate(of)


def withheld(actor: Actor | None, day: date) -> sa.ColumnElement[bool]:
    """Condition on `unit`: a stay not over on `day`, or a live proposal, keeps it, and the actor may not know whose."""
    if not isinstance(actor, Reader):
        return sa.false()
    stays = sa.exists().where(
        Stay.unit_id == Unit.id, sa.or_(Stay.end_on.is_(None), Stay.end_on > day), out_of_sight(actor, Stay)
    )
    promises = sa.exists().where(Allocation.unit_id == Unit.id, *live(), out_of_sight(actor, Allocation))
    return sa.or_(stays.correlate(Unit), promises.correlate(Unit))
