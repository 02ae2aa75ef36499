"""Households that wait for a unit, and units proposed to them."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.clock import now, today
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.vocab import NeedKind, ReferralState, Urgency
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.vocab import AllocationStepKind, DeclineReason
from sites.models.units import Unit

PATHS = {
    "proposed": (AllocationStepKind.PROPOSED,),
    "team_accepted": (AllocationStepKind.PROPOSED, AllocationStepKind.TEAM_ACCEPTED),
    "household_accepted": (
        AllocationStepKind.PROPOSED,
        AllocationStepKind.TEAM_ACCEPTED,
        AllocationStepKind.HOUSEHOLD_ACCEPTED,
    ),
    "entry_planned": (
        AllocationStepKind.PROPOSED,
        AllocationStepKind.TEAM_ACCEPTED,
        AllocationStepKind.HOUSEHOLD_ACCEPTED,
        AllocationStepKind.ENTRY_PLANNED,
    ),
    "declined": (AllocationStepKind.PROPOSED, AllocationStepKind.TEAM_DECLINED),
    "withdrawn": (AllocationStepKind.PROPOSED, AllocationStepKind.WITHDRAWN),
}
CLOSED = {"declined", "withdrawn"}


def waiting_household(make: Any, programme: Any, **given: Any) -> Household:
    """A household accepted ten days ago (`since`, an instant) and followed by `team` (Pierre d’Angle; None for nobody).

    `adults`, `minors`, `needs`, `urgency`; the rest goes to the household.
    """
    since: datetime = given.pop("since", None) or now() - timedelta(days=10)
    team = given.pop("team", programme.teams[2, "Pierre d’Angle"])
    needs, urgency = given.pop("needs", ()), given.pop("urgency", Urgency.ORDINARY)
    author = given.pop("author", None)
    made = make.household(**given)
    make.referral(
        programme, household=made, since=since, state=ReferralState.WAITING, urgency=urgency, **_by(author, make)
    )
    for kind in needs:
        make.need(made, NeedKind(kind))
    if team is not None:
        make.assignment(made, team)
    return made


def _by(author: Any, make: Any) -> dict[str, Any]:
    return {"author": author} if author else {}


def allocation(make: Any, programme: Any, **given: Any) -> Allocation:
    """A unit proposed to a waiting household by the allocation team, for sixty nights from today.

    `state` is one of `PATHS`; `expired=True` lets the time run out an hour ago.
    """
    unit: Unit = given.pop("unit", None) or make.home()
    state, expired = given.pop("state", "proposed"), given.pop("expired", False)
    team = given.pop("team", None) or programme.teams[2, "Pierre d’Angle"]
    household, assignment = given.pop("household", None), given.pop("assignment", None)
    if household is None:
        household = make.waiting_household(programme, team=None)
    assignment = assignment or _episode(make, household) or make.assignment(household, team)
    proposer = given.pop("proposed_by", None) or make.user()
    values = {"start_on": today(), "end_on": today() + timedelta(days=60), "ranking": "[]"} | given
    values["expires_at"] = None if state == "entry_planned" else now() + timedelta(hours=-1 if expired else 7 * 24)
    made = Allocation(
        unit_id=unit.id,
        household_id=household.id,
        assignment_id=assignment.id,
        proposed_by_id=proposer.id,
        closed_at=now() if state in CLOSED else None,
        **values,
    )
    make.save(made)
    for kind in PATHS[state]:
        by = proposer.id if kind is AllocationStepKind.PROPOSED else None
        make.save(AllocationStep(allocation_id=made.id, kind=kind, at=now(), user_id=by, **_details(kind, values)))
    return made


def _episode(make: Any, household: Household) -> Assignment | None:
    """The last episode of a household that somebody follows already."""
    query = sa.select(Assignment).where(Assignment.household_id == household.id).order_by(Assignment.id.desc())
    with make.session() as session:
        return session.scalar(query.limit(1))


def _details(kind: AllocationStepKind, values: dict[str, Any]) -> dict[str, Any]:
    if kind is AllocationStepKind.ENTRY_PLANNED:
        return {"planned_on": values["start_on"]}
    if kind in {AllocationStepKind.TEAM_DECLINED, AllocationStepKind.WITHDRAWN}:
        return {"reason": DeclineReason.OTHER}
    return {}
