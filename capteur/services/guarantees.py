"""Guarantees given to owners: offered, corrected while nobody answered, moved along. Amounts are cents."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from capteur.models.guarantees import Guarantee, GuaranteeEvent
from capteur.models.opportunities import Opportunity
from capteur.queries.opportunities import last_stage
from capteur.rules.guarantees import NEXT, STANDING, WITH_AMOUNT, called_cents, last_day, left_cents
from capteur.services.days import wrong_day
from capteur.services.opportunities import refuse_left_alone
from capteur.vocab_dwellings import GuaranteeOption, GuaranteeState, OpportunityStage

TAKEN = ("uq_guarantee_event_position", "guarantee_event_follows")


@dataclass(frozen=True, kw_only=True)
class GuaranteeFacts:
    """What is promised, by which organisation, up to how much in all and for how many months."""

    option: GuaranteeOption
    provider: str
    cap_cents: int | None = None
    months: int | None = None


@dataclass(frozen=True, kw_only=True)
class GuaranteeMove:
    """Where a guarantee comes to stand, since which day; what is asked for or paid; what the provider did not do."""

    state: GuaranteeState
    effective_on: date
    amount_cents: int | None = None
    provider_default: bool = False
    reason: str | None = None


def offer_guarantee(
    *, opportunity: Opportunity, facts: GuaranteeFacts, actor: Actor, since: date | None = None
) -> Guarantee:
    """Offer a guarantee for a dwelling, today unless told. Raises `Refusal` for one that is lost, or whose owner wants
    no contact."""
    refuse_left_alone(opportunity.owner)
    if last_stage(opportunity.id).stage is OpportunityStage.LOST:
        raise Refusal("guarantee.refusal.lost", "option")
    made = Guarantee(opportunity=opportunity, events=[], **asdict(facts))
    db.session.add(made)
    db.session.flush()
    _write(made, None, GuaranteeMove(state=GuaranteeState.OFFERED, effective_on=since or today()), actor)
    record("guarantee.offered", made, actor=actor, dwelling=opportunity, option=facts.option, cap_cents=facts.cap_cents)
    return made


def edit_guarantee(*, guarantee: Guarantee, version: int | None, facts: GuaranteeFacts, actor: Actor) -> None:
    """Say its terms anew. Raises `Stale`, or `Refusal` once the owner answered: another one is offered instead."""
    refuse_stale(guarantee, version)
    if guarantee.events[-1].state is not GuaranteeState.OFFERED:
        raise Refusal("guarantee.refusal.answered", "option", state=label(guarantee.events[-1].state))
    for name, value in asdict(facts).items():
        setattr(guarantee, name, value)
    count_as_changed(guarantee)
    db.session.flush()
    record("guarantee.edited", guarantee, actor=actor, option=facts.option, cap_cents=facts.cap_cents)


def move_guarantee(*, guarantee: Guarantee, version: int | None, facts: GuaranteeMove, actor: Actor) -> None:
    """Say where it stands now, or that its provider did not do its part.

    Raises `Stale` or `Conflict` where somebody moved it meanwhile; `Refusal` for a way there is not, a day to come or
    before the last one, an amount that lacks, is too much for the cap or for what was asked, a call after its months.
    """
    refuse_stale(guarantee, version)
    last = guarantee.events[-1]
    refuse_all([*_wrong_move(last, facts), *_wrong_amount(guarantee, facts)])
    _write(guarantee, last, facts, actor)
    count_as_changed(guarantee)
    db.session.flush()
    told = {"before": last.state, "state": facts.state, "amount_cents": facts.amount_cents, "since": facts.effective_on}
    record("guarantee.moved", guarantee, actor=actor, default=facts.provider_default, **told)


def _wrong_move(last: GuaranteeEvent, facts: GuaranteeMove) -> Iterator[Refusal]:
    stays = facts.state is last.state and facts.provider_default and last.state in STANDING
    if facts.state not in NEXT[last.state] and not stays:
        yield Refusal("guarantee.refusal.no_way", "state", state=label(last.state))
    yield from wrong_day(facts.effective_on, "effective_on", last.effective_on)
    if facts.provider_default and facts.state in WITH_AMOUNT and facts.state is not last.state:
        yield Refusal("guarantee.refusal.default_apart", "provider_default")
    if not facts.reason and (facts.provider_default or facts.state is GuaranteeState.CONTESTED):
        yield Refusal("guarantee.refusal.reason", "reason")


def _wrong_amount(guarantee: Guarantee, facts: GuaranteeMove) -> Iterator[Refusal]:
    asks = facts.state in WITH_AMOUNT and not facts.provider_default
    if asks != (facts.amount_cents is not None):
        yield Refusal("guarantee.refusal.amount" if asks else "guarantee.refusal.no_amount", "amount")
    if not asks or facts.amount_cents is None:
        return
    left = left_cents(guarantee.cap_cents, guarantee.events)
    if left is not None and facts.amount_cents > left:
        yield Refusal("guarantee.refusal.cap", "amount", left=euros(left))
    asked = called_cents(guarantee.events)
    if facts.state is GuaranteeState.PAID and facts.amount_cents > asked:
        yield Refusal("guarantee.refusal.asked", "amount", asked=euros(asked))
    ends = last_day(guarantee.months, guarantee.events)
    if facts.state is GuaranteeState.CALLED and ends is not None and facts.effective_on > ends:
        yield Refusal("guarantee.refusal.months", "effective_on", day=shown(ends))


def _write(guarantee: Guarantee, last: GuaranteeEvent | None, facts: GuaranteeMove, actor: Actor) -> None:
    """The one place that says where a guarantee stands. The row is locked first: of two at once, the second is told."""
    db.session.execute(sa.select(Guarantee.id).where(Guarantee.id == guarantee.id).with_for_update())
    place = {"position": last.position + 1 if last else 1, "before": last.state if last else None}
    event = GuaranteeEvent(user_id=actor.user_id, **place, **asdict(facts))
    with guarded(dict.fromkeys(TAKEN, Conflict("guarantee.conflict.moved"))):
        guarantee.events.append(event)
