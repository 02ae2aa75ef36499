"""Acts on units: what they are. When they are open is in `availabilities`, what they passed in `checks`."""

from dataclasses import asdict, dataclass

from app.audit.actor import Actor
from app.audit.journal import record
from app.conflicts import ByGuard, guarded
from app.db import db
from app.web.errors import refuse_stale
from sites.errors import NotSo, StayInTheWay, Taken
from sites.models.sites import Site
from sites.models.units import Unit
from sites.services.locks import lock_unit
from sites.vocab import UnitUse


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """What a unit is; `floor` 0 is the ground floor, `surface_m2` whole square metres."""

    code: str
    use: UnitUse = UnitUse.DWELLING
    bedrooms: int = 0
    max_persons: int = 0
    surface_m2: int | None = None
    floor: int | None = None
    has_lift: bool = False
    step_free: bool = False
    animals_allowed: bool = False
    note: str | None = None


def add_unit(site: Site, *, facts: UnitFacts, actor: Actor) -> Unit:
    """Note a unit of a site. Raises `Taken` when the site already has that code."""
    _check(facts)
    unit = Unit(site_id=site.id, **asdict(facts))
    with guarded(_refusals(facts)):
        db.session.add(unit)
    record("unit.added", unit, actor=actor, site=site, use=facts.use, bedrooms=facts.bedrooms)
    return unit


def edit_unit(unit: Unit, *, version: int | None, facts: UnitFacts, actor: Actor) -> None:
    """Change what a unit is. Raises `Stale` for an older version, `Taken` for a code of the same site."""
    refuse_stale(unit, version)
    _check(facts)
    lock_unit(unit)
    with guarded(_refusals(facts)):
        for name, value in asdict(facts).items():
            setattr(unit, name, value)
    record("unit.edited", unit, actor=actor, use=facts.use, bedrooms=facts.bedrooms, max_persons=facts.max_persons)


def _check(facts: UnitFacts) -> None:
    if facts.use is UnitUse.DWELLING and facts.max_persons < 1:
        raise NotSo("unit.refused.holds_nobody", "max_persons")


def _refusals(facts: UnitFacts) -> ByGuard:
    return {
        "unit_use_keeps_stays": StayInTheWay("unit.refused.stays", "use"),
        "uq_unit_site_id_code": Taken("unit.refused.code_taken", "code", code=facts.code),
    }
