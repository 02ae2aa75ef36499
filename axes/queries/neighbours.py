"""What higher floors know of households that wait: the unit that was promised to them.

`occupancy` hands the function over when its pages are registered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.auth.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An open proposal, or an entry planned on `entry_on`. `place` and `public_id` are empty for who may not know."""

    place: str | None = None
    public_id: str | None = None
    entry_on: date | None = None
    answered_by: datetime | None = None


@dataclass
class Neighbours:
    """The functions handed over; they answer with nothing until then."""

    promises: Callable[[Reader, Sequence[int]], Mapping[int, Promise]] = field(default=lambda reader, households: {})


neighbours = Neighbours()
