"""Exit plans: made, changed, moved across the board, closed. Each one act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from accompaniment.models.exit_plans import ExitMove, ExitPlan, ExitStep
from accompaniment.queries.exit_plans import Standing, models_of
from accompaniment.rules.packing import packed_codes
from accompaniment.services.exit_steps import load_exit_steps
from accompaniment.vocab_exits import TYPED_STAGES, ExitStage, ExitTarget, PlanEnd, PlanObstacle
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.people import Household


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What a plan says: `reserved_year` is that of the reserved share, for that target alone."""

    target: ExitTarget
    planned_on: date | None = None
    reserved_year: int | None = None
    obstacles: tuple[PlanObstacle, ...] = ()
    obstacle_note: str | None = None


def make_plan(*, household: Household, standing: Standing, facts: PlanFacts, actor: Actor) -> ExitPlan:
    """Begin a plan with the steps of its target; one made for an earlier stay is closed by it.

    Raises `Conflict` when a plan lives, `Refusal` for facts that do not go together.
    """
    refuse_all(_wrong(facts))
    if standing.plan is not None:
        if standing.left_on is None:
            raise Conflict("exit_plan.conflict.live", day=shown(standing.plan.started_on))
        _close(standing.plan, PlanEnd.LEFT, actor)
    made = ExitPlan(household_id=household.id, organisation_id=actor.organisation_id, started_on=today())
    _set(made, facts)
    _write(made)
    db.session.add(ExitMove(plan_id=made.id, stage=ExitStage.SEARCHING, moved_on=today(), user_id=actor.user_id))
    add_steps(made, actor)
    record("exit_plan.made", made, actor=actor, household_id=household.id, target=facts.target)
    return made


def add_steps(plan: ExitPlan, actor: Actor) -> None:
    """Give the plan the steps of its target that it does not have."""
    load_exit_steps(actor=actor)
    known = set(db.session.scalars(sa.select(ExitStep.model_id).where(ExitStep.plan_id == plan.id)))
    db.session.add_all(
        ExitStep(plan_id=plan.id, model_id=model.id, due_on=today() + timedelta(days=model.days))
        for model in models_of(plan.target)
        if model.id not in known
    )
    db.session.flush()


def edit_plan(*, plan: ExitPlan, version: int | None, facts: PlanFacts, actor: Actor) -> None:
    """Say anew what the plan is. Another target drops the open steps listed for the one before, and adds its own."""
    refuse_stale(plan, version)
    refuse_over(plan)
    refuse_all(_wrong(facts))
    turned = facts.target is not plan.target
    _set(plan, facts)
    if turned:
        listed = ExitStep.plan_id == plan.id, ExitStep.model_id.is_not(None)
        for step in db.session.scalars(sa.select(ExitStep).where(*listed, ExitStep.done_on.is_(None))):
            step.dropped_on = step.dropped_on or today()
        add_steps(plan, actor)
    db.session.flush()
    record("exit_plan.edited", plan, actor=actor, target=facts.target, planned_on=facts.planned_on)


def move_plan(
    *, plan: ExitPlan, version: int | None, stage: ExitStage, moved_on: date, reason: str, actor: Actor
) -> None:
    """Move the card to another column, with a reason; nobody types that somebody is housed. Its moves are loaded.

    Raises `Stale` when somebody moved it meanwhile, `Refusal` for a day to come or before the last move, or the column
    in which it stands.
    """
    refuse_stale(plan, version)
    refuse_over(plan)
    last = plan.moves[-1] if plan.moves else None
    if stage not in TYPED_STAGES:
        raise Refusal("exit_plan.refusal.stage", "stage")
    if last is not None and last.stage is stage:
        raise Refusal("exit_plan.refusal.same_stage", "stage")
    if moved_on > today():
        raise Refusal("exit_plan.refusal.day_to_come", "moved_on", day=shown(today()))
    if last is not None and moved_on < last.moved_on:
        raise Refusal("exit_plan.refusal.before_last", "moved_on", day=shown(last.moved_on))
    write_move(plan, stage, moved_on, actor, reason)


def write_move(plan: ExitPlan, stage: ExitStage, moved_on: date, actor: Actor, reason: str | None = None) -> None:
    """Write the move; whoever moves second is told of it."""
    before = plan.moves[-1].stage if plan.moves else None
    move = ExitMove(plan_id=plan.id, stage=stage, moved_on=moved_on, user_id=actor.user_id, reason=reason)
    db.session.add(move)
    count_as_changed(plan)
    db.session.flush()
    record("exit_plan.moved", plan, actor=actor, stage=stage, before=before, moved_on=moved_on)


def end_plan(*, plan: ExitPlan, version: int | None, reason: PlanEnd, actor: Actor) -> None:
    """Close a plan that will not be carried out; another can be made."""
    refuse_stale(plan, version)
    refuse_over(plan)
    _close(plan, reason, actor)


def _close(plan: ExitPlan, reason: PlanEnd, actor: Actor) -> None:
    plan.ended_on, plan.end_reason = today(), reason
    db.session.flush()
    record("exit_plan.ended", plan, actor=actor, reason=reason)


def refuse_over(plan: ExitPlan) -> None:
    """Raise `Conflict` when the plan is closed."""
    if plan.ended_on is not None:
        raise Conflict("exit_plan.conflict.over", day=shown(plan.ended_on))


def _wrong(facts: PlanFacts) -> Iterator[Refusal]:
    if facts.planned_on is not None and facts.planned_on < today() - timedelta(days=365):
        yield Refusal("exit_plan.refusal.planned_long_ago", "planned_on")
    reserved = facts.target is ExitTarget.SISP_RESERVED
    if reserved and facts.reserved_year is None:
        yield Refusal("exit_plan.refusal.no_year", "reserved_year")
    if not reserved and facts.reserved_year is not None:
        yield Refusal("exit_plan.refusal.year_for_reserved", "reserved_year")


def _set(plan: ExitPlan, facts: PlanFacts) -> None:
    plan.target, plan.planned_on, plan.reserved_year = facts.target, facts.planned_on, facts.reserved_year
    plan.obstacles = packed_codes(facts.obstacles, PlanObstacle)
    plan.obstacle_note = facts.obstacle_note


def _write(plan: ExitPlan) -> None:
    with guarded({"uq_exit_plan_live": Conflict("exit_plan.conflict.live", day=shown(today()))}):
        db.session.add(plan)
