"""What both kinds of period ask of a day."""

from datetime import date, datetime, timedelta

ONE_DAY = timedelta(days=1)


def require_day(value: date) -> date:
    """Return the value if it is a plain day; TypeError for an instant, which belongs to `app.clock` first."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"a day is expected, not {value!r}")
    return value


def earliest(*ends: date | None) -> date | None:
    """Return the first of several ends, where None never comes; None when all are open."""
    return min((end for end in ends if end is not None), default=None)
