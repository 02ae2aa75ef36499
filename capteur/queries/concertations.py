"""Meetings of a programme with its partners: what waits to be talked about, what was decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.concertations import Concertation, ConcertationDecision, ConcertationItem
from capteur.models.conventions import CapteurConvention
from capteur.models.follow_up import SupportAlert
from capteur.models.lettings import Letting

VIEW = Action.CONCERTATION_VIEW


def meetings_of(programme: Programme) -> sa.Select[Any]:
    """Those of a programme, the latest first."""
    query = sa.select(Concertation).where(Concertation.programme_id == programme.id)
    return query.order_by(Concertation.held_on.desc(), Concertation.id.desc())


def meeting_of(programme: Programme, public_id: str) -> Concertation | None:
    query = sa.select(Concertation).where(Concertation.programme_id == programme.id)
    query = query.where(Concertation.public_id == public_id).options(joinedload(Concertation.author))
    return db.session.scalar(query)


def _items(reader: Reader, programme: Programme) -> sa.Select[ConcertationItem]:
    """Items that the reader may read: one about a household protected from them is left out."""
    query = sa.select(ConcertationItem).outerjoin(SupportAlert, SupportAlert.id == ConcertationItem.alert_id)
    query = query.outerjoin(Letting, Letting.id == SupportAlert.letting_id)
    query = query.outerjoin(Household, Household.id == Letting.household_id)
    seen = sa.or_(ConcertationItem.alert_id.is_(None), readable(reader, VIEW))
    home = joinedload(ConcertationItem.alert).joinedload(SupportAlert.letting).joinedload(Letting.household)
    whole = (
        home,
        joinedload(ConcertationItem.organisation),
        joinedload(ConcertationItem.author),
        selectinload(ConcertationItem.decisions),
    )
    return query.where(ConcertationItem.programme_id == programme.id, seen).options(*whole)


def waiting_items(reader: Reader, programme: Programme, until: date = date.max) -> Sequence[ConcertationItem]:
    """What waits for a meeting, the oldest first; what was added after `until` left out."""
    query = _items(reader, programme).where(ConcertationItem.is_waiting, ConcertationItem.added_on <= until)
    return db.session.scalars(query.order_by(ConcertationItem.added_on, ConcertationItem.id)).all()


def items_of(reader: Reader, programme: Programme, meeting: Concertation) -> Sequence[ConcertationItem]:
    """What a meeting talked about."""
    query = _items(reader, programme).where(ConcertationItem.concertation_id == meeting.id)
    return db.session.scalars(query.order_by(ConcertationItem.added_on, ConcertationItem.id)).all()


def item_of(reader: Reader, programme: Programme, public_id: str) -> ConcertationItem | None:
    return db.session.scalar(_items(reader, programme).where(ConcertationItem.public_id == public_id))


def decision_of(reader: Reader, programme: Programme, public_id: str) -> ConcertationDecision | None:
    """A decision with its item, where the reader may read that."""
    mine = _items(reader, programme).with_only_columns(ConcertationItem.id).options()
    query = sa.select(ConcertationDecision).where(ConcertationDecision.public_id == public_id)
    query = query.where(ConcertationDecision.item_id.in_(mine)).options(joinedload(ConcertationDecision.item))
    return db.session.scalar(query)


def partners_to_name(programme: Programme) -> sa.Select[Organisation]:
    """Organisations with a convention #1 of the programme, by name."""
    bound = sa.select(CapteurConvention.organisation_id).where(CapteurConvention.programme_id == programme.id)
    query = sa.select(Organisation).where(Organisation.id.in_(bound))
    return query.order_by(Organisation.sort_name, Organisation.id)
