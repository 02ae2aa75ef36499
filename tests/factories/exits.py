"""Exit plans, candidacies, follow-ups."""

from typing import Any

from accompaniment.models.exit_plans import (
    CandidacyEvent,
    ExitCandidacy,
    ExitMove,
    ExitPlan,
    ExitStep,
)
from accompaniment.models.follow_ups import FollowUp
from accompaniment.vocab_exits import ExitStage, ExitTarget, FollowUpResult
from app.clock import today


def exit_plan(make: Any, household: Any, worker: Any = None, **given: Any) -> ExitPlan:
    """A live plan towards an AIS, made today; `stage` is where it stands, `steps` the names of open steps."""
    stage, steps = given.pop("stage", ExitStage.SEARCHING), given.pop("steps", ())
    values = {"target": ExitTarget.AIS, "started_on": today()} | given
    values.setdefault("organisation_id", worker.organisation_id if worker else household.organisation_id)
    made: ExitPlan = make.save(ExitPlan(household_id=household.id, **values))
    make.exit_move(made, stage, moved_on=made.started_on)
    for name in steps:
        make.exit_step(made, name=name)
    return made


def exit_move(make: Any, plan: ExitPlan, stage: ExitStage, **given: Any) -> ExitMove:
    return make.save(ExitMove(plan_id=plan.id, stage=stage, **({"moved_on": today()} | given)))


def exit_step(make: Any, plan: ExitPlan, **given: Any) -> ExitStep:
    return make.save(ExitStep(plan_id=plan.id, **({"name": "Appeler le propriétaire"} | given)))


def candidacy(make: Any, plan: ExitPlan, **given: Any) -> ExitCandidacy:
    """A candidacy with an AIS; `events` are (kind, day)."""
    events = given.pop("events", ())
    values = {"target": ExitTarget.AIS, "where": "AIS Inventée"} | given
    made: ExitCandidacy = make.save(ExitCandidacy(plan_id=plan.id, **values))
    for kind, day in events:
        make.save(CandidacyEvent(candidacy_id=made.id, kind=kind, happened_on=day))
    return made


def follow_up(make: Any, stay: Any, author: Any, months: int = 3, **given: Any) -> FollowUp:
    """What was found so many months after the exit: still there unless told."""
    links = {"stay_id": stay.id, "author_id": author.id, "organisation_id": author.organisation_id}
    values = {"months": months, "result": FollowUpResult.STILL_THERE, "done_on": today()}
    return make.save(FollowUp(**(links | values | given)))
