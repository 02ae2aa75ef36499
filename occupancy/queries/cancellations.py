"""What was taken back of a household's stays, for the pages that show the trace."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.auth.models.users import User
from app.crypto import unseal_column
from app.db import db
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Absence, CancelledRow, CancelledStay, Stay
from occupancy.vocab import CancelledRowKind, ClosureOutcomeKind, ObjectiveKind
from sites.models.sites import Site
from sites.models.units import Unit

CODED: dict[CancelledRowKind, type[StrEnum]] = {
    CancelledRowKind.OBJECTIVE: ObjectiveKind,
    CancelledRowKind.OUTCOME: ClosureOutcomeKind,
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a row that went along had said: the day it spoke of, the objective or the plan, its words."""

    kind: CancelledRowKind
    day: date
    what: StrEnum | None
    text: str | None


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """`kind`: entry, moved (the entry was to another unit), transfer or absence; when, by whom and why; and what went
    with it."""

    kind: str
    start_on: date
    place: str
    at: datetime
    by: str | None
    why: str | None
    said: list[Said]


def taken_back(household_id: int) -> list[TakenBack]:
    """Entries, transfers and absences that were not, the latest first, in one statement. For who may open the file."""
    both = sa.union_all(_stays(household_id), _absences(household_id)).subquery()
    along = [getattr(CancelledRow, name) for name in ("on_day", "code", "text_sealed")]
    names = (CancelledRow.public_id.label("row"), CancelledRow.kind.label("said"), User.name.label("by"))
    query = sa.select(both, *names, *along).outerjoin(User, User.id == both.c.by_id)
    query = query.outerjoin(CancelledRow, CancelledRow.cancelled_stay_id == both.c.id)
    rows = db.session.execute(query.order_by(both.c.at.desc(), both.c.public_id, CancelledRow.id))
    return [_told(list(some)) for _, some in groupby(rows, key=lambda row: row.public_id)]


def _stays(household_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            CancelledStay.id,
            CancelledStay.public_id,
            CancelledStay.start_on,
            (Site.name + " " + Unit.code).label("place"),
            CancelledStay.facts,
            CancelledStay.moved_to_id,
            CancelledStay.cancelled_at.label("at"),
            CancelledStay.cancelled_by_id.label("by_id"),
            CancelledStay.cancel_reason_sealed.label("why"),
        )
        .join(Unit, Unit.id == CancelledStay.unit_id)
        .join(Site, Site.id == Unit.site_id)
        .where(CancelledStay.household_id == household_id)
    )


def _absences(household_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            sa.null().cast(sa.Integer),
            Absence.public_id,
            Absence.start_on,
            sa.literal(""),
            sa.null().cast(sa.Text),
            sa.null().cast(sa.Integer),
            Absence.cancelled_at,
            Absence.cancelled_by_id,
            Absence.cancel_reason_sealed,
        )
        .join(Stay, Stay.id == Absence.stay_id)
        .where(Stay.household_id == household_id, Absence.cancelled_at.is_not(None))
    )


def _told(rows: list[Any]) -> TakenBack:
    row = rows[0]
    model = Absence if row.facts is None else CancelledStay
    why = unseal_column(model, "cancel_reason", row.public_id, row.why) if row.why else None
    said = [_said(one) for one in rows if one.row is not None]
    return TakenBack(kind=_kind(row), start_on=row.start_on, place=row.place, at=row.at, by=row.by, why=why, said=said)


def _said(row: Any) -> Said:
    coded = CODED.get(row.said)
    text = unseal_column(CancelledRow, "text", row.row, row.text_sealed) if row.text_sealed else None
    return Said(kind=row.said, day=row.on_day, what=coded(row.code) if coded else None, text=text)


def _kind(row: Any) -> str:
    if row.facts is None:
        return "absence"
    if row.moved_to_id is not None:
        return "moved"
    return "transfer" if "before" in json.loads(row.facts) else "entry"


def find_allocation_of(stay: Stay) -> str | None:
    """Public name of the proposal that led to the stay."""
    return db.session.scalar(sa.select(Allocation.public_id).where(Allocation.id == stay.allocation_id))
