"""Demands that a lost second factor be taken away, while they are alive."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.factor_resets import FactorReset
from app.auth.models.users import User
from app.clock import now
from app.db import db

LASTS = timedelta(hours=24)


def alive() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on a demand joined to its account: still to be confirmed, and about the factor that stands."""
    return (
        FactorReset.confirmed_at.is_(None),
        FactorReset.withdrawn_at.is_(None),
        FactorReset.created_at > now() - LASTS,
        User.totp_since <= FactorReset.created_at,
        User.deactivated_at.is_(None),
    )


def live_reset(user_id: int) -> FactorReset | None:
    """The demand about an account, if there is one."""
    query = sa.select(FactorReset).join(User, User.id == FactorReset.user_id)
    return db.session.scalar(query.where(FactorReset.user_id == user_id, *alive()).order_by(FactorReset.id).limit(1))


def who_asked(reset: FactorReset | None) -> str | None:
    """The name of the administrator who asked."""
    return None if reset is None else db.session.scalar(sa.select(User.name).where(User.id == reset.asked_by_id))


def waiting_resets() -> Sequence[Any]:
    """Public id and name of each account whose demand waits, and the name of who asked; the oldest first."""
    asker = aliased(User)
    query = (
        sa.select(User.public_id, User.name, asker.name.label("asked_by"))
        .select_from(FactorReset)
        .join(User, User.id == FactorReset.user_id)
        .join(asker, asker.id == FactorReset.asked_by_id)
        .where(*alive())
    )
    return db.session.execute(query.order_by(FactorReset.created_at, FactorReset.id)).all()
