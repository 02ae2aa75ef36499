"""Pages on exits: plans, steps, candidacies, follow-ups, and the list of steps."""

from typing import Any

from accompaniment.models.exit_plans import ExitStepModel
from accompaniment.vocab_exits import ExitTarget
from tests.every.examples.example import TEAM, Example, act, days, edit
from tests.factories import Make


def exit_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, worker = "worker", people["worker"]
    household, other, gone = (make.household(organisation_id=worker.organisation_id) for _ in range(3))
    plan = make.exit_plan(household, worker, obstacles="debts,size", obstacle_note="Un mot", planned_on=days(40))
    paper = make.person_document(household, worker)
    step = make.exit_step(plan, document_id=paper.id, done_on=days(-1), proof="Accusé de réception", due_on=days(3))
    filed = make.candidacy(plan, events=[("filed", days(-2))], criteria="addiction")
    names = {"name_fr": "Visiter", "name_nl": "Bezoeken", "name_en": "Visit", "days": 10}
    model = make.save(ExitStepModel(target=ExitTarget.AIS, **names))
    stay = make.stay(household=gone, team=programme.teams[TEAM], start_on=days(-200), end_on=days(-130))
    make.stay_exit(stay, left_on=days(-130))
    make.objective(stay)
    found = make.follow_up(stay, worker, 3, note="Tout va bien")
    own, candidacy = f"/exit-plans/{plan.public_id}", f"/candidacies/{filed.public_id}"
    return {
        "exit_plans.new": act(who, f"/households/{other.public_id}/exit-plans/new"),
        "exit_plans.edit": edit(who, f"{own}/edit", "obstacle_note", "Deux mots", "Trois mots"),
        "exit_plans.move": act(who, f"{own}/move"),
        "exit_plans.end": act(who, f"{own}/end"),
        "exit_plans.new_step": act(who, f"{own}/steps/new"),
        "exit_plans.step": edit(who, f"/exit-steps/{step.public_id}", "proof", "Reçu", "Courrier"),
        "candidacies.new": act(who, f"{own}/candidacies/new"),
        "candidacies.edit": edit(who, f"{candidacy}/edit", "where", "AIS Une", "AIS Deux"),
        "candidacies.note": act(who, f"{candidacy}/events/new"),
        "follow_ups.new": act(who, f"/stays/{stay.public_id}/follow-ups/6/new"),
        "follow_ups.edit": edit(who, f"/follow-ups/{found.public_id}/edit", "note", "Une chose", "Une autre"),
        "exits.settle": act(who, f"/stays/{stay.public_id}/exit/settlement"),
        "exit_models.new": act("administrator", "/settings/exit-steps/new"),
        "exit_models.edit": edit("administrator", f"/settings/exit-steps/{model.public_id}/edit", "days", "11", "12"),
    }
