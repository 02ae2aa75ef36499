"""Pages on the support of a household."""

from typing import Any

from accompaniment.vocab import Roof
from occupancy.models.stays import StayObjective
from tests.every.examples.example import TEAM, Example, act, days, edit
from tests.factories import Make


def support_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, worker, team = "worker", people["worker"], programme.teams[TEAM]
    household = make.household(adults=2, organisation_id=worker.organisation_id)
    own = f"/households/{household.public_id}"
    stay = make.stay(household=household, team=team)
    objective = make.save(StayObjective(stay_id=stay.id, kind="papers", dropped_on=days(-3), drop_reason="Plus besoin"))
    support = make.support(household, team, worker, roof=Roof.LEASE, place="Rue Inventée 1")
    contact = make.contact(
        household, worker, place="Au parc", topics=("debts", "health"), next_on=days(3), next_step="Rappeler"
    )
    note = make.note(household, worker, contact_id=contact.id)
    return {
        "supports.new": act(who, f"{own}/support/new"),
        "supports.edit": edit(who, f"/supports/{support.public_id}/edit", "place", "Rue Deux", "Rue Trois"),
        "supports.end": act(who, f"/supports/{support.public_id}/end"),
        "objectives.settle": edit(who, f"/objectives/{objective.public_id}", "reason", "Fini", "Autre chose"),
        "contacts.new": act(who, f"{own}/contacts/new"),
        "contacts.edit": edit(who, f"/contacts/{contact.public_id}/edit", "place", "À la gare", "Au port"),
        "contacts.cancel": act(who, f"/contacts/{contact.public_id}/cancel"),
        "notes.new": act(who, f"{own}/notes/new"),
        "notes.correct": edit(who, f"/notes/{note.public_id}/correct", "text", "Deuxième", "Troisième"),
    }
