"""What figures of a capteur programme are measured against."""

from datetime import date
from typing import Any

from capteur.models.measures import CaptureGoal, WorkedMonth


def worked_month(make: Any, programme: Any, day: date, half_days: int) -> WorkedMonth:
    """The month of a day."""
    return make.save(WorkedMonth(programme_id=programme.id, year=day.year, month=day.month, half_days=half_days))


def capture_goal(make: Any, programme: Any, first_day: date, last_day: date, dwellings: int) -> CaptureGoal:
    values = {"first_day": first_day, "last_day": last_day, "dwellings": dwellings}
    return make.save(CaptureGoal(programme_id=programme.id, **values))
