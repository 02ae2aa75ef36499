"""Pages from a captured dwelling to a letting: proposals, conventions #2, leases."""

from typing import Any

from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def letting_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A programme of its own, whose prospector joins the people."""
    programme, partner = make.capteur_programme(), people["partner"]
    make.capteur_seat(programme, people["coordination"])
    people["letter"] = make.prospector(programme)
    sender = make.user(organisation_id=partner.organisation_id)
    base = f"/capteur/{programme.public_id}"
    pages = proposal_pages(make, programme, sender, base, people["letter"])
    return pages | tripartite_pages(make, programme, sender, base) | lease_pages(make, programme, sender, base)


def _proposed(make: Make, programme: Any, sender: Any, **given: Any) -> Any:
    dwelling = make.captured(programme, on=days(-3))
    made = make.housing_proposal(make.waiting_request(programme, sender), dwelling, sender, **given)
    made.dwelling = dwelling
    return made


def proposal_pages(make: Make, programme: Any, sender: Any, base: str, author: Any) -> dict[str, Example]:
    yes = {"owner_answer": "yes", "owner_on": days(0), "candidate_answer": "yes", "candidate_on": days(0)}
    one, waiting = _proposed(make, programme, sender, **yes), make.waiting_request(programme, sender)
    url, who = f"{base}/proposals/{one.public_id}", "letter"
    new = f"{base}/dwellings/{one.dwelling.public_id}/requests/{waiting.public_id}/proposal"
    return {
        "proposals.new": act(who, new),
        "proposals.owner_answer": act(who, f"{url}/owner-answer"),
        "proposals.candidate_answer": act(who, f"{url}/candidate-answer"),
        "proposals.visit": act(who, f"{url}/visit"),
        "proposals.select": act(who, f"{url}/selection"),
        "proposals.give": act(who, f"{url}/giving-back"),
    }


def tripartite_pages(make: Make, programme: Any, sender: Any, base: str) -> dict[str, Example]:
    """One to draw up, a draft, and one in force."""
    who, mine = "coordination", sender.organisation_id
    fresh, begun = (_proposed(make, programme, sender, selected_on=days(0)) for _ in range(2))
    draft = make.tripartite(begun, sender, mine, make.organisation().id, signed=())
    standing = make.letting(programme, sender).convention
    paper = f"{base}/tripartites/{draft.public_id}"
    return {
        "tripartites.new": act(who, f"{base}/proposals/{fresh.public_id}/tripartite"),
        "tripartites.edit": edit(who, f"{paper}/edit", "alert_contact", "Un service", "Un autre"),
        "tripartites.sign": act(who, f"{paper}/signature"),
        "tripartites.end": act(who, f"{base}/tripartites/{standing.public_id}/end"),
    }


def lease_pages(make: Make, programme: Any, sender: Any, base: str) -> dict[str, Example]:
    ready = _proposed(make, programme, sender, selected_on=days(0))
    make.tripartite(ready, sender, sender.organisation_id, sender.organisation_id)
    running = make.letting(programme, sender)
    url, who = f"{base}/lettings/{running.public_id}", "letter"
    return {
        "lettings.start": act(who, f"{base}/proposals/{ready.public_id}/letting"),
        "lettings.edit": edit(who, f"{url}/edit", "rent", "610,00", "620,00"),
        "lettings.end": act(who, f"{url}/end"),
    }
