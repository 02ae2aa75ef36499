"""Finding the reader behind a session token, in one statement."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.models.users import User, UserSession
from app.auth.reader import Reader
from app.clock import now
from app.db import db


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
    )
    .join(UserSession, UserSession.user_id == User.id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .where(
        UserSession.token_hash == sa.bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.created_at > sa.bindparam("not_before", type_=UserSession.created_at.type),
        UserSession.last_seen_at > sa.bindparam("seen_after", type_=UserSession.last_seen_at.type),
        User.deactivated_at.is_(None),
    )
)


def reader_behind(
    token: str, *, idle: timedelta, absolute: timedelta, require_totp: bool
) -> tuple[Reader, datetime] | None:
    """The reader of a live session and when it was last seen; None once it ended, idled or grew too old."""
    at = now()
    values = {"token_hash": hash_token(token), "not_before": at - absolute, "seen_after": at - idle}
    row = db.session.execute(_LIVE, values).one_or_none()
    return None if row is None else (_reader(row, token, require_totp), row.last_seen_at)


def _reader(row: Any, token: str, require_totp: bool) -> Reader:
    return Reader(
        user_id=row.id,
        organisation_id=row.organisation_id,
        role=row.role,
        name=row.name,
        organisation_name=row.organisation_name,
        session_token=token,
        locale=row.locale,
        health_right=row.health_right,
        must_enrol=require_totp and row.totp_since is None,
    )
