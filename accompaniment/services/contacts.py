"""Contacts: noted, corrected, cancelled; their next steps done. Each one act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from accompaniment.models.contacts import Contact, ContactPerson
from accompaniment.models.supports import Support
from accompaniment.rules.topics import packed
from accompaniment.vocab import ContactKind, Topic
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.people import Household
from occupancy.services.locks import lock_households


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What happened: `minutes` it took, `people` of the household who were there (keys of persons)."""

    kind: ContactKind
    happened_on: date
    minutes: int | None = None
    people: tuple[int, ...] = ()
    place: str | None = None
    topics: tuple[Topic, ...] = ()
    next_step: str | None = None
    next_on: date | None = None


def note_contact(
    *,
    household: Household,
    support: Support | None,
    facts: ContactFacts,
    health: bool,
    actor: Actor,
    done: Iterable[Contact] = (),
) -> Contact:
    """Write a contact down; `done` are earlier ones whose next step this was. `health`: the author may tell of it.

    Raises `Refusal` for a day to come, or a next step without its day or before the contact. Of two sent in the same
    instant the second waits for the first, so that its form can tell (`SameWords`).
    """
    refuse_all(_wrong(facts))
    lock_households([household.id])
    made = Contact(
        household_id=household.id,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        support_id=support.id if support else None,
    )
    _set(made, facts, health=health)
    db.session.add(made)
    db.session.flush()
    _bring(made, facts)
    record("contact.noted", made, actor=actor, household_id=household.id, kind=facts.kind, happened_on=made.happened_on)
    for earlier in done:
        finish_step(contact=earlier, actor=actor)
    return made


def correct_contact(*, contact: Contact, version: int | None, facts: ContactFacts, health: bool, actor: Actor) -> None:
    """Write what really happened. Whoever may not tell of health leaves what is noted of it as it is."""
    refuse_stale(contact, version)
    _refuse_cancelled(contact)
    refuse_all(_wrong(facts))
    before = {"kind": contact.kind, "happened_on": contact.happened_on, "minutes": contact.minutes}
    _set(contact, facts, health=health)
    if {one.person_id for one in contact.people} != set(facts.people):
        flag_modified(contact, "kind")  # whoever saves second is told of it
    contact.people.clear()
    db.session.flush()
    _bring(contact, facts)
    record("contact.corrected", contact, actor=actor, **{f"{name}_before": value for name, value in before.items()})


def cancel_contact(*, contact: Contact, version: int | None, reason: str, actor: Actor) -> None:
    """There was no such contact: it stays readable, struck out, and counts nowhere."""
    refuse_stale(contact, version)
    _refuse_cancelled(contact)
    contact.cancelled_on, contact.cancelled_by_id, contact.cancel_reason = today(), actor.user_id, reason
    db.session.flush()
    record("contact.cancelled", contact, actor=actor, happened_on=contact.happened_on)


def finish_step(*, contact: Contact, actor: Actor) -> None:
    """The next step is done, or no longer needed. Twice is once."""
    if contact.next_on is None or contact.next_done_on is not None:
        return
    contact.next_done_on = today()
    db.session.flush()
    record("contact.step_done", contact, actor=actor, next_on=contact.next_on)


def _refuse_cancelled(contact: Contact) -> None:
    if contact.cancelled_on is not None:
        raise Conflict("contact.conflict.cancelled", day=shown(contact.cancelled_on))


def _wrong(facts: ContactFacts) -> Iterator[Refusal]:
    if facts.happened_on > today():
        yield Refusal("contact.refusal.day_to_come", "happened_on", day=shown(today()))
    if facts.next_step and facts.next_on is None:
        yield Refusal("contact.refusal.step_without_day", "next_on")
    if facts.next_on is not None and facts.next_on < facts.happened_on:
        yield Refusal("contact.refusal.step_before", "next_on", day=shown(facts.happened_on))


def _set(contact: Contact, facts: ContactFacts, *, health: bool) -> None:
    contact.kind, contact.happened_on = facts.kind, facts.happened_on
    contact.minutes = 0 if facts.kind is ContactKind.NO_SHOW else facts.minutes  # whatever the form proposed
    contact.place, contact.next_step, contact.next_on = facts.place, facts.next_step, facts.next_on
    contact.topics = packed(facts.topics, health=False)
    if facts.next_on is None:
        contact.next_done_on = contact.next_worker_id = None
    if health:
        contact.health_topics = packed(facts.topics, health=True)


def _present(facts: ContactFacts) -> set[int]:
    """Who was there; nobody at a contact that was missed."""
    return set() if facts.kind is ContactKind.NO_SHOW else set(facts.people)


def _bring(contact: Contact, facts: ContactFacts) -> None:
    db.session.add_all(ContactPerson(contact_id=contact.id, person_id=one) for one in sorted(_present(facts)))
    db.session.flush()
