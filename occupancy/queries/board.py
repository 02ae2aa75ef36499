"""The allocation board: units free now or by a day, and for one of them the households that wait, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.clock import today
from app.db import ask, db, prebuilt
from app.periods import lived_contains
from axes.models.people import HouseholdMember, Person
from axes.models.programmes import Axis
from occupancy.queries.matching import AnyOffer, Match, parameters_of
from occupancy.queries.offers import SHOWN, coming, offers
from occupancy.rules.matching import OF_THE_UNIT, Offer
from occupancy.rules.suggestions import Verdicts, kinds_of_units, verdicts
from sites.models.units import Unit
from sites.queries.scope import readable_sites

UNITS_PER_PAGE = 20
CANDIDATES_PER_PAGE = 25
SOON = timedelta(days=30)
FURTHEST = timedelta(days=3 * 365)


@dataclass(frozen=True)
class BoardFilters:
    """What the address asks; nonsense asks nothing."""

    by: date
    axis: str | None = None
    site: str | None = None
    bedrooms: int | None = None
    unit: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "BoardFilters":
        bedrooms = asked.get("bedrooms", "")
        return cls(
            by=_day(asked.get("by", "")),
            axis=asked.get("axis") or None,
            site=asked.get("site") or None,
            bedrooms=int(bedrooms) if bedrooms.isascii() and bedrooms.isdigit() and len(bedrooms) < 3 else None,
            unit=asked.get("unit") or None,
        )

    @property
    def kept(self) -> dict[str, Any]:
        """The filters as arguments of an address, without the unit."""
        given = {"axis": self.axis, "site": self.site, "bedrooms": self.bedrooms}
        return {"by": self.by.isoformat()} | {name: value for name, value in given.items() if value is not None}

    def keeps(self, unit: Any) -> bool:
        """Whether a unit is among those asked for; `bedrooms` is the least."""
        return (self.site is None or unit.site_public_id == self.site) and (
            self.bedrooms is None or unit.bedrooms >= self.bedrooms
        )


def _day(text: str) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today() + SOON
    return min(max(asked, today()), today() + FURTHEST)


@dataclass(frozen=True)
class Units:
    """The units offered by the day asked: all of them, and those that the filters keep."""

    every: Sequence[Any]
    kept: Sequence[Any]
    chosen: Any
    missed: bool  # the one asked for is not offered any more

    @property
    def shown(self) -> Sequence[Any]:
        """Those of the page on which the chosen one is: a list of two hundred says nothing."""
        return self.kept[self._begins : self._begins + UNITS_PER_PAGE]

    @property
    def before(self) -> Any:
        """First unit of the page before, if there is one."""
        return self.kept[self._begins - UNITS_PER_PAGE] if self._begins else None

    @property
    def after(self) -> Any:
        """First unit of the page after, if there is one."""
        end = self._begins + UNITS_PER_PAGE
        return self.kept[end] if end < len(self.kept) else None

    @property
    def first(self) -> int:
        """Rank of the first one shown, from 1."""
        return self._begins + 1

    @property
    def _begins(self) -> int:
        place = self.kept.index(self.chosen) if self.chosen is not None else 0
        return place - place % UNITS_PER_PAGE

    @property
    def sites(self) -> list[tuple[str, str, int]]:
        """(public name, name, units) of each site with something to offer, by name."""
        return _counted((unit.site_public_id, unit.site_name) for unit in self.every)


def _counted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    return [(code, name, count) for (code, name), count in sorted(counts.items(), key=lambda item: item[0][1])]


def units_of_board(reader: Reader, filters: BoardFilters) -> Units:
    """Units free by the day, those free longest first; the one asked for, else the first. One statement."""
    every = ask(_offered_by(reader, filters.by, today())).all()
    kept = [unit for unit in every if filters.keeps(unit)]
    asked = next((unit for unit in kept if unit.unit_public_id == filters.unit), None)
    return Units(every, kept, asked or (kept[0] if kept else None), asked is None and filters.unit is not None)


@prebuilt
def _offered_by(reader: Reader, by: date, _day: date) -> sa.Select[Any]:
    """Kept for the day it is built on: what is free by then depends on it."""
    return offers(reader, by, readable_sites(reader)).limit(SHOWN)


def offered(reader: Reader, unit_id: int, start_on: date | None = None) -> Any:
    """One unit as it is offered from a day; without it, as soon as it is known to be free. None when it is not."""
    row = db.session.execute(offers(reader, start_on or today(), Unit.id == unit_id)).first()
    if row is not None or start_on is not None:
        return row
    found = coming(reader, today(), Unit.id == unit_id, limit=1)
    return found[0] if found else None


@dataclass(frozen=True)
class Judged:
    """How the households that wait stand to a unit, and one page of those who can be proposed, best first."""

    verdicts: Verdicts
    rows: Sequence[Any]
    number: int


def judge(reader: Reader, offer: Offer, every: Sequence[Any], *, axis: str | None = None, number: int = 1) -> Judged:
    """The verdicts on a unit, which other one of `every` would suit those kept out, and a page of candidates.

    One statement; a page past the last asks again, for the last.
    """
    kinds = kinds_of_units(every, offer.unit_id)
    others = {f"other_{place}_{name}": getattr(kind, name) for place, kind in enumerate(kinds) for name in OF_KIND}
    page = {"page_rows": CANDIDATES_PER_PAGE, "page_start": (number - 1) * CANDIDATES_PER_PAGE}
    rows = ask(_judged(reader, axis, len(kinds), today()), parameters_of(offer) | others | page).all()
    told = verdicts((row for row in rows if row.households), kinds)
    last = max(1, -(-told.candidates // CANDIDATES_PER_PAGE))
    if number > last:
        return judge(reader, offer, every, axis=axis, number=last)
    return Judged(told, [row for row in rows if not row.households], number)


PROFILE = ("obstacle", "persons", "needs_step_free", "has_animals")
OF_KIND = ("unit_id", "max_persons", "step_free", "animals_allowed", "days_left")


@prebuilt
def _judged(reader: Reader, axis: str | None, kinds: int, _day: date) -> sa.Select[Any]:
    """A page of candidates, then (with `households`) the counts, over pairs looked up once: they are the whole cost."""
    match = Match.of_unit(AnyOffer(), reader, axis)
    counts = match.counts().cte("counts").prefix_with("MATERIALIZED")
    suits = _suiting(counts, sa.union_all(*map(_kind, range(kinds))).subquery("others")) if kinds else None
    rows, start = (sa.bindparam(name, type_=sa.Integer) for name in ("page_rows", "page_start"))
    best = match.candidates().limit(rows).offset(start).subquery("best")
    no_counts = (sa.null().label("households"), sa.null().label("suited_by"))
    both = sa.union_all(sa.select(*best.c, *no_counts), _counted_beside(best, counts, suits)).subquery("judged")
    order = (both.c.declined_at.is_not(None), both.c.score.desc(), both.c.waiting_days.desc(), both.c.reference)
    return sa.select(both).order_by(*order)


def _counted_beside(best: sa.Subquery, counts: sa.CTE, suits: sa.Subquery | None) -> sa.Select[Any]:
    """The counts, with the columns of `best` in which they have nothing to say empty."""
    columns = [counts.c[one.name] if one.name in PROFILE else sa.null().label(one.name) for one in best.c]
    if suits is None:
        return sa.select(*columns, counts.c.households, sa.null().label("suited_by"))
    same = sa.and_(*[counts.c[name].is_not_distinct_from(suits.c[name]) for name in PROFILE])
    return sa.select(*columns, counts.c.households, suits.c.suited_by).select_from(counts.outerjoin(suits, same))


def _suiting(counts: sa.CTE, others: sa.Subquery) -> sa.Subquery:
    """Each profile kept out with the other units that nothing keeps it from: the same rule, on profiles."""
    pairs = (
        sa.select(
            counts,
            others,
            sa.false().label("proposed"),
            sa.false().label("lives_elsewhere"),
            sa.true().label("assessed"),
            sa.literal(0).label("assignment_id"),
        )
        .select_from(counts.join(others, sa.true()))
        .where(counts.c.obstacle.in_([code.value for code in OF_THE_UNIT]))
        .subquery("profiles")
    )
    rule = Match(pairs)
    columns = [pairs.c[name] for name in PROFILE]
    return sa.select(*columns, pairs.c.unit_id.label("suited_by")).where(rule.obstacle().is_(None)).subquery("suits")


def _kind(place: int) -> sa.Select[Any]:
    """A kind of unit as a row of parameters."""
    facts = {name: getattr(AnyOffer, name).type for name in OF_KIND}
    return sa.select(*[sa.bindparam(f"other_{place}_{name}", type_=kind).label(name) for name, kind in facts.items()])


def compositions(household_ids: Iterable[int], day: date) -> dict[int, tuple[int, int]]:
    """Adults and children in each household on a day. One statement."""
    minors = sa.func.count().filter(Person.is_minor.is_(True))
    query = (
        sa.select(HouseholdMember.household_id, sa.func.count() - minors, minors)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id.in_(list(household_ids)))
        .where(lived_contains(HouseholdMember.start_on, HouseholdMember.end_on, day))
        .group_by(HouseholdMember.household_id)
    )
    return {household_id: (adults, children) for household_id, adults, children in db.session.execute(query)}


def axes_in_use() -> list[Any]:
    """Axes that are open: public_id, number and names, in order."""
    columns = (Axis.public_id, Axis.number, Axis.name_fr, Axis.name_nl, Axis.name_en)
    query = sa.select(*columns).where(sa.or_(Axis.closed_on.is_(None), Axis.closed_on > today()))
    return list(db.session.execute(query.order_by(Axis.number, Axis.id)))
