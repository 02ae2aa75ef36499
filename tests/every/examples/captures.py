"""Pages on visits, guarantees, captures and take-overs."""

from typing import Any

from capteur.vocab_dwellings import OpportunityStage as S
from tests.every.examples.example import Example, act, edit
from tests.factories import Make


def capture_pages(make: Make, people: dict[str, Any]) -> dict[str, Example]:
    """The prospector is of another programme than that of `owners`."""
    programme, who = make.capteur_programme(), "captor"
    author = people[who] = make.prospector(programme)
    owner = make.owner(programme)
    lead, won = make.opportunity(owner), make.opportunity(owner, S.CAPTURED, S.RESERVED, S.LET)
    taken = make.opportunity(owner, S.CAPTURED, S.TRANSFERRED)
    planned = make.visit(make.opportunity(owner, S.VISIT_PLANNED), author)
    seen = make.opportunity(owner, S.VISIT_PLANNED, S.SUITABLE)
    held = make.held_visit(seen, author, rooms=3)
    offered = make.guarantee(seen)
    return {
        "visits.new": act(who, f"/dwellings/{lead.public_id}/visits/new"),
        "visits.sheet": edit(who, f"/visits/{held.public_id}/sheet", "rooms", "4", "5"),
        "visits.missed": act(who, f"/visits/{planned.public_id}/missed"),
        "visits.photos": act(who, f"/visits/{held.public_id}/photos"),
        "guarantees.new": act(who, f"/dwellings/{seen.public_id}/guarantees/new"),
        "guarantees.edit": edit(who, f"/guarantees/{offered.public_id}/edit", "provider", "CPAS un", "CPAS deux"),
        "guarantees.move": act(who, f"/guarantees/{offered.public_id}/move"),
        "captures.new": act(who, f"/dwellings/{seen.public_id}/capture"),
        "captures.cancel": act(who, f"/dwellings/{taken.public_id}/transfer/cancel"),
        "captures.transfer": act(who, f"/dwellings/{won.public_id}/transfer"),
    }
