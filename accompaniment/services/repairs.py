"""What is broken: mended on a day, or put right by works that take the unit out of use."""

from datetime import date

from accompaniment.models.incidents import Incident
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from sites.errors import NotSo
from sites.models.units import UnitOutage
from sites.services.outages import OutageFacts, add_outage


def set_repaired(*, incident: Incident, version: int | None, repaired_on: date | None, actor: Actor) -> None:
    """Say when it was mended, or that it was not after all. Raises `Stale`, `Refusal` for a day that cannot be."""
    refuse_stale(incident, version)
    if repaired_on is not None and repaired_on > today():
        raise Refusal("incident.refusal.day_to_come", "repaired_on", day=shown(today()))
    if repaired_on is not None and repaired_on < incident.happened_on:
        raise Refusal("incident.refusal.before", "repaired_on", day=shown(incident.happened_on))
    incident.repaired_on = repaired_on
    db.session.flush()
    record("incident.repaired", incident, actor=actor, repaired_on=repaired_on)


def open_works(*, incident: Incident, facts: OutageFacts, actor: Actor) -> UnitOutage:
    """Take the unit out of use for it. Raises `StayInTheWay` as `add_outage`, `NotSo` for common parts."""
    if incident.unit is None:
        raise NotSo("repair.refusal.no_unit")
    outage = add_outage(incident.unit, facts=facts, actor=actor)
    _link(incident, outage, actor)
    return outage


def link_works(*, incident: Incident, version: int | None, outage: UnitOutage | None, actor: Actor) -> None:
    """Say which works of the unit put it right; None for none. Raises `Stale`."""
    refuse_stale(incident, version)
    _link(incident, outage, actor)


def _link(incident: Incident, outage: UnitOutage | None, actor: Actor) -> None:
    incident.outage_id = outage.id if outage else None
    db.session.flush()
    record("incident.works_linked", incident, actor=actor, outage=outage)
