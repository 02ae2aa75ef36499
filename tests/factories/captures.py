"""Dwellings won: visits, guarantees, captures, take-overs."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.clock import today
from capteur.models.captures import Capture, DwellingTransfer
from capteur.models.guarantees import Guarantee, GuaranteeEvent
from capteur.models.opportunities import Opportunity
from capteur.models.visits import Visit, VisitCheck, VisitPhoto
from capteur.vocab_dwellings import (
    Answerer,
    CheckItem,
    CheckVerdict,
    GuaranteeOption,
    GuaranteeState,
    OpportunityStage,
    TransferKind,
    Verdict,
    VisitOutcome,
)

DAY, MONTH = timedelta(days=1), timedelta(days=30)


def visit(make: Any, of: Opportunity, author: Any, **given: Any) -> Visit:
    """A visit planned for tomorrow."""
    return make.save(Visit(**({"opportunity_id": of.id, "visitor_id": author.id, "planned_on": today() + DAY} | given)))


def held_visit(make: Any, of: Opportunity, author: Any, day: date | None = None, **given: Any) -> Visit:
    """A visit held a month ago that found the dwelling suitable, each item good."""
    happened = day or today() - MONTH
    values = {"planned_on": happened, "happened_on": happened, "outcome": VisitOutcome.HELD, "minutes": 45}
    made: Visit = make.visit(of, author, **(values | {"verdict": Verdict.SUITABLE} | given))
    make.save(*(VisitCheck(visit_id=made.id, item=item, verdict=CheckVerdict.GOOD) for item in CheckItem))
    return made


def guarantee(make: Any, of: Opportunity, *states: GuaranteeState, **given: Any) -> Guarantee:
    """A rent at source of 3,000 € for a year, offered a month ago (on `day`), that came to stand in each of `states`
    that day; each amount is 500 €; `.last` is the last event."""
    day = given.pop("day", today() - MONTH)
    values = {"option": GuaranteeOption.RENT_AT_SOURCE, "provider": "CPAS inventé", "cap_cents": 300_000, "months": 12}
    made: Guarantee = make.save(Guarantee(opportunity_id=of.id, **(values | given)))
    before = None
    for state in (GuaranteeState.OFFERED, *states):
        before = made.last = make.guarantee_event(made, state, before, effective_on=day)
    return made


def guarantee_event(
    make: Any, of: Guarantee, state: GuaranteeState, before: GuaranteeEvent | None, **given: Any
) -> GuaranteeEvent:
    values: dict[str, Any] = {"effective_on": today() - MONTH}
    if state in (GuaranteeState.CALLED, GuaranteeState.PAID):
        values["amount_cents"] = 50_000
    place = {"position": before.position + 1 if before else 1, "before": before.state if before else None}
    return make.save(GuaranteeEvent(guarantee_id=of.id, state=state, **(values | place | given)))


def capture(make: Any, of: Opportunity, author: Any = None, day: date | None = None, **given: Any) -> Capture:
    """What makes a dwelling captured (a month ago): a visit, a guarantee, and the capture itself, or the one that there
    is. Where it stands is not moved; `make.opportunity(owner, …, OpportunityStage.CAPTURED)` does both."""
    with make.session() as session:
        known = session.scalar(sa.select(Capture).where(Capture.opportunity_id == of.id))
    if known is not None:
        return known
    author, won = author or make.user(), day or today() - MONTH
    keys = {"visit_id": make.held_visit(of, author, won).id, "author_id": author.id, "opportunity_id": of.id}
    keys["guarantee_id"] = make.guarantee(of, GuaranteeState.ACCEPTED, day=won).id
    values = {"agreed_on": won, "captured_on": won, "rent_cents": 65_000, "charges_cents": 8_000}
    return make.save(Capture(**(keys | values | given)))


def dwelling_transfer(make: Any, of: Opportunity, author: Any = None, **given: Any) -> DwellingTransfer:
    """A social rental agency manages it since a month."""
    author = author or make.user()
    values = {"agency": "AIS inventée", "kind": TransferKind.MANAGEMENT_MANDATE, "first_day": today() - MONTH}
    values |= {"new_rent_cents": 60_000, "answerer": Answerer.AIS}
    return make.save(DwellingTransfer(opportunity_id=of.id, author_id=author.id, **(values | given)))


def captures_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on: a dwelling won, and one that was found unsuitable, with a guarantee accepted."""
    owner = make.owner(make.capteur_programme())
    won, seen = make.opportunity(owner, OpportunityStage.CAPTURED), make.opportunity(owner)
    found = {"verdict": Verdict.UNSUITABLE, "blocking": CheckItem.HEALTH}
    unsuitable = make.held_visit(seen, make.user(), **found)
    make.save(VisitPhoto(visit_id=unsuitable.id, media_type="image/png", size=1, content=b"."))
    kept, capture = make.guarantee(seen, GuaranteeState.ACCEPTED), make.capture(won)
    ids = {"dwelling_won": won.last.id, "capture_a": capture.id, "visit_a": capture.visit_id, "seen": seen.id}
    return ids | {"visit_unsuitable": unsuitable.id, "guarantee_a": kept.id, "guarantee_said": kept.last.id}
