"""Workers named for protected households, and exceptional openings of the others."""

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit.actor import Actor
from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.db import db
from axes.models.people import BreakGlass, Household, ProtectedReader, ProtectionLifting
from axes.queries.scope import in_charge, readable, still_named

NAMED_ANYWHERE = (Role.ALLOCATION, Role.COORDINATION)
_beside: list[Callable[[int], sa.Select[int]]] = []


def register_beside(keys: Callable[[int], sa.Select[int]]) -> None:
    """A package tells which accounts work with a household (its key) beside those in charge: they may be named too."""
    _beside.append(keys)


def named_workers(household_id: int) -> list[Any]:
    """Workers named for the household, who open it: public_id, name, organisation."""
    query = (
        sa.select(User.public_id, User.name, Organisation.name.label("organisation"))
        .join(ProtectedReader, ProtectedReader.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(Household, Household.id == ProtectedReader.household_id)
        .where(ProtectedReader.household_id == household_id, still_named())
        .order_by(User.sort_name, User.id)
    )
    return list(db.session.execute(query))


def workers_to_name(reader: Reader, household_id: int) -> list[Any]:
    """Who may be named: active workers of the reader's organisation first, then those who allocate, or work with the
    household elsewhere.

    Columns public_id, name, organisation.
    """
    own = User.organisation_id == reader.organisation_id
    query = (
        sa.select(User.public_id, User.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.deactivated_at.is_(None),
            sa.or_(
                sa.and_(own, User.role == Role.FIELD_WORKER),
                User.role.in_(NAMED_ANYWHERE),
                *(User.id.in_(keys(household_id)) for keys in _beside),
            ),
        )
        .order_by(own.desc(), User.sort_name, User.id)
    )
    return list(db.session.execute(query))


def workers_named(public_ids: Collection[str], reader: Reader, household_id: int) -> list[User]:
    """The accounts chosen among `workers_to_name`."""
    allowed = {row.public_id for row in workers_to_name(reader, household_id)}
    query = sa.select(User).where(User.public_id.in_(allowed & set(public_ids))).order_by(User.id)
    return list(db.session.scalars(query))


def others_who_may_lift(household: Household, actor: Actor) -> list[int]:
    """Keys of the accounts that could answer: active workers of the actor's organisation, named for the household."""
    others = sa.select(ProtectedReader.user_id).join(User, User.id == ProtectedReader.user_id)
    others = others.where(ProtectedReader.household_id == household.id, User.id != actor.user_id)
    others = others.where(User.deactivated_at.is_(None), User.role == Role.FIELD_WORKER)
    return list(db.session.scalars(others.where(User.organisation_id == actor.organisation_id).order_by(User.id)))


def open_lifting(household_id: int) -> ProtectionLifting | None:
    """The lifting of a protection that waits for an answer, with who asked for it."""
    query = sa.select(ProtectionLifting).options(joinedload(ProtectionLifting.asked_by))
    return db.session.scalar(
        query.where(ProtectionLifting.household_id == household_id, ProtectionLifting.outcome.is_(None))
    )


def lifting_of(public_id: str, household_id: int) -> ProtectionLifting | None:
    """A lifting asked for the household, answered or not."""
    query = sa.select(ProtectionLifting).where(ProtectionLifting.public_id == public_id)
    return db.session.scalar(query.where(ProtectionLifting.household_id == household_id))


def list_openings(reader: Reader) -> sa.Select[Any]:
    """Exceptional openings that concern the reader, newest first: on households in their charge, or made by them.

    Columns public_id, household_public_id, reference, user, organisation, created_at, reason_sealed.
    """
    columns: tuple[Any, ...] = (
        BreakGlass.public_id,
        Household.public_id.label("household_public_id"),
        Household.reference,
        User.name.label("user"),
        Organisation.name.label("organisation"),
        BreakGlass.created_at,
        BreakGlass.reason_sealed,
    )
    told = sa.and_(readable(reader, Action.HOUSEHOLD_IDENTITY), in_charge(reader))
    return (
        sa.select(*columns)
        .join(Household, Household.id == BreakGlass.household_id)
        .join(User, User.id == BreakGlass.user_id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(sa.or_(told, sa.and_(BreakGlass.user_id == reader.user_id, readable(reader, Action.BREAK_GLASS))))
        .order_by(BreakGlass.id.desc())
    )
