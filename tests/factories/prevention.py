"""Households at risk, cases against the loss of a home, and what is done with many."""

from datetime import timedelta
from typing import Any

from accompaniment.models.detections import AdviserMeeting, Detection
from accompaniment.models.home_decisions import HomeDecision
from accompaniment.models.outreach import CollectiveSession, InformationAct
from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase, StageDelay
from accompaniment.vocab_prevention import (
    CaseAct,
    EvictionGround,
    HomeChoice,
    InformedParty,
    LegalStage,
    MeetingResult,
    RiskSign,
    SessionTheme,
)
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


def home_decision(make: Any, household: Any, worker: Any, **given: Any) -> HomeDecision:
    """Works chosen today, for 4,000 €."""
    values = {"decided_on": today(), "choice": HomeChoice.WORKS, "works_cents": 400_000}
    links = {"household_id": household.id, "organisation_id": worker.organisation_id}
    made: HomeDecision = make.save(HomeDecision(**(links | values | given)))
    return made


def collective_session(make: Any, worker: Any, **given: Any) -> CollectiveSession:
    """A workshop on energy, a week ago, eight people without a name."""
    values: dict[str, Any] = {"theme": SessionTheme.ENERGY, "held_on": today() - 7 * DAY, "place": "Maison de quartier"}
    values |= {"organisation_id": worker.organisation_id, "counted": 8}
    made: CollectiveSession = make.save(CollectiveSession(**(values | given)))
    return made


def information_act(make: Any, worker: Any, **given: Any) -> InformationAct:
    """Owners were told of the premium yesterday."""
    values: dict[str, Any] = {
        "party": InformedParty.OWNERS,
        "told_on": today() - DAY,
        "subject": "Prime à la rénovation",
    }
    made: InformationAct = make.save(InformationAct(**({"organisation_id": worker.organisation_id} | values | given)))
    return made
