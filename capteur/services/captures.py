"""Dwellings won, and taken over by a social rental agency. Amounts are cents a month."""

from dataclasses import asdict, dataclass
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import euros
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_stale
from capteur.models.captures import Capture, DwellingTransfer
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.queries.captures import Gate, gate_of, indicative_cents, last_lease_end, standing_transfer
from capteur.queries.opportunities import last_stage
from capteur.queries.owners import last_event
from capteur.rules.dwellings import may_go
from capteur.services.days import refuse_day
from capteur.services.lead_steps import NextStep, plan_next
from capteur.services.opportunities import StageFacts, change_stage, refuse_left_alone
from capteur.services.owners import MoveFacts, take_owner, write_event
from capteur.vocab_dwellings import Answerer, OpportunityStage, TransferKind
from capteur.vocab_owners import OwnerStage


@dataclass(frozen=True, kw_only=True)
class CaptureFacts:
    """What the owner agreed to in writing, and when."""

    agreed_on: date
    rent_cents: int
    charges_cents: int
    available_on: date | None = None
    price_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class TransferFacts:
    """What a social rental agency and the owner agreed; `tenant_kept` is asked where somebody lives there."""

    agency: str
    kind: TransferKind
    first_day: date
    new_rent_cents: int
    answerer: Answerer
    tenant_kept: bool | None = None


def capture_dwelling(*, opportunity: Opportunity, version: int | None, facts: CaptureFacts, actor: Actor) -> Capture:
    """The dwelling is won, from the day of the agreement or the day its last condition was met. Its owner is active.

    Raises `Stale`; `Refusal` for what lacks: a visit that found it suitable, an accepted guarantee, a reason for a
    price above the indicative one; for a dwelling that is not there yet, or a day to come; `Conflict` where it was won
    meanwhile.
    """
    refuse_stale(opportunity, version)
    refuse_left_alone(opportunity.owner)
    last, gate = last_stage(opportunity.id), gate_of(opportunity.id)
    if gate.lacking:
        raise Refusal(f"capture.lacks.{gate.lacking[0]}")
    if not may_go(last.stage, OpportunityStage.CAPTURED) or last.stage is OpportunityStage.RESERVED:
        raise Refusal("capture.refusal.no_way", None, stage=label(last.stage))
    refuse_day(facts.agreed_on, "agreed_on")
    indicative = indicative_cents(opportunity, opportunity.owner.programme_id, facts.agreed_on)
    if indicative is not None and facts.rent_cents > indicative and not facts.price_reason:
        raise Refusal("capture.refusal.above", "price_reason", indicative=euros(indicative))
    made = _write(opportunity, last, gate, facts, indicative, actor)
    told = {"on": made.captured_on, "rent_cents": facts.rent_cents, "indicative_cents": indicative}
    record("capture.made", made, actor=actor, dwelling=opportunity, **told)
    return made


def _write(
    opportunity: Opportunity,
    last: OpportunityEvent,
    gate: Gate,
    facts: CaptureFacts,
    indicative: int | None,
    actor: Actor,
) -> Capture:
    since = max(facts.agreed_on, last.effective_on)
    terms = asdict(facts)
    available_on = terms.pop("available_on")
    opportunity.rent_cents, opportunity.charges_cents = facts.rent_cents, facts.charges_cents
    opportunity.available_on = available_on or opportunity.available_on
    keys = {"opportunity_id": opportunity.id, "author_id": actor.user_id}
    leans_on = {"visit_id": gate.visit and gate.visit.id, "guarantee_id": gate.guarantee and gate.guarantee.id}
    made = Capture(captured_on=since, indicative_cents=indicative, **keys, **leans_on, **terms)
    with guarded({"uq_capture_opportunity_id": Conflict("opportunity.conflict.moved")}):
        db.session.add(made)
    change_stage(opportunity, last, StageFacts(stage=OpportunityStage.CAPTURED, effective_on=since), actor)
    plan_next(opportunity.owner, opportunity, NextStep(), actor)
    _make_active(opportunity.owner, since, actor)
    return made


def _make_active(owner: Owner, since: date, actor: Actor) -> None:
    """An owner is active by a dwelling won, wherever the relation stood."""
    if last_event(owner.id).stage is OwnerStage.ACTIVE:
        return
    take_owner(owner)
    last = last_event(owner.id)
    day = max(since, last.effective_on)
    write_event(owner, last, MoveFacts(stage=OwnerStage.ACTIVE, effective_on=day), actor)


def transfer_dwelling(
    *, opportunity: Opportunity, version: int | None, facts: TransferFacts, actor: Actor
) -> DwellingTransfer:
    """A social rental agency takes a won dwelling over: it leaves the prospector's load, and stays won.

    Raises `Stale`; `Refusal` for a dwelling that is not won, a day to come or before the dwelling came to stand where
    it stands, where nothing is told of the tenant who lives there, and for one who does not stay: their lease ends
    first, by its own act.
    """
    refuse_stale(opportunity, version)
    last = last_stage(opportunity.id)
    if not may_go(last.stage, OpportunityStage.TRANSFERRED):
        raise Refusal("transfer.refusal.no_way", None, stage=label(last.stage))
    refuse_day(facts.first_day, "first_day", last.effective_on)
    if (last.stage is OpportunityStage.LET) != (facts.tenant_kept is not None):
        raise Refusal("transfer.refusal.tenant", "tenant_kept")
    if facts.tenant_kept is False:
        raise Refusal("transfer.refusal.lease_first", "tenant_kept")
    made = DwellingTransfer(opportunity_id=opportunity.id, author_id=actor.user_id, **asdict(facts))
    db.session.add(made)
    db.session.flush()
    told = StageFacts(stage=OpportunityStage.TRANSFERRED, effective_on=facts.first_day)
    change_stage(opportunity, last, told, actor)
    plan_next(opportunity.owner, opportunity, NextStep(), actor)
    record("dwelling.transferred", made, actor=actor, dwelling=opportunity, on=facts.first_day, kind=facts.kind)
    return made


def cancel_transfer(*, opportunity: Opportunity, version: int | None, reason: str, actor: Actor) -> None:
    """A take-over was entered by mistake: the dwelling stands again where it stood, from the day on which it was said
    to leave (decision 0010: dated rows, so that the figures of that day follow). Who was proposed meanwhile is not.

    Raises `Stale`, or `Refusal` for a dwelling that nobody took over.
    """
    refuse_stale(opportunity, version)
    last, taken = last_stage(opportunity.id), standing_transfer(opportunity.id)
    if taken is None or last.stage is not OpportunityStage.TRANSFERRED or last.before is None:
        raise Refusal("transfer.refusal.not_taken")
    taken.cancelled_on, taken.cancelled_by_id = today(), actor.user_id
    back = _back_to(opportunity, last.before)
    change_stage(opportunity, last, StageFacts(stage=back, effective_on=last.effective_on, reason=reason), actor)
    left_on = last_lease_end(opportunity.id) if back is OpportunityStage.LET else None
    if left_on is not None:
        empty = StageFacts(stage=OpportunityStage.VACANT, effective_on=max(left_on, last.effective_on))
        change_stage(opportunity, last_stage(opportunity.id), empty, actor)
    record("dwelling.transfer_cancelled", taken, actor=actor, dwelling=opportunity, on=today())


def _back_to(opportunity: Opportunity, before: OpportunityStage) -> OpportunityStage:
    """Where it stood; the household for which it was reserved was told that it is not any more."""
    if before is not OpportunityStage.RESERVED:
        return before
    return OpportunityStage.VACANT if last_lease_end(opportunity.id) else OpportunityStage.CAPTURED
