"""How many incidents, where and how grave, over some days: those that the reader may know of (decision 0013)."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.incidents import Incident
from accompaniment.queries.incidents import COUNTS, there
from accompaniment.vocab_incidents import IncidentKind, IncidentOutcome
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.queries.scope import countable
from occupancy.models.stays import Stay
from reports.rules.quarters import Quarter
from sites.models.sites import Site


@dataclass(frozen=True)
class Cell:
    """What a number of the table counts; what is None is not narrowed to."""

    site: str | None = None
    kind: IncidentKind | None = None
    grade: int | None = None


def counted(reader: Reader, quarter: Quarter) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `incident`: of the quarter, in sight, no mistake, and once where two organisations noted it."""
    first = aliased(Incident)
    twice = sa.exists().where(
        first.id == Incident.taken_from_id,
        sa.or_(first.outcome.is_(None), first.outcome != IncidentOutcome.MISTAKEN),
    )
    within = Incident.happened_on.between(quarter.first, quarter.last)
    return within, COUNTS, ~twice.correlate(Incident), _in_sight(reader)


def _in_sight(reader: Reader) -> sa.ColumnElement[bool]:
    """Of a household that the reader may open; of nobody's, where nobody out of their sight lived on that day."""
    hidden = ~countable(reader, Action.HOUSEHOLD_VIEW)
    of_hidden = sa.exists().where(Household.id == Incident.household_id, hidden)
    lived = sa.exists().where(Household.id == Stay.household_id, hidden, Stay.unit_id == Incident.unit_id, there())
    return sa.and_(~of_hidden.correlate(Incident), ~lived.correlate(Incident))


def incident_counts(reader: Reader, quarter: Quarter) -> list[Any]:
    """site_public_id, site, kind, grade, number; by the name of the site."""
    columns: tuple[Any, ...] = (
        Site.public_id.label("site_public_id"),
        Site.name.label("site"),
        Incident.kind,
        Incident.grade,
        sa.func.count().label("number"),
    )
    query = sa.select(*columns).join(Incident, Incident.site_id == Site.id).where(*counted(reader, quarter))
    query = query.group_by(Site.id, Site.public_id, Site.name, Site.sort_name, Incident.kind, Incident.grade)
    return list(db.session.execute(query.order_by(Site.sort_name, Site.id, Incident.kind, Incident.grade)))


def incidents_behind(reader: Reader, quarter: Quarter, cell: Cell) -> sa.Select[Any]:
    """The incidents of a number: site, day, kind, grade, closed_on; neither whose nor in which dwelling."""
    columns: tuple[Any, ...] = (
        Site.name.label("site"),
        Incident.happened_on,
        Incident.kind,
        Incident.grade,
        Incident.closed_on,
    )
    query = sa.select(*columns).join(Site, Site.id == Incident.site_id).where(*counted(reader, quarter))
    narrowed = {Site.public_id: cell.site, Incident.kind: cell.kind, Incident.grade: cell.grade}
    query = query.where(*(column == value for column, value in narrowed.items() if value is not None))
    return query.order_by(Incident.happened_on.desc(), Incident.id.desc())
