"""Pages on incidents and on what is to be mended."""

from typing import Any

from accompaniment.vocab_incidents import IncidentOutcome
from tests.every.examples.example import TEAM, Example, act, days, edit
from tests.factories import Make


def incident_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    """One that is open, one closed, one of another organisation, one that waits for repair."""
    who, worker = "worker", people["worker"]
    household = make.household(organisation_id=worker.organisation_id)
    home = make.home()
    stay = make.stay(home, household, team=programme.teams[TEAM])
    facts = {"technical": "Serrure forcée", "people": "Deux voisins", "happened_on": days(-5), "repaired_on": days(-3)}
    one = make.incident(worker, home, household, **facts)
    closed = make.incident(worker, home, closed_on=days(0), outcome=IncidentOutcome.SETTLED)
    other = make.incident(make.user(), home)
    broken = make.incident(worker, home, technical="Vitre brisée")
    works = [make.outage(home, first_day=days(500 + n), last_day=days(500 + n)) for n in (1, 2)]
    url, repair = f"/incidents/{one.public_id}", f"/repairs/{broken.public_id}"
    site = f"/sites/{make.site().public_id}"
    return {
        "incidents.new_of_stay": act(who, f"/stays/{stay.public_id}/incidents/new"),
        "incidents.new_of_unit": act(who, f"/units/{home.public_id}/incidents/new"),
        "incidents.new_of_site": act(who, f"{site}/incidents/new"),
        "incidents.take_up": act(who, f"/incidents/{other.public_id}/take-up"),
        "incidents.edit": edit(who, f"{url}/edit", "account", "Cris", "Coups"),
        "incidents.grade": act(who, f"{url}/grade"),
        "incidents.answer": act(who, f"{url}/answers/new"),
        "incidents.close": act(who, f"{url}/close"),
        "incidents.reopen": act(who, f"/incidents/{closed.public_id}/reopen"),
        "repairs.mended": edit(
            who, f"/repairs/{one.public_id}/mended", "repaired_on", *(days(-n).isoformat() for n in (2, 1))
        ),
        "repairs.works": edit("coordination", f"{repair}/works", "outage", *(work.public_id for work in works)),
        "repairs.new_works": act("coordination", f"{repair}/works/new"),
    }
