"""The one shape of everything that people are told: what it is about, where it leads, by when."""

from datetime import date
from typing import Any

import sqlalchemy as sa

Rows = sa.Select[Any]


def shaped(
    *,
    subject: Any,
    link: Any = None,
    stage: Any = None,
    place: Any = None,
    reference: Any = None,
    day: Any = None,
    due_on: Any = None,
    number: Any = None,
) -> tuple[Any, ...]:
    """Columns of a row. `subject` names what it is about and `link` the record it leads to, both by public names;
    `stage` tells rows of a kind apart, `day` is shown, `due_on` is when it should have been done, `number` how many.

    Typed throughout, so that rows of different tables can be put together on both databases.
    """
    return (
        _text(subject).label("subject"),
        _text(subject if link is None else link).label("link"),
        _text(stage).label("stage"),
        _text(place).label("place"),
        _text(reference).label("reference"),
        _day(day).label("day"),
        _day(due_on).label("due_on"),
        (sa.literal(None, sa.Integer()) if number is None else sa.cast(number, sa.Integer)).label("number"),
    )


def _text(value: Any) -> Any:
    return sa.literal(value, sa.String()) if value is None or isinstance(value, str) else sa.cast(value, sa.String)


def _day(value: Any) -> Any:
    """Never a cast: SQLite would make a number of it."""
    fixed = value is None or isinstance(value, date)
    return sa.literal(value, sa.Date()) if fixed else sa.type_coerce(value, sa.Date)
