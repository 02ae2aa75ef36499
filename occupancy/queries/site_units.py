"""The units of a site as its pages show them, and what is due about them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.db import db, prebuilt
from occupancy.models.agreements import Agreement, SupervisorNotice
from occupancy.queries.site_papers import shown_notices
from occupancy.queries.unit_states import shown_state
from occupancy.vocab import NoticeEvent
from sites.models.units import Unit, UnitAvailability, UnitCheck
from sites.queries.units import latest_checks
from sites.rules.units import EXPIRES_SOON_DAYS
from sites.vocab import CheckKind, UnitUse


def site_units(reader: Reader, site_id: int, day: date) -> Sequence[sa.Row[Any]]:
    """(unit, state, open_from, open_until) by code; the days are those of the period in force, or else the next."""
    return db.session.execute(_units_of(reader, day), {"site": site_id}).all()


@prebuilt
def _units_of(reader: Reader, day: date) -> sa.Select[Any]:
    ahead = (
        sa.select(UnitAvailability.first_day, UnitAvailability.last_day, UnitAvailability.unit_id)
        .where(UnitAvailability.last_day >= day)
        .subquery()
    )
    first = sa.select(sa.func.min(ahead.c.first_day, type_=sa.Date)).where(ahead.c.unit_id == Unit.id).scalar_subquery()
    last = sa.select(sa.func.min(ahead.c.last_day, type_=sa.Date)).where(ahead.c.unit_id == Unit.id).scalar_subquery()
    columns: tuple[Any, ...] = (Unit, shown_state(reader, day).label("state"))
    columns += (first.label("open_from"), last.label("open_until"))
    of_site = Unit.site_id == sa.bindparam("site")
    return sa.select(*columns).where(of_site).order_by(Unit.use, Unit.code, Unit.id)


OUT = frozenset({"works", "damaged", "unavailable", "closed"})
LATER = frozenset({"to_open", "not_yet"})
# Of who may see stays: occupied, free, reserved, out and later add up to the dwellings; of others open, out and later.
GROUPS: dict[str, Callable[[Unit, str], bool]] = {
    "dwellings": lambda unit, state: unit.use is UnitUse.DWELLING,
    "rooms": lambda unit, state: unit.use is not UnitUse.DWELLING,
    "occupied": lambda unit, state: unit.use is UnitUse.DWELLING and state == "occupied",
    "free": lambda unit, state: unit.use is UnitUse.DWELLING and state == "free",
    "reserved": lambda unit, state: unit.use is UnitUse.DWELLING and state == "reserved",
    "open": lambda unit, state: unit.use is UnitUse.DWELLING and state == "open",
    "out": lambda unit, state: unit.use is UnitUse.DWELLING and state in OUT,
    "later": lambda unit, state: unit.use is UnitUse.DWELLING and state in LATER,
    "to_open": lambda unit, state: state == "to_open",
}


def grouped(rows: Sequence[sa.Row[Any]]) -> dict[str, list[sa.Row[Any]]]:
    """The rows of `site_units` behind each figure of a site's overview: its count is the length of its list."""
    return {name: [row for row in rows if holds(row.Unit, row.state.value)] for name, holds in GROUPS.items()}


@dataclass(frozen=True)
class DueCheck:
    """An item of a unit's checklist that expires soon or has expired."""

    unit_public_id: str
    unit_code: str
    kind: CheckKind
    valid_until: date


def checks_due(site_id: int, day: date) -> list[DueCheck]:
    """Checks of units not closed yet that expire within 30 days of `day` or are past, soonest first (rule 6)."""
    rows = db.session.execute(_due(day), {"site": site_id})
    return [DueCheck(unit, code, kind, until) for unit, code, kind, until in rows if until is not None]


@prebuilt
def _due(day: date) -> sa.Select[Any]:
    check = sa.orm.aliased(UnitCheck, latest_checks(day).subquery())
    in_use = sa.exists().where(UnitAvailability.unit_id == Unit.id, UnitAvailability.last_day >= day)
    columns: tuple[Any, ...] = (Unit.public_id, Unit.code, check.kind, check.valid_until)
    return (
        sa.select(*columns)
        .join(check, check.unit_id == Unit.id)
        .where(Unit.site_id == sa.bindparam("site"), in_use)
        .where(check.valid_until < day + timedelta(days=EXPIRES_SOON_DAYS))
        .order_by(check.valid_until, Unit.code, check.id)
    )


@dataclass(frozen=True)
class DueNotice:
    """Something the supervisor (SLRB) has not been told yet."""

    event: NoticeEvent
    due_on: date
    reference: str


def notices_due(reader: Reader, site_id: int) -> list[DueNotice]:
    """Notices not sent yet, soonest first (rule 5), as far as the reader may know of them."""
    query = (
        sa.select(SupervisorNotice.event, SupervisorNotice.due_on, Agreement.reference)
        .join(Agreement, Agreement.id == SupervisorNotice.agreement_id)
        .where(Agreement.site_id == site_id, SupervisorNotice.sent_on.is_(None), shown_notices(reader))
        .order_by(SupervisorNotice.due_on, SupervisorNotice.id)
    )
    return [DueNotice(*row) for row in db.session.execute(query)]
