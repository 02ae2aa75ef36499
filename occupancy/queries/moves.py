"""Where a household of the project could move to: units that are free, whoever is waiting for them."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.crypto.search import search_words
from app.db import db
from app.periods import paper_contains
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.stays import Stay
from occupancy.queries.fits import judged
from occupancy.queries.offers import UNIT, offers
from occupancy.queries.waiting import live
from occupancy.vocab import AllocationStepKind
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability

SHOWN_AT_MOST = 60


def units_to_move_to(reader: Reader, stay: Stay, on: date, place: str = "") -> list[Any]:
    """Rows of `offers` that have been free since `on` at least, those that suit first; `on` may be past. As many as a
    page takes; others are found by the words of their `place`.

    Each says what speaks against it (`rules.matching.misfits`).
    """
    there = [_is_there(word) for word in search_words(place)]
    free = offers(reader, on, Unit.id != stay.unit_id, *there).order_by(None).subquery()
    since = sa.select(free).where(free.c.free_on <= on)
    return judged(reader, stay, on, since.subquery("offered"), SHOWN_AT_MOST)


def _is_there(word: str) -> sa.ColumnElement[bool]:
    """Condition on a unit and its site: the word is in a name, an address, a postal code."""
    told = (Site.sort_name, Site.address, Site.postal_code, Unit.code)
    return sa.or_(*(column.icontains(word, autoescape=True) for column in told))


def unit_to_move_to(public_id: str) -> Unit | None:
    """The unit chosen; whether it is free is for the act to say."""
    return db.session.scalar(sa.select(Unit).where(Unit.public_id == public_id))


def stay_at_home(household_id: int) -> Stay | None:
    """The stay in which a household is at home: an entry would be a move."""
    query = sa.select(Stay).where(Stay.household_id == household_id, Stay.end_on.is_(None))
    return db.session.scalar(query.order_by(Stay.id.desc()).limit(1))


def agreed_for(stay: Stay, unit_id: int) -> Allocation | None:
    """The proposal that a move to the unit carries out: everybody agreed to it, the day of the entry planned or not."""
    query = sa.select(Allocation).where(
        Allocation.household_id == stay.household_id, Allocation.unit_id == unit_id, *_agreed()
    )
    return db.session.scalar(query)


def _agreed() -> tuple[sa.ColumnElement[bool], ...]:
    kinds = (AllocationStepKind.HOUSEHOLD_ACCEPTED, AllocationStepKind.ENTRY_PLANNED)
    agreed = sa.exists().where(AllocationStep.allocation_id == Allocation.id, AllocationStep.kind.in_(kinds))
    return (*live(), agreed)


def units_promised_to(reader: Reader, stay: Stay, on: date) -> list[Any]:
    """The units held for the household, agreed by everybody: as rows of `units_to_move_to`."""
    query = (
        sa.select(*UNIT, UnitAvailability.last_day)
        .join(Site, Site.id == Unit.site_id)
        .join(Allocation, Allocation.unit_id == Unit.id)
        .join(UnitAvailability, UnitAvailability.unit_id == Unit.id)
        .where(Allocation.household_id == stay.household_id, *_agreed())
        .where(paper_contains(UnitAvailability.first_day, UnitAvailability.last_day, Allocation.start_on))
    )
    return judged(reader, stay, on, query.subquery("offered"))
