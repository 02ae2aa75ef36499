"""Finding the reader behind a session token, in one statement."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.doors import door_columns, doors_open
from app.auth.models.organisations import Organisation
from app.auth.models.users import User, UserSession
from app.auth.reader import Reader
from app.auth.rules.pace import SEARCHED, VIEWED, WINDOW
from app.auth.vocab import Role
from app.clock import now, today
from app.config import Settings
from app.db import ask


def hash_token(token: str) -> str:
    """What the database keeps of a secret that only its bearer holds."""
    return hashlib.sha256(token.encode()).hexdigest()


# How many files and searches the journal holds of the account within the hour: see `app.auth.slowing`.
_LATELY = (JournalEntry.user_id == User.id, JournalEntry.at > sa.bindparam("pace_from", type_=JournalEntry.at.type))
_FILES = sa.select(sa.func.count(JournalEntry.subject_id.distinct())).where(*_LATELY)
_SEARCHES = sa.select(sa.func.count()).select_from(JournalEntry).where(*_LATELY, JournalEntry.event == SEARCHED)


@cache
def _live(paced: bool) -> Any:
    """The statement; `paced`: with how fast the account went. Built once every package said its doors."""
    query = (
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
            *door_columns(),
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
    return query.add_columns(*_pace()) if paced else query


def _pace() -> tuple[sa.Label[int], ...]:
    files = _FILES.where(JournalEntry.event.endswith(VIEWED)).correlate(User).scalar_subquery()
    return files.label("files"), _SEARCHES.correlate(User).scalar_subquery().label("searches")


@dataclass(frozen=True)
class Found:
    """The reader of a live session, when it was last seen, and how fast the account went within the hour, if asked."""

    reader: Reader
    seen_at: datetime
    files: int = 0
    searches: int = 0


def reader_behind(token: str, *, settings: Settings, paced: bool = False) -> Found | None:
    """The reader of a live session; None once it ended, idled or grew too old (S-33)."""
    at = now()
    values = {"token_hash": hash_token(token), "not_before": at - settings.absolute, "today": today()}
    row = ask(_live(paced), values | ({"pace_from": at - WINDOW} if paced else {})).one_or_none()
    if row is None or at - row.last_seen_at >= _idle(row.role, settings):
        return None
    person = _reader(row, token, settings.require_totp)
    return Found(person, row.last_seen_at, row.files, row.searches) if paced else Found(person, row.last_seen_at)


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
        doors=doors_open(row),
    )
