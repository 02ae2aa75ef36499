"""Organisations that are open: closed on no day, or on one to come."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind
from app.clock import today
from app.db import db


def is_open() -> sa.ColumnElement[bool]:
    """Condition on `organisation`: it works with the programmes today."""
    return sa.or_(Organisation.closed_on.is_(None), Organisation.closed_on > today())


def open_organisations(*kinds: OrganisationKind) -> Sequence[Organisation]:
    """Those of these kinds, or all of them, by name."""
    query = sa.select(Organisation).where(is_open())
    query = query.where(Organisation.kind.in_(kinds)) if kinds else query
    return db.session.scalars(query.order_by(Organisation.sort_name, Organisation.id)).all()
