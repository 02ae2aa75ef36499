"""Delays in force: those of the installation over those shipped."""

import sqlalchemy as sa

from app.auth.models.notifications import EscalationDelay
from app.auth.rules.delays import DEFAULTS
from app.auth.vocab import NotificationKind
from app.db import db

Delays = tuple[tuple[NotificationKind, int | None], ...]  # hashable, for statements that are kept


def delays() -> Delays:
    """Kind and days, or None for never, of each kind that can be told to coordination. One statement."""
    kept = {kind: days for kind, days in db.session.execute(sa.select(EscalationDelay.kind, EscalationDelay.days))}
    return tuple((DEFAULTS | {kind: days for kind, days in kept.items() if kind in DEFAULTS}).items())


def delay_of(kind: NotificationKind) -> EscalationDelay | None:
    """What the installation says of a kind, if anything."""
    return db.session.scalar(sa.select(EscalationDelay).where(EscalationDelay.kind == kind))
