"""Acts on sites. Dates and status are those of agreements: nothing of the kind is written here."""

from dataclasses import asdict, dataclass

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.conflicts import ByGuard, guarded
from app.db import db
from app.web.errors import refuse_stale
from sites.errors import NotSo, Taken
from sites.models.operators import HousingOperator
from sites.models.sites import Site


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What is said of a site; `planned_units` is what was announced, which may differ from what opened."""

    name: str
    address: str | None = None
    postal_code: str | None = None
    planned_units: int | None = None
    note: str | None = None
    is_real: bool = False


def register_site(
    *, facts: SiteFacts, operator: HousingOperator, manager: Organisation | None = None, actor: Actor
) -> Site:
    """Note a new site of an operator. Raises `Taken` when another bears its name."""
    _check(facts)
    site = Site(**asdict(facts), housing_operator_id=operator.id, rental_manager_id=manager.id if manager else None)
    with guarded(_taken(facts)):
        db.session.add(site)
    record("site.registered", site, actor=actor, housing_operator=operator, planned_units=facts.planned_units)
    return site


def edit_site(
    site: Site,
    *,
    version: int | None,
    facts: SiteFacts,
    operator: HousingOperator,
    manager: Organisation | None = None,
    actor: Actor,
) -> None:
    """Change what is said of a site. Raises `Stale` for an older version, `Taken` for another's name."""
    refuse_stale(site, version)
    _check(facts)
    with guarded(_taken(facts)):
        for name, value in asdict(facts).items():
            if name != "is_real":
                setattr(site, name, value)
        site.housing_operator_id = operator.id
        site.rental_manager_id = manager.id if manager else None
    record("site.edited", site, actor=actor, housing_operator=operator, planned_units=facts.planned_units)


def _check(facts: SiteFacts) -> None:
    if facts.planned_units is not None and facts.planned_units < 0:
        raise NotSo("site.refused.planned_units", "planned_units")


def _taken(facts: SiteFacts) -> ByGuard:
    return {"uq_site_name": Taken("site.refused.name_taken", "name", name=facts.name)}
