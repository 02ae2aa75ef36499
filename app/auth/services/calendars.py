"""The secret address of one's agenda: made anew or ended on the account page, ended with the account."""

import secrets

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.calendars import CalendarFeed
from app.auth.models.users import User
from app.auth.queries.readers import hash_token
from app.clock import now
from app.db import db, insert_of


def open_calendar(user: User, *, actor: Actor) -> str:
    """Make a secret, kept nowhere else: 256 bits. The former one opens nothing any more."""
    secret = secrets.token_urlsafe(32)
    values = {"token_hash": hash_token(secret), "created_at": now()}
    fresh = insert_of(CalendarFeed).values(user_id=user.id, **values)
    db.session.execute(fresh.on_conflict_do_update(index_elements=["user_id"], set_=values))
    record("calendar.opened", user, actor=actor)
    return secret


def end_calendar(user: User, *, actor: Actor) -> None:
    """The address opens nothing from now on. Where there is none, nothing is done."""
    ended = sa.delete(CalendarFeed).where(CalendarFeed.user_id == user.id).returning(CalendarFeed.user_id)
    if db.session.scalar(ended) is not None:
        record("calendar.ended", user, actor=actor)
