"""Where a convention #2 stands on a day, from its signatures and days alone (DESIGN §3.1)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from capteur.vocab_lettings import Party
from capteur.vocab_lettings import TripartiteState as State


class Signed(Protocol):
    party: Party
    signed_on: date


class Paper(Protocol):
    """What the state is read in; `ended_on` is the last day of one that ended before its time."""

    sender_id: int
    support_id: int
    first_day: date
    last_day: date | None
    dropped_on: date | None
    ended_on: date | None

    @property
    def signatures(self) -> Sequence[Signed]: ...


def parties_of(one: Paper) -> tuple[Party, ...]:
    """Who signs: a sender that supports as well signs once."""
    return (Party.USER, Party.SENDER) if one.sender_id == one.support_id else tuple(Party)


def parties_missing(one: Paper, of: int | None = None) -> list[Party]:
    """Who has still to sign; with `of`, those for whom that organisation signs."""
    signed = {each.party for each in one.signatures}
    signs_for = {Party.SENDER: one.sender_id, Party.SUPPORT: one.support_id}
    return [party for party in parties_of(one) if party not in signed and of in (None, signs_for.get(party))]


def completed_on(one: Paper) -> date | None:
    """The day of the last signature; None while one is missing."""
    days = {each.party: each.signed_on for each in one.signatures}
    return max(days.values()) if set(parties_of(one)) <= days.keys() else None


def state_of(one: Paper, day: date) -> State:
    """The state on `day`. An end to come leaves it in force until that day, the day included."""
    completed = completed_on(one)
    if completed is None or completed > day:
        if one.dropped_on is not None and one.dropped_on <= day:
            return State.DROPPED
        return State.PARTLY_SIGNED if any(each.signed_on <= day for each in one.signatures) else State.DRAFT
    if last_in_force(one) < day:
        return State.ENDED
    return State.IN_FORCE if one.first_day <= day else State.SIGNED


def last_in_force(one: Paper) -> date:
    """Its last day, whatever ends it first; the end of time while nothing does."""
    return min((day for day in (one.last_day, one.ended_on) if day is not None), default=date.max)


def begins_on(one: Paper) -> date | None:
    """The first day on which it is in force: signed by all."""
    completed = completed_on(one)
    return None if completed is None else max(one.first_day, completed)


def days_without(papers: Iterable[Paper], first: date, last: date) -> list[tuple[date, date]]:
    """Periods within `first`..`last`, both included, that no version in force covers."""
    found, next_day = [], first
    spans = [(begun, last_in_force(one)) for one in papers if (begun := begins_on(one)) is not None]
    for begun, ended in sorted(spans):
        if begun > last:
            break
        if begun > next_day:
            found.append((next_day, begun - timedelta(days=1)))
        if ended >= next_day:
            next_day = ended + timedelta(days=1) if ended < last else date.max
        if next_day > last:
            return found
    return [*found, (next_day, last)]
