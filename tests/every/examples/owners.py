"""Pages on owners and on their dwellings."""

from typing import Any

from capteur.vocab_dwellings import OpportunityStage
from capteur.vocab_owners import OwnerStage
from tests.every.examples.example import Example, act, edit
from tests.factories import Make


def owner_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """The prospector of a programme joins the people."""
    programme = make.capteur_programme()
    people["prospector"] = make.prospector(programme)
    owner = make.owner(programme, OwnerStage.CONTACTED)
    dwelling = make.opportunity(owner, OpportunityStage.VISIT_PLANNED, OpportunityStage.SUITABLE)
    of_owner, of_dwelling = f"/owners/{owner.public_id}", f"/dwellings/{dwelling.public_id}"
    who = "prospector"
    return {
        "owners.new": act(who, f"/capteur/{programme.public_id}/owners/new"),
        "owners.contact": act(who, f"{of_owner}/contacts/new"),
        "owners.edit": edit(who, f"{of_owner}/edit", "name", "Inventé Premier", "Inventé Second"),
        "owners.move": act(who, f"{of_owner}/move"),
        "opportunities.new": act(who, f"{of_owner}/dwellings/new"),
        "opportunities.edit": edit(who, f"{of_dwelling}/edit", "address", "Rue Inventée 2", "Rue Inventée 3"),
        "opportunities.move": act(who, f"{of_dwelling}/move"),
    }
