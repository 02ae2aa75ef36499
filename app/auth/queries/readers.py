"""Finding the reader behind a session token, in one statement."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.models.users import User, UserSession
from app.auth.reader import Reader
from app.auth.vocab import Role
from app.clock import now, today
from app.config import Settings
from app.db import ask


def hash_token(token: str) -> str:
    """What the database keeps of a secret that only its bearer holds."""
    return hashlib.sha256(token.encode()).hexdigest()


_LIVE = (
    sa.select(
        User.id,
        User.organisation_id,
        User.role,
        User.name,
        Organisation.name.label("organisation_name"),
        User.locale,
        User.health_right,
        User.totp_since,
        UserSession.last_seen_at,
        UserSession.proved_at,
        UserSession.public_id.label("session_id"),
    )
    .join(UserSession, UserSession.user_id == User.id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .where(
        UserSession.token_hash == sa.bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.created_at > sa.bindparam("not_before", type_=UserSession.created_at.type),
        User.deactivated_at.is_(None),
        sa.or_(Organisation.closed_on.is_(None), Organisation.closed_on > sa.bindparam("today")),
    )
)


def reader_behind(token: str, *, settings: Settings) -> tuple[Reader, datetime] | None:
    """The reader of a live session and when it was last seen; None once it ended, idled or grew too old (S-33)."""
    at = now()
    values = {"token_hash": hash_token(token), "not_before": at - settings.absolute, "today": today()}
    row = ask(_LIVE, values).one_or_none()
    if row is None or at - row.last_seen_at >= _idle(row.role, settings):
        return None
    return _reader(row, token, settings.require_totp), row.last_seen_at


def _idle(role: Role, settings: Settings) -> timedelta:
    return settings.idle_administrator if role is Role.ADMINISTRATOR else settings.idle


def _reader(row: Any, token: str, require_totp: bool) -> Reader:
    return Reader(
        user_id=row.id,
        organisation_id=row.organisation_id,
        role=row.role,
        name=row.name,
        organisation_name=row.organisation_name,
        session_token=token,
        session_id=row.session_id,
        locale=row.locale,
        health_right=row.health_right,
        must_enrol=require_totp and row.totp_since is None,
        has_totp=row.totp_since is not None,
        proved_at=row.proved_at,
    )
