"""The same people asked for twice in a programme, by two senders: names are compared here, and none leaves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.reader import Reader
from app.db import db
from axes.models.people import Household
from axes.queries.persons import twins_among
from axes.queries.scope import readable
from capteur.models.requests import HousingRequest as Request
from capteur.queries.requests import VIEW


def _asked_for(request: Request) -> sa.Select[Any]:
    """Households of the programme's other requests that were sent and live; whoever is protected is known to nobody."""
    others = Request.programme_id == request.programme_id, Request.id != request.id
    query = sa.select(Request.household_id).join(Request.household).where(*others)
    return query.where(Request.is_alive, Request.submitted_on.is_not(None), Household.is_protected.is_(False))


def is_known_here(request: Request) -> bool:
    """Whether somebody of the household is asked for by another living request of the programme, whoever sent it."""
    return bool(twins_among(request.household_id, _asked_for(request)))


def doubles_of(reader: Reader, request: Request) -> Sequence[Request]:
    """Those requests, as far as the reader may read them, with their households and senders."""
    known = twins_among(request.household_id, _asked_for(request))
    query = sa.select(Request).join(Request.household).where(Household.public_id.in_(known), readable(reader, VIEW))
    query = query.where(Request.programme_id == request.programme_id, Request.is_alive, Request.id != request.id)
    whole = contains_eager(Request.household), joinedload(Request.organisation)
    return db.session.scalars(query.options(*whole).order_by(Request.id)).all()
