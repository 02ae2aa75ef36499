"""Households at risk, cases against the loss of a home, and what is done with many."""

from datetime import timedelta
from typing import Any

from accompaniment.models.detections import AdviserMeeting, Detection
from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase, StageDelay
from accompaniment.vocab_prevention import CaseAct, EvictionGround, LegalStage, MeetingResult, RiskSign
from app.clock import today

DAY = timedelta(days=1)


def detection(make: Any, household: Any, worker: Any, **given: Any) -> Detection:
    """Arrears that the worker's association saw twenty days ago; without a household, given by a landlord."""
    by = {"organisation_id": worker.organisation_id, "detected_by_id": worker.organisation_id, "author_id": worker.id}
    values: dict[str, Any] = {"found_on": today() - 20 * DAY, "sign": RiskSign.ARREARS, "given": household is None}
    if household is not None:
        values |= {"household_id": household.id, "taken_up_on": today()}
    made: Detection = make.save(Detection(**(by | values | given)))
    return made


def adviser_meeting(make: Any, detection: Any, **given: Any) -> AdviserMeeting:
    """Held ten days ago."""
    values = {"met_on": today() - 10 * DAY, "result": MeetingResult.HELD}
    links = {"detection_id": detection.id, "author_id": detection.author_id}
    made: AdviserMeeting = make.save(AdviserMeeting(**(links | values | given)))
    return made


def prevention_case(make: Any, household: Any, worker: Any, *stages: Any, **given: Any) -> PreventionCase:
    """Opened forty days ago for arrears; `stages`: (stage, days from today)."""
    values = {"ground": EvictionGround.ARREARS, "opened_on": today() - 40 * DAY}
    links = {"household_id": household.id, "organisation_id": worker.organisation_id, "worker_id": worker.id}
    made: PreventionCase = make.save(PreventionCase(**(links | values | given)))
    for stage, count in stages or ((LegalStage.ARREARS, -50),):
        make.save(CaseStage(case_id=made.id, stage=stage, reached_on=today() + count * DAY))
    return made


def case_action(make: Any, case: Any, **given: Any) -> CaseAction:
    """A payment plan to be asked for in five days."""
    values = {"kind": CaseAct.PAYMENT_PLAN, "due_on": today() + 5 * DAY}
    made: CaseAction = make.save(CaseAction(case_id=case.id, **(values | given)))
    return made


def stage_delay(make: Any, stage: LegalStage, days: int) -> StageDelay:
    """So many days after a stage."""
    made: StageDelay = make.save(StageDelay(stage=stage, days=days))
    return made
