"""Pages of the follow-up of lettings: visits due, alerts, reviews of partners, concertation."""

from typing import Any

from app.auth.models.organisations import Organisation
from app.auth.vocab import Role
from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def follow_up_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """A programme of its own, whose mediator joins the people as "alerter"."""
    programme, partner = make.capteur_programme(), people["partner"]
    make.capteur_seat(programme, people["coordination"])
    mediator = people["alerter"] = make.user(Role.MEDIATOR, organisation_id=programme.seat.organisation_id)
    letting = make.letting(programme, make.user(organisation_id=partner.organisation_id))
    held = {"result": "held", "happened_on": days(-1), "author_id": partner.id}
    visit = make.due_visit(letting, due_on=days(-1), **held)
    old = {"raised_on": days(-30), "answer_by": days(-28)}
    make.support_alert(letting, mediator, **old)
    alert = make.support_alert(letting, mediator, acknowledged_on=days(0), acting_on=days(0), plan="Un appel")
    base = f"/capteur/{programme.public_id}"
    url, noted = f"{base}/alerts/{alert.public_id}", ("note", "Une visite", "Deux visites")
    with make.session() as session:
        body = session.get_one(Organisation, partner.organisation_id).public_id
    return {
        "due_visits.note": edit("partner", f"{base}/due-visits/{visit.public_id}", *noted),
        "support_alerts.new": act("alerter", f"{base}/lettings/{letting.public_id}/alert"),
        "support_alerts.plan": edit("partner", f"{url}/plan", "plan", "Une visite", "Deux visites"),
        "support_alerts.solve": act("partner", f"{url}/outcome"),
        "reactivity.review": act("coordination", f"{base}/partners/{body}/review"),
    } | meeting_pages(make, programme, people["coordination"], base)


def meeting_pages(make: Make, programme: Any, author: Any, base: str) -> dict[str, Example]:
    who, meeting = "coordination", make.concertation(programme, author)
    item = make.concertation_item(programme, author)
    url = f"{base}/concertations"
    return {
        "concertations.new": act(who, f"{url}/new"),
        "concertations.edit": edit(who, f"{url}/{meeting.public_id}/edit", "minutes", "Deux mots", "Trois mots"),
        "concertations.add": act(who, f"{url}/items/new"),
        "concertations.settle": act(who, f"{url}/{meeting.public_id}/items/{item.public_id}/decision"),
    }
