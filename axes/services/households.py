"""Households: created, joined, left, and what they need."""

from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household, HouseholdMember, HouseholdNeed, Person
from axes.rules.people import wished_codes
from axes.services.persons import PersonFacts, create_person
from axes.services.references import write_under_reference
from axes.vocab import MemberRole, NeedKind

TAKEN = {
    "household_member_no_overlap": "conflict.member_elsewhere",
    "household_one_reference": "household.has_reference_person",
}


def create_household(
    *,
    actor: Actor,
    organisation_id: int | None = None,
    first: PersonFacts | None = None,
    since: date | None = None,
    wished_communes: str | None = None,
) -> Household:
    """Open a file for a household that `organisation_id` brings (the actor's own unless told).

    `first` is its reference person, in it from `since` on (today unless told). Raises `Refusal` for a day to come.
    """
    household = Household(organisation_id=organisation_id or actor.organisation_id)
    household.wished_communes = _listed(wished_communes)
    write_under_reference(household, today())
    record("household.created", household, actor=actor)
    if first is not None:
        add_member(household=household, facts=first, role=MemberRole.REFERENCE, start_on=since or today(), actor=actor)
    return household


def add_member(
    *,
    household: Household,
    role: MemberRole,
    start_on: date,
    actor: Actor,
    facts: PersonFacts | None = None,
    person: Person | None = None,
) -> HouseholdMember:
    """Bring a person into the household from `start_on` on: a new one (`facts`) or one known already (`person`).

    Raises `Refusal` for a day to come or a second reference person, `Conflict` when the person is still elsewhere or
    somebody else named the reference person first.
    """
    _refuse_future(start_on, "start_on")
    if role is MemberRole.REFERENCE:
        _refuse_second_reference(household, start_on)
    if person is None:
        if facts is None:
            raise TypeError("a member is either a person or the facts of a new one")
        person = create_person(facts=facts)
    member = HouseholdMember(household_id=household.id, person_id=person.id, role=role, start_on=start_on)
    _join(member)
    record("household.member_added", household, actor=actor, person=person, role=role, start_on=start_on)
    return member


def _join(member: HouseholdMember) -> None:
    """Write the membership, in a race that the checks could not see too."""
    with guarded({guard: Conflict(key) for guard, key in TAKEN.items()}):
        db.session.add(member)


def _refuse_second_reference(household: Household, start_on: date) -> None:
    there = sa.select(HouseholdMember.id).where(
        HouseholdMember.household_id == household.id,
        HouseholdMember.role == MemberRole.REFERENCE,
        sa.or_(HouseholdMember.end_on.is_(None), HouseholdMember.end_on > start_on),
    )
    if db.session.scalar(there.limit(1)) is not None:
        raise Refusal("household.has_reference_person", "role")


def end_membership(
    *, household: Household, member: HouseholdMember, end_on: date, actor: Actor, version: int | None = None
) -> None:
    """A member leaves: `end_on` is the first day they are no longer there.

    Raises `Refusal` for an impossible day, `Stale` when the membership changed since `version`.
    """
    if version is not None:
        refuse_stale(member, version, {"end_on": member.end_on})
    if member.end_on is not None:
        raise Refusal("household.member_has_left", "end_on", end_on=member.end_on.strftime("%d/%m/%Y"))
    if end_on <= member.start_on:
        raise Refusal("household.leaves_before_joining", "end_on", start_on=member.start_on.strftime("%d/%m/%Y"))
    _refuse_future(end_on, "end_on")
    member.end_on = end_on
    db.session.flush()
    record("household.member_left", household, actor=actor, member=member, end_on=end_on)


def edit_household(*, household: Household, version: int, wished_communes: str | None, actor: Actor) -> None:
    """Change what the household wishes. Raises `Stale` when somebody else saved first, `Refusal` for what
    is no list of postal codes."""
    refuse_stale(household, version)
    household.wished_communes = _listed(wished_communes)
    db.session.flush()
    record("household.edited", household, actor=actor)


def _listed(wished_communes: str | None) -> str | None:
    try:
        return ", ".join(wished_codes(wished_communes)) or None
    except ValueError:
        raise Refusal("household.wished_communes_nonsense", "wished_communes") from None


def add_need(*, household: Household, kind: NeedKind, start_on: date, actor: Actor) -> HouseholdNeed:
    """Note a need from `start_on` on. Raises `Refusal` for a day to come or a need that is there already, `Conflict`
    when somebody else noted it first."""
    _refuse_future(start_on, "start_on")
    same = sa.select(HouseholdNeed.id).where(
        HouseholdNeed.household_id == household.id,
        HouseholdNeed.kind == kind,
        sa.or_(HouseholdNeed.end_on.is_(None), HouseholdNeed.end_on > start_on),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refusal("household.need_exists", "kind")
    need = HouseholdNeed(household_id=household.id, kind=kind, start_on=start_on)
    with guarded({"household_need_no_overlap": Conflict("household.need_exists")}):
        db.session.add(need)
    record("household.need_added", household, actor=actor, kind=kind, start_on=start_on)
    return need


def end_need(
    *, household: Household, need: HouseholdNeed, end_on: date, actor: Actor, version: int | None = None
) -> None:
    """A need is over: `end_on` is the first day without it.

    Raises `Refusal` for an impossible day, `Stale` when the need changed since `version`.
    """
    if version is not None:
        refuse_stale(need, version, {"end_on": need.end_on})
    if need.end_on is not None:
        raise Refusal("household.need_is_over", "end_on", end_on=need.end_on.strftime("%d/%m/%Y"))
    if end_on <= need.start_on:
        raise Refusal("household.need_ends_before_start", "end_on", start_on=need.start_on.strftime("%d/%m/%Y"))
    _refuse_future(end_on, "end_on")
    need.end_on = end_on
    db.session.flush()
    record("household.need_ended", household, actor=actor, kind=need.kind, end_on=end_on)


def _refuse_future(day: date, field: str) -> None:
    if day > today():
        raise Refusal("household.day_to_come", field)
