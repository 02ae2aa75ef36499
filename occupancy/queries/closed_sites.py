"""Units whose site has closed: nothing is free there any more, whatever its papers say (`domain.md` §9, 9 and 11)."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.periods.shift import day_shifted
from occupancy.models.closures import Closure
from occupancy.queries.agreements import lent_anew
from occupancy.vocab import UNPLANNED
from sites.models.units import Unit


def last_open_day(closure: Any = Closure) -> Any:
    """The last day on which somebody can sleep in the site: of a loss without warning, the eve of its day."""
    lost = closure.cause.in_(sorted(UNPLANNED))
    return sa.type_coerce(sa.case((lost, day_shifted(closure.last_day, -1)), else_=closure.last_day), sa.Date)


def closed_as_of(day: date) -> sa.ColumnElement[bool]:
    """Condition on `unit`: as known on `day`, a closing of its site has come by then."""
    closure, on = aliased(Closure), sa.literal(day, sa.Date())
    standing = sa.or_(closure.cancelled_on.is_(None), closure.cancelled_on > on)
    come = (closure.opened_on <= on, last_open_day(closure) < on, standing, ~lent_anew(day, closure))
    return sa.exists().where(closure.site_id == Unit.site_id, *come).correlate(Unit)
