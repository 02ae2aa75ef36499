"""Pages of prevention: households at risk, cases by stage, works or a move, what is done with many."""

from typing import Any

from accompaniment.models.prevention import CaseStage
from accompaniment.vocab_prevention import LegalStage
from app.auth.vocab import Role
from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def prevention_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """Households of the worker: one at risk, one with a case; a landlord that tells of another."""
    people["landlord"] = make.user(Role.HOUSING_OPERATOR)
    return (
        _detection_pages(make, people["worker"]) | _case_pages(make, people["worker"]) | _outreach_pages(make, people)
    )


def _day(count: int) -> str:
    """A day as a form sends it."""
    return str(days(count).isoformat())


def _home(make: Make, worker: Any) -> Any:
    return make.household(organisation_id=worker.organisation_id)


def _detection_pages(make: Make, worker: Any) -> dict[str, Example]:
    who, home = "worker", _home(make, worker)
    seen, given = make.detection(home, worker), make.detection(None, worker, told="Un locataire")
    meeting, url = make.adviser_meeting(seen), f"/detections/{seen.public_id}"
    return {
        "detections.new": act(who, f"/households/{home.public_id}/detections/new"),
        "detections.take": act(who, f"/detections/{given.public_id}/household"),
        "detections.aside": act(who, f"{url}/set-aside"),
        "detections.meet": act(who, f"{url}/meetings/new"),
        "detections.meeting": edit(who, f"/adviser-meetings/{meeting.public_id}/edit", "met_on", _day(-3), _day(-2)),
        "detections.give": act("landlord", "/risk-reports/new"),
    }


def _case_pages(make: Make, worker: Any) -> dict[str, Example]:
    who, home = "worker", _home(make, worker)
    case = make.prevention_case(_home(make, worker), worker)
    stage = make.save(CaseStage(case_id=case.id, stage=LegalStage.HEARING, reached_on=days(9)))
    todo, decided = make.case_action(case, said="Un mot"), make.home_decision(home, worker)
    delay, url = make.stage_delay(LegalStage.PETITION, 5), f"/prevention/{case.public_id}"
    return {
        "prevention.new": act(who, f"/households/{home.public_id}/prevention/new"),
        "prevention.edit": edit(who, f"{url}/edit", "ground", "other", "neighbours"),
        "prevention.stage": act(who, f"{url}/stages/new"),
        "prevention.edit_one_stage": edit(
            who, f"/case-stages/{stage.public_id}/edit", "reached_on", _day(10), _day(11)
        ),
        "prevention.action": act(who, f"{url}/actions/new"),
        "prevention.edit_one_action": edit(who, f"/case-actions/{todo.public_id}/edit", "said", "Deux mots", "Trois"),
        "prevention.close": act(who, f"{url}/close"),
        "prevention.delay": edit("coordination", f"/settings/stage-delays/{delay.stage.value}", "days", "10", "15"),
        "home_decisions.new": act(who, f"/households/{home.public_id}/home-decisions/new"),
        "home_decisions.edit": edit(
            who, f"/home-decisions/{decided.public_id}/edit", "reason", "Plus d’air", "Moins cher"
        ),
    }


def _outreach_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    who, held = "worker", make.collective_session(people["worker"])
    told, url = make.information_act(people["worker"]), f"/collective-sessions/{held.public_id}"
    return {
        "collective.new": act(who, "/collective-sessions/new"),
        "collective.edit": edit(who, f"{url}/edit", "materials", "Un jeu", "Deux jeux"),
        "collective.attend": act(who, f"{url}/attendees"),
        "information.new_act": act(who, "/information-acts/new"),
        "information.edit_act": edit(
            who, f"/information-acts/{told.public_id}/edit", "subject", "La prime", "Les primes"
        ),
    }
