"""Organisations that are open: closed on no day, or on one to come."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind
from app.clock import today
from app.db import db
from app.web.records import Records, by_name


def is_open() -> sa.ColumnElement[bool]:
    """Condition on `organisation`: it works with the programmes today."""
    return sa.or_(Organisation.closed_on.is_(None), Organisation.closed_on > today())


def open_ones(*kinds: OrganisationKind) -> sa.Select[Organisation]:
    """Those of these kinds, or all of them, by name."""
    query = sa.select(Organisation).where(is_open())
    query = query.where(Organisation.kind.in_(kinds)) if kinds else query
    return query.order_by(Organisation.sort_name, Organisation.id)


def open_organisations(*kinds: OrganisationKind) -> Sequence[Organisation]:
    """The same, all at once."""
    return db.session.scalars(open_ones(*kinds)).all()


def organisations_among(*kinds: OrganisationKind) -> Records:
    """The same, to choose one."""
    return by_name(open_ones(*kinds), Organisation)
