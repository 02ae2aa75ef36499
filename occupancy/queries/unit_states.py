"""What a unit is on a day, in SQL, equal to `occupancy.rules.unit_states` (DESIGN §3.1)."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import UtcDateTime, coded, db, looked_up
from app.periods import lived_contains
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.closed_sites import closed_as_of
from occupancy.queries.sight import in_sight, withheld
from occupancy.rules.unit_states import moment
from sites.models.units import Unit
from sites.queries.units import condition_as_of
from sites.vocab import UnitCondition, UnitState, UnitUse

STATE: Any = coded(UnitState)
CONDITION: Any = coded(UnitCondition)


def moment_of(day: date) -> Any:
    """The instant at which a day is looked at, asked when the statement is: it may be kept (`app.db.prebuilt`)."""
    return looked_up(f"moment_of_{day:%Y%m%d}", lambda: moment(day), UtcDateTime())


def occupied_as_of(day: date, reader: Reader | None = None) -> sa.ColumnElement[bool]:
    """Condition on `unit`: somebody's night begins there on `day`, as far as `reader` may know."""
    there = lived_contains(Stay.start_on, Stay.end_on, day)
    return sa.exists().where(Stay.unit_id == Unit.id, there, *in_sight(reader, Stay))


def promised_as_of(day: date, reader: Reader | None = None) -> sa.ColumnElement[bool]:
    """Condition on `unit`: a live allocation holds it after `day`, or a stay known by then is still to begin."""
    at = moment_of(day)
    live = sa.exists().where(
        Allocation.unit_id == Unit.id,
        Allocation.created_at <= at,
        sa.or_(Allocation.closed_at.is_(None), Allocation.closed_at > at),
        sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > at),
        Allocation.end_on > day,
        *in_sight(reader, Allocation),
    )
    expected = sa.exists().where(
        Stay.unit_id == Unit.id, Stay.created_at <= at, Stay.start_on > day, *in_sight(reader, Stay)
    )
    return sa.or_(live, expected)


def lent_condition(day: date) -> sa.ColumnElement[Any]:
    """What the unit's own dates say, and the closing of its site before them."""
    return sa.case((closed_as_of(day), UnitCondition.CLOSED.value), else_=condition_as_of(day))


def state_as_of(day: date, reader: Reader | None = None) -> sa.ColumnElement[UnitState]:
    """The state of the `unit` of the enclosing query, with those who live there as far as `reader` may know."""
    condition = lent_condition(day)
    state = sa.case(
        (occupied_as_of(day, reader), UnitState.OCCUPIED.value),
        (condition != UnitCondition.OPEN.value, condition),
        (Unit.use != UnitUse.DWELLING, UnitState.IN_SERVICE.value),
        (promised_as_of(day, reader), UnitState.RESERVED.value),
        (withheld(reader, day), UnitState.UNAVAILABLE.value),
        else_=UnitState.FREE.value,
    )
    coerced: sa.ColumnElement[UnitState] = sa.type_coerce(state, STATE)
    return coerced


def shown_state(reader: Reader, day: date) -> sa.ColumnElement[Any]:
    """The state a reader may see: for who may not see stays (housing operators), only what units and dates say."""
    if reader.may(Action.STAY_VIEW):
        return state_as_of(day, reader)
    return sa.type_coerce(lent_condition(day), CONDITION)


def state_of(unit: Unit, reader: Reader, day: date) -> UnitState | UnitCondition:
    """The state of one unit, as far as the reader may know."""
    state: UnitState | UnitCondition = db.session.execute(
        sa.select(shown_state(reader, day)).select_from(Unit).where(Unit.id == unit.id)
    ).scalar_one()
    return state
