"""The technical part of incidents: what is broken where, and whether it is mended. A function of dwellings and dates,
for whoever may see the site; nothing of who lives there, nor of incidents between people."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accompaniment.models.incidents import Incident
from accompaniment.queries.incidents import COUNTS, whole
from accompaniment.vocab_incidents import RepairState
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.crypto import unseal_column
from app.db import db
from app.web.asked import Filters
from sites.models.sites import Site
from sites.models.units import Unit, UnitOutage
from sites.queries.scope import readable_sites

WORKS = sa.and_(UnitOutage.id == Incident.outage_id, UnitOutage.cancelled_on.is_(None))


def technical(reader: Reader, action: Action = Action.REPAIR_VIEW) -> sa.ColumnElement[bool]:
    """Condition on `incident`: it has a technical part, on a site where the reader may do `action`."""
    site = sa.exists().where(Site.id == Incident.site_id, readable_sites(reader, action)).correlate(Incident)
    return sa.and_(Incident.technical_shown_sealed.is_not(None), COUNTS, site)


@dataclass(frozen=True)
class RepairFilters(Filters):
    """What the list is narrowed to: `site` (public id), `state` (what is not mended yet unless told)."""

    site: str | None = None
    state: str | None = None

    @property
    def kept_state(self) -> str:
        """`open`, `done` or `all`; nonsense is open."""
        return self.state if self.state in {RepairState.DONE.value, "all"} else "open"


def list_repairs(reader: Reader, filters: RepairFilters) -> sa.Select[Any]:
    """What there is to mend, plain columns, the latest first."""
    query = _listed(reader).where(technical(reader))
    if filters.site:
        query = query.where(Site.public_id == filters.site)
    if filters.kept_state != "all":
        done = filters.kept_state == RepairState.DONE
        query = query.where(Incident.repaired_on.is_not(None) if done else Incident.repaired_on.is_(None))
    return query.order_by(Incident.happened_on.desc(), Incident.id.desc())


def of_unit(reader: Reader, unit: Unit) -> list[Any]:
    """What is to be mended in a unit, and what was, the latest first."""
    query = _listed(reader).where(technical(reader), Incident.unit_id == unit.id)
    return list(db.session.execute(query.order_by(Incident.happened_on.desc(), Incident.id.desc()).limit(20)))


def open_of_site(reader: Reader, site: Site) -> list[Any]:
    """What is not mended yet on a site, the latest first."""
    query = _listed(reader).where(technical(reader), Incident.site_id == site.id, Incident.repaired_on.is_(None))
    return list(db.session.execute(query.order_by(Incident.happened_on.desc(), Incident.id.desc()).limit(20)))


def _listed(reader: Reader) -> sa.Select[Any]:
    """Who wrote a text reads it as they did: what is masked for others would tell them who lives there."""
    own = whole(reader)
    columns: tuple[Any, ...] = (
        Incident.public_id,
        Incident.happened_on,
        Incident.kind,
        sa.case((own, 1), else_=0).label("own"),
        sa.case((own, Incident.technical_sealed), else_=Incident.technical_shown_sealed).label("sealed"),
        Incident.repaired_on,
        Site.name.label("site"),
        Site.public_id.label("site_public_id"),
        Unit.code.label("unit"),
        Unit.public_id.label("unit_public_id"),
        UnitOutage.first_day.label("works_from"),
        UnitOutage.last_day.label("works_until"),
    )
    return (
        sa.select(*columns)
        .select_from(Incident)
        .join(Site, Site.id == Incident.site_id)
        .outerjoin(Unit, Unit.id == Incident.unit_id)
        .outerjoin(UnitOutage, WORKS)
    )


def texts_of(rows: Any) -> dict[str, str]:
    """What is broken, by public id."""
    return {row.public_id: unseal_column(Incident, _part(row.own), row.public_id, row.sealed) or "" for row in rows}


def _part(own: int) -> str:
    return "technical" if own else "technical_shown"


def text_of(incident: Incident, reader: Reader) -> str:
    """The same, of one."""
    own = db.session.scalar(sa.select(sa.case((whole(reader), 1), else_=0)).where(Incident.id == incident.id))
    return getattr(incident, _part(own or 0)) or ""


def sites_with_repairs(reader: Reader) -> list[Any]:
    """Sites with something to mend, or mended: public_id, name, by name."""
    here = sa.exists().where(Incident.site_id == Site.id, technical(reader)).correlate(Site)
    query = sa.select(Site.public_id, Site.name).where(here).order_by(Site.sort_name, Site.id)
    return list(db.session.execute(query))


def repair_to_act_on(public_id: str, reader: Reader, action: Action = Action.REPAIR_ACT) -> Incident | None:
    """An incident whose technical part the reader sees to, with its place and its works."""
    query = (
        sa.select(Incident)
        .options(
            joinedload(Incident.site),
            joinedload(Incident.unit).joinedload(Unit.site),
            joinedload(Incident.outage),
        )
        .where(Incident.public_id == public_id, technical(reader, action))
    )
    return db.session.scalar(query)
