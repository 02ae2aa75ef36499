"""Acts on the periods in which a unit is open to stays. Paper periods: both days included."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.conflicts import ByGuard, guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.periods import paper_overlaps
from app.web.errors import Refusal, refuse_stale
from sites.errors import NotReady, NotSo, OutsideAgreement, PeriodInTheWay, StayInTheWay
from sites.models.units import Unit, UnitAvailability
from sites.queries.units import checks_on
from sites.rules.units import missing_to_open
from sites.services.locks import lock_unit
from sites.services.neighbours import Cover, neighbours


def open_unit(unit: Unit, *, first_day: date, last_day: date, actor: Actor) -> UnitAvailability:
    """Open a unit to stays from a day to a day.

    Raises `NotReady` naming each item of the checklist that is missing or expired (`domain.md` §9, rule 6),
    `OutsideAgreement` (rule 7) or `PeriodInTheWay`.
    """
    lock_unit(unit)
    _check_order(first_day, last_day)
    missing = missing_to_open(checks_on(unit, first_day), first_day)
    if missing:
        items = ", ".join(label(kind) for kind in missing)
        raise NotReady("availability.refused.not_ready", "first_day", missing=items, day=shown(first_day))
    period = UnitAvailability(unit_id=unit.id, first_day=first_day, last_day=last_day)
    with guarded(_in_the_way(unit, first_day, last_day)):
        db.session.add(period)
    record("unit.opened", unit, actor=actor, first_day=first_day, last_day=last_day)
    return period


def change_availability(
    period: UnitAvailability, *, version: int | None, first_day: date, last_day: date, actor: Actor
) -> None:
    """Move an end of an open period. Raises `StayInTheWay` when a stay would be left outside, or as `open_unit`."""
    unit = period.unit
    lock_unit(unit)
    refuse_stale(period, version)
    _check_order(first_day, last_day)
    if first_day > period.first_day or last_day < period.last_day:
        _check_in_sight(period, last_day, actor)
    with guarded(_left_out(period, first_day, last_day, actor)):
        period.first_day, period.last_day = first_day, last_day
    record("unit.period_changed", unit, actor=actor, first_day=first_day, last_day=last_day)


def close_unit(period: UnitAvailability, *, version: int | None, last_day: date, actor: Actor) -> None:
    """End an open period early, on `last_day` included. Raises `StayInTheWay` while a stay goes beyond."""
    unit, first_day = period.unit, period.first_day
    lock_unit(unit)
    refuse_stale(period, version, {"last_day": period.last_day})
    if not first_day <= last_day <= period.last_day:
        raise NotSo(
            "availability.refused.close_inside", "last_day", first_day=shown(first_day), last_day=shown(period.last_day)
        )
    if last_day < period.last_day:
        _check_in_sight(period, last_day, actor)
    with guarded(_left_out(period, first_day, last_day, actor)):
        period.last_day = last_day
    record("unit.closed", unit, actor=actor, last_day=last_day)


def _check_in_sight(period: UnitAvailability, last_day: date, actor: Actor) -> None:
    """Whichever day is asked: by what is accepted one would learn until when somebody out of sight lives there."""
    if neighbours.withheld(period.unit, actor):
        raise _stay_left_out(last_day, (period.first_day, period.last_day))


def _check_order(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise NotSo("unit.period.refused.order", "last_day", first_day=shown(first_day))


def _in_the_way(unit: Unit, first_day: date, last_day: date, but: int | None = None) -> ByGuard:
    """What the guards say of a period; `but`: its own key."""
    return {
        "unit_availability_no_overlap": lambda: _overlap(unit, first_day, last_day, but),
        "unit_availability_in_agreement": lambda: _outside(neighbours.covers(unit), first_day, last_day),
    }


def _left_out(period: UnitAvailability, first_day: date, last_day: date, actor: Actor) -> ByGuard:
    """The same of one that stands: what its days held as well."""
    unit, before = period.unit, (period.first_day, period.last_day)
    return {
        **_in_the_way(unit, first_day, last_day, period.id),
        "unit_availability_keeps_stays": lambda: _stay_left_out(last_day, before),
        "unit_availability_keeps_proposals": lambda: _proposal_left_out(unit, first_day, last_day, before, actor),
    }


def _overlap(unit: Unit, first_day: date, last_day: date, but: int | None) -> Refusal:
    other = db.session.scalars(
        sa.select(UnitAvailability)
        .where(
            UnitAvailability.unit_id == unit.id,
            paper_overlaps(UnitAvailability.first_day, UnitAvailability.last_day, first_day, last_day),
            UnitAvailability.id != (but or 0),
        )
        .order_by(UnitAvailability.last_day.desc())
    ).first()
    if other is None:
        return PeriodInTheWay("availability.refused.overlap", "first_day")
    return PeriodInTheWay(
        "availability.refused.overlap_named",
        "first_day",
        first_day=shown(other.first_day),
        last_day=shown(other.last_day),
        possible=shown(other.last_day + timedelta(days=1)),
    )


def _outside(covers: list[Cover], first_day: date, last_day: date) -> Refusal:
    """The agreement nearest to what was asked says from when to when it would work."""
    best = next((one for one in covers if one.last_day >= first_day and one.first_day <= last_day), None)
    if best is None:
        return OutsideAgreement("availability.refused.no_agreement", "first_day")
    field = "first_day" if first_day < best.first_day else "last_day"
    return OutsideAgreement(
        "availability.refused.outside_agreement",
        field,
        reference=best.reference,
        first_day=shown(best.first_day),
        last_day=shown(best.last_day),
    )


def _stay_left_out(last_day: date, before: tuple[date, date]) -> Refusal:
    """The same words whoever lives there: others would tell which units have somebody whom the actor may not know."""
    return StayInTheWay("availability.refused.stay", "last_day" if last_day < before[1] else "first_day")


def _proposal_left_out(unit: Unit, first_day: date, last_day: date, before: tuple[date, date], actor: Actor) -> Refusal:
    late = neighbours.promised(unit, last_day + timedelta(days=1), before[1], actor)
    held = late or neighbours.promised(unit, before[0], first_day - timedelta(days=1), actor)
    if held is None:
        return _stay_left_out(last_day, before)
    values = {"household": held.reference, "start_on": shown(held.start_on), "end_on": shown(held.end_on)}
    return StayInTheWay("availability.refused.proposal", "last_day" if late else "first_day", **values)
