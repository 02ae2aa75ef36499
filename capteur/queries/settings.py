"""Delays, seats and areas of a capteur programme."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import db
from axes.models.programmes import Programme
from axes.vocab import ProgrammeKind
from capteur.models.programmes import CapteurArea, CapteurSeat, CapteurSettings


def settings_of(programme: Programme) -> CapteurSettings:
    """The delays of the programme."""
    return db.session.scalars(sa.select(CapteurSettings).where(CapteurSettings.programme_id == programme.id)).one()


def every_capteur_programme() -> Sequence[Programme]:
    query = sa.select(Programme).where(Programme.kind == ProgrammeKind.CAPTEUR)
    return db.session.scalars(query.order_by(Programme.sort_name, Programme.id)).all()


def capteur_programme_of(public_id: str) -> Programme | None:
    """For its settings, by the administrator; whoever works in it enters it (`capteur.queries.programmes`)."""
    query = sa.select(Programme).where(Programme.public_id == public_id, Programme.kind == ProgrammeKind.CAPTEUR)
    return db.session.scalar(query)


def seats_of(programme: Programme) -> Sequence[CapteurSeat]:
    """Who works in the programme, or did."""
    query = (
        sa.select(CapteurSeat)
        .join(CapteurSeat.organisation)
        .where(CapteurSeat.programme_id == programme.id)
        .options(contains_eager(CapteurSeat.organisation))
        .order_by(Organisation.sort_name, CapteurSeat.first_day)
    )
    return db.session.scalars(query).all()


def seat_of(programme: Programme, public_id: str) -> CapteurSeat | None:
    query = sa.select(CapteurSeat).where(CapteurSeat.public_id == public_id)
    query = query.where(CapteurSeat.programme_id == programme.id).options(joinedload(CapteurSeat.organisation))
    return db.session.scalar(query)


def areas_of(programme: Programme, *, closed: bool = False) -> Sequence[CapteurArea]:
    """The areas to choose from, by name; with `closed`, all there ever were."""
    query = sa.select(CapteurArea).where(CapteurArea.programme_id == programme.id)
    if not closed:
        query = query.where(sa.or_(CapteurArea.closed_on.is_(None), CapteurArea.closed_on > today()))
    order: Any = (CapteurArea.closed_on.is_not(None), CapteurArea.sort_name, CapteurArea.id)
    return db.session.scalars(query.order_by(*order)).all()


def area_of(programme: Programme, public_id: str) -> CapteurArea | None:
    query = sa.select(CapteurArea).where(CapteurArea.public_id == public_id)
    return db.session.scalar(query.where(CapteurArea.programme_id == programme.id))
