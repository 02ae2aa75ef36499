"""The countdown of a closing: 180, 90 and 30 days before the end (`domain.md` §9, rule 9)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Milestone(StrEnum):
    """What is expected by then."""

    ANNOUNCE = "announce"  # occupants and teams know; every household has begun its plan
    PLAN = "plan"  # every household has its outcome
    EMPTY = "empty"  # exits and transfers are dated, inventories planned


DAYS_BEFORE = {Milestone.ANNOUNCE: 180, Milestone.PLAN: 90, Milestone.EMPTY: 30}


@dataclass(frozen=True)
class Mark:
    """A milestone and its day; `past` on the day asked, `late` when it was due by then and outcomes are missing: while
    a household is without one, nobody can say that all were told and began their plan."""

    milestone: Milestone
    day: date
    past: bool
    late: bool


def countdown(last_day: date, day: date, missing: int, since: date | None = None) -> list[Mark]:
    """The milestones of a closing as seen on `day`, `missing` being the stays without an outcome.

    Of a loss without warning only those from `since`, the day it was known: nobody was late before.
    """
    marks = []
    for milestone, before in DAYS_BEFORE.items():
        due = last_day - timedelta(days=before)
        if since is not None and due < since:
            continue
        past = due <= day
        marks.append(Mark(milestone, due, past, past and missing > 0))
    return marks
