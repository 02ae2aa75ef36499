"""People of a stay: one leaves while the household stays, one is born or joins (DESIGN §3.6)."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.periods import lived_contains
from app.periods.days import ONE_DAY
from app.web.errors import Conflict, Refusal
from axes.models.people import HouseholdMember, Person
from axes.services.households import add_member, end_membership
from axes.services.persons import PersonFacts
from axes.vocab import MemberRole
from occupancy.models.stays import Stay, StayPerson
from occupancy.services.leaving import people_of
from occupancy.services.locks import lock_units
from occupancy.services.stays import check_open


def bring_person(*, stay: Stay, member: HouseholdMember, start_on: date, actor: Actor) -> StayPerson:
    """A member of the household who slept elsewhere joins the stay.

    Raises `Refusal` for a day outside the stay or the membership, `Conflict` when their nights are elsewhere.
    """
    lock_units([stay.unit_id])
    check_open(stay)
    _check_day(stay, start_on)
    if member.household_id != stay.household_id or member.start_on > start_on:
        raise Refusal("stay.refusal.not_yet_member", "start_on", day=shown(member.start_on))
    return _bring(stay, member.person_id, start_on, actor)


def welcome(*, stay: Stay, facts: PersonFacts, role: MemberRole, start_on: date, actor: Actor) -> StayPerson:
    """A newborn, or somebody new, joins the household and the stay on one day: one act."""
    lock_units([stay.unit_id])
    check_open(stay)
    _check_day(stay, start_on)
    member = add_member(household=stay.household, role=role, start_on=start_on, facts=facts, actor=actor)
    return _bring(stay, member.person_id, start_on, actor)


def see_off(*, stay: Stay, person: StayPerson, end_on: date, leaves_household: bool, actor: Actor) -> None:
    """One person leaves, the others stay: `end_on` is the first night not slept there.

    Raises `Refusal` for the last one there (that is an exit) and for a day to come or before they came.
    """
    lock_units([stay.unit_id])
    check_open(stay)
    if person.end_on is not None:
        raise Conflict("stay.conflict.person_left", day=shown(person.end_on))
    if end_on > today():
        raise Refusal("stay.refusal.day_to_come", "end_on", day=shown(today()))
    if end_on <= person.start_on:
        raise Refusal("stay.refusal.leaves_before_entry", "end_on", day=shown(person.start_on + ONE_DAY))
    if len(people_of(stay)) == 1:
        raise Refusal("stay.refusal.last_one", "end_on")
    person.end_on = end_on
    if leaves_household:
        _leave_household(stay, person, end_on, actor)
    db.session.flush()
    record("stay.person_left", stay, actor=actor, person=person, end_on=end_on)


def _leave_household(stay: Stay, person: StayPerson, end_on: date, actor: Actor) -> None:
    query = sa.select(HouseholdMember).where(
        HouseholdMember.household_id == stay.household_id,
        HouseholdMember.person_id == person.person_id,
        HouseholdMember.end_on.is_(None),
    )
    member = db.session.scalar(query)
    if member is not None:
        end_membership(household=stay.household, member=member, end_on=end_on, actor=actor)


def _check_day(stay: Stay, start_on: date) -> None:
    if start_on > today():
        raise Refusal("stay.refusal.day_to_come", "start_on", day=shown(today()))
    if start_on < stay.start_on:
        raise Refusal("stay.refusal.before_stay", "start_on", day=shown(stay.start_on))


def _bring(stay: Stay, person_id: int, start_on: date, actor: Actor) -> StayPerson:
    made = StayPerson(stay_id=stay.id, person_id=person_id, start_on=start_on)
    with guarded({"stay_person_no_overlap": Conflict("stay.conflict.person_elsewhere")}):
        db.session.add(made)
    record("stay.person_came", stay, actor=actor, person=made, start_on=start_on)
    return made


def members_outside(stay: Stay, day: date) -> list[tuple[HouseholdMember, Person]]:
    """Members of the household on `day` who do not sleep in the stay then."""
    here = sa.exists().where(
        StayPerson.stay_id == stay.id, StayPerson.person_id == HouseholdMember.person_id, StayPerson.end_on.is_(None)
    )
    query = (
        sa.select(HouseholdMember, Person)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == stay.household_id, ~here)
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day))
        .order_by(HouseholdMember.id)
    )
    return [(member, person) for member, person in db.session.execute(query)]
