"""Whether somewhere to go is planned for who lives where it ends: the one rule, of every page that counts it.

A stay *has a plan* when its closing settled where its household goes and that can still be, or when what a higher floor
registers here says so: an exit plan under way. A unit that a plan of relocation proposed and the household has not
accepted yet is *proposed*: shown apart. Who has neither is *without a plan*.
"""

from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.periods.shift import brussels_day
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.outcomes import is_dead, is_proposed, is_settled
from occupancy.vocab import ClosureOutcomeKind

# As of a day: (stay_id, on) of the stays with a plan, `on` being NULL where no day is set.
Plans = Callable[[date], sa.Select[Any]]


def settled_outcomes(day: date) -> sa.Select[Any]:
    """What closings settled for their stays and can still be: a day for those who leave, none for those who stay."""
    leaves = ClosureOutcome.kind != ClosureOutcomeKind.EXTENSION
    on = sa.type_coerce(sa.case((leaves, ClosureOutcome.planned_on)), sa.Date).label("on")
    return _outcomes(day, on).where(is_settled(day))


def settled_move_on(day: date) -> sa.ColumnElement[Any]:
    """The day of the transfer that its closing settled for the `stay` of the enclosing query; NULL without one."""
    moves = settled_outcomes(day).where(ClosureOutcome.kind == ClosureOutcomeKind.TRANSFER_PLANNED).subquery()
    first = sa.select(sa.func.min(moves.c.on, type_=sa.Date)).where(moves.c.stay_id == Stay.id)
    return first.correlate(Stay).scalar_subquery()


_plans: list[Plans] = [settled_outcomes]


def register_plans(plans_of: Plans) -> None:
    """Offer plans of another kind; called by the package that holds them. Twice the same is once."""
    if plans_of not in _plans:
        _plans.append(plans_of)


# Of stays (keys), as far as a reader may know: {stay_id: codes that say where they mean to go, and how far they are}.
Told = Callable[[Reader, Collection[int], date], dict[int, tuple[StrEnum, StrEnum]]]
_told: list[Told] = []


def register_told(told: Told) -> None:
    """Offer what plans of another kind say; called by the package that holds them."""
    if told not in _told:
        _told.append(told)


def told_elsewhere(reader: Reader, stay_ids: Collection[int], day: date) -> dict[int, tuple[StrEnum, StrEnum]]:
    """What they say, beside what a closing planned for the same stays: the two may differ, and nobody else tells."""
    return {stay: words for told in _told for stay, words in told(reader, stay_ids, day).items()} if stay_ids else {}


def planned(day: date, *of: sa.ColumnElement[bool]) -> sa.Subquery:
    """One row per stay with a plan: stay_id, planned_on (the first, NULL where no day is set). Of the stays that meet
    these conditions."""
    every = sa.union_all(*[plans_of(day).where(*of) for plans_of in _plans]).subquery("every_plan")
    stay_id, on = every.c
    first = sa.func.min(on, type_=sa.Date).label("planned_on")
    return sa.select(stay_id, first).group_by(stay_id).subquery("plan")


def has_plan(day: date) -> sa.ColumnElement[bool]:
    """Condition on `stay`."""
    return sa.or_(*[_speaks_of_stay(plans_of(day)) for plans_of in _plans])


def awaits_answer(day: date) -> sa.ColumnElement[bool]:
    """Condition on `stay`: without a plan, but proposed a unit that its household has not accepted yet."""
    return sa.and_(_is_proposed(day), ~has_plan(day))


def without_plan(day: date) -> sa.ColumnElement[bool]:
    """Condition on `stay`: no plan, and no unit proposed either."""
    return sa.and_(~_is_proposed(day), ~has_plan(day))


def _is_proposed(day: date) -> sa.ColumnElement[bool]:
    return _speaks_of_stay(_outcomes(day).where(is_proposed(day), ~is_dead(day)))


def _outcomes(day: date, *columns: Any) -> sa.Select[Any]:
    """What closings that go on had said of their stays by that day."""
    said = brussels_day(ClosureOutcome.created_at) <= sa.literal(day, sa.Date)
    return (
        sa.select(ClosureOutcome.stay_id, *columns)
        .join(Closure, Closure.id == ClosureOutcome.closure_id)
        .join(Stay, Stay.id == ClosureOutcome.stay_id)
        .where(Closure.cancelled_on.is_(None), said)
    )


def _speaks_of_stay(rows: sa.Select[Any]) -> sa.ColumnElement[bool]:
    found = rows.subquery()
    return sa.exists().where(found.c.stay_id == Stay.id).correlate(Stay)
