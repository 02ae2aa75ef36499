"""The only clock: instants are aware and in UTC, days are those of Brussels (security R-11, DESIGN §6).

Nothing is remembered between calls, so a clock that is set back, the nights when it changes and tests that
travel in time are all followed. Nothing reads the zone of the process, so a server in Tokyo gives the same
days.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in Brussels."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """Return the instant as the clocks of Brussels show it, for display; ValueError if it has no zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(BRUSSELS)


def brussels_midnight(day: date) -> datetime:
    """Return the instant, in UTC, at which this day begins in Brussels.

    A day lasts from its midnight to the next one: 24 hours, but 23 or 25 on the days the clock changes.
    TypeError for an instant: `local(instant).date()` says which day it is.
    """
    if isinstance(day, datetime):
        raise TypeError(f"a day is expected, not {day!r}")
    return datetime.combine(day, time.min, BRUSSELS).astimezone(UTC)
