"""Pages of accompanied housing: funding calls, reserved dwellings, tenancies."""

from typing import Any

from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def housing_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A household accompanied by the worker's team; its funding in each state, a dwelling, a tenancy."""
    return _funding_pages(make, people) | _reservation_pages(make, people) | _tenancy_pages(make, people)


def _funding_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    who, worker, call, base = "coordination", people["worker"], make.funding_call(), "/funding"
    action = make.funding_action(call)
    granted = {"granted_on": days(-9), "granted_cents": 148_000}
    sent = granted | {"sent_on": days(-5), "justification": "Fait", "justified_cents": 100}
    lines = [make.funding_line(action, _home(make, worker), worker, **facts) for facts in ({}, granted, sent)]
    asked, given, told = (f"/funding-lines/{one.public_id}" for one in lines)
    home = _home(make, worker)
    return {
        "funding.new": act(who, f"{base}/new"),
        "funding.edit": edit(who, f"{base}/{call.public_id}/edit", "name", "Appel un", "Appel deux"),
        "funding.new_action": act(who, f"{base}/{call.public_id}/actions/new"),
        "funding.action": edit(who, f"{base}/actions/{action.public_id}/edit", "new_target", "7", "8"),
        "funding_lines.new": act("worker", f"/households/{home.public_id}/funding/new"),
        "funding_lines.edit": edit("worker", f"{asked}/edit", "commitment", "Deux mots", "Trois mots"),
        "funding_lines.decide": act(who, f"{asked}/decision"),
        "funding_lines.justify": edit("worker", f"{told}/justification", "justification", "Deux", "Trois"),
        "funding_lines.check": act(who, f"{told}/check"),
        "funding_lines.drop": act("worker", f"{given}/drop"),
    }


def _home(make: Make, worker: Any) -> Any:
    """A household that the worker's team accompanies."""
    home = make.household(organisation_id=worker.organisation_id)
    make.support(home, worker=worker)
    return home


def _reservation_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    who, worker = "coordination", people["worker"]
    one = make.reservation(worker)
    dwelling, home = make.reserved_dwelling(one), make.household(organisation_id=worker.organisation_id)
    return {
        "reservations.new": act(who, "/reservations/new"),
        "reservations.edit": edit(who, f"/reservations/{one.public_id}/edit", "answer_days", "15", "16"),
        "reservations.offer": act(who, f"/reservations/{one.public_id}/dwellings/new"),
        "reservations.withdraw": act(who, f"/reserved-dwellings/{dwelling.public_id}/withdrawal"),
        "reservations.hold": act("worker", f"/households/{home.public_id}/reserved-dwelling"),
    }


def _tenancy_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    who, worker = "worker", people["worker"]
    home, one = _home(make, worker), make.tenancy(_home(make, worker), worker, place="Rue Une")
    url = f"/tenancies/{one.public_id}"
    return {
        "tenancies.new": act(who, f"/households/{home.public_id}/tenancies/new"),
        "tenancies.edit": edit(who, f"{url}/edit", "place", "Rue Deux", "Rue Trois"),
        "tenancies.lift": act(who, f"{url}/condition"),
        "tenancies.end": act(who, f"{url}/end"),
    }
