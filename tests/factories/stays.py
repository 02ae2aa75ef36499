"""Homes, stays, what happens during them, and exits."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.actor import system
from app.clock import now, today
from app.db import new_public_id
from axes.models.people import HouseholdMember
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.exits import Destination, DestinationClass, StayExit
from occupancy.models.stays import (
    Absence,
    CancelledRow,
    CancelledStay,
    Contribution,
    Stay,
    StayExtension,
    StayObjective,
    StayPerson,
)
from occupancy.services.destinations import load_destinations
from occupancy.vocab import (
    AllocationStepKind,
    CancelledRowKind,
    ContributionBasis,
    ExitDecider,
    ExitReason,
    ObjectiveKind,
    OutcomeClass,
)
from sites.models.units import Unit


def home(make: Any, site: Any = None, **given: Any) -> Unit:
    """A dwelling for four that its agreement opens to stays: from two years ago to in one year unless told.

    `first_day`, `last_day` bound agreement and availability; `agreement` gives other facts of it (caps, reference).
    """
    first = given.pop("first_day", today() - timedelta(days=730))
    last = given.pop("last_day", today() + timedelta(days=365))
    facts = {"adult_cap_cents": 15_000, "minor_cap_cents": 5_000} | given.pop("agreement", {})
    site = site or make.site()
    unit = make.unit(site, **({"bedrooms": 2, "max_persons": 4} | given))
    make.agreement(site, first_day=first, last_day=last, units=(unit,), **facts)
    return unit


def stay(make: Any, unit: Any = None, household: Any = None, **given: Any) -> Stay:
    """A household at home for thirty days, for sixty more; its members of that day sleep there.

    `team` (a Team) follows the household from the entry day on; `objectives` are kinds; `contribution_cents` a row from
    the entry day; `exit` a dict of facts for `stay_exit` (end the stay with `end_on`).
    """
    team, objectives = given.pop("team", None), given.pop("objectives", ())
    cents, left = given.pop("contribution_cents", None), given.pop("exit", None)
    start = given.setdefault("start_on", today() - timedelta(days=30))
    given.setdefault("planned_end_on", max(today() + timedelta(days=60), start + timedelta(days=1)))
    household = household or make.household(since=start - timedelta(days=60))
    unit = unit or make.home()
    made: Stay = make.save(Stay(unit_id=unit.id, household_id=household.id, **given))
    _bring(make, made)
    if team is not None:
        make.assignment(household, team, start_on=start)
    if objectives:
        make.save(*[StayObjective(stay_id=made.id, kind=kind) for kind in objectives])
    if cents is not None:
        make.contribution(made, amount_cents=cents)
    if left is not None:
        make.stay_exit(made, **left)
    return made


def _bring(make: Any, stay: Stay) -> None:
    with make.session() as session:
        query = sa.select(HouseholdMember).where(HouseholdMember.household_id == stay.household_id)
        members = [one.person_id for one in session.scalars(query) if _there(one, stay.start_on)]
    if members:
        make.save(*[_sleeper(stay, person_id) for person_id in members])


def _there(member: HouseholdMember, day: date) -> bool:
    return member.start_on <= day and (member.end_on is None or member.end_on > day)


def _sleeper(stay: Stay, person_id: int) -> StayPerson:
    return StayPerson(stay_id=stay.id, person_id=person_id, start_on=stay.start_on, end_on=stay.end_on)


def destinations(make: Any) -> dict[str, Destination]:
    """The shipped list of destinations with their classes, by code; written once per test."""
    with make.session() as session:
        found = load_destinations(actor=system("tests"))
        session.flush()
    return found


def destination(make: Any, outcome: OutcomeClass = OutcomeClass.DURABLE, **given: Any) -> Destination:
    """A destination of one's own with its class since 2019."""
    number = make.number()
    name = f"Destination {number}"
    names = {"name_fr": name, "name_nl": name, "name_en": name}
    made: Destination = make.save(Destination(**({"code": f"D{number}", "position": number} | names | given)))
    make.save(DestinationClass(destination_id=made.id, first_day=date(2019, 1, 1), outcome=outcome))
    return made


def stay_exit(make: Any, stay: Stay, **given: Any) -> StayExit:
    """The exit of a stay: ended on its `end_on`, or today; to a private lease (or `code`, of the shipped list)."""
    code = given.pop("code", "PRIV")
    left_on = given.setdefault("left_on", stay.end_on or today())
    if "destination_id" not in given:
        given["destination_id"] = make.destinations()[code].id
    values = {"decided_by": ExitDecider.OCCUPANT, "reason": ExitReason.HOME_FOUND, "voluntary": True} | given
    made: StayExit = make.save(StayExit(stay_id=stay.id, **values))
    if made.replaced_at is None:
        _end(make, stay, left_on)
    return made


def _end(make: Any, stay: Stay, left_on: date) -> None:
    with make.session() as session:
        session.execute(
            sa.update(StayPerson)
            .where(StayPerson.stay_id == stay.id, StayPerson.end_on.is_(None))
            .values(end_on=left_on)
        )
        session.execute(sa.update(Stay).where(Stay.id == stay.id).values(end_on=left_on))
    stay.end_on = left_on


def contribution(make: Any, stay: Stay, **given: Any) -> Contribution:
    values = {"start_on": stay.start_on, "amount_cents": 10_000, "basis": ContributionBasis.INTEGRATION_INCOME}
    return make.save(Contribution(stay_id=stay.id, **(values | given)))


def extension(make: Any, stay: Stay, **given: Any) -> StayExtension:
    """The row alone, as if the planned end had come from a month earlier."""
    end = stay.planned_end_on
    values = {"previous_end_on": end - timedelta(days=30), "new_end_on": end, "reason": "Bail attendu"}
    return make.save(StayExtension(stay_id=stay.id, decided_on=today(), **(values | given)))


def absence(make: Any, stay: Stay, **given: Any) -> Absence:
    values = {"start_on": today() - timedelta(days=5), "reason": "Visite à la famille"} | given
    return make.save(Absence(stay_id=stay.id, **values))


def cancelled_stay(make: Any, stay: Stay, **given: Any) -> CancelledStay:
    """The trace of an entry that was not, as of a stay that is still there; with the extension that went along."""
    values = {name: getattr(stay, name) for name in ("household_id", "unit_id", "start_on", "planned_end_on")}
    values |= {"stay": new_public_id(), "recorded_at": now(), "facts": "{}", "cancel_reason": "Autre ménage"}
    made: CancelledStay = make.save(CancelledStay(**(values | given)))
    said = {"kind": CancelledRowKind.EXTENSION, "on_day": stay.planned_end_on, "text": "Bail attendu"}
    make.save(CancelledRow(cancelled_stay_id=made.id, **said))
    return made


def objective(make: Any, stay: Stay, kind: ObjectiveKind = ObjectiveKind.PAPERS, **given: Any) -> StayObjective:
    return make.save(StayObjective(stay_id=stay.id, kind=kind, **given))


def entry_planned(make: Any, unit: Any = None, household: Any = None, **given: Any) -> Allocation:
    """An allocation ready for the entry, from five days ago for five months; `team` follows the household since then.

    Steps: proposed, accepted by team and household, entry planned for `planned_on` (its first day).
    """
    team, by = given.pop("team", None), given.pop("proposed_by", None) or make.user()
    start = given.setdefault("start_on", today() - timedelta(days=5))
    planned_on = given.pop("planned_on", start)
    given.setdefault("end_on", start + timedelta(days=150))
    household = household or make.household()
    assignment = given.pop("assignment", None) or _assigned(make, household, team, start)
    unit = unit or make.home()
    values = {"ranking": "[]", "assignment_id": assignment.id, "proposed_by_id": by.id} | given
    made: Allocation = make.save(Allocation(unit_id=unit.id, household_id=household.id, **values))
    for kind in (
        AllocationStepKind.PROPOSED,
        AllocationStepKind.TEAM_ACCEPTED,
        AllocationStepKind.HOUSEHOLD_ACCEPTED,
        AllocationStepKind.ENTRY_PLANNED,
    ):
        day = planned_on if kind is AllocationStepKind.ENTRY_PLANNED else None
        make.save(AllocationStep(allocation_id=made.id, kind=kind, at=now(), planned_on=day))
    return made


def _assigned(make: Any, household: Any, team: Any, start: date) -> Any:
    team = team or make.programme().teams[2, "DIOGENES"]
    return make.assignment(household, team, start_on=start - timedelta(days=10))
