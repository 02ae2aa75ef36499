"""The journal as an administrator reads it: who, when, which act, on which record; never what a file says."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.clock import brussels_midnight


@dataclass(frozen=True)
class JournalFilters:
    """What the list was asked for; empty is everything. Days are those of Brussels, both included."""

    organisation: str = ""
    act: str = ""
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None


def entries(filters: JournalFilters) -> sa.Select[*tuple[Any, ...]]:
    """Entry, name of who acted, organisation's name; the latest first."""
    return (
        sa.select(
            JournalEntry.at,
            JournalEntry.event,
            JournalEntry.subject_type,
            JournalEntry.subject_id,
            JournalEntry.job,
            JournalEntry.seq,
            User.name.label("who"),
            Organisation.name.label("organisation"),
        )
        .outerjoin(User, User.id == JournalEntry.user_id)
        .outerjoin(Organisation, Organisation.id == JournalEntry.organisation_id)
        .where(*_conditions(filters))
        .order_by(JournalEntry.id.desc())
    )


def _conditions(filters: JournalFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.organisation:
        found.append(Organisation.public_id == filters.organisation)
    if filters.act:
        found.append(JournalEntry.event.startswith(filters.act, autoescape=True))
    if filters.subject:
        found.append(JournalEntry.subject_id == filters.subject)
    if filters.first_day:
        found.append(JournalEntry.at >= brussels_midnight(filters.first_day))
    if filters.last_day:
        found.append(JournalEntry.at < brussels_midnight(filters.last_day + timedelta(days=1)))
    return found
