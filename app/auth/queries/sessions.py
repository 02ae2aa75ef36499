"""The sessions of an account."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from app.auth.models.users import UserSession
from app.clock import now
from app.db import db

SHOWN = 20


def live_sessions(user_id: int, *, idle: timedelta, absolute: timedelta) -> Sequence[UserSession]:
    """Sessions that could still act, the last used first."""
    at = now()
    query = sa.select(UserSession).where(
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.last_seen_at > at - idle,
        UserSession.created_at > at - absolute,
    )
    return db.session.scalars(query.order_by(UserSession.last_seen_at.desc(), UserSession.public_id).limit(SHOWN)).all()
