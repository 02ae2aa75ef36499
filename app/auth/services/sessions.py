"""Opening and ending sessions: rows that can be revoked, behind a random token (S-31 to S-34)."""

import secrets

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.proofs import PendingSignIn
from app.auth.models.users import User, UserSession
from app.auth.queries.readers import hash_token
from app.clock import now
from app.db import db
from app.web.errors import Refusal


def actor_of(user: User) -> Actor:
    """The person acting on their own account."""
    return Actor(organisation_id=user.organisation_id, user_id=user.id)


def open_session(*, user: User, device: str) -> str:
    """Open a session and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=hash_token(token), user_id=user.id, device=device[:120]))
    record("session.opened", user, actor=actor_of(user))
    return token


def renew_session(*, token: str, actor: Actor) -> str:
    """Give a session another token after a proof: the old one is refused from now on, its age stays (S-32).

    Raises `Refusal` when it ended meanwhile: a request in flight never brings a session back (S-34).
    """
    fresh, at = secrets.token_urlsafe(32), now()
    renewed = (
        sa.update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.ended_at.is_(None))
        .values(token_hash=hash_token(fresh), proved_at=at, last_seen_at=at)
    )
    if db.session.scalar(renewed.returning(UserSession.user_id)) is None:
        raise Refusal("session.over")
    record("session.proved", None, actor=actor)
    return fresh


def end_session(*, token: str, actor: Actor) -> None:
    """End one session: its token is refused from the next request on."""
    _end(UserSession.token_hash == hash_token(token))
    record("session.ended", None, actor=actor)


def end_own_session(*, public_id: str, user_id: int, actor: Actor) -> None:
    """End one of one's own sessions, on whatever device; one that is not there is already ended."""
    _end(UserSession.public_id == public_id, UserSession.user_id == user_id)
    record("session.ended", None, actor=actor)


def end_other_sessions(*, user_id: int, token: str, actor: Actor) -> None:
    """End every session of an account but the present one."""
    _end(UserSession.user_id == user_id, UserSession.token_hash != hash_token(token))
    record("session.others_ended", None, actor=actor, user_id=user_id)


def end_all_sessions(*, user_id: int, actor: Actor) -> None:
    """End every session of an account, and every sign-in half done: signed out everywhere."""
    _end(UserSession.user_id == user_id)
    pending = sa.update(PendingSignIn).where(PendingSignIn.user_id == user_id, PendingSignIn.ended_at.is_(None))
    db.session.execute(pending.values(ended_at=now()))
    record("session.all_ended", None, actor=actor, user_id=user_id)


def _end(*which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(UserSession).where(*which, UserSession.ended_at.is_(None)).values(ended_at=now()))
