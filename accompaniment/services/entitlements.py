"""What happens to a person's rights: noted, cancelled; and what follows from their residence. Each one act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent, PersonResidence
from accompaniment.queries.entitlements import events_of
from accompaniment.rules.entitlements import HOLDING, applies, standing_on
from accompaniment.services.documents import Papers, file_proof
from accompaniment.vocab import ResidenceKind, ResidenceRule, RightState
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.conflicts import ByGuard, guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import named
from app.web.errors import Refusal, refuse_all, refuse_stale
from axes.models.people import Household, Person

UNDER_WAY = (*HOLDING, RightState.APPEALED)


@dataclass(frozen=True, kw_only=True)
class RightFacts:
    """What is noted of a right: `valid_until` is the last day of what was obtained, or of a paper it needs."""

    state: RightState
    happened_on: date
    valid_until: date | None = None
    next_on: date | None = None
    proof: str | None = None
    confirmation: str | None = None


def note_right(
    *,
    household: Household,
    person_id: int,
    entitlement: Entitlement,
    facts: RightFacts,
    temporary: bool,
    actor: Actor,
    papers: Papers = (),
) -> EntitlementEvent:
    """Write down what happened to a person's right. `temporary`: the household lives in a temporary unit that day;
    `papers` prove it, if there are any.

    Raises `Refusal` for a day to come or before the birth, an end or a next step before its day; for a right already
    had that is given once in a lifetime (rule 34), or held beside one it excludes (rule 33); and where one kept for a
    lasting home is first asked or had in a temporary unit without a written confirmation; as `file_document`.
    """
    wrong = [*_wrong(facts), *_unborn(person_id, facts.happened_on, "happened_on")]
    if temporary and entitlement.for_lasting_home and not facts.confirmation and _first(person_id, entitlement, facts):
        wrong.append(Refusal("right.refusal.temporary", "confirmation"))
    refuse_all(wrong)
    made = _noted(household, person_id, entitlement, facts, actor)
    with guarded(_in_the_way(made, entitlement)):
        db.session.add(made)
    record("right.noted", made, actor=actor, household=household, happened_on=made.happened_on)
    if papers:
        file_proof(event=made, papers=papers, actor=actor)
    return made


def _noted(
    household: Household, person_id: int, entitlement: Entitlement, facts: RightFacts, actor: Actor
) -> EntitlementEvent:
    return EntitlementEvent(
        person_id=person_id,
        entitlement=entitlement,
        household=household,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        state=facts.state,
        happened_on=facts.happened_on,
        valid_until=facts.valid_until or _papers_until(entitlement, facts),
        next_on=facts.next_on,
        proof=facts.proof,
        confirmation=facts.confirmation,
    )


def cancel_right(*, event: EntitlementEvent, version: int | None, reason: str, actor: Actor) -> None:
    """It did not happen so: what was noted stays readable, and counts nowhere. Its right is loaded."""
    refuse_stale(event, version)
    with guarded(_in_the_way(event, event.entitlement)):
        event.cancelled_on, event.cancelled_by_id, event.cancel_reason = today(), actor.user_id, reason
    record("right.cancelled", event, actor=actor, happened_on=event.happened_on)


def note_residence(
    *, household: Household, person_id: int, kind: ResidenceKind, since: date, actor: Actor
) -> PersonResidence:
    """Say how a person stays since a day: the rights that are not for them become not applicable, those that were so
    only for that reason are to be started (rule 35). What people noted themselves stays."""
    if since > today():
        raise Refusal("right.refusal.day_to_come", "since", day=shown(today()))
    refuse_all(_unborn(person_id, since, "since"))
    made = PersonResidence(person_id=person_id, author_id=actor.user_id, since=since, kind_code=kind.value)
    db.session.add(made)
    db.session.flush()
    for entitlement in _bound_to_residence():
        _follow_residence(household, person_id, entitlement, kind, since, actor)
    db.session.flush()
    record("residence.noted", made, actor=actor, household=household, since=since)
    return made


def _bound_to_residence() -> Sequence[Entitlement]:
    query = sa.select(Entitlement).where(Entitlement.residence != ResidenceRule.ANY, Entitlement.closed_on.is_(None))
    return db.session.scalars(query.order_by(Entitlement.position, Entitlement.id)).all()


def _follow_residence(
    household: Household, person_id: int, entitlement: Entitlement, kind: ResidenceKind, since: date, actor: Actor
) -> None:
    events = [one for one in events_of([person_id]) if one.entitlement_id == entitlement.id]
    last = standing_on(events, since)
    wanted = RightState.TO_START if applies(entitlement.residence, kind) else RightState.NOT_APPLICABLE
    chosen = last is not None and not last.by_rule
    as_it_is = wanted is (last.state if last else RightState.TO_START)
    if chosen or as_it_is:
        return
    db.session.add(
        EntitlementEvent(
            person_id=person_id,
            entitlement_id=entitlement.id,
            household_id=household.id,
            organisation_id=actor.organisation_id,
            author_id=actor.user_id,
            state=wanted,
            happened_on=since,
            by_rule=True,
        )
    )


def _wrong(facts: RightFacts) -> Iterator[Refusal]:
    if facts.happened_on > today():
        yield Refusal("right.refusal.day_to_come", "happened_on", day=shown(today()))
    if facts.valid_until is not None and facts.valid_until < facts.happened_on:
        yield Refusal("right.refusal.ends_before", "valid_until", day=shown(facts.happened_on))
    if facts.next_on is not None and facts.next_on < facts.happened_on:
        yield Refusal("right.refusal.next_before", "next_on", day=shown(facts.happened_on))


def _unborn(person_id: int, day: date, field: str) -> Iterator[Refusal]:
    """Nothing happened to a person before the year of their birth, as far as it is known. The words do not name it, and
    its day counts for nothing: days tried one by one would find it."""
    person = db.session.get_one(Person, person_id)
    year = person.birth_on.year if person.birth_on else person.birth_year
    if year and day.year < int(year):
        yield Refusal("right.refusal.too_early", field)


def _first(person_id: int, entitlement: Entitlement, facts: RightFacts) -> bool:
    """Whether the right comes under way with this, in whatever state: not what follows from a request."""
    before = [one for one in events_of([person_id]) if one.entitlement_id == entitlement.id]
    last = standing_on(before, facts.happened_on)
    return facts.state in UNDER_WAY and (last is None or last.state not in UNDER_WAY)


def _papers_until(entitlement: Entitlement, facts: RightFacts) -> date | None:
    """Last day of the papers of a request in progress, where the list says how long they hold."""
    if entitlement.papers_days is None or facts.state is not RightState.IN_PROGRESS:
        return None
    return facts.happened_on + timedelta(days=entitlement.papers_days)


def _in_the_way(event: EntitlementEvent, entitlement: Entitlement) -> ByGuard:
    """What each guard says: the right that stands in the way, with its days."""
    once, exclusive = partial(_once, event, entitlement), partial(_exclusive, event, entitlement)
    return {"entitlement_once": once, "entitlement_exclusive": exclusive}


def _once(event: EntitlementEvent, entitlement: Entitlement) -> Refusal:
    events = [one for one in _held(event.person_id) if one.entitlement_id == entitlement.id]
    first = min(one.happened_on for one in events)
    return Refusal("right.refusal.once", "state", right=named(entitlement), day=shown(first))


def _exclusive(event: EntitlementEvent, entitlement: Entitlement) -> Refusal:
    query = sa.select(Entitlement).where(
        Entitlement.exclusive_group == entitlement.exclusive_group, Entitlement.id != entitlement.id
    )
    others = {one.id: one for one in db.session.scalars(query)}
    held = [one for one in _held(event.person_id) if one.entitlement_id in others]
    beside = [one for one in held if one.valid_until is None or one.valid_until >= event.happened_on]
    last = max(beside or held, key=lambda one: (one.happened_on, one.id))
    key = "right.refusal.exclusive_until" if last.valid_until else "right.refusal.exclusive"
    return Refusal(
        key,
        "state",
        right=named(entitlement),
        other=named(others[last.entitlement_id]),
        start=shown(last.happened_on),
        end=shown(last.valid_until),
    )


def _held(person_id: int) -> list[EntitlementEvent]:
    return [one for one in events_of([person_id]) if one.state is RightState.OBTAINED]
