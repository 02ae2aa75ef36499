"""Where the rights of the people accompanied stand, right by right: those in the reader's sight (decision 0013).

Who reads these counts may open no right of anybody: each count is rounded to five and told as of the end of a quarter,
as public counts are (decision 0009). Rights of the health area are in none.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.queries.entitlements import open_entitlements
from accompaniment.queries.standing import standing
from accompaniment.rules.entitlements import default_state
from accompaniment.rules.network import median
from accompaniment.vocab import RightState
from app.auth.reader import Reader
from app.db import db
from app.periods import days_between, lived_contains, paper_contains
from axes.models.people import Person
from axes.models.programmes import Axis, Team
from reports.queries.in_sight import person_in_sight
from reports.rules.rounding import BASE, rounded


@dataclass(frozen=True)
class RightsAsked:
    """As of which day, and of whom: those whom a team accompanies, or all teams of an axis, or everybody."""

    day: date
    axis: Axis | None = None
    team: Team | None = None


@dataclass(frozen=True)
class RightLine:
    """A right and its counts as they are told. `people` is the sum of the cells; `waited` is the median of days from
    asked to obtained, None under five people; `obtained` is of how many."""

    right: Entitlement
    counts: Mapping[RightState, int]
    people: int
    waited: float | None
    obtained: int

    @classmethod
    def of(cls, right: Entitlement, counts: Mapping[RightState, int], delays: Mapping[int, int]) -> "RightLine":
        """From true counts by state, and true numbers of people by days waited."""
        row = rounded([counts.get(state, 0) for state in RightState])
        after = sum(delays.values())
        often = after >= BASE
        return cls(
            right=right,
            counts=dict(zip(RightState, row.cells, strict=True)),
            people=row.total,
            waited=median(dict(delays)) if often else None,
            obtained=rounded([after]).total if often else 0,
        )


def _accompanied(asked: RightsAsked, reader: Reader) -> sa.Select[Any]:
    """Keys of the people accompanied on the day, each once."""
    query = (
        sa.select(SupportPerson.person_id)
        .join(Support, Support.id == SupportPerson.support_id)
        .join(Team, Team.id == Support.team_id)
        .where(lived_contains(SupportPerson.start_on, SupportPerson.end_on, asked.day))
        .where(person_in_sight(SupportPerson.person_id, reader))
    )
    if asked.axis is not None:
        query = query.where(Team.axis_id == asked.axis.id)
    if asked.team is not None:
        query = query.where(Team.id == asked.team.id)
    return query.correlate(None)


def rights_counted(asked: RightsAsked, reader: Reader) -> list[RightLine]:
    """A line for each right that is asked about on the day and is not of the health area. Four statements."""
    people = _accompanied(asked, reader)
    minors = _people(people)
    noted, delays = _noted(asked.day, people), _delays(asked.day, people)
    return [
        RightLine.of(right, _states(right, minors, noted[right.id]), delays[right.id])
        for right in open_entitlements(asked.day, health=False)
    ]


def _people(people: sa.Select[Any]) -> Counter[bool]:
    """How many are minors, and how many are not."""
    query = sa.select(Person.is_minor, sa.func.count()).where(Person.id.in_(people)).group_by(Person.is_minor)
    return Counter({is_minor: number for is_minor, number in db.session.execute(query)})


def _noted(day: date, people: sa.Select[Any]) -> dict[int, Counter[tuple[RightState, bool]]]:
    """Of each right: how many people by what stands noted, and by whether they are minors."""
    here = standing(day, EntitlementEvent.person_id.in_(people))
    columns = (here.c.entitlement_id, here.c.state, Person.is_minor)
    query = sa.select(*columns, sa.func.count()).join(Person, Person.id == here.c.person_id).group_by(*columns)
    found: dict[int, Counter[tuple[RightState, bool]]] = defaultdict(Counter)
    for right_id, state, is_minor, number in db.session.execute(query):
        found[right_id][RightState(state), is_minor] += number
    return found


def _states(right: Entitlement, minors: Counter[bool], noted: Counter[tuple[RightState, bool]]) -> Counter[RightState]:
    """Everybody by state: those of whom nothing was noted stand where the list has them begin."""
    states: Counter[RightState] = Counter()
    for (state, is_minor), number in noted.items():
        states[state] += number
        minors = minors - Counter({is_minor: number})
    for is_minor, number in minors.items():
        states[default_state(adults_only=right.adults_only, is_minor=is_minor)] += number
    return states


def _delays(day: date, people: sa.Select[Any]) -> dict[int, dict[int, int]]:
    """Of each right: how many people by days from the first time they asked to the first time they had it after."""
    asked, had = _first(RightState.REQUESTED, day, people), EntitlementEvent
    first = (
        sa.select(asked.c.entitlement_id, asked.c.asked_on, sa.func.min(had.happened_on).label("had_on"))
        .join(had, sa.and_(had.person_id == asked.c.person_id, had.entitlement_id == asked.c.entitlement_id))
        .where(had.state == RightState.OBTAINED, had.cancelled_on.is_(None))
        .where(had.happened_on >= asked.c.asked_on, had.happened_on <= day)
        .group_by(asked.c.person_id, asked.c.entitlement_id, asked.c.asked_on)
        .subquery()
    )
    days = days_between(first.c.asked_on, first.c.had_on)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    query = sa.select(first.c.entitlement_id, days, sa.func.count()).group_by(first.c.entitlement_id, days)
    for right_id, waited, number in db.session.execute(query):
        found[right_id][waited] = number
    return found


def _first(state: RightState, day: date, people: sa.Select[Any]) -> sa.Subquery:
    event = EntitlementEvent
    query = sa.select(event.person_id, event.entitlement_id, sa.func.min(event.happened_on).label("asked_on"))
    query = query.where(event.state == state, event.cancelled_on.is_(None), event.happened_on <= day)
    return query.where(event.person_id.in_(people)).group_by(event.person_id, event.entitlement_id).subquery()


def teams_on(day: date) -> Sequence[Team]:
    """Teams allowed on that day, with their axis and organisation, by number and name."""
    query = sa.select(Team).join(Team.axis).join(Team.organisation)
    query = query.options(contains_eager(Team.axis), contains_eager(Team.organisation))
    query = query.where(paper_contains(Team.first_day, Team.last_day, day))
    return db.session.scalars(query.order_by(Axis.programme_id, Axis.number, Team.id)).all()
