"""Signing in: the password, then the second factor where the account has one."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from app.audit.journal import record
from app.auth.apart import apart
from app.auth.models.organisations import Organisation
from app.auth.models.proofs import KnownDevice, PendingSignIn
from app.auth.models.users import User, UserSession
from app.auth.passwords import hash_password, matches, needs_rehash
from app.auth.queries.organisations import is_open
from app.auth.queries.readers import hash_token
from app.auth.services.sessions import actor_of
from app.clock import now
from app.db import db, transaction
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Refusal

PENDING_LASTS = timedelta(minutes=5)
PENDING_TRIES = 5


def prove_password(*, email: str, password: str) -> User:
    """The account behind an address and its password. Raises `Refusal` alike for unknown, wrong, invited, closed.

    Nothing is locked while the password is hashed: the account is read before, and read again after.
    """
    user_id, password_hash = _credentials(email)
    if not matches(password_hash, password) or user_id is None or password_hash is None:
        raise Refusal("sign_in.refused")
    user = db.session.get_one(User, user_id)
    if needs_rehash(password_hash):
        user.password_hash = hash_password(password)
        record("password.rehashed", user, actor=actor_of(user))
    return user


def _credentials(email: str) -> tuple[int | None, str | None]:
    usable = sa.and_(User.deactivated_at.is_(None), is_open())
    query = (
        sa.select(User.id, sa.case((usable, User.password_hash)))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.email == email.strip().lower())
    )
    db.session.rollback()
    with transaction("read"):
        row = db.session.execute(query).one_or_none()
        db.session.rollback()
    return (None, None) if row is None else (row[0], row[1])


def prove_own_password(*, user_id: int, password: str) -> None:
    """The password of somebody signed in, asked once more. Raises `Refusal` where it is wrong."""
    user = db.session.get_one(User, user_id)
    if not matches(user.password_hash, password):
        raise Refusal("password.refused", "password")


def begin_pending(user: User) -> str:
    """Remember that the password was right; gives the token of the step to come."""
    token = secrets.token_urlsafe(32)
    db.session.add(PendingSignIn(token_hash=hash_token(token), user_id=user.id))
    return token


def _live_step(token: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        PendingSignIn.token_hash == hash_token(token),
        PendingSignIn.ended_at.is_(None),
        PendingSignIn.created_at > now() - PENDING_LASTS,
        PendingSignIn.tries < PENDING_TRIES,
    )


def pending_user_id(token: str) -> int | None:
    """Whose second factor is awaited behind this token; None once it ended, grew old or was tried too often."""
    query = sa.select(PendingSignIn.user_id).join(User, User.id == PendingSignIn.user_id)
    return db.session.scalar(query.where(*_live_step(token), User.deactivated_at.is_(None)))


def take_try(token: str) -> int | None:
    """Count one try at the second factor, in a transaction of its own: the account, or None when it is too late."""
    with apart() as session:
        counted = sa.update(PendingSignIn).where(*_live_step(token)).values(tries=PendingSignIn.tries + 1)
        return session.scalar(counted.returning(PendingSignIn.user_id))


def finish_pending(token: str) -> bool:
    """End the step; False when another answer ended it first."""
    done = sa.update(PendingSignIn).where(
        PendingSignIn.token_hash == hash_token(token), PendingSignIn.ended_at.is_(None)
    )
    return db.session.scalar(done.values(ended_at=now()).returning(PendingSignIn.user_id)) is not None


def remember_device(user: User, device: str | None) -> str:
    """Know this browser from now on; gives its token. A browser seen for the first time is told by mail (S-27)."""
    token = device or secrets.token_urlsafe(32)
    known = db.session.get(KnownDevice, (hash_token(token), user.id))
    if known is not None:
        known.last_used_at = now()
        return token
    if _has_entered_before(user):
        enqueue(MailKind.NEW_DEVICE, user_id=user.id)
    db.session.add(KnownDevice(token_hash=hash_token(token), user_id=user.id))
    return token


def _has_entered_before(user: User) -> bool:
    return db.session.scalar(sa.select(UserSession.user_id).where(UserSession.user_id == user.id).limit(1)) is not None


def forget_devices(user_id: int, *, but: str | None = None) -> None:
    """No browser is known any more, the present one apart: after a change of password."""
    others = KnownDevice.token_hash != hash_token(but or "")
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.user_id == user_id, others))


def warn_of_unfinished() -> int:
    """Tell by mail those whose password was right and whose code never came (S-27); for the scheduled jobs."""
    late = sa.select(PendingSignIn).where(
        PendingSignIn.ended_at.is_(None),
        PendingSignIn.warned_at.is_(None),
        PendingSignIn.created_at < now() - timedelta(minutes=3),
    )
    found = db.session.scalars(late.order_by(PendingSignIn.created_at)).all()
    for pending in found:
        pending.warned_at = now()
        enqueue(MailKind.UNFINISHED_SIGN_IN, user_id=pending.user_id)
    return len(found)
