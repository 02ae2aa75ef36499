"""Follow-ups after exits to a lasting home: which are due, missed, done, as of a day (rule 30).

They follow from the exits: a row is written only when one is done. None is due once the home ended, or once the
household came back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accompaniment.models.follow_ups import FollowUp
from accompaniment.rules.exit_stages import LASTING
from accompaniment.rules.follow_ups import GRACE, MILESTONES, exits_due, last_to_leave
from accompaniment.vocab_exits import FollowUpResult, FollowUpState
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask, db, prebuilt
from app.periods.days import ONE_DAY
from app.periods.shift import months_later
from app.web.asked import Filters
from axes.models.people import Household
from axes.queries.scope import reach, readable
from occupancy.models.exits import Destination, DestinationClass, StayExit
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
    """Condition on `stay_exit`: it stands, and led to a lasting home. Destinations that never were one are left out
    before the class of the day is looked up for each exit."""
    lasting = [code.value for code in LASTING]
    ever = sa.select(DestinationClass.destination_id).where(DestinationClass.outcome.in_(LASTING)).correlate(None)
    return sa.and_(StayExit.replaced_at.is_(None), StayExit.destination_id.in_(ever), outcome_of_exit().in_(lasting))


def expected(day: date, households: Any = None, *, due_by: date | None = None) -> Rows:
    """Every follow-up of a lasting exit as of a day, one row each: `state` is a code. Of some `households` (a query of
    keys), if told; with `due_by`, those alone that fall due by then and are not missed: few, however long the years.
    """
    left = _lasting_exits(day, households, due_by)
    if due_by is not None:
        return _milestone(day, None, left)
    parts = [_milestone(day, months, left) for months in MILESTONES]
    return sa.select(sa.union_all(*parts).subquery("expected"))


def _lasting_exits(day: date, households: Any, due_by: date | None) -> sa.CTE:
    """Those that a follow-up can be expected of, found once for all its milestones; with `due_by`, once for each that
    can be due, which `months` says."""
    exits = _exits(day, households).subquery("lasting_exit") if due_by is None else _left_about(day, due_by)
    one = exits.c
    columns: tuple[Any, ...] = (*one, _over_on(day, one).label("over_on"), _back_on(one).label("back_on"))
    query = sa.select(*columns)
    return (query if households is None or due_by is None else query.where(one.household_id.in_(households))).cte()


def _exits(day: date, households: Any, months: int | None = None) -> Rows:
    columns: tuple[Any, ...] = (
        Stay.id.label("stay_id"),
        Stay.public_id.label("stay_public_id"),
        Stay.household_id,
        StayExit.left_on,
        StayExit.destination_id,
        sa.literal(months, sa.Integer).label("months"),
    )
    query = sa.select(*columns).select_from(StayExit).join(Stay, Stay.id == StayExit.stay_id)
    query = query.where(is_lasting(), StayExit.left_on <= sa.literal(day, sa.Date))
    return query if households is None else query.where(Stay.household_id.in_(households))


def _left_about(day: date, due_by: date) -> sa.CTE:
    """The exits of the days whose follow-ups are due: each milestone has its own, which an index gives. MATERIALIZED,
    or SQLite would begin with the households that are asked for, once for each milestone."""
    parts = []
    for months in MILESTONES:
        since, until = (sa.literal(one, sa.Date) for one in exits_due(day, months, due_by))
        parts.append(_exits(day, None, months).where(StayExit.left_on.between(since, until)))
    return sa.union_all(*parts).cte().prefix_with("MATERIALIZED")


def _milestone(day: date, months: int | None, left: sa.CTE) -> Rows:
    """The follow-ups of one milestone, or of that which each exit says."""

    def at(value: Callable[[int], Any]) -> Any:
        one = left.c.months
        return value(months) if months else sa.case(*((one == number, value(number)) for number in MILESTONES))

    number, due = months or left.c.months, at(lambda number: months_later(left.c.left_on, number))
    done_by = FollowUp.done_on <= sa.literal(day, sa.Date)
    done = sa.and_(FollowUp.stay_id == left.c.stay_id, FollowUp.months == number, done_by)
    columns: tuple[Any, ...] = (
        *(left.c[name] for name in OF_EXIT),
        (sa.literal(months, sa.Integer) if months else left.c.months).label("months"),
        sa.type_coerce(due, sa.Date).label("due_on"),
        FollowUp.public_id.label("follow_up_public_id"),
        sa.cast(FollowUp.result, sa.String(40)).label("result"),
        FollowUp.done_on,
        at(lambda number: _state(day, number, left.c.left_on)).label("state"),
    )
    query = sa.select(*columns).select_from(left).outerjoin(FollowUp, done)
    asked = [sa.or_(on.is_(None), on > due) for on in (left.c.over_on, left.c.back_on)]
    return query.where(sa.or_(FollowUp.id.is_not(None), sa.and_(*asked)))


def _state(day: date, months: int, left_on: Any) -> sa.ColumnElement[Any]:
    due, missed = (sa.literal(last_to_leave(one, months), sa.Date) for one in (day, day - GRACE - ONE_DAY))
    return sa.case(
        (FollowUp.id.is_not(None), FollowUpState.DONE.value),
        (left_on > due, FollowUpState.TO_COME.value),
        (left_on <= missed, FollowUpState.MISSED.value),
        else_=FollowUpState.DUE.value,
    )


def _over_on(day: date, one: Any) -> sa.ColumnElement[Any]:
    """When an earlier follow-up found that the home had ended: nothing is due from then on."""
    known = aliased(FollowUp)
    ended = sa.select(sa.func.min(known.home_end_on)).where(known.stay_id == one.stay_id)
    ended = ended.where(known.done_on <= sa.literal(day, sa.Date))
    return sa.type_coerce(ended.scalar_subquery(), sa.Date)


def _back_on(one: Any) -> sa.ColumnElement[Any]:
    """When the household came to live with the project again: nothing is due from then on."""
    again = aliased(Stay)
    back = sa.select(sa.func.min(again.start_on)).where(again.household_id == one.household_id)
    return sa.type_coerce(back.where(again.start_on >= one.left_on).scalar_subquery(), sa.Date)


@prebuilt
def list_follow_ups(reader: Reader, filters: FollowUpFilters, day: date) -> Rows:
    """Plain columns, scoped, the longest due first."""
    if filters.state == FollowUpState.DUE:  # exits of some days, of whomever: fewer than all those in reach
        return follow_ups_among(reader, filters, day, None, due_by=day)
    return follow_ups_among(reader, filters, day, reach(reader, Action.SUPPORT_VIEW))


def follow_ups_among(
    reader: Reader, filters: FollowUpFilters, day: date, households: Any, *, due_by: date | None = None
) -> Rows:
    """The same of some `households` (a query of keys), and due by a day, if told: the state is then that of those which
    wait."""
    row = expected(day, households, due_by=due_by).subquery("row")
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
    return Reached(*(int(number) for number in ask(_reached(reader, day)).one()))  # a sum is a decimal to PostgreSQL


@prebuilt
def _reached(reader: Reader, day: date) -> Rows:
    left = _lasting_exits(day, reach(reader, Action.SUPPORT_VIEW), None)
    seen = sa.select(left).join(Household, Household.id == left.c.household_id)
    each = seen.where(readable(reader, Action.SUPPORT_VIEW)).cte()  # asked of an exit once, not of each milestone
    parts = sa.union_all(*(_reached_after(day, months, each) for months in MILESTONES)).subquery()
    sums: tuple[Any, ...] = tuple(sa.func.sum(column) for column in parts.c)
    return sa.select(*sums)


def _reached_after(day: date, months: int, left: sa.CTE) -> Rows:
    """`Reached` of one milestone."""
    done, missed = FollowUp.id.is_not(None), _state(day, months, left.c.left_on) == FollowUpState.MISSED.value
    told = sa.and_(done, FollowUp.result != FollowUpResult.UNKNOWN)
    counts: tuple[Any, ...] = tuple(sa.func.count(sa.case((one, 1))) for one in (sa.true(), done, missed, told))
    has_come = left.c.left_on <= sa.literal(last_to_leave(day, months), sa.Date)
    row: Rows = _milestone(day, months, left).where(has_come)
    return row.with_only_columns(*counts, maintain_column_froms=True)


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


def follow_up_written(leaving: StayExit, months: int) -> FollowUp | None:
    """What was found so many months after an exit; None while it was not asked."""
    query = sa.select(FollowUp).where(FollowUp.stay_id == leaving.stay_id, FollowUp.months == months)
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
