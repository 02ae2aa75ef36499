"""Pages on tasks and hand-overs."""

from typing import Any

from app.auth.vocab import Role
from tests.every.examples.example import TEAM, Example, act, days, edit
from tests.factories import Make


def task_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, worker, team = "worker", people["worker"], programme.teams[TEAM]
    household = make.household(organisation_id=worker.organisation_id)
    stay = make.stay(household=household, team=team)
    make.support(household, team, worker)
    weekly = {"rhythm": "weekly", "due_on": days(3), "stay_id": stay.id}
    task = make.task(worker, household, "Rappeler", **weekly)
    return {
        "tasks.new": act(who, "/tasks/new"),
        "tasks.new_of": act(who, f"/households/{household.public_id}/support/tasks/new"),
        "tasks.edit": edit(who, f"/tasks/{task.public_id}/edit", "title", "Écrire", "Passer"),
        "tasks.drop": act(who, f"/tasks/{task.public_id}/drop"),
    }


def hand_over_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    """Two colleagues with a hand-over each: one to be chosen, one to be carried out."""
    who, team = "coordination", programme.teams[TEAM]
    leaver, receiver, other, free = (make.team_member(team) for _ in range(4))
    household = make.household(organisation_id=team.organisation_id)
    make.assignment(household, team, reference_worker_id=leaver.id)
    third = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    prepared, field = make.hand_over(leaver, receiver), f"to_{household.public_id}"
    own = f"/hand-overs/{prepared.public_id}"
    make.team_member(team, third)
    return {
        "hand_overs.new": act(who, f"/colleagues/{free.public_id}/hand-over"),
        "hand_overs.show": edit(who, own, field, other.public_id, third.public_id),
        "hand_overs.confirm": act(who, f"{own}/confirm"),
        "hand_overs.drop": act(who, f"{own}/drop"),
    }
