"""Conventions #2, and which of them are in force on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from capteur.models.tripartites import Tripartite, TripartiteSignature

LATEST = sa.literal(date.max, sa.Date())


def in_force_on(day: date) -> sa.ColumnElement[bool]:
    """Condition on `tripartite`: in force on `day`; the same as `capteur.rules.tripartites.state_of`."""
    return sa.and_(
        Tripartite.is_kept,
        Tripartite.first_day <= day,
        sa.func.coalesce(Tripartite.last_day, LATEST) >= day,
        sa.func.coalesce(Tripartite.ended_on, LATEST) >= day,
        signed_by_all(TripartiteSignature.signed_on <= day),
    )


def signed_by_all(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Condition on `tripartite`: every party signed; two where the sender supports as well."""
    signed = sa.select(sa.func.count()).where(TripartiteSignature.tripartite_id == Tripartite.id, *when)
    due = sa.case((Tripartite.support_id == Tripartite.sender_id, 2), else_=3)
    return signed.correlate(Tripartite).scalar_subquery() == due


def last_day_in_sql() -> sa.ColumnElement[Any]:
    """The last day of a version, whatever ends it first; NULL while nothing does."""
    early = sa.and_(
        Tripartite.ended_on.is_not(None),
        sa.or_(Tripartite.last_day.is_(None), Tripartite.ended_on < Tripartite.last_day),
    )
    return sa.case((early, Tripartite.ended_on), else_=Tripartite.last_day)


def signed_by_somebody() -> sa.ColumnElement[bool]:
    """Condition on `tripartite`: no longer a draft."""
    return sa.exists().where(TripartiteSignature.tripartite_id == Tripartite.id).correlate(Tripartite)


def versions_of(proposal_id: int) -> Sequence[Tripartite]:
    """Every version, the first one first, with its signatures and its parties."""
    query = sa.select(Tripartite).where(Tripartite.proposal_id == proposal_id).order_by(Tripartite.number)
    whole = (
        joinedload(Tripartite.signatures),
        joinedload(Tripartite.sender),
        joinedload(Tripartite.support),
        joinedload(Tripartite.author),
    )
    return db.session.scalars(query.options(*whole)).unique().all()
