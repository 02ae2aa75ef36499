"""Visits that support bodies owe, by their conventions #2."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from capteur.models.follow_up import DueVisit
from capteur.models.lettings import Letting
from capteur.models.tripartites import Tripartite
from capteur.queries.follow_up import ACT, VIEW, followed, with_letting
from capteur.queries.tripartites import LATEST, last_day_in_sql


def still_due() -> sa.ColumnElement[bool]:
    """Condition on `due_visit` joined to `tripartite` and `letting`: neither ended before its day, or it was noted."""
    asked = sa.and_(
        Tripartite.is_kept,
        DueVisit.due_on <= sa.func.coalesce(last_day_in_sql(), LATEST),
        DueVisit.due_on < sa.func.coalesce(Letting.end_on, LATEST),
    )
    return sa.or_(DueVisit.result.is_not(None), asked)


def list_due_visits(reader: Reader, programme: Programme, which: str, day: date) -> sa.Select[Any]:
    """Those to note (their day has come; by the reader, where they note any), those to come, those that were noted."""
    action = ACT if which == "to_note" and reader.may(ACT) else VIEW
    query = followed(reader, programme, DueVisit, action=action).where(still_due()).options(*with_letting(DueVisit))
    if which == "noted":
        query = query.where(DueVisit.result.is_not(None)).options(joinedload(DueVisit.author))
        return query.order_by(DueVisit.happened_on.desc(), DueVisit.id.desc())
    when = DueVisit.due_on > day if which == "coming" else DueVisit.due_on <= day
    return query.where(DueVisit.is_open, when).order_by(DueVisit.due_on, DueVisit.id)


def visits_of_letting(reader: Reader, programme: Programme, letting: Letting, last: date) -> Sequence[DueVisit]:
    """Those of a letting up to a day, the latest first, thirty at most."""
    query = followed(reader, programme, DueVisit).where(still_due(), DueVisit.letting_id == letting.id)
    query = query.where(DueVisit.due_on <= last).options(*with_letting(DueVisit), joinedload(DueVisit.author))
    return db.session.scalars(query.order_by(DueVisit.due_on.desc(), DueVisit.id.desc()).limit(30)).all()


def due_visit_for(reader: Reader, programme: Programme, public_id: str, action: Action = VIEW) -> DueVisit | None:
    """The visit, where the reader may do `action` on it."""
    query = followed(reader, programme, DueVisit, action=action).where(still_due(), DueVisit.public_id == public_id)
    found: DueVisit | None = db.session.scalar(query.options(*with_letting(DueVisit)))
    return found
