"""Pages on the documents of people, and on what they prove."""

from typing import Any

from tests.every.examples.example import TEAM, Example, act, edit
from tests.factories import Make


def document_pages(make: Make, programme: Any, people: dict[str, Any]) -> dict[str, Example]:
    who, worker = "worker", people["worker"]
    household = make.household(adults=0, organisation_id=worker.organisation_id)
    person = make.person()
    make.member(household, person=person, role="reference")
    make.support(household, team=programme.teams[TEAM])
    known, kept, other = (make.person_document(household, worker, person=person, title=f"N° {n}") for n in range(3))
    event = make.right_event(household, person, "bank_account", worker, document_id=known.id)
    own = f"/documents/{kept.public_id}"
    first, second = kept.public_id, other.public_id
    return {
        "person_documents.new": act(who, f"/households/{household.public_id}/documents/new"),
        "person_documents.replace": act(who, f"{own}/replace"),
        "person_documents.remove": act(who, f"{own}/remove"),
        "person_documents.edit": edit(who, f"/documents/{known.public_id}/edit", "title", "Bail", "Avenant au bail"),
        "rights.proof": edit(who, f"/right-events/{event.public_id}/proof", "document", first, second),
    }
