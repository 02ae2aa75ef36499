"""Lettings: a lease starts under a convention #2 in force (gate G2), is kept up to date, ends."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal
from capteur.queries.opportunities import last_stage
from capteur.queries.proposals import alive_of_dwelling
from capteur.queries.tripartites import versions_of
from capteur.rules.tripartites import state_of
from capteur.services.days import wrong_day
from capteur.services.opportunities import StageFacts, change_stage
from capteur.services.proposals import close_proposal, end_proposal
from capteur.services.requests import move_request
from capteur.services.tripartites import close_tripartites
from capteur.vocab import DepositRoute
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab_dwellings import LossReason
from capteur.vocab_dwellings import OpportunityStage as Stage
from capteur.vocab_lettings import LeaseKind, LettingEnd, ProposalEnd, TripartiteEnd, TripartiteState


@dataclass(frozen=True, kw_only=True)
class LettingFacts:
    """What the lease says, and what was done about it; amounts are cents."""

    kind: LeaseKind
    rent_cents: int
    charges_cents: int | None = None
    last_day: date | None = None
    reference_rent_cents: int | None = None
    reference_rent_on: date | None = None
    deposit_route: DepositRoute = DepositRoute.UNKNOWN
    deposit_cents: int | None = None
    registered_on: date | None = None
    inventory_in_on: date | None = None

    def wrong(self, start_on: date) -> Iterator[Refusal]:
        """What refuses facts that do not go together, or days that cannot be."""
        if self.last_day is not None and self.last_day < start_on:
            yield Refusal("setting.refusal.ends_before", "last_day", day=shown(start_on))
        if (self.reference_rent_cents is None) != (self.reference_rent_on is None):
            missing = "reference_rent" if self.reference_rent_cents is None else "reference_rent_on"
            yield Refusal("opportunity.refusal.reference_rent", missing)
        for name in ("reference_rent_on", "registered_on", "inventory_in_on"):
            day = getattr(self, name)
            if day is not None:
                yield from wrong_day(day, name)


@dataclass(frozen=True, kw_only=True)
class EndFacts:
    """When and why a letting ended, and what becomes of the dwelling: vacant again, or lost, and why."""

    end_on: date
    reason: LettingEnd
    words: str | None = None
    inventory_out_on: date | None = None
    loss: LossReason | None = None


def start_letting(
    *, proposal: HousingProposal, version: int | None, start_on: date, facts: LettingFacts, above: bool, actor: Actor
) -> Letting:
    """The lease starts: the dwelling is let, the household housed, those on the fall-back list wait as before. `above`
    says that a rent above what was offered, or above what the household can pay, is meant.

    Raises `Stale`; `Refusal` without a convention #2 in force that day (gate G2), for a household that is not selected,
    or days that cannot be; `Conflict` where the household lives by another lease.
    """
    refuse_stale(proposal, version)
    if not proposal.is_alive or proposal.selected_on is None:
        raise Refusal("proposal.refusal.over")
    dear = [] if above else list(_too_dear(proposal, facts.rent_cents))
    refuse_all([*_wrong_start(proposal, proposal.selected_on, start_on), *facts.wrong(start_on), *dear])
    last = last_stage(proposal.opportunity_id)
    if last.stage is not Stage.RESERVED:
        raise Refusal("proposal.refusal.over")
    move_request(request=proposal.request, kind=Kind.HOUSED, actor=actor)
    change_stage(proposal.opportunity, last, StageFacts(stage=Stage.LET, effective_on=start_on), actor)
    made = _write(proposal, start_on, facts, actor)
    close_proposal(proposal, ProposalEnd.LET, actor)
    for other in alive_of_dwelling(proposal.opportunity_id):
        end_proposal(other, ProposalEnd.OTHER_HOUSEHOLD, actor, frees=False)
    told = {"start_on": start_on, "rent_cents": facts.rent_cents, "kind": facts.kind, "above": above}
    record("letting.started", made, actor=actor, dwelling=proposal.opportunity, **told)
    return made


def _wrong_start(proposal: HousingProposal, selected_on: date, start_on: date) -> Iterator[Refusal]:
    yield from wrong_day(start_on, "start_on", selected_on)
    free_on = proposal.opportunity.available_on
    if free_on is not None and start_on < free_on:
        yield Refusal("letting.refusal.not_free", "start_on", day=shown(free_on))
    if all(state_of(one, start_on) is not TripartiteState.IN_FORCE for one in versions_of(proposal.id)):
        yield Refusal("letting.refusal.no_convention", "start_on", day=shown(start_on))


def _too_dear(proposal: HousingProposal, rent_cents: int) -> Iterator[Refusal]:
    """A rent that nobody spoke of so far is a slip of the pen, or has to be said to be meant."""
    known = (proposal.opportunity.rent_cents, proposal.request.max_rent_cents)
    least = min((one for one in known if one is not None), default=None)
    if least is not None and rent_cents > least:
        yield Refusal("letting.refusal.above", "rent", least=euros(least))


def _write(proposal: HousingProposal, start_on: date, facts: LettingFacts, actor: Actor) -> Letting:
    keys = {"proposal_id": proposal.id, "opportunity_id": proposal.opportunity_id, "author_id": actor.user_id}
    made = Letting(household_id=proposal.request.household_id, start_on=start_on, **keys, **asdict(facts))
    # Ended, or dropped, while the form was open.
    unsupported = Refusal("letting.refusal.no_convention", "start_on", day=shown(start_on))
    with guarded({"letting_convention": unsupported, "letting_no_overlap": Conflict("letting.conflict.overlap")}):
        db.session.add(made)
    return made


def edit_letting(*, letting: Letting, version: int | None, facts: LettingFacts, actor: Actor) -> None:
    """Keep what the lease says up to date. Raises `Stale`, or `Refusal` for facts that do not go together."""
    refuse_stale(letting, version)
    refuse_all(facts.wrong(letting.start_on))
    for name, value in asdict(facts).items():
        setattr(letting, name, value)
    db.session.flush()
    record("letting.edited", letting, actor=actor, rent_cents=facts.rent_cents, registered_on=facts.registered_on)


def end_letting(*, letting: Letting, version: int | None, facts: EndFacts, actor: Actor) -> None:
    """The household left; its convention #2 ends with it. The dwelling is vacant again, or lost; one that a social
    rental agency took over stays there.

    Raises `Stale`; `Refusal` for a letting that is over, a day to come or before it started, or a reason without words.
    """
    refuse_stale(letting, version)
    if not letting.is_running:
        raise Refusal("letting.refusal.over")
    refuse_all(_wrong_end(letting, facts))
    letting.end_on, letting.end_reason, letting.end_words = facts.end_on, facts.reason, facts.words
    letting.inventory_out_on = facts.inventory_out_on
    db.session.flush()
    last = last_stage(letting.opportunity_id)
    if last.stage is Stage.LET:
        stage = Stage.VACANT if facts.loss is None else Stage.LOST
        since = max(facts.end_on, last.effective_on)
        change_stage(letting.opportunity, last, StageFacts(stage=stage, effective_on=since, loss=facts.loss), actor)
    reason = TripartiteEnd.LETTING_OVER
    close_tripartites(proposal_id=letting.proposal_id, on=facts.end_on, reason=reason, actor=actor)
    record("letting.ended", letting, actor=actor, end_on=facts.end_on, reason=facts.reason, loss=facts.loss)


def _wrong_end(letting: Letting, facts: EndFacts) -> Iterator[Refusal]:
    yield from wrong_day(facts.end_on, "end_on")
    if facts.end_on <= letting.start_on:
        yield Refusal("letting.refusal.ends_before", "end_on", day=shown(letting.start_on))
    if facts.inventory_out_on is not None and not letting.start_on <= facts.inventory_out_on <= today():
        yield Refusal("letting.refusal.inventory", "inventory_out_on")
    if facts.reason is LettingEnd.OTHER and not facts.words:
        yield Refusal("letting.refusal.words", "words")
