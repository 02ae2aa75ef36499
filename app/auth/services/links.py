"""Single-use links to choose a password: invitations for 48 hours, resets for 30 minutes (S-28)."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.proofs import AccessLink
from app.auth.models.users import User
from app.auth.passwords import hash_password
from app.auth.queries.readers import hash_token
from app.auth.services.sessions import actor_of, end_all_sessions
from app.auth.services.sign_in import forget_devices
from app.auth.vocab import LinkKind
from app.clock import now
from app.db import db
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.web.errors import Refusal

LASTS = {LinkKind.INVITATION: timedelta(hours=48), LinkKind.RESET: timedelta(minutes=30)}
MAILS = {LinkKind.INVITATION: MailKind.INVITATION, LinkKind.RESET: MailKind.RESET}
PATH = "/welcome/"


def send_link(user: User, *, public_url: str, actor: Actor) -> str:
    """Make a link to choose a password, end earlier ones, queue its mail. Gives the whole address, shown once.

    Who never chose a password is invited, who did is given a reset. Raises `Refusal` for a closed account.
    """
    if user.deactivated_at is not None:
        raise Refusal("link.refused.closed")
    kind = LinkKind.INVITATION if user.password_hash is None else LinkKind.RESET
    token, expires_at = secrets.token_urlsafe(32), now() + LASTS[kind]
    end_links(user)
    db.session.add(AccessLink(token_hash=hash_token(token), user_id=user.id, kind=kind, expires_at=expires_at))
    address = public_url + PATH + token
    enqueue(MAILS[kind], user_id=user.id, link=address, send_before=expires_at)
    record(f"{kind.value}.sent", user, actor=actor)
    return address


def end_links(user: User) -> None:
    """Links made so far open nothing any more: a newer one, another address, a closed account."""
    open_ones = sa.update(AccessLink).where(AccessLink.user_id == user.id, AccessLink.ended_at.is_(None))
    db.session.execute(open_ones.values(ended_at=now()))


def link_behind(token: str) -> tuple[LinkKind, User] | None:
    """What a link opens, while it does; looking uses nothing up (mail scanners look)."""
    query = (
        sa.select(AccessLink.kind, User)
        .join(User, User.id == AccessLink.user_id)
        .where(*_live(token), User.deactivated_at.is_(None))
        .options(sa.orm.joinedload(User.organisation))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def _live(token: str) -> tuple[sa.ColumnElement[bool], ...]:
    return AccessLink.token_hash == hash_token(token), AccessLink.ended_at.is_(None), AccessLink.expires_at > now()


def choose_password(user: User, *, token: str, password: str) -> None:
    """Use the link up: the password is set, every session and known device is forgotten.

    Raises `Refusal` when the link was used meanwhile: clicked twice at once, it works once.
    """
    used = sa.update(AccessLink).where(*_live(token)).values(ended_at=now()).returning(AccessLink.user_id)
    if db.session.scalar(used) is None:
        raise Refusal("link.refused.used")
    set_password(user, password, actor=actor_of(user))
    end_all_sessions(user_id=user.id, actor=actor_of(user))


def set_password(user: User, password: str, *, actor: Actor, device: str | None = None) -> None:
    """Keep the hash of a password already found strong enough. Devices other than the present one are forgotten."""
    is_first = user.password_hash is None
    user.password_hash = hash_password(password)
    end_links(user)
    forget_devices(user.id, but=device)
    record("password.changed", user, actor=actor)
    if not is_first:
        enqueue(MailKind.ACCESS_CHANGED, user_id=user.id)
