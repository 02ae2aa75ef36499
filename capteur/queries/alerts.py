"""Alerts to support bodies: read, and those that still wait for an answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from capteur.models.follow_up import SupportAlert
from capteur.models.lettings import Letting
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.queries.follow_up import VIEW, followed, with_letting


def list_alerts(reader: Reader, programme: Programme, *, solved: bool = False) -> sa.Select[Any]:
    """Those to do, the answer due first on top; or those solved, the latest first."""
    query = followed(reader, programme, SupportAlert).options(*with_letting(SupportAlert))
    if solved:
        query = query.where(SupportAlert.solved_on.is_not(None))
        return query.order_by(SupportAlert.solved_on.desc(), SupportAlert.id.desc())
    query = query.where(SupportAlert.is_open)
    return query.order_by(SupportAlert.acknowledged_on.is_not(None), SupportAlert.answer_by, SupportAlert.id)


def alerts_of_letting(reader: Reader, programme: Programme, letting: Letting) -> Sequence[SupportAlert]:
    """Those of a letting, the latest first, thirty at most."""
    query = followed(reader, programme, SupportAlert).where(SupportAlert.letting_id == letting.id)
    query = query.options(*with_letting(SupportAlert)).order_by(SupportAlert.raised_on.desc(), SupportAlert.id.desc())
    return db.session.scalars(query.limit(30)).all()


def alert_for(reader: Reader, programme: Programme, public_id: str, action: Action = VIEW) -> SupportAlert | None:
    """The alert with its people and reminders, where the reader may do `action` on it."""
    query = followed(reader, programme, SupportAlert, action=action).where(SupportAlert.public_id == public_id)
    people = (joinedload(getattr(SupportAlert, name)) for name in ("author", "addressee", "handler"))
    query = query.options(*with_letting(SupportAlert), *people, selectinload(SupportAlert.reminders))
    found: SupportAlert | None = db.session.scalar(query)
    return found


def alerts_to_remind(day: date) -> Sequence[SupportAlert]:
    """Those of every programme that nobody answered though the last day to has come, with what was told already."""
    query = sa.select(SupportAlert).join(SupportAlert.letting).join(Letting.proposal).join(Proposal.request)
    path = contains_eager(SupportAlert.letting).contains_eager(Letting.proposal).contains_eager(Proposal.request)
    query = query.options(path.joinedload(Request.programme), *_told())
    return db.session.scalars(query.where(SupportAlert.is_unanswered, SupportAlert.answer_by <= day)).all()


def _told() -> tuple[Any, ...]:
    support = joinedload(SupportAlert.tripartite)
    return (support, joinedload(SupportAlert.addressee), selectinload(SupportAlert.reminders))
