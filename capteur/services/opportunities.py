"""Dwellings of owners: added, described anew, moved along. Where one stands is said in one place: `write_stage`."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.happenings import Happening
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.services.references import write_under_reference
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.models.visits import Visit
from capteur.queries.opportunities import last_stage
from capteur.queries.owners import last_event
from capteur.rules.dwellings import OPEN, moves_by_hand
from capteur.services.days import wrong_day
from capteur.services.lead_steps import NextStep, plan_next
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import DwellingKind, EnergyClass, LossReason, OpportunityStage, VisitOutcome
from capteur.vocab_owners import LeadSource, OwnerStage

DWELLING_OVER = Happening()  # opportunity, actor: lost, or taken over by a social rental agency
LONGEST_RESERVATION = 60  # days
TAKEN = ("uq_opportunity_event_position", "opportunity_event_follows")


@dataclass(frozen=True, kw_only=True)
class DwellingFacts:
    """What a dwelling is; amounts are in cents a month."""

    kind: DwellingKind
    bedrooms: int
    address: str
    source: LeadSource
    area_id: int | None = None
    rent_cents: int | None = None
    charges_cents: int | None = None
    reference_rent_cents: int | None = None
    reference_rent_on: date | None = None
    energy: EnergyClass = EnergyClass.UNKNOWN
    available_on: date | None = None
    floor: int | None = None
    has_lift: bool | None = None
    step_free: bool | None = None
    animals: bool | None = None
    track: RequestTrack | None = None
    for_exits: bool = False


@dataclass(frozen=True, kw_only=True)
class StageFacts:
    """Where a dwelling comes to stand, since which day, and why."""

    stage: OpportunityStage
    effective_on: date
    reserved_until: date | None = None
    loss: LossReason | None = None
    reason: str | None = None


def add_opportunity(
    *, owner: Owner, facts: DwellingFacts, step: NextStep, actor: Actor, since: date | None = None
) -> Opportunity:
    """Write a dwelling down as a lead of today, or of the day that it came to be known.

    Raises `Refusal` for an owner who wants no contact, or facts that do not go together.
    """
    refuse_left_alone(owner)
    refuse_all(_wrong(facts))
    made = Opportunity(owner=owner, **asdict(facts))
    write_under_reference(made, today(), letter="L")
    write_stage(made, None, StageFacts(stage=OpportunityStage.LEAD, effective_on=since or today()), actor)
    plan_next(owner, made, step, actor)
    record("opportunity.added", made, actor=actor, owner=owner, source=facts.source, bedrooms=facts.bedrooms)
    return made


def edit_opportunity(*, opportunity: Opportunity, version: int | None, facts: DwellingFacts, actor: Actor) -> None:
    """Say anew what a dwelling is. Raises `Stale`, or `Refusal` for facts that do not go together."""
    refuse_stale(opportunity, version)
    refuse_all(_wrong(facts))
    for name, value in asdict(facts).items():
        setattr(opportunity, name, value)
    count_as_changed(opportunity)
    db.session.flush()
    record("opportunity.edited", opportunity, actor=actor, rent_cents=facts.rent_cents, energy=facts.energy)


def _wrong(facts: DwellingFacts) -> Iterator[Refusal]:
    if (facts.reference_rent_cents is None) != (facts.reference_rent_on is None):
        missing = "reference_rent" if facts.reference_rent_cents is None else "reference_rent_on"
        yield Refusal("opportunity.refusal.reference_rent", missing)
    if facts.reference_rent_on is not None:
        yield from wrong_day(facts.reference_rent_on, "reference_rent_on")
    if facts.kind in (DwellingKind.ROOM, DwellingKind.STUDIO) and facts.bedrooms:
        yield Refusal("opportunity.refusal.no_bedroom", "bedrooms")


def refuse_left_alone(owner: Owner) -> None:
    """Raise `Refusal` where the owner asked not to be contacted."""
    last = last_event(owner.id)
    if last.stage is OwnerStage.DO_NOT_CONTACT:
        raise Refusal("owner.refusal.wants_no_contact", None, day=shown(last.effective_on))


def move_opportunity(
    *, opportunity: Opportunity, version: int | None, facts: StageFacts, step: NextStep, actor: Actor
) -> None:
    """Move the card by hand, with a reason where it is over. What follows from a fact (a visit, an agreement, a
    household selected, a lease) is never typed.

    Raises `Stale` when somebody moved it meanwhile; `Refusal` for a way there is not, a day to come or before the last
    move, a loss without its reason.
    """
    refuse_stale(opportunity, version)
    last = last_stage(opportunity.id)
    if facts.stage not in moves_by_hand(last.stage):
        raise Refusal("opportunity.refusal.no_way", "stage", stage=label(last.stage))
    refuse_all([*_wrong_stage(last, facts), *step.wrong()])
    change_stage(opportunity, last, facts, actor)
    if facts.stage is OpportunityStage.LOST:
        _cancel_visit(opportunity)
    plan_next(opportunity.owner, opportunity, step if facts.stage in OPEN else NextStep(), actor)


def _cancel_visit(opportunity: Opportunity) -> None:
    """Nobody goes to see what is lost."""
    planned = sa.update(Visit).where(Visit.opportunity_id == opportunity.id, Visit.is_planned)
    told = {"outcome": VisitOutcome.CANCELLED, "happened_on": today(), "version": Visit.version + 1}
    db.session.execute(planned.values(**told))


def _wrong_stage(last: OpportunityEvent, facts: StageFacts) -> Iterator[Refusal]:
    yield from wrong_day(facts.effective_on, "effective_on", last.effective_on)
    if (facts.stage is OpportunityStage.LOST) != (facts.loss is not None):
        yield Refusal("opportunity.refusal.loss", "loss")


def change_stage(opportunity: Opportunity, last: OpportunityEvent, facts: StageFacts, actor: Actor) -> None:
    """Write where it stands, move its version on, journal. Raises `Conflict` where somebody was first."""
    write_stage(opportunity, last, facts, actor)
    count_as_changed(opportunity)
    db.session.flush()
    told = {"before": last.stage, "stage": facts.stage, "since": facts.effective_on, "loss": facts.loss}
    record("opportunity.moved", opportunity, actor=actor, **told)
    if facts.stage in (OpportunityStage.LOST, OpportunityStage.TRANSFERRED):
        DWELLING_OVER.tell(opportunity=opportunity, actor=actor)


def write_stage(opportunity: Opportunity, last: OpportunityEvent | None, facts: StageFacts, actor: Actor) -> None:
    """Where a dwelling comes to stand after its last event; the one place that says so."""
    place = {"position": last.position + 1 if last else 1, "before": last.stage if last else None}
    event = OpportunityEvent(opportunity_id=opportunity.id, user_id=actor.user_id, **place, **asdict(facts))
    with guarded(dict.fromkeys(TAKEN, Conflict("opportunity.conflict.moved"))):
        db.session.add(event)
