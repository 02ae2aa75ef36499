"""What happened to a household's file: who opened it, who changed it (S-81)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.db import db
from axes.models.people import Household

PRINTED_AT_MOST = 2000
ONE_VISIT = timedelta(minutes=10)
OPENING_EVENTS = ("household.viewed", "break_glass.opened")


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One entry of the journal on a file. `sections` are the parts that were shown."""

    at: datetime
    event: str
    user: str | None
    organisation: str | None
    sections: tuple[str, ...]
    by_grant: bool


def history_of(household: Household) -> sa.Select[Any]:
    """Everything the journal says of the household's file, newest first."""
    columns: tuple[Any, ...] = (
        JournalEntry.at,
        JournalEntry.event,
        JournalEntry.facts,
        User.name.label("user"),
        Organisation.name.label("organisation"),
    )
    return (
        sa.select(*columns)
        .outerjoin(User, User.id == JournalEntry.user_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(JournalEntry.subject_type == Household.__tablename__, JournalEntry.subject_id == household.public_id)
        .order_by(JournalEntry.id.desc())
    )


def openings_to_print(household: Household) -> list[Happened]:
    """Who opened the file, newest first: the list that the person can be given.

    A page and its panels are one visit: what a worker saw within ten minutes is one line.
    """
    query = history_of(household).where(JournalEntry.event.in_(OPENING_EVENTS)).limit(PRINTED_AT_MOST)
    visits: list[Happened] = []
    for entry in (happened(row) for row in db.session.execute(query)):
        if visits and _one_visit(visits[-1], entry):
            both = (*entry.sections, *visits[-1].sections)
            visits[-1] = replace(visits[-1], at=entry.at, sections=tuple(dict.fromkeys(both)))
        else:
            visits.append(entry)
    return visits


def _one_visit(later: Happened, earlier: Happened) -> bool:
    same = (later.event, later.user, later.organisation, later.by_grant)
    return same == (earlier.event, earlier.user, earlier.organisation, earlier.by_grant) and (
        later.at - earlier.at < ONE_VISIT
    )


def happened(row: Any) -> Happened:
    """A row of `history_of`, its facts read."""
    facts = json.loads(row.facts)
    return Happened(
        at=row.at,
        event=row.event,
        user=row.user,
        organisation=row.organisation,
        sections=tuple(facts.get("sections") or ()),
        by_grant=bool(facts.get("grant")) and row.event == "household.viewed",
    )
