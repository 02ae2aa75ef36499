"""A household's exit plans, with all that its page shows, and the lists that plans begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.documents import PersonDocument
from accompaniment.models.exit_plans import ExitCandidacy, ExitMove, ExitPlan, ExitStep, ExitStepModel
from accompaniment.queries.documents import legible
from accompaniment.queries.exit_stages import last_exit, left_on, stage_on
from accompaniment.queries.settlements import is_left_open
from accompaniment.vocab_exits import ExitStage, ExitTarget
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.periods import lived_contains
from axes.models.people import Household
from axes.queries.scope import readable
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay
from occupancy.queries.plans import settled_move_on
from occupancy.queries.unit_ends import unit_ends


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The live plan and where it stands: `deadline` is the last day in the dwelling, `left_on` an exit since
    and where to, `moves_on` a transfer that the closing settled."""

    plan: ExitPlan | None
    stage: ExitStage
    left_on: date | None
    gone_to: Destination | None
    deadline: date | None
    since: date | None  # in the dwelling
    moves_on: date | None
    planned_end_on: date | None  # of the stay
    unsettled: str | None  # the stay (public id) whose exit left something open


def standing_of(household_id: int) -> Standing:
    """The household's live plan, its column and its deadline today, in one statement."""
    end = unit_ends(today(), sa.select(Stay.unit_id).where(Stay.household_id == household_id))
    live = sa.and_(ExitPlan.household_id == Household.id, ExitPlan.is_live)
    here = sa.and_(Stay.household_id == Household.id, lived_contains(Stay.start_on, Stay.end_on, today()))
    day = today()
    unsettled = last_exit(day, sa.case((is_left_open(), Stay.public_id)))
    dates: tuple[Any, ...] = (left_on(day), end.c.last_day, Stay.start_on, settled_move_on(day), Stay.planned_end_on)
    query = (
        sa.select(ExitPlan, stage_on(day), *dates, unsettled, Destination)
        .select_from(Household)
        .outerjoin(ExitPlan, live)
        .outerjoin(Stay, here)
        .outerjoin(end, end.c.unit_id == Stay.unit_id)
        .outerjoin(Destination, Destination.id == last_exit(day, StayExit.destination_id))
        .where(Household.id == household_id)
    )
    found = db.session.execute(query.limit(1)).one()
    plan, stage, gone, deadline, since, moves_on, planned_end_on, stay, home = found
    return Standing(
        plan=plan,
        stage=ExitStage(stage),
        left_on=gone,
        gone_to=home,
        deadline=deadline,
        since=since,
        moves_on=moves_on,
        planned_end_on=planned_end_on,
        unsettled=stay if since is None else None,
    )


def steps_of(plan_id: int, reader: Reader) -> Sequence[Any]:
    """(step, the document that shows it, as far as the reader may read that) of a plan, the first due first, those
    without a day at the end."""
    shown = PersonDocument.id == ExitStep.document_id, PersonDocument.removed_at.is_(None), legible(reader)
    columns: tuple[Any, ...] = (ExitStep, PersonDocument)
    query = (
        sa.select(*columns)
        .join(ExitPlan, ExitPlan.id == ExitStep.plan_id)
        .join(Household, Household.id == ExitPlan.household_id)
        .outerjoin(PersonDocument, sa.and_(*shown))
        .where(ExitStep.plan_id == plan_id)
        .options(joinedload(ExitStep.model))
    )
    return db.session.execute(query.order_by(ExitStep.due_on.is_(None), ExitStep.due_on, ExitStep.id)).all()


def candidacies_of(plan_id: int) -> Sequence[ExitCandidacy]:
    """The candidacies of a plan with their events, the latest first."""
    query = sa.select(ExitCandidacy).where(ExitCandidacy.plan_id == plan_id)
    return (
        db.session.scalars(query.options(joinedload(ExitCandidacy.events)).order_by(ExitCandidacy.id.desc()))
        .unique()
        .all()
    )


def moves_of(plan_id: int) -> Sequence[ExitMove]:
    """The moves of a plan with who made them, the latest first."""
    query = sa.select(ExitMove).where(ExitMove.plan_id == plan_id).options(joinedload(ExitMove.user))
    return db.session.scalars(query.order_by(ExitMove.moved_on.desc(), ExitMove.id.desc())).all()


def earlier_plans(household_id: int) -> Sequence[Any]:
    """(plan, where they left for with it) of the household's plans that are over, the latest first."""
    meanwhile = StayExit.left_on.between(ExitPlan.started_on, ExitPlan.ended_on)
    gone_to = (
        sa.select(StayExit.destination_id)
        .join(Stay, Stay.id == StayExit.stay_id)
        .where(Stay.household_id == ExitPlan.household_id, StayExit.replaced_at.is_(None), meanwhile)
        .order_by(StayExit.left_on.desc(), StayExit.id.desc())
        .limit(1)
        .correlate(ExitPlan)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (ExitPlan, Destination)
    query = sa.select(*columns).outerjoin(Destination, Destination.id == gone_to)
    query = query.where(ExitPlan.household_id == household_id, ExitPlan.ended_on.is_not(None))
    return db.session.execute(query.order_by(ExitPlan.ended_on.desc(), ExitPlan.id.desc())).all()


def plan_to_act_on(public_id: str, reader: Reader) -> ExitPlan | None:
    """A plan of a household on which the reader may act, with its moves."""
    query = (
        sa.select(ExitPlan)
        .join(ExitPlan.household)
        .options(contains_eager(ExitPlan.household), selectinload(ExitPlan.moves))
        .where(ExitPlan.public_id == public_id, readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)


def step_to_act_on(public_id: str, reader: Reader) -> ExitStep | None:
    """A step of such a plan."""
    query = (
        sa.select(ExitStep)
        .join(ExitStep.plan)
        .join(ExitPlan.household)
        .options(contains_eager(ExitStep.plan).contains_eager(ExitPlan.household), joinedload(ExitStep.model))
        .where(ExitStep.public_id == public_id, readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)


def candidacy_to_act_on(public_id: str, reader: Reader) -> ExitCandidacy | None:
    """A candidacy of such a plan, with its events and the plan's moves."""
    query = (
        sa.select(ExitCandidacy)
        .join(ExitCandidacy.plan)
        .join(ExitPlan.household)
        .options(
            contains_eager(ExitCandidacy.plan).contains_eager(ExitPlan.household),
            contains_eager(ExitCandidacy.plan).selectinload(ExitPlan.moves),
            selectinload(ExitCandidacy.events),
        )
        .where(ExitCandidacy.public_id == public_id, readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)


def every_model() -> Sequence[ExitStepModel]:
    """The whole list, target by target, those still proposed first."""
    query = sa.select(ExitStepModel).order_by(
        ExitStepModel.target, ExitStepModel.closed_on.is_not(None), ExitStepModel.position, ExitStepModel.id
    )
    return db.session.scalars(query).all()


def model_called(public_id: str) -> ExitStepModel | None:
    """A step of the list."""
    return db.session.scalar(sa.select(ExitStepModel).where(ExitStepModel.public_id == public_id))


def models_of(target: ExitTarget) -> Sequence[ExitStepModel]:
    """The steps with which a plan of a target begins today, in order."""
    query = sa.select(ExitStepModel).where(ExitStepModel.target == target, ExitStepModel.closed_on.is_(None))
    return db.session.scalars(query.order_by(ExitStepModel.position, ExitStepModel.id)).all()
