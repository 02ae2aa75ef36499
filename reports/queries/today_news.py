"""What is to be read on the first page until it was: it goes away from there as from the list of notices."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from reports.queries.notification_people import break_glass


def openings(reader: Reader, day: date) -> sa.Select[Any]:
    """Exceptional openings of households that the reader answers for, not read yet, the latest first."""
    one = break_glass(reader, day).subquery("opening")
    return sa.select(one).order_by(one.c.day.desc(), one.c.subject)
