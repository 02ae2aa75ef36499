"""Incidents that ask for an answer, for a day and for what people are told."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.incidents import Incident
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.incidents import nearby, next_due, there, whole
from accompaniment.rules.incidents import TAKEN_UP_WITHIN
from app.auth.vocab import Action
from app.db import db
from occupancy.models.stays import Stay
from sites.models.sites import Site
from sites.models.units import Unit


def incidents_asked(of: DayScope) -> sa.Select[Any]:
    """Open ones with a day by which to answer, and notes of other organisations to take up: public_id, household_id,
    kind, on, place."""
    return sa.select(sa.union_all(_answers(of), _to_take_up(of)).subquery("incident_asked"))


def count_due(of: DayScope, until: date) -> int:
    """How many ask for an answer by that day."""
    one = incidents_asked(of).subquery("due").c
    return db.session.scalar(sa.select(sa.func.count()).where(one.on <= until)) or 0


def _answers(of: DayScope) -> sa.Select[Any]:
    query = _placed(Incident.household_id, next_due())
    asked = (Incident.closed_on.is_(None), next_due().is_not(None))
    return query.where(*asked, whole(of.reader, Action.INCIDENT_ACT), _theirs(of))


def _theirs(of: DayScope) -> sa.ColumnElement[bool]:
    """Condition on `incident`: of their households; of nobody's, what they wrote themselves, or their organisation."""
    own = Incident.author_id == of.reader.user_id
    if of.of_team:
        own = Incident.organisation_id == of.reader.organisation_id
    return sa.or_(Incident.household_id.in_(of.household_keys()), sa.and_(Incident.household_id.is_(None), own))


def _to_take_up(of: DayScope) -> sa.Select[Any]:
    """Since the day they happened, for a while. Whose household it was is not said before it is taken up."""
    theirs = sa.exists().where(Stay.household_id.in_(of.household_keys()), Stay.unit_id == Incident.unit_id, there())
    nobody: Any = sa.cast(sa.null(), sa.Integer())
    query = _placed(nobody, Incident.happened_on).where(Incident.closed_on.is_(None))
    lately = Incident.happened_on > of.day - TAKEN_UP_WITHIN
    return query.where(lately, nearby(of.reader), theirs.correlate(Incident))


def _placed(household_id: Any, on: Any) -> sa.Select[Any]:
    place = sa.case((Unit.id.is_(None), Site.name), else_=Site.name + " · " + Unit.code)
    columns: tuple[Any, ...] = (
        Incident.public_id,
        household_id.label("household_id"),
        sa.cast(Incident.kind, sa.String(200)).label("kind"),
        on.label("on"),
        place.label("place"),
    )
    return (
        sa.select(*columns)
        .select_from(Incident)
        .join(Site, Site.id == Incident.site_id)
        .outerjoin(Unit, Unit.id == Incident.unit_id)
    )
