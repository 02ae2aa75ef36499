"""Lasting homes of people as known on a day, in SQL: equal to `rules/retention.py`.

One row per person: the last lasting home they left for. Nothing is scoped here: figures count everybody; pages that
open them mask what their reader may not see.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.follow_ups import FollowUp
from accompaniment.queries.follow_ups import is_lasting
from accompaniment.vocab_exits import FollowUpResult, HomeState
from app.periods import days_between
from app.periods.shift import months_later
from axes.models.assessments import Assignment
from axes.models.programmes import Axis, Team
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.journeys import outcome_of_exit
from occupancy.vocab import OutcomeClass


def homes(day: date, programme_id: int | None = None, *, housing_first: bool = False) -> sa.Subquery:
    """One row per person: person_id, left_on, known_months, ended_on, voluntary, end_reason, ended_by, went_to (a code
    of the list of destinations), back_on."""
    every = _every(day, programme_id, housing_first).subquery("every_home")
    columns = [column for column in every.c if column.name != "place"]
    return sa.select(*columns).where(every.c.place == 1).subquery("home")


def _every(day: date, programme_id: int | None, housing_first: bool) -> sa.Select[Any]:
    literal, ending = sa.literal(day, sa.Date), aliased(FollowUp)
    order = (StayExit.left_on.desc(), StayExit.id.desc())
    place = sa.func.row_number().over(partition_by=StayPerson.person_id, order_by=order)
    query = (
        sa.select(
            StayPerson.person_id,
            StayExit.left_on,
            sa.func.coalesce(_known_months(day), 0).label("known_months"),
            ending.home_end_on.label("ended_on"),
            ending.voluntary,
            sa.cast(ending.end_reason, sa.String(40)).label("end_reason"),
            sa.cast(ending.ended_by, sa.String(40)).label("ended_by"),
            Destination.code.label("went_to"),
            _back_on(day).label("back_on"),
            place.label("place"),
        )
        .join(Stay, Stay.id == StayPerson.stay_id)
        .join(StayExit, StayExit.stay_id == Stay.id)
        .outerjoin(ending, ending.id == _ending(day))
        .outerjoin(Destination, Destination.id == ending.destination_id)
        .where(StayPerson.end_on == StayExit.left_on, StayExit.left_on <= literal, is_lasting())
        .where(_in_programme(programme_id))
    )
    return query.where(outcome_of_exit() == OutcomeClass.HOUSING_FIRST.value) if housing_first else query


def _in_programme(programme_id: int | None) -> sa.ColumnElement[bool]:
    if programme_id is None:
        return sa.true()
    followed = sa.exists().where(Assignment.household_id == Stay.household_id, Assignment.team_id == Team.id)
    return followed.where(Team.axis_id == Axis.id, Axis.programme_id == programme_id).correlate(Stay)


def _known_months(day: date) -> Any:
    query = sa.select(sa.func.max(FollowUp.months)).where(
        FollowUp.stay_id == Stay.id,
        FollowUp.result == FollowUpResult.STILL_THERE,
        FollowUp.done_on <= sa.literal(day, sa.Date),
    )
    return query.correlate(Stay).scalar_subquery()


def _ending(day: date) -> Any:
    """The follow-up that tells of the first day elsewhere."""
    query = sa.select(FollowUp.id).where(
        FollowUp.stay_id == Stay.id, FollowUp.home_end_on.is_not(None), FollowUp.done_on <= sa.literal(day, sa.Date)
    )
    first = query.order_by(FollowUp.home_end_on, FollowUp.months, FollowUp.id).limit(1)
    return first.correlate(Stay).scalar_subquery()


def _back_on(day: date) -> Any:
    again = aliased(StayPerson)
    query = sa.select(sa.func.min(again.start_on)).where(
        again.person_id == StayPerson.person_id,
        again.start_on >= StayExit.left_on,
        again.start_on <= sa.literal(day, sa.Date),
    )
    return sa.type_coerce(query.correlate(StayPerson, StayExit).scalar_subquery(), sa.Date)


def state_at(home: Any, months: int, day: date) -> sa.ColumnElement[Any]:
    """What is known of a row of `homes` so many months after; NULL when it is not so long ago."""
    at = months_later(home.left_on, months)
    over = home.ended_on <= at
    return sa.case(
        (at > sa.literal(day, sa.Date), sa.null()),
        (sa.and_(over, home.voluntary.is_(True)), HomeState.VOLUNTARY.value),
        (sa.and_(over, home.voluntary.is_(False)), HomeState.LOST.value),
        (over, HomeState.DECEASED.value),
        (home.back_on <= at, HomeState.BACK.value),
        (sa.or_(home.known_months >= months, home.ended_on.is_not(None)), HomeState.IN_PLACE.value),
        else_=HomeState.NOT_KNOWN.value,
    )


def is_over(home: Any) -> sa.ColumnElement[bool]:
    """Whether they no longer live there."""
    return sa.or_(home.ended_on.is_not(None), home.back_on.is_not(None))


def is_told(home: Any) -> sa.ColumnElement[bool]:
    """Whether anything is known of how long they lived there."""
    return sa.or_(is_over(home), home.known_months > 0)


def days_lived(home: Any) -> sa.ColumnElement[Any]:
    """Days in the home: until the end known, or else until the last follow-up that found them there."""
    seen = sa.case(
        *((home.known_months >= months, months_later(home.left_on, months)) for months in (48, 36, 24, 12, 6, 3)),
        else_=home.left_on,
    )
    return days_between(home.left_on, sa.func.coalesce(home.ended_on, home.back_on, seen))
