"""Forgetting what no longer serves: counters, ended sign-ins, kept forms, ended sessions, days told by mail."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.kept_forms import KeptForm
from app.auth.models.notifications import DailyDigest
from app.auth.models.proofs import AttemptCounter, KnownDevice, PendingSignIn
from app.auth.models.users import UserSession
from app.clock import now
from app.db import Base, db
from app.web.once import FormKey

AN_HOUR, A_MONTH, A_YEAR = timedelta(hours=1), timedelta(days=30), timedelta(days=365)
LASTS: tuple[tuple[type[Base], Any, timedelta], ...] = (
    (AttemptCounter, AttemptCounter.last_at, AN_HOUR),
    (KeptForm, KeptForm.created_at, AN_HOUR),
    (PendingSignIn, PendingSignIn.created_at, AN_HOUR),
    (UserSession, UserSession.last_seen_at, A_MONTH),
    (KnownDevice, KnownDevice.last_used_at, A_YEAR),
    (FormKey, FormKey.used_at, A_MONTH),
    (DailyDigest, DailyDigest.queued_at, A_MONTH),
)


def forget_what_expired() -> int:
    """Delete rows past their time; how many. None of them is part of the journal or of anybody's file."""
    at, gone = now(), 0
    for model, since, lasts in LASTS:
        result: Any = db.session.execute(sa.delete(model).where(since < at - lasts))
        gone += result.rowcount
    return gone
