"""Where a household of the project could move to: units that are free, whoever is waiting for them."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.reader import Reader
from app.crypto.search import search_words
from app.db import db
from app.periods import lived_contains, paper_contains
from axes.models.assessments import Assignment
from axes.models.programmes import Axis, Team
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay, StayPerson
from occupancy.queries.fits import judged
from occupancy.queries.journeys import journey_roots
from occupancy.queries.offers import UNIT, offers
from occupancy.queries.unit_ends import unit_ends
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


def who_moves(stay: Stay, on: date) -> tuple[int, date]:
    """How many people would move on `on`, and until when they would stay on, wherever they go: until the planned end;
    where that was only the end of the dwelling they leave (its closing, its agreement), as long as the axis aims at
    since their entry. One statement."""
    ends, root = unit_ends(on, sa.select(Stay.unit_id).where(Stay.id == stay.id)), journey_roots(Stay.id == stay.id)
    first = aliased(Stay)
    followed = lived_contains(Assignment.start_on, Assignment.end_on, on)
    inside = sa.select(sa.func.count()).where(StayPerson.stay_id == stay.id, StayPerson.end_on.is_(None))
    columns: tuple[Any, ...] = (first.start_on, Axis.target_days, Closure.last_day, ends.c.last_day)
    query = (
        sa.select(inside.scalar_subquery(), *columns)
        .select_from(Unit)
        .join(root, root.c.stay_id == stay.id)
        .join(first, first.id == root.c.journey_id)
        .outerjoin(Assignment, sa.and_(Assignment.household_id == stay.household_id, followed))
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Axis, Axis.id == Team.axis_id)
        .outerjoin(Closure, sa.and_(Closure.site_id == Unit.site_id, Closure.is_under_way))
        .outerjoin(ends, ends.c.unit_id == Unit.id)
        .where(Unit.id == stay.unit_id)
    )
    size, entered_on, target_days, *last_days = db.session.execute(query.limit(1)).one()
    by_place = any(last is not None and stay.planned_end_on >= last for last in last_days)
    aim: date = entered_on + timedelta(days=target_days) if by_place and target_days else stay.planned_end_on
    return size, max(stay.planned_end_on, aim)


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
