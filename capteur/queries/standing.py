"""Where owners, dwellings and guarantees stand: the last of their events."""

from datetime import date
from typing import Any

import sqlalchemy as sa


def last_event_of(event: Any, record: Any, until: date | None = None) -> sa.ColumnElement[bool]:
    """Condition on an event and the record that it is of: none came after it, until a day where told."""
    of_record = getattr(event, f"{record.__tablename__}_id") == record.id
    last = sa.select(sa.func.max(event.position)).where(of_record)
    last = last if until is None else last.where(event.effective_on <= until)
    return sa.and_(of_record, event.position == last.correlate(record).scalar_subquery())
