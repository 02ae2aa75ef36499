"""Readers without a session: those the jobs write to, and those whose agenda asks. Their rights are those of now."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.auth.models.calendars import CalendarFeed
from app.auth.models.notifications import DailyDigest
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.queries.readers import hash_token
from app.auth.reader import Reader
from app.clock import today
from app.db import ask, db

COLUMNS: tuple[Any, ...] = (
    User.id,
    User.organisation_id,
    User.role,
    User.name,
    Organisation.name.label("organisation_name"),
    User.locale,
    User.health_right,
)


def _open_accounts() -> sa.Select[Any]:
    """Accounts that could sign in today."""
    return (
        sa.select(*COLUMNS)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.deactivated_at.is_(None), User.password_hash.is_not(None))
        .where(sa.or_(Organisation.closed_on.is_(None), Organisation.closed_on > sa.literal(today(), sa.Date)))
    )


def readers_to_tell(day: date) -> list[Reader]:
    """Those who want the mail of the day and for whom it was not written yet."""
    told = sa.exists().where(DailyDigest.user_id == User.id, DailyDigest.day == sa.literal(day, sa.Date))
    query = _open_accounts().where(User.wants_digest.is_(True), ~told)
    return [_reader(row) for row in ask(query.order_by(User.id))]


def reader_of_calendar(secret: str) -> Reader | None:
    """Whose agenda a secret is for; None for any other, one that was ended, an account closed since: one statement,
    whatever the reason."""
    query = _open_accounts().join(CalendarFeed, CalendarFeed.user_id == User.id)
    row = ask(query.where(CalendarFeed.token_hash == hash_token(secret))).one_or_none()
    return None if row is None else _reader(row)


def calendar_since(user_id: int) -> datetime | None:
    """When the address of an account's agenda was made; None without one."""
    return db.session.scalar(sa.select(CalendarFeed.created_at).where(CalendarFeed.user_id == user_id))


def _reader(row: Any) -> Reader:
    return Reader(
        user_id=row.id,
        organisation_id=row.organisation_id,
        role=row.role,
        name=row.name,
        organisation_name=row.organisation_name,
        session_token="",
        locale=row.locale,
        health_right=row.health_right,
    )
