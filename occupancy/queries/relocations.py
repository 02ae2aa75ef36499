"""A plan of relocation as it can be computed now: households, units, the one rule on their pairs, and the solver.

A bounded number of statements, whatever the number of households and units: the match judges profiles of households
against kinds of units, never a pair at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from axes.queries.scope import readable
from axes.rules.people import wished_codes
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.matching import Match
from occupancy.queries.movers import movers
from occupancy.queries.offers import coming, offers
from occupancy.rules import weights
from occupancy.rules.matching import OF_THE_UNIT, Obstacle
from occupancy.rules.relocation import Mover, Place, cost_of, nearest, plan
from occupancy.rules.scenarios import GIVEN, Assumptions, Near, Openings, Told, Totals, Without, totals
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_sites

LATER = 200  # units to come, looked at for the first day that would work
ANY_UNIT = (99, True, True, weights.SHORTEST_STAY)  # what is wrong with this one is wrong with the household


@dataclass(frozen=True)
class Refuge:
    """A unit to move to: a row of `offers`, or one of those assumed to open (without `unit_id`)."""

    label: str
    place: Place
    max_persons: int
    animals: bool
    row: Any = None

    @property
    def kind(self) -> tuple[int, bool, bool, int]:
        """All that the obstacles read of a unit."""
        days = max(min(self.place.days, weights.SHORTEST_STAY), 0)
        return (self.max_persons, self.place.step_free, self.animals, days)


@dataclass(frozen=True)
class Line:
    """One household (a row of `movers`), where it goes, and why."""

    row: Any
    refuge: Refuge | None
    told: Told


@dataclass(frozen=True)
class Scenario:
    """What was found: placed first, then those without a place. `settled` have a plan already and are not moved."""

    lines: Sequence[Line]
    settled: int
    units: int

    @property
    def totals(self) -> Totals:
        return totals([line.told for line in self.lines])


def scenario(site: Site, assumed: Assumptions, reader: Reader) -> Scenario:
    """The best plan that the rules allow, for the households that `reader` may allocate. Four statements."""
    scope = readable(reader, Action.ALLOCATION_PROPOSE)
    every = db.session.execute(movers(assumed.moves_from, site.id, scope).order_by(Unit.code, Stay.id)).all()
    rows = [row for row in every if not row.proposed and (assumed.with_planned or not row.is_planned)]
    by = max(assumed.last_day, today())
    elsewhere = (readable_sites(reader), Unit.site_id != site.id)
    free = db.session.execute(offers(reader, by, *elsewhere, ~_intended(site.id))).all()
    refuges = [_refuge(row, assumed.moves_from) for row in free] + _assumed(assumed.openings, assumed.moves_from, by)
    later = [_refuge(row, row.free_on) for row in coming(reader, by, *elsewhere, limit=LATER)]
    judged = _judged(rows, [one.kind for one in refuges + later])
    lines = _lines(rows, refuges, later, judged)
    return Scenario(sorted(lines, key=lambda line: line.refuge is None), len(every) - len(rows), len(refuges))


def _intended(site_id: int) -> sa.ColumnElement[bool]:
    """What becomes of a stay of another closing site is to move here: the unit is spoken for."""
    return sa.exists().where(
        ClosureOutcome.unit_id == Unit.id,
        ClosureOutcome.stay_id == Stay.id,
        Stay.end_on.is_(None),
        ClosureOutcome.closure_id == Closure.id,
        Closure.site_id != site_id,
        Closure.is_under_way,
    )


def _refuge(row: Any, moves_from: date) -> Refuge:
    place = Place(
        key=row.unit_id,
        bedrooms=row.bedrooms,
        free_on=row.start_on,
        move_on=max(row.start_on, moves_from),
        last_day=row.last_day,
        postal_code=row.postal_code,
        step_free=row.step_free,
    )
    return Refuge(f"{row.site_name} {row.unit_code}", place, row.max_persons, row.animals_allowed, row)


def _assumed(openings: Openings | None, moves_from: date, by: date) -> list[Refuge]:
    if openings is None or openings.first_day > by:
        return []
    first_day = max(openings.first_day, today())
    place = Place(
        key=0,
        bedrooms=openings.bedrooms,
        free_on=first_day,
        move_on=max(first_day, moves_from),
        last_day=openings.last_day,
        postal_code=openings.postal_code or "",
        step_free=openings.step_free,
    )
    numbers = range(1, openings.count + 1)
    return [Refuge(str(n), replace(place, key=-n), openings.persons, openings.animals) for n in numbers]


Judged = dict[tuple[Any, ...], str | None]


def _profile(row: Any) -> tuple[Any, ...]:
    """All that the obstacles read of a household."""
    flags = (row.needs_step_free, row.has_animals, row.proposed, row.lives_elsewhere, row.assessed)
    return (row.persons, *map(bool, flags), row.assignment_id is not None)


def _judged(rows: Iterable[Any], kinds: Iterable[tuple[int, bool, bool, int]]) -> Judged:
    """The first obstacle between each profile and each kind of unit, by (profile, kind): the one rule, once."""
    profiles = sorted({_profile(row) for row in rows})
    every = sorted({*kinds, ANY_UNIT})
    if not profiles:
        return {}
    columns = ("persons", "needs_step_free", "has_animals", "proposed", "lives_elsewhere", "assessed", "followed")
    households = _table("profiles", "profile", columns, profiles)
    units = _table("kinds", "kind", ("max_persons", "step_free", "animals_allowed", "days_left"), every)
    followed = sa.case((households.c.followed, 0)).label("assignment_id")
    pairs = sa.select(households, units, followed).select_from(households.join(units, sa.true())).subquery("pairs")
    query = sa.select(pairs.c.profile, pairs.c.kind, Match(pairs).obstacle())
    return {(profiles[p], every[k]): obstacle for p, k, obstacle in db.session.execute(query)}


def _table(name: str, number: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> sa.CTE:
    """These rows, numbered, as a table of the statement."""
    types = [sa.Boolean() if isinstance(value, bool) else sa.Integer() for value in rows[0]]
    named = [sa.column(column, kind) for column, kind in zip(columns, types, strict=True)]
    numbered = [(place, *row) for place, row in enumerate(rows)]
    return sa.values(sa.column(number, sa.Integer), *named, name=name).data(numbered).cte(name)


def _lines(rows: Sequence[Any], refuges: list[Refuge], later: list[Refuge], judged: Judged) -> list[Line]:
    people = [_mover(row) for row in rows]
    places = [one.place for one in refuges]
    known: dict[tuple[Any, ...], list[bool]] = {}
    for row in rows:
        profile = _profile(row)
        if profile not in known:
            known[profile] = [judged[profile, one.kind] is None for one in refuges]
    chosen = plan(people, places, [known[_profile(row)] for row in rows]).chosen
    lines = []
    for position, (row, mover) in enumerate(zip(rows, people, strict=True)):
        if position in chosen:
            refuge = refuges[chosen[position]]
            lines.append(Line(row, refuge, Told(cost=cost_of(mover, refuge.place))))
        else:
            lines.append(Line(row, None, Told(without=_without(row, mover, refuges, later, judged))))
    return lines


def _mover(row: Any) -> Mover:
    lived = (today() - row.begun_on).days
    target = row.target_days if row.target_days is not None else 0
    return Mover(
        key=row.stay_id,
        persons=row.persons,
        home=row.home,
        wished=tuple(sorted(wished_codes(row.wished_communes))),
        needs_step_free=bool(row.needs_step_free),
        need_days=max(target - lived, weights.SHORTEST_STAY),
    )


def _without(row: Any, mover: Mover, refuges: list[Refuge], later: list[Refuge], judged: Judged) -> Without:
    profile = _profile(row)
    own = judged[profile, ANY_UNIT]
    if own is not None and Obstacle(own) not in OF_THE_UNIT:
        return Without(own)
    near = [refuges[position] for position in nearest(mover, [one.place for one in refuges])]
    suiting = [one.place.move_on for one in later if judged[profile, one.kind] is None]
    told = [Near(one.label, judged[profile, one.kind] or GIVEN) for one in near]
    return Without(None, told, min(suiting, default=None))
