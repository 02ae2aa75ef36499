"""The day of something that happened: not to come, and not before what it follows."""

from datetime import date

from app.clock import today
from app.i18n.formats import day as shown
from app.web.errors import Refusal


def refuse_day(day: date, field: str, since: date | None = None) -> None:
    """Raise `Refusal` beside `field` for a day to come, or before `since`."""
    if day > today():
        raise Refusal("capteur.refusal.day_to_come", field, day=shown(today()))
    if since is not None and day < since:
        raise Refusal("capteur.refusal.day_before", field, day=shown(since))
