"""Who would still be there after a last day: stays and open proposals, named as far as the reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import now, today
from app.db import db
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.allocations import Allocation
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.outcomes import is_settled
from occupancy.rules.endings import last_night_ends
from occupancy.vocab import ClosureOutcomeKind
from sites.models.units import Unit


@dataclass(frozen=True)
class Beyond:
    """A stay, or a proposal (`stay_id` None), that goes past a last day. `reference` is None for who may not know it:
    then neither unit nor day may be told either, but only how many there are.

    `planned_on` is the day its closure plans for it to leave, None without one.
    """

    unit_code: str
    reference: str | None
    until: date
    stay_id: int | None = None
    stay_public_id: str | None = None
    is_over: bool = False
    planned_on: date | None = None


def beyond(unit_ids: Iterable[int], last_day: date, actor: Actor) -> list[Beyond]:
    """Stays and live proposals of these units with a night after `last_day`, by unit."""
    units = sorted(set(unit_ids))
    return sorted(
        [*_stays(units, last_day, actor), *_proposals(units, last_day, actor)],
        key=lambda one: (one.unit_code, one.until),
    )


def _visible(actor: Actor) -> sa.ColumnElement[str | None]:
    """The household's reference for who may see its stays, and nothing for others and for jobs."""
    if not isinstance(actor, Reader):
        return sa.cast(sa.null(), sa.String)
    return sa.case((readable(actor, Action.STAY_VIEW), Household.reference), else_=sa.cast(sa.null(), sa.String))


def _stays(unit_ids: list[int], last_day: date, actor: Actor) -> list[Beyond]:
    until = sa.func.coalesce(Stay.end_on, Stay.planned_end_on)
    planned = (
        sa.select(sa.func.max(ClosureOutcome.planned_on))
        .join(Closure, Closure.id == ClosureOutcome.closure_id)
        .where(ClosureOutcome.stay_id == Stay.id, Closure.cancelled_on.is_(None))
        .where(ClosureOutcome.kind != ClosureOutcomeKind.EXTENSION, is_settled(today()))
        .correlate(Stay)
        .scalar_subquery()
    )
    query = (
        sa.select(Unit.code, _visible(actor), until, Stay.id, Stay.public_id, Stay.end_on.is_not(None), planned)
        .join(Unit, Unit.id == Stay.unit_id)
        .join(Household, Household.id == Stay.household_id)
        .where(Stay.unit_id.in_(unit_ids), until > sa.literal(last_night_ends(last_day), sa.Date()))
    )
    return [Beyond(*row) for row in db.session.execute(query)]


def _proposals(unit_ids: list[int], last_day: date, actor: Actor) -> list[Beyond]:
    query = (
        sa.select(Unit.code, _visible(actor), Allocation.end_on)
        .join(Unit, Unit.id == Allocation.unit_id)
        .join(Household, Household.id == Allocation.household_id)
        .where(Allocation.unit_id.in_(unit_ids), Allocation.closed_at.is_(None))
        .where(sa.or_(Allocation.expires_at.is_(None), Allocation.expires_at > now()))
        .where(Allocation.end_on > sa.literal(last_night_ends(last_day), sa.Date()))
    )
    return [Beyond(*row) for row in db.session.execute(query)]
