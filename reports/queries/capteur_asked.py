"""What the figures of a capteur programme are asked of, and what each of their rows says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from axes.models.people import Household
from capteur.models.measures import CaptureGoal

Rows = sa.Select[*tuple[Any, ...]]
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Asked:
    """What is asked: of a programme, as of a day, since a day (what came before is left out) or since the beginning.

    `reader` None counts everybody: for the command line, and for what is rounded before it is shown.
    """

    programme_id: int
    day: date
    since: date | None = None
    reader: Reader | None = None
    goal: CaptureGoal | None = None

    @property
    def first_day(self) -> date:
        return self.since or EARLIEST


def shaped(thing: Any, label: Any, since: Any) -> tuple[Any, ...]:
    """`subject_id` is what is counted once, `label` and `url_id` name and open it, `since` is the day that made it
    count. What was of a household that was erased is counted, and opens nothing."""
    opens = thing.public_id
    if label is Household.reference:
        opens = sa.case((Household.erased_on.is_(None), opens))
    return thing.id.label("subject_id"), label.label("label"), opens.label("url_id"), since.label("since")
