"""References of households: H-2026-052, given once, in order, whoever asks at the same moment."""

from datetime import date

import sqlalchemy as sa

from app.db import db
from axes.models.people import Household

LOCK = 7_204_111  # any number that nothing else locks


def next_reference(day: date) -> str:
    """The reference after the last one of the year. Held until the end of the transaction.

    SQLite's write transactions come one after the other; PostgreSQL waits here for whoever asked before.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    beginning = f"H-{day.year}-"
    last = db.session.scalar(
        sa.select(Household.reference)
        .where(Household.reference.startswith(beginning, autoescape=True))
        .order_by(sa.func.length(Household.reference).desc(), Household.reference.desc())
        .limit(1)
    )
    number = int(last.removeprefix(beginning)) if last else 0
    return f"{beginning}{number + 1:03}"
