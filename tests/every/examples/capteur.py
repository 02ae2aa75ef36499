"""Pages of a capteur programme: its settings, its conventions."""

from typing import Any

from accompaniment.vocab_exits import ExitTarget
from app.auth.vocab import OrganisationKind
from tests.every.examples.example import Example, act, days, edit
from tests.factories import Make


def capteur_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    programme = make.capteur_programme()
    ours = make.organisation(kind=OrganisationKind.COORDINATION)
    seat = make.capteur_seat(programme, ours, last_day=days(400))
    make.capteur_seat(programme, people["coordination"])
    pages = setting_pages(programme, seat) | convention_pages(make, programme, people)
    return pages | price_pages(make, programme, people) | request_pages(make, programme, people)


def setting_pages(programme: Any, seat: Any) -> dict[str, Example]:
    who, base = "administrator", f"/settings/capteur/{programme.public_id}"
    dated = (days(100).isoformat(), days(200).isoformat())
    return {
        "capteur_settings.delays": edit(who, f"{base}/delays", "confirm_days", "45", "90"),
        "capteur_settings.new_seat": act(who, f"{base}/seats/new"),
        "capteur_settings.seat": edit(who, f"{base}/seats/{seat.public_id}/edit", "last_day", *dated),
        "capteur_settings.new_area": act(who, f"{base}/areas/new"),
        "capteur_settings.area": edit(who, f"{base}/areas/{programme.areas['Nord'].public_id}/edit", "name", "A", "B"),
    }


def convention_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, author, base = "coordination", people["coordination"], f"/capteur/{programme.public_id}/conventions"
    open_ = {"signed_on": None, "partner_signatory": None, "programme_signatory": None}
    made = [
        make.capteur_convention(programme, make.organisation(kind=OrganisationKind.REFERRER), author, **facts)
        for facts in (open_ | {"sent_on": None}, open_, {})
    ]
    draft, sent, standing = (f"{base}/{one.public_id}" for one in made)
    return {
        "capteur_conventions.new": act(who, f"{base}/new"),
        "capteur_conventions.edit": edit(who, f"{draft}/edit", "clauses", "Deux mots", "Trois mots"),
        "capteur_conventions.sign": act(who, f"{sent}/signature"),
        "capteur_conventions.end": act(who, f"{standing}/end"),
    }


def price_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, base = "coordination", f"/capteur/{programme.public_id}/prices"
    prices = {("Nord", "studio"): (500, 600, 700)}
    draft = make.price_table(programme, people["coordination"], prices, published_at=None)
    return {
        "prices.new": act(who, f"{base}/new"),
        "prices.edit": edit(who, f"{base}/{draft.public_id}/edit", "source", "Baux", "Presse"),
        "prices.price": act(who, f"{base}/{draft.public_id}/price"),
        "prices.publish": act(who, f"{base}/{draft.public_id}/publication"),
    }


def request_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    """A draft of the partner's; one that was sent, read by a prospector."""
    who, partner = "partner", people["partner"]
    people["capteur"] = make.prospector(programme)
    ours = make.capteur_convention(programme, partner, people["coordination"])
    made = [
        make.housing_request(programme, ours, partner, make.household(organisation_id=partner.organisation_id), **one)
        for one in ({}, {"kinds": ["submitted"]})
    ]
    worker = people["worker"]
    make.capteur_convention(programme, worker, people["coordination"])
    plan = make.exit_plan(make.household(organisation_id=worker.organisation_id), worker, target=ExitTarget.PRIVATE)
    draft, sent = (f"/capteur/{programme.public_id}/requests/{one.public_id}" for one in made)
    return {
        "exit_requests.new": act("worker", f"/exit-plans/{plan.public_id}/housing-request"),
        "housing_requests.new": act(who, f"/capteur/{programme.public_id}/requests/new"),
        "housing_requests.edit": edit(who, f"{draft}/edit", "accompanier", "Un", "Deux"),
        "request_documents.new": act(who, f"{draft}/documents/new"),
        "housing_request_acts.send": act(who, f"{draft}/sending"),
        "housing_request_acts.withdraw": act(who, f"{draft}/withdrawal"),
        "housing_request_acts.ask": act("capteur", f"{sent}/questions"),
        "housing_request_acts.accept": act("capteur", f"{sent}/acceptance"),
        "housing_request_acts.refuse": act("capteur", f"{sent}/refusal"),
    }
