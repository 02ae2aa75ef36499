"""Opening and ending sessions: rows that can be revoked, behind a random token (S-31 to S-34)."""

import secrets

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User, UserSession
from app.auth.queries.readers import hash_token
from app.clock import now
from app.db import db


def actor_of(user: User) -> Actor:
    """The person acting on their own account."""
    return Actor(organisation_id=user.organisation_id, user_id=user.id)


def open_session(*, user: User, device: str) -> str:
    """Open a session and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=hash_token(token), user_id=user.id, device=device[:120]))
    record("session.opened", user, actor=actor_of(user))
    return token


def end_session(*, token: str, actor: Actor) -> None:
    """End one session: its token is refused from the next request on."""
    _end(UserSession.token_hash == hash_token(token))
    record("session.ended", None, actor=actor)


def end_all_sessions(*, user_id: int, actor: Actor) -> None:
    """End every session of an account: signed out everywhere."""
    _end(UserSession.user_id == user_id)
    record("session.all_ended", None, actor=actor, user_id=user_id)


def _end(which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(UserSession).where(which, UserSession.ended_at.is_(None)).values(ended_at=now()))
