"""Supports, contacts, notes."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact, ContactPerson
from accompaniment.models.notes import Note, NoteText
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.rules.topics import packed
from accompaniment.vocab import ContactKind, NoteKind, Roof
from app.auth.models.organisations import Organisation
from app.clock import today
from axes.models.people import HouseholdMember
from axes.models.programmes import Axis, Team


def support(make: Any, household: Any, team: Team | None = None, worker: Any = None, **given: Any) -> Support:
    """A support by `team` (one of the worker's organisation unless told) for all members, since twenty days, without a
    known roof; `stay` makes that the roof."""
    stay = given.pop("stay", None)
    team = team or make.team(organisation=_organisation_of(make, worker))
    if stay is not None:
        given |= {"roof": Roof.STAY, "stay_id": stay.id}
    links = {"household_id": household.id, "organisation_id": team.organisation_id, "team_id": team.id}
    values = {"roof": Roof.NONE, "start_on": today() - timedelta(days=20), "programme_id": _programme_of(make, team)}
    values |= {"reference_worker_id": worker.id if worker else None}
    made: Support = make.save(Support(**(links | values | given)))
    people = _members_of(make, household)
    if people:
        rows = [SupportPerson(support_id=made.id, person_id=one, start_on=made.start_on) for one in people]
        make.save(*rows)
    return made


def contact(make: Any, household: Any, author: Any, **given: Any) -> Contact:
    """A home visit of half an hour today by `author`; `people` (persons) were there, `topics` are members of Topic."""
    people, topics = given.pop("people", ()), given.pop("topics", ())
    links = {"household_id": household.id, "author_id": author.id, "organisation_id": author.organisation_id}
    values = {"kind": ContactKind.HOME_VISIT, "happened_on": today(), "minutes": 30}
    values |= {"topics": packed(topics, health=False), "health_topics": packed(topics, health=True)}
    made: Contact = make.save(Contact(**(links | values | given)))
    if people:
        make.save(*[ContactPerson(contact_id=made.id, person_id=one.id) for one in people])
    return made


def note(make: Any, household: Any, author: Any, text: str = "Une note", **given: Any) -> Note:
    """A note of the author's organisation, confidential to it unless told."""
    links = {"household_id": household.id, "author_id": author.id, "organisation_id": author.organisation_id}
    made: Note = make.save(Note(**({"kind": NoteKind.ORGANISATION} | links | given)))
    make.save(NoteText(note_id=made.id, author_id=author.id, text=text))
    return made


def _organisation_of(make: Any, worker: Any) -> Any:
    if worker is None:
        return None
    with make.session() as session:
        return session.get_one(Organisation, worker.organisation_id)


def _programme_of(make: Any, team: Team) -> int:
    with make.session() as session:
        return session.scalars(sa.select(Axis.programme_id).where(Axis.id == team.axis_id)).one()


def _members_of(make: Any, household: Any) -> list[int]:
    query = sa.select(HouseholdMember.person_id).where(
        HouseholdMember.household_id == household.id, HouseholdMember.end_on.is_(None)
    )
    with make.session() as session:
        return list(session.scalars(query.order_by(HouseholdMember.id)))
