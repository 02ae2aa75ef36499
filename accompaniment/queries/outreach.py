"""Sessions and acts of information of the reader's association; those named only where the reader may open them."""

from typing import Any

import sqlalchemy as sa

from accompaniment.models.outreach import CollectiveSession, InformationAct, SessionAttendee
from accompaniment.queries.detections import VIEW, FunnelFilters
from app.auth.reader import Reader
from app.db import ask, db
from axes.models.people import Household
from axes.queries.scope import countable, readable

SESSION_COLUMNS = ("held_on", "theme", "place", "came", "named", "asked", "pleased")
ACT_COLUMNS = ("told_on", "party", "subject", "reached")


def _named(reader: Reader) -> sa.ScalarSelect[Any]:
    """People named of a session, of households that the reader may open."""
    query = sa.select(sa.func.coalesce(sa.func.sum(SessionAttendee.people), 0)).select_from(SessionAttendee)
    query = query.join(SessionAttendee.household).where(SessionAttendee.session_id == CollectiveSession.id)
    return query.where(countable(reader, VIEW)).correlate(CollectiveSession).scalar_subquery()


def list_sessions(reader: Reader, days: FunnelFilters) -> sa.Select[Any]:
    """Plain columns, the latest first: `came` are all in sight, `named` those of known households."""
    named = _named(reader)
    columns: tuple[Any, ...] = (
        CollectiveSession.public_id,
        CollectiveSession.held_on,
        CollectiveSession.theme,
        CollectiveSession.place,
        (CollectiveSession.counted + named).label("came"),
        named.label("named"),
        CollectiveSession.asked,
        CollectiveSession.pleased,
    )
    own = CollectiveSession.organisation_id == reader.organisation_id
    query = sa.select(*columns).where(own, CollectiveSession.held_on.between(days.first, days.last))
    return query.order_by(CollectiveSession.held_on.desc(), CollectiveSession.id.desc())


def session_for(public_id: str, reader: Reader) -> CollectiveSession | None:
    """A session of the reader's association."""
    own = CollectiveSession.organisation_id == reader.organisation_id
    return db.session.scalar(sa.select(CollectiveSession).where(CollectiveSession.public_id == public_id, own))


def attendees_of(session: CollectiveSession, reader: Reader) -> list[Any]:
    """Households named, as far as the reader may open them: household_id, public_id, reference, people."""
    columns = (Household.id.label("household_id"), Household.public_id, Household.reference, SessionAttendee.people)
    query = sa.select(*columns).join(SessionAttendee, SessionAttendee.household_id == Household.id)
    query = query.where(SessionAttendee.session_id == session.id, SessionAttendee.people > 0)
    found: list[Any] = ask(query.where(readable(reader, VIEW)).order_by(Household.reference)).all()
    return found


def list_information(reader: Reader, days: FunnelFilters) -> sa.Select[Any]:
    """Plain columns of the association's own, the latest first."""
    one = InformationAct
    columns: tuple[Any, ...] = (one.public_id, one.told_on, one.party, one.subject, one.reached)
    query = sa.select(*columns)
    query = query.where(one.organisation_id == reader.organisation_id, one.told_on.between(days.first, days.last))
    return query.order_by(one.told_on.desc(), one.id.desc())


def information_for(public_id: str, reader: Reader) -> InformationAct | None:
    """An act of the reader's association."""
    own = InformationAct.organisation_id == reader.organisation_id
    return db.session.scalar(sa.select(InformationAct).where(InformationAct.public_id == public_id, own))
