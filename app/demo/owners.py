"""Owners of the demonstration, all invented: one of each relation; the dwellings that are won are in
`app.demo.captures`."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.auth.models.users import User
from app.db import db
from axes.models.programmes import Programme
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.queries.opportunities import last_stage
from capteur.services.lead_steps import NextStep
from capteur.services.opportunities import DwellingFacts, StageFacts, add_opportunity, change_stage
from capteur.services.owners import MoveFacts, OwnerContactFacts, OwnerFacts, add_owner, move_owner, note_owner_contact
from capteur.vocab_dwellings import DwellingKind, LossReason, OpportunityStage
from capteur.vocab_owners import (
    Initiative,
    LeadAction,
    LeadSource,
    OwnerAnswer,
    OwnerChannel,
    OwnerKind,
    OwnerStage,
)

CODE = "capteur-namur"
K, S, D = OwnerKind, OwnerStage, OpportunityStage
# Name, kind, source, where the relation stands, where a dwelling stands if there is one, and its bedrooms.
OWNERS = (
    ("Monique Fictive", K.PERSON, LeadSource.ADVERT, S.CONTACTED, None, 1),
    ("Baudouin Inventé", K.PERSON, LeadSource.WORD_OF_MOUTH, S.CONVINCED, D.LEAD, 2),
    ("Immo Imaginaire", K.AGENCY, LeadSource.AGENCY, S.TALKING, D.LEAD, 0),
    ("Rosa Supposée", K.PERSON, LeadSource.OWNER_BACK, S.CONVINCED, D.LEAD, 3),
    ("Société du Conte", K.COMPANY, LeadSource.MUNICIPALITY, S.DORMANT, None, 1),
    ("Firmin Légendaire", K.PERSON, LeadSource.WALK, S.TALKING, D.LOST, 2),
    ("Odile Romanesque", K.PERSON, LeadSource.PARTNER, S.DO_NOT_CONTACT, None, 1),
)


def note_owners(today: date, user: User) -> None:
    """Write them as the prospector would have, in the programme of Namur."""
    programme = db.session.scalars(sa.select(Programme).where(Programme.code == CODE)).one()
    actor = Actor(organisation_id=user.organisation_id, user_id=user.id)
    for turn, (name, kind, source, stage, found, bedrooms) in enumerate(OWNERS):
        facts = OwnerFacts(kind=kind, name=name, source=source, phone=f"0470 00 01 {turn:02}", address="Rue du Conte 1")
        step = NextStep(action=LeadAction.CALL, due_on=today + timedelta(days=turn)) if turn % 3 else NextStep()
        owner = add_owner(programme=programme, facts=facts, step=step, actor=actor)
        _speak(owner, today, stage, actor, step)
        if found:
            _add_dwelling(owner, today, found, bedrooms, actor)


def _speak(owner: Owner, today: date, stage: OwnerStage, actor: Actor, step: NextStep) -> None:
    theirs = owner.source is LeadSource.OWNER_BACK
    facts = OwnerContactFacts(
        initiative=Initiative.THEM if theirs else Initiative.US,
        channel=OwnerChannel.PHONE,
        answer=OwnerAnswer.OFFERS_DWELLING if theirs else OwnerAnswer.THINKS,
        happened_on=today,
        minutes=15,
        note="Veut savoir qui l’appelle en cas de souci.",
    )
    note_owner_contact(owner=owner, facts=facts, step=step, actor=actor)
    if stage is not S.CONTACTED:
        recall = today + timedelta(days=10) if stage is S.DORMANT else None
        move = MoveFacts(stage=stage, effective_on=today, recall_on=recall, reason="Dit au téléphone.")
        alone = stage is S.DO_NOT_CONTACT
        after = NextStep() if alone else step
        move_owner(owner=owner, version=owner.version, facts=move, step=after, actor=actor)


def _add_dwelling(owner: Owner, today: date, found: D, bedrooms: int, actor: Actor) -> None:
    kind = DwellingKind.FLAT if bedrooms else DwellingKind.STUDIO
    price = {"rent_cents": 52_000 + bedrooms * 9_000, "charges_cents": 6_000}
    facts = DwellingFacts(kind=kind, bedrooms=bedrooms, address="Rue du Conte 3", source=owner.source, **price)
    due = today + timedelta(days=bedrooms)
    step = NextStep(action=LeadAction.VISIT, due_on=due) if bedrooms != 2 else NextStep()
    dwelling: Opportunity = add_opportunity(owner=owner, facts=facts, step=step, actor=actor)
    if found is D.LOST:
        lost = StageFacts(stage=found, effective_on=today, loss=LossReason.OWNER_DECLINED, reason="Après l’appel.")
        change_stage(dwelling, last_stage(dwelling.id), lost, actor)
