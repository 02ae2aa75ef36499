"""The day of something that happened: not to come, and not before what it follows."""

from collections.abc import Iterator
from datetime import date

from app.clock import today
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all


def wrong_day(day: date, field: str, since: date | None = None) -> Iterator[Refusal]:
    """What refuses, beside `field`, a day to come, or before `since`."""
    if day > today():
        yield Refusal("capteur.refusal.day_to_come", field, day=shown(today()))
    elif since is not None and day < since:
        yield Refusal("capteur.refusal.day_before", field, day=shown(since))


def refuse_day(day: date, field: str, since: date | None = None) -> None:
    """Raise what `wrong_day` finds."""
    refuse_all(wrong_day(day, field, since))
