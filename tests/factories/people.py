"""Invented persons and households."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models.users import UserSession
from app.clock import today
from app.crypto import index_tokens
from axes.models.people import (
    BreakGlass,
    Consent,
    Household,
    HouseholdMember,
    HouseholdNeed,
    Person,
    PersonWord,
    ProtectedReader,
)
from axes.vocab import ConsentScope, MemberRole, NeedKind

SCOPE = "person.name"


def person(make: Any, **given: Any) -> Person:
    """A person who can be found by their name."""
    made = make.save(Person(**({"name": f"Prénom Nom {make.number()}"} | given)))
    words = [PersonWord(token=token, person_id=made.id) for token in sorted(index_tokens(made.name, SCOPE))]
    if words:
        make.save(*words)
    return made


def household(make: Any, adults: int = 1, minors: int = 0, **given: Any) -> Household:
    """A household of one adult unless told; `organisation` brought it; `named` are its workers when protected.

    Pass `adults=0` for one without members.
    """
    number = make.number()
    organisation = given.pop("organisation", None)
    since = given.pop("since", today() - timedelta(days=90))
    workers = given.pop("named", ())
    if "organisation_id" not in given:
        given["organisation_id"] = (organisation or make.organisation()).id
    made = make.save(Household(**({"reference": f"H-TEST-{number:03}"} | given)))
    for place in range(adults + minors):
        role = MemberRole.REFERENCE if place == 0 else MemberRole.PARTNER if place < adults else MemberRole.CHILD
        make.member(made, person=make.person(is_minor=place >= adults), role=role, start_on=since)
    if workers:
        make.save(*[ProtectedReader(household_id=made.id, user_id=worker.id) for worker in workers])
    return made


def member(make: Any, household: Household, **given: Any) -> HouseholdMember:
    """A person in a household, since ninety days unless told."""
    who = given.pop("person", None) or make.person()
    values = {"role": MemberRole.OTHER, "start_on": today() - timedelta(days=90)} | given
    return make.save(HouseholdMember(household_id=household.id, person_id=who.id, **values))


def need(make: Any, household: Household, kind: NeedKind = NeedKind.STEP_FREE, **given: Any) -> HouseholdNeed:
    values = {"start_on": today() - timedelta(days=30)} | given
    return make.save(HouseholdNeed(household_id=household.id, kind=kind, **values))


def consent(
    make: Any, household: Household, scope: ConsentScope = ConsentScope.KNOWN_TO_PARTNERSHIP, **given: Any
) -> Consent:
    """An agreement given a month ago, without end; `organisation` is with whom the file is shared."""
    organisation = given.pop("organisation", None)
    values = {
        "purpose": "Trouver un logement",
        "given_on": today() - timedelta(days=30),
        "organisation_id": organisation.id if organisation else None,
    }
    return make.save(Consent(household_id=household.id, scope=scope, **(values | given)))


def break_glass(make: Any, household: Household, user: Any, **given: Any) -> BreakGlass:
    """An opening asked in the session that the user began last, if any."""
    values = {"reason": "Hospitalisation : la famille doit être prévenue", "session_id": _session(make, user)} | given
    return make.save(BreakGlass(household_id=household.id, user_id=user.id, **values))


def _session(make: Any, user: Any) -> str:
    with make.session() as session:
        mine = sa.select(UserSession.public_id).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        return session.scalar(mine.order_by(UserSession.created_at.desc()).limit(1)) or ""
