"""Steps of exit plans, and the list that they come from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.data.exit_steps import step_rows
from accompaniment.models.exit_plans import ExitPlan, ExitStep, ExitStepModel
from accompaniment.services.documents import PaperFacts, Papers, file_document
from accompaniment.vocab_documents import PaperKind, PaperReaders
from accompaniment.vocab_exits import ExitTarget, StepState
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import named
from app.web.errors import Refusal, refuse_stale


def load_exit_steps(*, actor: Actor) -> int:
    """Write the shipped list into an installation that has none; after that people edit it. How many it wrote."""
    if db.session.scalar(sa.select(ExitStepModel.id).limit(1)) is not None:
        return 0
    rows = step_rows()
    db.session.add_all(ExitStepModel(**vars(row)) for row in rows)
    db.session.flush()
    record("exit_step.list_loaded", None, actor=actor, count=len(rows))
    return len(rows)


def add_model(*, values: dict[str, Any], actor: Actor) -> ExitStepModel:
    """Add a step to the list, after those of its target."""
    load_exit_steps(actor=actor)
    last = db.session.scalar(sa.select(sa.func.max(ExitStepModel.position))) or 0
    made = ExitStepModel(**(values | {"target": ExitTarget(values["target"])}), position=last + 1)
    db.session.add(made)
    db.session.flush()
    record("exit_step.list_added", made, actor=actor, target=made.target)
    return made


def edit_model(*, model: ExitStepModel, version: int | None, values: dict[str, Any], actor: Actor) -> None:
    """Say a step of the list anew. Other words make a further row and close this one: plans under way keep theirs."""
    refuse_stale(model, version)
    names = ("name_fr", "name_nl", "name_en")
    if model.closed_on is None and any(values[name] != getattr(model, name) for name in names):
        words = {name: values[name] for name in names}
        further = {"target": model.target, "days": values["days"], "position": model.position}
        db.session.add(ExitStepModel(**words, **further, closed_on=values["closed_on"]))
        model.closed_on = today()
    else:
        model.days, model.closed_on = values["days"], values["closed_on"]
    db.session.flush()
    record("exit_step.list_edited", model, actor=actor, days=model.days, closed_on=model.closed_on)


def add_step(*, plan: ExitPlan, name: str, due_on: date | None, actor: Actor) -> ExitStep:
    """Add a step in one's own words."""
    made = ExitStep(plan_id=plan.id, name=name, due_on=due_on)
    db.session.add(made)
    db.session.flush()
    record("exit_step.added", made, actor=actor, plan=plan, due_on=due_on)
    return made


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """Where a step stands: by when, done or dropped since which day, and what shows it: words, a document (its key)."""

    state: StepState
    on: date | None = None
    due_on: date | None = None
    proof: str | None = None
    document_id: int | None = None


def settle_step(*, step: ExitStep, version: int | None, facts: StepFacts, actor: Actor, papers: Papers = ()) -> None:
    """Say where a step stands. `papers`, if there are any, are kept as the document that shows it; its plan, household
    and model are loaded.

    Raises `Refusal` for a day to come, or for done and dropped without a day; as `file_document`. A day before the plan
    is one: people come with what they asked for long ago.
    """
    refuse_stale(step, version)
    state, on = facts.state, facts.on if facts.state in {StepState.DONE, StepState.DROPPED} else None
    if state in {StepState.DONE, StepState.DROPPED}:
        _check_settled(on)
    step.due_on, step.proof = facts.due_on, facts.proof
    step.document_id = _filed(step, papers, actor) if papers else facts.document_id
    step.done_on = on if state is StepState.DONE else None
    step.dropped_on = on if state is StepState.DROPPED else None
    db.session.flush()
    proven = step.document_id is not None
    record("exit_step.settled", step, actor=actor, state=state, on=on, due_on=facts.due_on, proven=proven)


def _filed(step: ExitStep, papers: Papers, actor: Actor) -> int:
    """Keep what shows a step, named after it, for the organisation."""
    title = step.name or named(step.model)
    facts = PaperFacts(kind=PaperKind.OTHER, readers=PaperReaders.ORGANISATION, title=title)
    return file_document(household=step.plan.household, facts=facts, papers=papers, actor=actor).id


def _check_settled(on: date | None) -> None:
    if on is None:
        raise Refusal("exit_step.refusal.no_day", "on")
    if on > today():
        raise Refusal("exit_step.refusal.day_to_come", "on", day=shown(today()))
