"""Pages on the rights of people, and the list of rights."""

from typing import Any

from tests.every.examples.example import TEAM, Example, act, edit
from tests.factories import Make


def right_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, worker, settings = "worker", people["worker"], "/settings/rights"
    household = make.household(adults=0, organisation_id=worker.organisation_id)
    person = make.person()
    make.member(household, person=person, role="reference")
    make.stay(household=household, team=programme.teams[TEAM])
    rights = make.entitlements()
    own = f"/households/{household.public_id}/rights/{person.public_id}"
    event = make.right_event(household, person, "bank_account", worker)
    listed = f"{settings}/{rights['ais_application'].public_id}/edit"
    return {
        "rights.step": act(who, f"{own}/{rights['settling_in_grant'].public_id}"),
        "rights.cancel": act(who, f"/right-events/{event.public_id}/cancel"),
        "rights.residence": act(who, f"{own}/residence"),
        "entitlements.new": act("administrator", f"{settings}/new"),
        "entitlements.edit": edit("administrator", listed, "hint_nl", "Eerst", "Dan"),
    }
