"""Pages on the network: its directory, its themes, what is asked of a service."""

from typing import Any

from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def request_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A request at each step, of one household each: two to one service would be one too many."""
    who, worker, service = "worker", people["worker"], make.network_service("debts", "budget")
    sent, answered = {"sent_on": days(-9)}, {"answer": "accepted", "answered_on": days(-5)}
    facts = ({}, sent, sent | answered, sent | answered | {"met_on": days(-2)})
    facts += (sent | answered | {"ended_on": days(-1), "outcome": "solved"},)
    homes = [make.household(organisation_id=worker.organisation_id) for _ in facts]
    made = [make.mobilisation(home, service, worker, **one) for home, one in zip(homes, facts, strict=True)]
    draft, gone, taken, met, over = (f"/network-requests/{one.public_id}" for one in made)
    home = make.household(organisation_id=worker.organisation_id)
    soon, lately = ([days(count).isoformat() for count in pair] for pair in ((1, 2), (-3, -4)))
    return {
        "mobilisations.new": act(who, f"/households/{home.public_id}/network-requests/{service.public_id}/new"),
        "mobilisations.edit": edit(who, f"{draft}/edit", "asked", "Deux mots", "Trois mots"),
        "mobilisations.consent": act(who, f"{draft}/consent"),
        "mobilisations.send": edit(who, f"{gone}/send", "channel", "mail", "meeting"),
        "mobilisations.answer": edit(who, f"{taken}/answer", "first_meeting_on", *soon),
        "mobilisations.meet": edit(who, f"{met}/meet", "met_on", *lately),
        "mobilisations.finish": edit(who, f"{over}/finish", "outcome", "improved", "worse"),
        "mobilisations.drop": act(who, f"{draft}/drop"),
    } | _received(make, people)


def _received(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A request that a partner answers by itself."""
    worker, partner = people["worker"], people["partner"]
    service = make.network_service(organisation_id=partner.organisation_id)
    home = make.household(organisation_id=worker.organisation_id)
    known = {"sent_on": days(-9), "answer": "declined", "answered_on": days(-5), "decline_reason": "full"}
    one = make.mobilisation(home, service, worker, **known)
    return {
        "network_inbox.answer": edit("partner", f"/network-inbox/{one.public_id}/answer", "refusal", "area", "other")
    }


def network_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    theme, worker = make.network_themes()["debts"], people["worker"]
    doubted = {"doubt": "contact", "doubted_on": days(0), "doubted_by_id": worker.id}
    service = make.network_service("debts", "budget", conditions="Sur rendez-vous", **doubted)
    own = f"/network/{service.public_id}"
    settings = "/settings/network-themes"
    return request_pages(make, people) | {
        "network.new": act("coordination", "/network/new"),
        "network.edit": edit("coordination", f"{own}/edit", "conditions", "Deux mots", "Trois mots"),
        "network.doubt": edit("worker", f"{own}/doubt", "doubt", "area", "gone"),
        "network_themes.new": act("administrator", f"{settings}/new"),
        "network_themes.edit": edit("administrator", f"{settings}/{theme.public_id}/edit", "name_nl", "Een", "Twee"),
    }
