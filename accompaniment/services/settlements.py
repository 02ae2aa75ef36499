"""What was still open when a household left is settled in one act; an exit that was not opens it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accompaniment.models.exit_plans import ExitCandidacy, ExitStep
from accompaniment.queries.settlements import LeftOpen, candidacies_withdrawn, objectives_left, steps_left
from accompaniment.rules.settlements import REACHED_BY
from accompaniment.services.candidacies import note_event
from accompaniment.services.exit_steps import StepFacts, settle_step
from accompaniment.vocab_exits import CandidacyEventKind, StepState
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.translate import gettext
from occupancy.models.stays import Stay, StayObjective
from occupancy.services.exit_cancellations import EXIT_CANCELLED
from occupancy.services.objectives import settle_objective
from occupancy.vocab import ObjectiveState


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What becomes of each thing, by its public id."""

    objectives: Mapping[str, ObjectiveState]
    steps: Mapping[str, StepState]
    candidacies: Mapping[str, CandidacyEventKind]


def settle_exit(*, found: LeftOpen, said: Settlement, actor: Actor) -> None:
    """Say what became of all that an exit left open, as of its day. Raises as the acts on each do."""
    for objective in found.objectives:
        _settle_objective(objective, said.objectives[objective.public_id], found, actor)
    for step in found.steps:
        _settle_step(step, said.steps[step.public_id], found, actor)
    for candidacy in found.candidacies:
        _answer(candidacy, said.candidacies[candidacy.public_id], found, actor)
    record("stay.exit_settled", found.leaving.stay, actor=actor, left_on=found.leaving.left_on)


def _settle_objective(objective: StayObjective, state: ObjectiveState, found: LeftOpen, actor: Actor) -> None:
    on = found.leaving.left_on
    if (objective.reached_on if state is ObjectiveState.REACHED else objective.dropped_on) == on:
        return
    reason = gettext("settlement.not_reached") if state is ObjectiveState.DROPPED else None
    version = objective.version
    settle_objective(objective=objective, version=version, state=state, on=on, reason=reason, actor=actor)


def _settle_step(step: ExitStep, state: StepState, found: LeftOpen, actor: Actor) -> None:
    on = found.leaving.left_on
    said = {StepState.DONE: step.done_on, StepState.DROPPED: step.dropped_on, StepState.OPEN: step.kept_on}
    if said[state] == on:
        return
    step.kept_on = on if state is StepState.OPEN else None
    _write_step(step, state, actor, found)


def _write_step(step: ExitStep, state: StepState, actor: Actor, found: LeftOpen | None = None) -> None:
    facts = StepFacts(
        state=state,
        on=found.leaving.left_on if found else None,
        due_on=step.due_on,
        proof=step.proof,
        document_id=step.document_id,
    )
    settle_step(step=step, version=step.version, facts=facts, actor=actor)


def _answer(candidacy: ExitCandidacy, kind: CandidacyEventKind, found: LeftOpen, actor: Actor) -> None:
    last = max((event.happened_on for event in candidacy.events), default=found.leaving.left_on)
    _note(candidacy, kind, max(last, found.leaving.left_on), actor)
    db.session.refresh(candidacy.plan, ["moves"])  # the card may have moved: it moves once


def open_again(*, stay: Stay, actor: Actor) -> None:
    """Nobody left: what was given up with the exit opens again, the home that was reached with it too. What was done,
    or reached whatever the exit, stays."""
    for objective in objectives_left(stay):
        if objective.dropped_on is not None or objective.kind in REACHED_BY:
            version, anew = objective.version, ObjectiveState.OPEN
            settle_objective(objective=objective, version=version, state=anew, on=None, reason=None, actor=actor)
    for step in steps_left(stay, today()):
        if step.dropped_on is not None or step.kept_on is not None:
            step.kept_on = None
            _write_step(step, StepState.OPEN, actor)
    for candidacy in candidacies_withdrawn(stay):
        _note(candidacy, CandidacyEventKind.RESUMED, today(), actor)


def _note(candidacy: ExitCandidacy, kind: CandidacyEventKind, on: date, actor: Actor) -> None:
    version = candidacy.version
    note_event(candidacy=candidacy, version=version, kind=kind, happened_on=on, rank=None, note=None, actor=actor)


EXIT_CANCELLED.listen(open_again)
