"""Follow-ups after exits to a lasting home: which are due, missed, done, as of a day (rule 30).

They follow from the exits: a row is written only when one is done. None is due once the home ended, or once the
household came back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accompaniment.models.follow_ups import FollowUp
from accompaniment.rules.exit_stages import LASTING
from accompaniment.rules.follow_ups import GRACE, MILESTONES, exits_due
from accompaniment.vocab_exits import FollowUpResult, FollowUpState
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods.shift import day_shifted, months_later
from app.web.asked import Filters
from axes.models.people import Household
from axes.queries.scope import reach, readable
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay
from occupancy.queries.journeys import outcome_of_exit

Rows = sa.Select[Any]
SHOWN = (FollowUpState.DUE, FollowUpState.MISSED)
OF_EXIT = ("stay_id", "stay_public_id", "household_id", "left_on", "destination_id")


@dataclass(frozen=True)
class FollowUpFilters(Filters):
    """What the list is narrowed to: `state` (due and missed unless told, `all`), `months`."""

    state: str | None = None
    months: str | None = None


def is_lasting() -> sa.ColumnElement[bool]:
    """Condition on `stay_exit`: it stands, and led to a lasting home."""
    return sa.and_(StayExit.replaced_at.is_(None), outcome_of_exit().in_([code.value for code in LASTING]))


def expected(day: date, households: Any = None, *, due_by: date | None = None) -> Rows:
    """Every follow-up of a lasting exit as of a day, one row each: `state` is a code. Of some `households` (a query of
    keys), if told; with `due_by`, those alone that fall due by then and are not missed: few, however long the years.
    """
    left = _lasting_exits(day, households, due_by)
    parts = [_milestone(day, months, left, due_by) for months in MILESTONES]
    return sa.select(sa.union_all(*parts).subquery("expected"))


def _lasting_exits(day: date, households: Any, due_by: date | None) -> sa.CTE:
    """Those that a follow-up can be expected of, found once for all its milestones."""
    columns: tuple[Any, ...] = (
        Stay.id.label("stay_id"),
        Stay.public_id.label("stay_public_id"),
        Stay.household_id,
        StayExit.left_on,
        StayExit.destination_id,
        _over_on(day).label("over_on"),
        _back_on().label("back_on"),
    )
    query = sa.select(*columns).select_from(StayExit).join(Stay, Stay.id == StayExit.stay_id)
    query = query.where(is_lasting(), StayExit.left_on <= sa.literal(day, sa.Date))
    if due_by is not None:
        query = query.where(sa.or_(*(_left_about(StayExit.left_on, day, months, due_by) for months in MILESTONES)))
    return (query if households is None else query.where(Stay.household_id.in_(households))).cte()


def _left_about(left_on: Any, day: date, months: int, due_by: date) -> sa.ColumnElement[bool]:
    since, until = exits_due(day, months, due_by)
    return left_on.between(sa.literal(since, sa.Date), sa.literal(until, sa.Date))  # type: ignore[no-any-return]


def _milestone(day: date, months: int, left: sa.CTE, due_by: date | None) -> Rows:
    literal, due = sa.literal(day, sa.Date), months_later(left.c.left_on, months)
    done = sa.and_(FollowUp.stay_id == left.c.stay_id, FollowUp.months == months, FollowUp.done_on <= literal)
    columns: tuple[Any, ...] = (
        *(left.c[name] for name in OF_EXIT),
        sa.literal(months, sa.Integer).label("months"),
        sa.type_coerce(due, sa.Date).label("due_on"),
        FollowUp.public_id.label("follow_up_public_id"),
        sa.cast(FollowUp.result, sa.String(40)).label("result"),
        FollowUp.done_on,
        _state(day, due).label("state"),
    )
    query = sa.select(*columns).select_from(left).outerjoin(FollowUp, done)
    asked = [sa.or_(on.is_(None), on > due) for on in (left.c.over_on, left.c.back_on)]
    query = query.where(sa.or_(FollowUp.id.is_not(None), sa.and_(*asked)))
    return query if due_by is None else query.where(_left_about(left.c.left_on, day, months, due_by))


def _state(day: date, due: Any) -> sa.ColumnElement[Any]:
    literal = sa.literal(day, sa.Date)
    return sa.case(
        (FollowUp.id.is_not(None), FollowUpState.DONE.value),
        (literal < due, FollowUpState.TO_COME.value),
        (literal > day_shifted(due, GRACE.days), FollowUpState.MISSED.value),
        else_=FollowUpState.DUE.value,
    )


def _over_on(day: date) -> sa.ColumnElement[Any]:
    """When an earlier follow-up found that the home had ended: nothing is due from then on."""
    known = aliased(FollowUp)
    ended = sa.select(sa.func.min(known.home_end_on)).where(known.stay_id == Stay.id)
    ended = ended.where(known.done_on <= sa.literal(day, sa.Date)).correlate(Stay)
    return sa.type_coerce(ended.scalar_subquery(), sa.Date)


def _back_on() -> sa.ColumnElement[Any]:
    """When the household came to live with the project again: nothing is due from then on."""
    again = aliased(Stay)
    back = sa.select(sa.func.min(again.start_on)).where(again.household_id == Stay.household_id)
    back = back.where(again.start_on >= StayExit.left_on).correlate(Stay, StayExit)
    return sa.type_coerce(back.scalar_subquery(), sa.Date)


def list_follow_ups(
    reader: Reader, filters: FollowUpFilters, day: date, *, households: Any = None, due_by: date | None = None
) -> Rows:
    """Plain columns, scoped, the longest due first. Of some `households` (a query of keys), and due by a day, if told:
    the state is then that of those which wait."""
    due_by = day if filters.state == FollowUpState.DUE else due_by
    theirs = reach(reader, Action.SUPPORT_VIEW) if households is None else households
    row = expected(day, theirs, due_by=due_by).subquery("row")
    columns: tuple[Any, ...] = (
        row,
        Household.public_id.label("household_public_id"),
        Household.reference,
        Destination.name_fr,
        Destination.name_nl,
        Destination.name_en,
    )
    query = (
        sa.select(*columns)
        .join(Household, Household.id == row.c.household_id)
        .join(Destination, Destination.id == row.c.destination_id)
        .where(readable(reader, Action.SUPPORT_VIEW), *_narrowed(row.c, filters))
    )
    return query.order_by(row.c.due_on, row.c.stay_id, row.c.months)


def _narrowed(row: Any, filters: FollowUpFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.state in set(FollowUpState):
        conditions.append(row.state == filters.state)
    elif filters.state != "all":
        conditions.append(row.state.in_([one.value for one in SHOWN]))
    if filters.months in {str(one) for one in MILESTONES}:
        conditions.append(row.months == int(filters.months or 0))
    return conditions


@dataclass(frozen=True)
class Reached:
    """How many follow-ups fell due by a day, were done, missed, and told where the people are."""

    due: int
    done: int
    missed: int
    reached: int


def reached_rate(reader: Reader, day: date) -> Reached:
    """Of the follow-ups fallen due by a day, those whose people were reached: neither missed nor unknown."""
    row = expected(day, reach(reader, Action.SUPPORT_VIEW)).subquery("row")
    done, missed = row.c.state == FollowUpState.DONE.value, row.c.state == FollowUpState.MISSED.value
    told = sa.and_(done, row.c.result != FollowUpResult.UNKNOWN.value)
    query = (
        sa.select(sa.func.count(), *(sa.func.count(sa.case((one, 1))) for one in (done, missed, told)))
        .select_from(row)
        .join(Household, Household.id == row.c.household_id)
        .where(row.c.due_on <= sa.literal(day, sa.Date), readable(reader, Action.SUPPORT_VIEW))
    )
    counted: Any = db.session.execute(query).one()
    return Reached(*counted)


def follow_ups_of(household_id: int, day: date) -> Sequence[Any]:
    """The follow-ups of a household's exits, in order, with who did them and what they found."""
    row = expected(day, (household_id,)).subquery("row")
    query = (
        sa.select(row, User.name.label("author"), FollowUp.note_sealed)
        .outerjoin(FollowUp, FollowUp.public_id == row.c.follow_up_public_id)
        .outerjoin(User, User.id == FollowUp.author_id)
    )
    return db.session.execute(query.order_by(row.c.left_on.desc(), row.c.months)).all()


def exit_to_follow(stay_public_id: str, reader: Reader) -> StayExit | None:
    """The lasting exit of a stay whose household the reader may act on; stay and household loaded."""
    query = (
        sa.select(StayExit)
        .join(StayExit.stay)
        .join(Stay.household)
        .options(contains_eager(StayExit.stay).contains_eager(Stay.household), joinedload(StayExit.destination))
        .where(Stay.public_id == stay_public_id, is_lasting(), readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)


def follow_up_to_edit(public_id: str, reader: Reader) -> tuple[FollowUp, StayExit] | None:
    """A follow-up and the exit it is about."""
    query = (
        sa.select(FollowUp, StayExit)
        .join(FollowUp.stay)
        .join(Stay.household)
        .join(StayExit, sa.and_(StayExit.stay_id == Stay.id, StayExit.replaced_at.is_(None)))
        .options(contains_eager(FollowUp.stay).contains_eager(Stay.household), joinedload(FollowUp.destination))
        .where(FollowUp.public_id == public_id, readable(reader, Action.SUPPORT_ACT))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])
