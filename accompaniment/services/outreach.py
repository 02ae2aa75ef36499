"""What is done with many: sessions, who came, acts of information."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accompaniment.models.outreach import CollectiveSession, InformationAct, SessionAttendee
from accompaniment.vocab_prevention import InformedParty, SessionTheme
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.db import count_as_changed, db, insert_of, new_public_id
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from axes.models.people import Household


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """What a session was: `counted` came without being named; of `asked`, `pleased` were content."""

    theme: SessionTheme
    held_on: date
    place: str
    counted: int
    materials: str | None = None
    asked: int | None = None
    pleased: int | None = None


def add_session(*, facts: SessionFacts, actor: Reader) -> CollectiveSession:
    """A session of the actor's association, held or to be held. Raises `Refusal`."""
    _check(facts)
    made = CollectiveSession(organisation_id=actor.organisation_id, **vars(facts))
    db.session.add(made)
    db.session.flush()
    record("collective.added", made, actor=actor, theme=facts.theme, held_on=facts.held_on)
    return made


def edit_session(*, session: CollectiveSession, version: int | None, facts: SessionFacts, actor: Reader) -> None:
    """Put it right, or say how it went. Raises `Stale`, `Refusal`."""
    refuse_stale(session, version)
    _check(facts)
    _set(session, vars(facts))
    record("collective.edited", session, actor=actor, theme=facts.theme, held_on=facts.held_on)


def _check(facts: SessionFacts) -> None:
    if (facts.asked is None) != (facts.pleased is None):
        raise Refusal("collective.refusal.both", "pleased")
    if facts.asked is not None and facts.pleased is not None and facts.pleased > facts.asked:
        raise Refusal("collective.refusal.pleased", "pleased", asked=facts.asked)


def _set(record_: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record_, name, value)
    db.session.flush()


def name_attendee(*, session: CollectiveSession, household: Household, people: int, actor: Reader) -> None:
    """So many people of a household came; said again, the last is right."""
    values = {"session_id": session.id, "household_id": household.id, "people": people}
    named = insert_of(SessionAttendee).values(public_id=new_public_id(), **values)
    known = {"index_elements": ["session_id", "household_id"], "set_": {"people": people}}
    db.session.execute(named.on_conflict_do_update(**known))
    count_as_changed(session)
    db.session.flush()
    record("collective.attendee", session, actor=actor, household=household, people=people)


def add_information(
    *, party: InformedParty, told_on: date, subject: str, reached: int | None, actor: Reader
) -> InformationAct:
    """Somebody was told something, about nobody. Raises `Refusal` for a day to come."""
    _refuse_to_come(told_on)
    made = InformationAct(organisation_id=actor.organisation_id, party=party, told_on=told_on, subject=subject)
    made.reached = reached
    db.session.add(made)
    db.session.flush()
    record("information.added", made, actor=actor, party=party, told_on=told_on)
    return made


def edit_information(
    *,
    act: InformationAct,
    version: int | None,
    party: InformedParty,
    told_on: date,
    subject: str,
    reached: int | None,
    actor: Reader,
) -> None:
    """Put it right. Raises `Stale`, `Refusal`."""
    refuse_stale(act, version)
    _refuse_to_come(told_on)
    _set(act, {"party": party, "told_on": told_on, "subject": subject, "reached": reached})
    record("information.edited", act, actor=actor, party=party, told_on=told_on)


def _refuse_to_come(day: date) -> None:
    if day > today():
        raise Refusal("detection.refusal.to_come", "told_on", day=shown(today()))
