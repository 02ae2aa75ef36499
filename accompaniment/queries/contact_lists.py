"""Contacts of an organisation's workers, and what contacts add up to: missed ones count like the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.queries.contacts import STANDING
from accompaniment.vocab import ContactKind
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.periods import month_of
from axes.models.people import Household
from axes.queries.scope import readable, within_reach

# A missed one took no time, whatever was once noted of it.
MINUTES = sa.case((Contact.kind == ContactKind.NO_SHOW, 0), else_=Contact.minutes)
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")


@dataclass(frozen=True)
class ContactFilters:
    """What the list is narrowed to: `worker` (public id, "all"; nothing is the reader), `month` (2026-11), a kind."""

    worker: str | None = None
    month: str | None = None
    kind: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "ContactFilters":
        """From the address; what is empty or nonsense narrows nothing, or to this month."""
        known = {name: args.get(name, "").strip()[:22] or None for name in cls.__dataclass_fields__}
        if known["month"] != "all" and not MONTH.match(known["month"] or ""):
            known["month"] = f"{today():%Y-%m}"
        return cls(**known)

    @property
    def days(self) -> tuple[date, date] | None:
        """First day of the month asked, and of the next; None for all."""
        found = MONTH.match(self.month or "")
        if found is None:
            return None
        period = month_of(date(int(found[1]), int(found[2]), 1)).as_lived()
        return None if period.end_on is None else (period.start_on, period.end_on)


def list_contacts(reader: Reader, filters: ContactFilters) -> sa.Select[Any]:
    """Contacts of the reader's organisation that they may read, the latest first: plain columns, no name of a person
    accompanied."""
    columns: tuple[Any, ...] = (
        Contact.public_id,
        Contact.happened_on,
        Contact.kind,
        MINUTES.label("minutes"),
        Contact.next_on,
        Contact.next_done_on,
        Household.public_id.label("household_public_id"),
        Household.id.label("household_id"),
        Household.reference,
        User.name.label("author"),
    )
    query = sa.select(*columns).join(Household, Household.id == Contact.household_id)
    query = query.join(User, User.id == Contact.author_id)
    return query.where(*_narrowed(reader, filters)).order_by(Contact.happened_on.desc(), Contact.id.desc())


def _narrowed(reader: Reader, filters: ContactFilters) -> list[sa.ColumnElement[bool]]:
    """Conditions on `contact`, `household` and its author."""
    conditions = [Contact.organisation_id == reader.organisation_id, STANDING]
    conditions += [within_reach(reader, Action.SUPPORT_VIEW), readable(reader, Action.SUPPORT_VIEW)]
    if filters.worker is None:
        conditions.append(Contact.author_id == reader.user_id)
    elif filters.worker != "all":
        conditions.append(User.public_id == filters.worker)
    if filters.kind in set(ContactKind):
        conditions.append(Contact.kind == ContactKind(filters.kind))
    if filters.days is not None:
        first, after = filters.days
        conditions += [Contact.happened_on >= first, Contact.happened_on < after]
    return conditions


@dataclass(frozen=True)
class Total:
    """Contacts of one kind, and the minutes they took."""

    kind: ContactKind
    count: int
    minutes: int


def totals_listed(reader: Reader, filters: ContactFilters) -> list[Total]:
    """What the list adds up to, by kind in the enum's order. One statement."""
    query = _by_kind().join(Household, Household.id == Contact.household_id).join(User, User.id == Contact.author_id)
    return _totals(query.where(*_narrowed(reader, filters)))


def totals_of(household_id: int) -> list[Total]:
    """What the contacts of a household whose file was opened add up to, by kind. One statement."""
    return _totals(_by_kind().where(Contact.household_id == household_id, STANDING))


def _by_kind() -> sa.Select[Any]:
    columns: tuple[Any, ...] = (Contact.kind, sa.func.count(), _spent())
    return sa.select(*columns).select_from(Contact).group_by(Contact.kind)


def _spent() -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(MINUTES), 0)


def _totals(query: sa.Select[Any]) -> list[Total]:
    found = {kind: Total(kind, count, int(minutes)) for kind, count, minutes in db.session.execute(query)}
    return [found[kind] for kind in ContactKind if kind in found]


def by_month(household_id: int) -> list[tuple[date, int, int]]:
    """(first day of the month, contacts, minutes) of a household, the latest first. One statement."""
    year, month = (sa.extract(part, Contact.happened_on) for part in ("year", "month"))
    columns: tuple[Any, ...] = (year, month, sa.func.count(), _spent())
    query = (
        sa.select(*columns)
        .where(Contact.household_id == household_id, STANDING)
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
    )
    return [(date(int(y), int(m), 1), count, int(minutes)) for y, m, count, minutes in db.session.execute(query)]
