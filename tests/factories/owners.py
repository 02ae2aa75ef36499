"""Owners and their dwellings."""

from datetime import timedelta
from typing import Any

from app.clock import today
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import LeadStep, Owner, OwnerContact, OwnerEvent
from capteur.services.owners import index_owner
from capteur.vocab_dwellings import DwellingKind, LossReason, OpportunityStage
from capteur.vocab_owners import (
    Initiative,
    LeadAction,
    LeadSource,
    OwnerAnswer,
    OwnerChannel,
    OwnerKind,
    OwnerRefusal,
    OwnerStage,
)

MONTH = timedelta(days=30)
S = OpportunityStage
WON = (S.CAPTURED, S.RESERVED, S.LET, S.VACANT, S.TRANSFERRED)  # not without a capture


def owner(make: Any, programme: Any, *stages: OwnerStage, **given: Any) -> Owner:
    """An owner identified a month ago, who came to stand in each of `stages` since; `.last` is the last one."""
    values = {"kind": OwnerKind.PERSON, "source": LeadSource.ADVERT, "name": f"Propriétaire Inventé {make.number()}"}
    values["reference"] = f"P-26-{make.number():05}"
    keys = {"programme_id": programme.id, "organisation_id": programme.seat.organisation_id}
    with make.session():
        made: Owner = make.save(Owner(**(keys | values | given)))
        index_owner(made)
    before = None
    for stage in (OwnerStage.IDENTIFIED, *stages):
        before = made.last = make.owner_event(made, stage, before)
    return made


def owner_event(make: Any, of: Owner, stage: OwnerStage, before: OwnerEvent | None, **given: Any) -> OwnerEvent:
    values: dict[str, Any] = {"effective_on": today() - MONTH}
    if stage is OwnerStage.DORMANT:
        values["recall_on"] = today() + timedelta(days=5)
    if stage is OwnerStage.REFUSED:
        values["refusal"] = OwnerRefusal.PRICE
    place = {"position": before.position + 1 if before else 1, "before": before.stage if before else None}
    return make.save(OwnerEvent(owner_id=of.id, stage=stage, **(values | place | given)))


def owner_contact(make: Any, of: Owner, author: Any, **given: Any) -> OwnerContact:
    values = {"initiative": Initiative.US, "channel": OwnerChannel.PHONE, "answer": OwnerAnswer.THINKS}
    values |= {"happened_on": today()}
    return make.save(OwnerContact(owner_id=of.id, author_id=author.id, **(values | given)))


def lead_step(make: Any, of: Owner, dwelling: Opportunity | None = None, **given: Any) -> LeadStep:
    """Something to do tomorrow."""
    values = {"action": LeadAction.CALL, "due_on": today() + timedelta(days=1)}
    keys = {"owner_id": of.id, "opportunity_id": dwelling.id if dwelling else None}
    return make.save(LeadStep(**(keys | values | given)))


def opportunity(make: Any, of: Owner, *stages: OpportunityStage, **given: Any) -> Opportunity:
    """A flat of one bedroom, a lead since a month, that came to stand in each of `stages`; `.last` is the last one."""
    values = {"kind": DwellingKind.FLAT, "bedrooms": 1, "address": "Rue Inventée 1", "source": LeadSource.ADVERT}
    values |= {"rent_cents": 65_000, "charges_cents": 8_000, "reference": f"L-26-{make.number():05}"}
    made: Opportunity = make.save(Opportunity(owner_id=of.id, **(values | given)))
    before = None
    for stage in (OpportunityStage.LEAD, *stages):
        before = made.last = make.opportunity_event(made, stage, before)
    return made


def opportunity_event(
    make: Any, of: Opportunity, stage: OpportunityStage, before: OpportunityEvent | None, **given: Any
) -> OpportunityEvent:
    values: dict[str, Any] = {"effective_on": today() - MONTH}
    if stage is OpportunityStage.RESERVED:
        values["reserved_until"] = today() + timedelta(days=5)
    if stage is OpportunityStage.LOST:
        values["loss"] = LossReason.OWNER_DECLINED
    place = {"position": before.position + 1 if before else 1, "before": before.stage if before else None}
    if stage in WON:
        make.capture(of, day=given.get("effective_on"))
    if stage is OpportunityStage.TRANSFERRED:
        make.dwelling_transfer(of)
    return make.save(OpportunityEvent(opportunity_id=of.id, stage=stage, **(values | place | given)))


def owners_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on: one owner is spoken with and has a dwelling, one wants to be left alone."""
    programme, yesterday = make.capteur_programme(), today() - timedelta(days=1)
    owner, alone = make.owner(programme), make.owner(programme)
    first = make.owner_event(owner, OwnerStage.CONTACTED, owner.last)
    dwelling = make.opportunity(owner, OpportunityStage.VISIT_PLANNED)
    said = make.owner_contact(alone, make.user(), happened_on=yesterday)
    make.owner_event(alone, OwnerStage.DO_NOT_CONTACT, alone.last, effective_on=today())
    return {"owner_said": first.id, "dwelling_said": dwelling.last.id, "said_to_alone": said.id}
