"""Accounts and organisations, as their administrators see them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.models.users import User, UserSession
from app.auth.vocab import AccountState, Role
from app.db import db

STATE = sa.case(
    (User.deactivated_at.is_not(None), AccountState.DEACTIVATED.value),
    (User.password_hash.is_(None), AccountState.INVITED.value),
    else_=AccountState.ACTIVE.value,
)


@dataclass(frozen=True)
class AccountFilters:
    """What the list was asked for; None is everything."""

    text: str = ""
    role: str = ""
    organisation: str = ""
    state: str = ""


def accounts(filters: AccountFilters) -> sa.Select[Any]:
    """User, organisation's name, state, last use; by name. Scoped by the policy: administrators alone ask."""
    last_use = sa.select(sa.func.max(UserSession.last_seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
    query = (
        sa.select(User, Organisation.name, STATE.label("state"), last_use.label("last_use"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .order_by(User.sort_name, User.id)
    )
    return query.where(*_conditions(filters))


def _conditions(filters: AccountFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.text:
        found.append(
            sa.or_(
                User.name.icontains(filters.text, autoescape=True), User.email.icontains(filters.text, autoescape=True)
            )
        )
    if filters.role in {role.value for role in Role}:
        found.append(User.role == Role(filters.role))
    if filters.organisation:
        found.append(Organisation.public_id == filters.organisation)
    if filters.state:
        found.append(STATE.in_([filters.state]))
    return found


def find_account(public_id: str) -> User | None:
    """An account with its organisation."""
    query = sa.select(User).where(User.public_id == public_id).options(sa.orm.joinedload(User.organisation))
    return db.session.scalar(query)


def state_of(user: User) -> AccountState:
    """The same as `STATE`, for one account at hand."""
    if user.deactivated_at is not None:
        return AccountState.DEACTIVATED
    return AccountState.INVITED if user.password_hash is None else AccountState.ACTIVE


def organisations_with_counts(text: str = "") -> sa.Select[Any]:
    """Organisation and how many accounts it has that are not closed; by name."""
    count = (
        sa.select(sa.func.count())
        .where(User.organisation_id == Organisation.id, User.deactivated_at.is_(None))
        .scalar_subquery()
    )
    query = sa.select(Organisation, count.label("accounts")).order_by(Organisation.sort_name, Organisation.id)
    return query.where(Organisation.name.icontains(text, autoescape=True)) if text else query


def find_organisation(public_id: str | None) -> Organisation | None:
    return db.session.scalar(sa.select(Organisation).where(Organisation.public_id == public_id))


def find_own(user_id: int) -> User:
    """One's own account, with its organisation."""
    query = sa.select(User).where(User.id == user_id).options(sa.orm.joinedload(User.organisation))
    return db.session.scalars(query).one()


def organisation_named(name: str) -> Organisation | None:
    return db.session.scalar(sa.select(Organisation).where(Organisation.name == name))
