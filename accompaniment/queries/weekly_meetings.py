"""Who lives in a Housing First home without having been met this week: at least one meeting a week is the model's
minimum (`domain.md` §3.3). Derived from exits, supports and contacts.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.contacts import Contact
from accompaniment.models.follow_ups import FollowUp
from accompaniment.models.supports import Support
from accompaniment.queries.contacts import STANDING
from accompaniment.queries.files import in_force, of_organisation
from accompaniment.vocab import ContactKind
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from axes.models.people import Household
from axes.queries.scope import readable, within_reach
from occupancy.models.exits import DestinationClass, StayExit
from occupancy.models.stays import Stay
from occupancy.queries.journeys import outcome_of_exit
from occupancy.vocab import OutcomeClass

WEEK = timedelta(days=7)
MEETINGS = (ContactKind.HOME_VISIT, ContactKind.OFFICE, ContactKind.OUTING, ContactKind.NETWORK_MEETING)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def meetings_expected(reader: Reader, day: date, households: Any) -> sa.Select[Any]:
    """Of some `households` (a query of keys), those in a Housing First home that the reader's organisation accompanies,
    without order: their next meeting is due a `WEEK` after `last_on`, or after `left_on` before the first."""
    query = _living(reader, day, Action.SUPPORT_ACT, _last_meeting(day).label("last_on"))
    return query.where(Household.id.in_(households)).distinct()


def not_met(reader: Reader, day: date) -> sa.Select[Any]:
    """Households in a Housing First home that the reader's organisation accompanies and did not meet since Monday: the
    longest without a meeting first. Columns household_id, household_public_id, reference, left_on, last_on, worker."""
    met = _last_meeting(day).label("last_on")
    query = _living(reader, day, Action.SUPPORT_VIEW, met, User.name.label("worker"))
    query = query.outerjoin(User, User.id == Support.reference_worker_id)
    query = query.where(within_reach(reader, Action.SUPPORT_VIEW))
    query = query.where(sa.or_(met.is_(None), met < sa.literal(week_of(day), sa.Date)))
    return query.order_by(met.is_not(None), met, StayExit.left_on, Household.id)


def _living(reader: Reader, day: date, action: Action, *more: Any) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Household.id.label("household_id"),
        Household.public_id.label("household_public_id"),
        Household.reference,
        StayExit.left_on,
        *more,
    )
    ever = sa.select(DestinationClass.destination_id).where(DestinationClass.outcome == OutcomeClass.HOUSING_FIRST)
    return (
        sa.select(*columns)
        .select_from(StayExit)
        .join(Stay, Stay.id == StayExit.stay_id)
        .join(Household, Household.id == Stay.household_id)
        .join(Support, sa.and_(Support.household_id == Household.id, in_force(day)))
        .where(of_organisation(reader.organisation_id), StayExit.replaced_at.is_(None))
        .where(StayExit.destination_id.in_(ever.correlate(None)))  # before the class of the day is looked up for each
        .where(outcome_of_exit() == OutcomeClass.HOUSING_FIRST.value, StayExit.left_on <= sa.literal(day, sa.Date))
        .where(~_elsewhere(day), readable(reader, action))
    )


def _last_meeting(day: date) -> Any:
    """The last day, since they live there, on which the organisation met them."""
    query = sa.select(sa.func.max(Contact.happened_on)).where(
        Contact.household_id == Household.id,
        Contact.organisation_id == Support.organisation_id,
        Contact.kind.in_(MEETINGS),
        Contact.happened_on.between(StayExit.left_on, sa.literal(day, sa.Date)),
        STANDING,
    )
    return sa.type_coerce(query.correlate(Household, Support, StayExit).scalar_subquery(), sa.Date)


def _elsewhere(day: date) -> sa.ColumnElement[bool]:
    """They live with the project again, or the home is known to have ended."""
    again, over = aliased(Stay), aliased(FollowUp)
    back = sa.exists().where(again.household_id == Stay.household_id, again.start_on >= StayExit.left_on)
    ended = sa.exists().where(over.stay_id == Stay.id, over.home_end_on <= sa.literal(day, sa.Date))
    return sa.or_(back.correlate(Stay, StayExit), ended.correlate(Stay, StayExit))
