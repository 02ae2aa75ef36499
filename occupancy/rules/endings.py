"""When an agreement may end: notice, winter, and the days an amendment can set (`domain.md` §9, rules 4 and 12)."""

from datetime import date, timedelta

from occupancy.vocab import AmendmentKind

WINTER_FROM, WINTER_TO = (11, 1), (3, 15)
CHANGES_END = frozenset({AmendmentKind.EXTENSION, AmendmentKind.REDUCTION})
CHANGES_UNITS = frozenset({AmendmentKind.UNITS_ADDED, AmendmentKind.UNITS_REMOVED})


def in_winter(day: date) -> bool:
    """Whether a day falls within 1 November to 15 March, both included (rule 12)."""
    return (day.month, day.day) >= WINTER_FROM or (day.month, day.day) <= WINTER_TO


def winters(first: date, last: date) -> list[tuple[date, date]]:
    """The days of `in_winter` from one day to another, as periods with both days included."""
    seasons = [(date(year, *WINTER_FROM), date(year + 1, *WINTER_TO)) for year in range(first.year - 1, last.year + 1)]
    within = [(max(first, begins), min(last, ends)) for begins, ends in seasons]
    return [(begins, ends) for begins, ends in within if begins <= ends]


def first_end_after_notice(notified_on: date, notice_days: int | None) -> date:
    """The first last day that respects the notice; without one in the agreement, the day it is given (rule 23)."""
    return notified_on + timedelta(days=notice_days or 0)


def wrong_end(kind: AmendmentKind, new_last_day: date, last_day: date) -> bool:
    """Whether a new last day contradicts what the amendment says it does."""
    if kind is AmendmentKind.EXTENSION:
        return new_last_day <= last_day
    return kind is AmendmentKind.REDUCTION and new_last_day >= last_day


def last_night_ends(last_day: date) -> date:
    """The day by which everybody has left (lived end, excluded) when the last day is this one."""
    return last_day + timedelta(days=1)


def end_of(kind: AmendmentKind, new_last_day: date | None, effective_on: date) -> date | None:
    """The last day an amendment leaves to the units it touches, None where it takes no day away."""
    if kind is AmendmentKind.REDUCTION:
        return new_last_day
    return effective_on - timedelta(days=1) if kind is AmendmentKind.UNITS_REMOVED else None
