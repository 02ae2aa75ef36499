"""Public figures speak of ends of quarters only: two neighbouring days would tell who moved in between (S-16)."""

from datetime import date, timedelta


def quarter_end(day: date) -> date:
    """The last day of the last quarter that was over on `day`, or `day` itself where it is one."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last if day == last else first - timedelta(days=1)
