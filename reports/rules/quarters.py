"""Public figures speak of ends of quarters only: two neighbouring days would tell who moved in between (S-16)."""

from datetime import date, timedelta


def last_closed(today: date) -> date:
    """The last day of the last quarter that is over: a quarter that ends today still moves."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)


def closed_quarter(day: date, today: date) -> date:
    """The end of the last quarter over on `day` (its last day included), and over today."""
    return last_closed(min(day + timedelta(days=1), today))
