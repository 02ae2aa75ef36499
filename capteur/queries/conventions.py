"""Conventions #1 of one programme: read by those who work in it, and by the organisation that they bind."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention as Convention

VIEW = Action.CAPTEUR_CONVENTION_VIEW


def in_force_on(day: date) -> sa.ColumnElement[bool]:
    """Condition on `capteur_convention`: in force on `day`; the same as `capteur.rules.conventions.state_of`."""
    return sa.and_(
        Convention.signed_on <= day,
        Convention.first_day <= day,
        sa.or_(Convention.last_day.is_(None), Convention.last_day >= day),
        sa.or_(Convention.ended_on.is_(None), Convention.ended_on >= day),
    )


def _readable(reader: Reader, programme: Programme) -> sa.ColumnElement[bool]:
    """Those of the programme; a partner those sent to it."""
    mine = sa.and_(Convention.organisation_id == reader.organisation_id, Convention.sent_on.is_not(None))
    return sa.and_(Convention.programme_id == programme.id, mine if reader.only_own(VIEW) else sa.true())


def conventions_of(reader: Reader, programme: Programme) -> Sequence[Convention]:
    """Every version that the reader may read, by organisation, the latest first."""
    query = (
        sa.select(Convention)
        .join(Convention.organisation)
        .where(_readable(reader, programme))
        .options(contains_eager(Convention.organisation))
        .order_by(Organisation.sort_name, Organisation.id, Convention.number.desc())
    )
    return db.session.scalars(query).all()


def convention_for(reader: Reader, programme: Programme, public_id: str) -> Convention | None:
    query = sa.select(Convention).where(Convention.public_id == public_id, _readable(reader, programme))
    return db.session.scalar(query.options(joinedload(Convention.organisation), joinedload(Convention.author)))


def convention_in_force(programme_id: int, organisation_id: int, day: date) -> Convention | None:
    """What lets the organisation send requests to the programme on `day` (gate G1); None where nothing does."""
    query = sa.select(Convention).where(
        Convention.programme_id == programme_id, Convention.organisation_id == organisation_id, in_force_on(day)
    )
    return db.session.scalar(query)


def latest_version(programme_id: int, organisation_id: int) -> Convention | None:
    """The version with the highest number, whatever became of it."""
    query = sa.select(Convention).where(
        Convention.programme_id == programme_id, Convention.organisation_id == organisation_id
    )
    return db.session.scalar(query.order_by(Convention.number.desc()).limit(1))
