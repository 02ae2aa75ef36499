"""Acts on works and damage, which take a unit out of use. Paper periods; an empty end is not known yet."""

from dataclasses import asdict, dataclass
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import ByGuard, guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from sites.errors import NotSo, StayInTheWay
from sites.models.units import Unit, UnitOutage
from sites.services.locks import lock_unit
from sites.services.neighbours import neighbours
from sites.vocab import OutageKind, Payer


@dataclass(frozen=True, kw_only=True)
class OutageFacts:
    """What happened to the unit; `cost_cents` is empty while nobody knows."""

    kind: OutageKind
    first_day: date
    last_day: date | None = None
    reason: str
    payer: Payer = Payer.UNKNOWN
    cost_cents: int | None = None


def add_outage(unit: Unit, *, facts: OutageFacts, actor: Actor) -> UnitOutage:
    """Take a unit out of use. Raises `StayInTheWay` while somebody lives there on one of the days."""
    lock_unit(unit)
    _check(facts)
    outage = UnitOutage(unit_id=unit.id, **asdict(facts))
    with guarded(_in_the_way(unit, facts, actor)):
        db.session.add(outage)
    _journal("unit.outage_added", unit, facts, actor)
    return outage


def change_outage(outage: UnitOutage, *, version: int | None, facts: OutageFacts, actor: Actor) -> None:
    """Correct or end works or damage. Raises `Stale`, `StayInTheWay`, or `NotSo` when it was cancelled."""
    unit = outage.unit
    lock_unit(unit)
    refuse_stale(outage, version)
    _refuse_cancelled(outage)
    _check(facts)
    with guarded(_in_the_way(unit, facts, actor)):
        for name, value in asdict(facts).items():
            setattr(outage, name, value)
    _journal("unit.outage_changed", unit, facts, actor)


def cancel_outage(outage: UnitOutage, *, version: int | None, actor: Actor) -> None:
    """Say that works or damage did not take place: the row stays and counts for nothing. Raises `Stale` or `NotSo`."""
    refuse_stale(outage, version)
    _refuse_cancelled(outage)
    outage.cancelled_on = today()
    db.session.flush()
    record("unit.outage_cancelled", outage.unit, actor=actor, kind=outage.kind, first_day=outage.first_day)


def _journal(event: str, unit: Unit, facts: OutageFacts, actor: Actor) -> None:
    record(
        event,
        unit,
        actor=actor,
        kind=facts.kind,
        first_day=facts.first_day,
        last_day=facts.last_day,
        payer=facts.payer,
        cost_cents=facts.cost_cents,
    )


def _check(facts: OutageFacts) -> None:
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise NotSo("unit.period.refused.order", "last_day", first_day=shown(facts.first_day))


def _refuse_cancelled(outage: UnitOutage) -> None:
    if outage.cancelled_on is not None:
        raise NotSo("outage.refused.cancelled", day=shown(outage.cancelled_on))


def _in_the_way(unit: Unit, facts: OutageFacts, actor: Actor) -> ByGuard:
    """The same words whoever lives there, in sight or not, and no day: the ribbon has those the reader may know."""
    lived_in = StayInTheWay("outage.refused.stay", "first_day")
    return {"unit_outage_hits_proposal": lambda: _promised(unit, facts, actor), "unit_outage_hits_stay": lived_in}


def _promised(unit: Unit, facts: OutageFacts, actor: Actor) -> Refusal:
    """The open proposal that needs the unit on one of these days."""
    held = neighbours.promised(unit, facts.first_day, facts.last_day, actor)
    if held is None:
        return StayInTheWay("outage.refused.stay", "first_day")
    values = {"household": held.reference, "start_on": shown(held.start_on), "end_on": shown(held.end_on)}
    return StayInTheWay("outage.refused.proposal", "first_day", **values)
