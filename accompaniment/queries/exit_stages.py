"""Where plans stand and what they risk, in SQL: equal to `rules/exit_stages.py` and `rules/exit_risks.py`.

Expressions on the `household` and `exit_plan` of the enclosing query, as known on a day. Tests compare the two on
anything that can be written (DESIGN §3.1).
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.exit_plans import ExitMove, ExitPlan, ExitStep
from accompaniment.rules.exit_risks import DAYS_A_STEP, PLAN_BY
from accompaniment.rules.exit_stages import LASTING
from accompaniment.vocab_exits import ExitRisk, ExitStage
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import days_between, lived_contains
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay
from occupancy.queries.journeys import outcome_of_exit
from occupancy.queries.plans import register_plans, register_told

Element = sa.ColumnElement[Any]


def last_exit(day: date, column: Any) -> sa.ScalarSelect[Any]:
    """A column of the `household`'s last exit that stands by a day, since its `exit_plan` began where it has one."""
    return (
        sa.select(column)
        .select_from(StayExit)
        .join(Stay, Stay.id == StayExit.stay_id)
        .where(Stay.household_id == Household.id, StayExit.replaced_at.is_(None))
        .where(sa.or_(ExitPlan.id.is_(None), StayExit.left_on >= ExitPlan.started_on))
        .where(StayExit.left_on <= sa.literal(day, sa.Date))
        .order_by(StayExit.left_on.desc(), StayExit.id.desc())
        .limit(1)
        .correlate(Household, ExitPlan)
        .scalar_subquery()
    )


def left_on(day: date) -> Element:
    """The day of that exit; NULL without one."""
    return sa.type_coerce(last_exit(day, StayExit.left_on), sa.Date)


def stage_on(day: date) -> Element:
    """The column of the household on a day: to plan without a plan."""
    outcome = last_exit(day, outcome_of_exit())
    again = aliased(Stay)
    back = (
        sa.exists()
        .where(again.household_id == Household.id, again.start_on >= left_on(day))
        .where(again.start_on <= sa.literal(day, sa.Date))
        .correlate(Household, ExitPlan)
    )
    return sa.case(
        (left_on(day).is_(None), sa.func.coalesce(_last_move(day), _text(ExitStage.TO_PLAN))),
        (back, _text(ExitStage.TO_PLAN)),
        (outcome.in_([code.value for code in LASTING]), _text(ExitStage.HOUSED)),
        else_=_text(ExitStage.LEFT),
    )


def _last_move(day: date) -> Element:
    query = (
        sa.select(sa.cast(ExitMove.stage, sa.String(40)))
        .where(ExitMove.plan_id == ExitPlan.id, ExitMove.moved_on <= sa.literal(day, sa.Date))
        .order_by(ExitMove.moved_on.desc(), ExitMove.id.desc())
        .limit(1)
    )
    return query.correlate(ExitPlan).scalar_subquery()


def steps_open() -> Element:
    """How many steps of the `exit_plan` are neither done nor dropped."""
    query = sa.select(sa.func.count(ExitStep.id)).where(ExitStep.plan_id == ExitPlan.id, ExitStep.is_open)
    return query.correlate(ExitPlan).scalar_subquery()


def steps_to_do(day: date, *columns: Any) -> sa.Select[Any]:
    """Open steps of live plans whose household has not left by a day, or that outlive the exit; `exit_step`,
    `exit_plan` and `household` are in reach of conditions."""
    still = sa.or_(left_on(day).is_(None), ExitStep.kept_on >= left_on(day))
    return (
        sa.select(*columns)
        .select_from(ExitStep)
        .join(ExitPlan, ExitPlan.id == ExitStep.plan_id)
        .join(Household, Household.id == ExitPlan.household_id)
        .where(ExitPlan.is_live, ExitStep.is_open, still)
    )


def risk_on(day: date, *, deadline: Any, stage: Any, steps: Any, planned_on: Any, moves_on: Any) -> Element:
    """The risk on a day, of these columns."""
    left, needed = days_between(day, deadline), steps * DAYS_A_STEP
    twice = sa.case((2 * needed > PLAN_BY, 2 * needed), else_=PLAN_BY)
    to_plan = sa.case(
        (left < PLAN_BY, _text(ExitRisk.LATE)),
        (left < 2 * PLAN_BY, _text(ExitRisk.TIGHT)),
        else_=_text(ExitRisk.CALM),
    )
    gone = stage.in_([ExitStage.HOUSED.value, ExitStage.LEFT.value])
    return sa.case(
        (sa.or_(deadline.is_(None), gone), _text(ExitRisk.NO_DEADLINE)),
        (left < 0, _text(ExitRisk.PAST)),
        (days_between(moves_on, deadline) >= -1, _text(ExitRisk.CALM)),
        (sa.or_(left < needed, sa.and_(planned_on.is_not(None), planned_on > deadline)), _text(ExitRisk.LATE)),
        (stage == ExitStage.TO_PLAN.value, to_plan),
        (
            sa.and_(stage == ExitStage.MOVE_PLANNED.value, planned_on.is_not(None)),
            _text(ExitRisk.CALM),
        ),
        (left < twice, _text(ExitRisk.TIGHT)),
        else_=_text(ExitRisk.CALM),
    )


def _text(code: Any) -> Element:
    return sa.literal(code.value, sa.String(40))


def live_on(day: date) -> Element:
    """Condition on `exit_plan`: it lives on a day."""
    literal = sa.literal(day, sa.Date)
    return sa.and_(ExitPlan.started_on <= literal, sa.or_(ExitPlan.ended_on.is_(None), ExitPlan.ended_on > literal))


def planned_exits(day: date) -> sa.Select[Any]:
    """Stays of `day` whose household has a plan under way: stay_id, and the day planned, NULL where none is.

    What is still to be planned is no plan: whoever counts those without one counts it (`occupancy.queries.plans`).
    """
    columns: tuple[Any, ...] = (Stay.id.label("stay_id"), sa.type_coerce(ExitPlan.planned_on, sa.Date).label("on"))
    return (
        sa.select(*columns)
        .select_from(Stay)
        .join(Household, Household.id == Stay.household_id)
        .join(ExitPlan, sa.and_(ExitPlan.household_id == Household.id, live_on(day)))
        .where(lived_contains(Stay.start_on, Stay.end_on, day))
        .where(stage_on(day).not_in([ExitStage.TO_PLAN.value]))
    )


def exits_told(reader: Reader, stay_ids: Collection[int], day: date) -> dict[int, tuple[StrEnum, StrEnum]]:
    """Where the exit plans of these stays lead, and how far they are, where the reader may read the board."""
    if not reader.may(Action.EXIT_VIEW):
        return {}
    query = planned_exits(day).with_only_columns(Stay.id, ExitPlan.target, stage_on(day))
    query = query.where(Stay.id.in_(stay_ids), readable(reader, Action.EXIT_VIEW))
    return {stay: (target, ExitStage(stage)) for stay, target, stage in db.session.execute(query)}


register_plans(planned_exits)
register_told(exits_told)
