"""What higher floors know of a unit, for refusals that must name it: its agreements, and who holds it until when.

`occupancy` hands over these functions when its pages are registered; the guards of the database refuse without them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.audit.actor import Actor
from sites.models.units import Unit


@dataclass(frozen=True)
class Cover:
    """Days on which an agreement covers a unit, both included."""

    reference: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Promised:
    """The nights for which an open proposal holds a unit, for a household that the one who asks may know."""

    start_on: date
    end_on: date
    reference: str


@dataclass
class Neighbours:
    """The functions handed over; they answer with nothing until then."""

    covers: Callable[[Unit], list[Cover]] = field(default=lambda unit: [])
    promised: Callable[[Unit, date, date | None, Actor], Promised | None] = field(
        default=lambda unit, first_day, last_day, actor: None
    )
    withheld: Callable[[Unit, Actor], bool] = field(default=lambda unit, actor: False)


neighbours = Neighbours()
