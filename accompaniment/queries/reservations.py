"""Reservation conventions and reserved dwellings: coordination reads all, each party its own.

What a landlord reads says no more than dwellings and days. For whom a dwelling is held is asked apart (`holders`), in
the scope of who asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.reservations import Reservation, ReservedDwelling
from accompaniment.models.tenancies import Tenancy
from accompaniment.queries.tenancies import broken, broken_since
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation
from app.clock import today
from app.db import ask, db
from app.periods import paper_contains
from app.periods.shift import day_shifted
from axes.models.people import Household
from axes.queries.scope import readable


def readable_reservations(reader: Reader, action: Action = Action.RESERVATION_VIEW) -> sa.ColumnElement[bool]:
    """Condition on `reservation`: the reader may do `action` on it."""
    if Relation.OTHER in reader.relations(action):
        return sa.true()
    mine = reader.organisation_id
    return sa.or_(Reservation.landlord_id == mine, Reservation.organisation_id == mine)


def _whole() -> sa.Select[Reservation]:
    options = joinedload(Reservation.landlord), joinedload(Reservation.organisation), selectinload(Reservation.publics)
    return sa.select(Reservation).options(*options)


def list_reservations(reader: Reader) -> sa.Select[Any]:
    """Conventions of a reader with their parties and publics, those in force first."""
    over = sa.and_(Reservation.last_day.is_not(None), Reservation.last_day < today())
    query = _whole().where(readable_reservations(reader))
    return query.order_by(over, Reservation.first_day.desc(), Reservation.id.desc())


def reservation_for(public_id: str, reader: Reader, action: Action = Action.RESERVATION_VIEW) -> Reservation | None:
    """A convention on which the reader may do `action`."""
    query = _whole().where(Reservation.public_id == public_id, readable_reservations(reader, action))
    return db.session.scalar(query)


def dwellings_of(reservations: Iterable[Reservation]) -> dict[int, list[ReservedDwelling]]:
    """The dwellings of each convention (key), the latest offered first. One statement."""
    query = sa.select(ReservedDwelling).where(ReservedDwelling.reservation_id.in_([one.id for one in reservations]))
    found: dict[int, list[ReservedDwelling]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(ReservedDwelling.offered_on.desc(), ReservedDwelling.id.desc())):
        found[one.reservation_id].append(one)
    return found


def dwelling_for(public_id: str, reader: Reader, action: Action) -> ReservedDwelling | None:
    """A reserved dwelling with its convention, on which the reader may do `action`."""
    query = (
        sa.select(ReservedDwelling)
        .join(ReservedDwelling.reservation)
        .options(contains_eager(ReservedDwelling.reservation).joinedload(Reservation.landlord))
        .where(ReservedDwelling.public_id == public_id, readable_reservations(reader, action))
    )
    return db.session.scalar(query)


def is_open(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `reserved_dwelling`, its convention joined: nobody holds it, and it has not gone back."""
    return (
        ReservedDwelling.held_on.is_(None),
        ReservedDwelling.released_on.is_(None),
        ReservedDwelling.offered_on <= day,
        paper_contains(Reservation.first_day, Reservation.last_day, day),
        goes_back_on() > day,
    )


def goes_back_on() -> Any:
    """The first day on which a dwelling goes back if nobody holds it, its convention joined."""
    return day_shifted(ReservedDwelling.offered_on, Reservation.release_days)


def dwellings_to_hold(organisation_id: int) -> Sequence[ReservedDwelling]:
    """Dwellings that an association may hold for somebody today, those that go back first at the top."""
    query = (
        sa.select(ReservedDwelling)
        .join(ReservedDwelling.reservation)
        .join(Reservation.landlord)
        .options(contains_eager(ReservedDwelling.reservation).contains_eager(Reservation.landlord))
        .where(Reservation.organisation_id == organisation_id, *is_open(today()))
        .order_by(goes_back_on(), ReservedDwelling.id)
    )
    return db.session.scalars(query).all()


def held_for(household_id: int) -> ReservedDwelling | None:
    """The dwelling held for a household and not let yet, with its convention and landlord."""
    query = (
        sa.select(ReservedDwelling)
        .options(joinedload(ReservedDwelling.reservation).joinedload(Reservation.landlord))
        .where(ReservedDwelling.held_for_id == household_id, ReservedDwelling.let_on.is_(None))
    )
    return db.session.scalar(query)


def holders(dwellings: Iterable[ReservedDwelling], reader: Reader) -> dict[int, Any]:
    """For whom dwellings (keys) are held or let, of the households that the reader may open: reference, public id."""
    keys = [one.id for one in dwellings if one.held_for_id is not None]
    if not keys or not reader.may(Action.TENANCY_VIEW):
        return {}
    query = sa.select(ReservedDwelling.id, Household.reference, Household.public_id).join(ReservedDwelling.held_for)
    query = query.where(ReservedDwelling.id.in_(keys), readable(reader, Action.TENANCY_VIEW))
    return {row.id: row for row in ask(query)}


def stopped_for_landlord(reader: Reader, day: date) -> sa.Select[Any]:
    """Dwellings of the landlord whose tenant's support stopped, though it is a condition: where, which association,
    since when. Nothing tells who lives there; of a tenant of before not even where."""
    since = broken_since(day)
    query = (
        sa.select(
            Tenancy.public_id,
            ReservedDwelling.place,
            Reservation.public_id.label("reservation"),
            Organisation.name.label("association"),
            since.label("since"),
        )
        .select_from(Tenancy)
        .join(Organisation, Organisation.id == Tenancy.organisation_id)
        .outerjoin(ReservedDwelling, ReservedDwelling.id == Tenancy.dwelling_id)
        .outerjoin(Reservation, Reservation.id == ReservedDwelling.reservation_id)
        .where(Tenancy.landlord_id == reader.organisation_id, broken(day))
    )
    return query.order_by(since, Tenancy.id)
