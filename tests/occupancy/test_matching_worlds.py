"""On worlds made by chance: every pair shown can be proposed unchanged, every other is refused with its obstacle told.

The board, the page of a household and the proposal must agree on each pair; what a chance world holds is below.
"""

import random
from datetime import timedelta

import pytest

from app.auth.vocab import Role
from app.clock import now, today
from app.db import db, transaction
from app.web.errors import Refusal
from axes.models.people import Household
from axes.vocab import NeedKind, Urgency
from occupancy.errors import HouseholdTaken, UnitTaken
from occupancy.models.closures import Closure
from occupancy.queries.board import judge
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_from, offers
from occupancy.services.allocations import propose
from occupancy.vocab import ClosureCause
from sites.models.units import Unit, UnitOutage
from sites.vocab import OutageKind, Payer, UnitUse
from tests.occupancy.reading import ALL_SEEING, reader_of

UNITS, HOUSEHOLDS = 10, 12
DAY = timedelta(days=1)


def a_unit(make, chance):
    """A dwelling that may be small, high, lent for a short while, in works, lived in, promised or in a closing site."""
    facts = {
        "max_persons": chance.choice([1, 2, 3, 4, 6]),
        "step_free": chance.random() < 0.4,
        "animals_allowed": chance.random() < 0.5,
        "last_day": today() + DAY * chance.choice([5, 12, 13, 14, 40, 200, 700]),
        "first_day": today() + DAY * chance.choice([-700, -700, -700, 3]),
    }
    site = make.site(postal_code=chance.choice([None, "1070", "1080"]))
    unit = make.home(site, **facts)
    what = chance.choice(
        ["nothing", "nothing", "stay", "overdue", "left", "later", "works", "ahead", "closing", "room"]
    )
    _happens(make, chance, unit, site, what)
    return unit


def _happens(make, chance, unit, site, what):
    soon = today() + DAY * chance.choice([1, 3, 4])
    if what in {"stay", "overdue", "left", "later"} and unit.max_persons and _long(make, unit):
        start = today() - DAY * 30 if what != "later" else today() + DAY * 4
        facts = {
            "stay": {"planned_end_on": soon},
            "overdue": {"planned_end_on": today() - DAY},
            "left": {},
            "later": {},
        }
        given = facts[what] | ({"end_on": today() - DAY * 2, "planned_end_on": today()} if what == "left" else {})
        given |= {"planned_end_on": today() + DAY * 5} if what == "later" else {}
        make.stay(unit=unit, start_on=start, **given)
    elif what in {"works", "ahead"}:
        first = today() - DAY * 3 if what == "works" else today() + DAY * 20
        last = chance.choice([None, soon, today() - DAY]) if what == "works" else None
        facts = {"reason": "Chaudière", "payer": Payer.UNKNOWN}
        make.save(UnitOutage(unit_id=unit.id, kind=OutageKind.WORKS, first_day=first, last_day=last, **facts))
    elif what == "closing":
        days = {"opened_on": today(), "last_day": today() + DAY * chance.choice([10, 13, 30])}
        make.save(Closure(site_id=site.id, cause=ClosureCause.WORKS, **days))
    elif what == "room":
        make.unit(site, use=UnitUse.COMMON_ROOM)


def _long(make, unit):
    """Whether the unit is open already, and for long enough for the stays above."""
    with make.app.app_context(), transaction("read"):
        row = db.session.execute(offers(ALL_SEEING, today(), Unit.id == unit.id)).first()
        return row is not None and row.days_left > 5


def a_household(make, chance, programme, reader):
    """A household that may be large, in need, protected, followed by nobody or later, proposed elsewhere."""
    team = chance.choice([*programme.teams.values(), None])
    known = chance.random() < 0.5
    made = make.waiting_household(
        programme,
        team=None,
        adults=chance.choice([0, 1, 1, 2, 2, 3]),
        minors=chance.choice([0, 0, 1, 3]),
        urgency=chance.choice([*Urgency]),
        since=now() - DAY * chance.choice([0, 1, 40, 400]),
        needs=[kind for kind in (NeedKind.STEP_FREE, NeedKind.ANIMALS) if chance.random() < 0.3],
        wished_communes=chance.choice([None, "1070", "1080,1070"]),
        is_protected=chance.random() < 0.25,
        named=[reader] if known else (),
    )
    if team is not None:
        make.assignment(made, team, start_on=today() + DAY * chance.choice([-9, -9, -9, 3, 8]))
    if chance.random() < 0.2:
        make.referral(programme, household=made, since=now() - DAY * 3)
    if chance.random() < 0.15 and team is not None:
        make.allocation(programme, household=made, unit=make.home(), expired=chance.random() < 0.5)
    if chance.random() < 0.1:
        make.member(made, start_on=today() + DAY * 4)
    return made


def everything(reader, by):
    """What the board and the pages of households show: {(unit, household, day): (obstacle, score)} each."""
    units = db.session.execute(offers(ALL_SEEING, by)).all()
    shown = {}
    for unit in units:
        offer = offer_from(unit)
        match = Match.of_unit(offer, reader)
        rows = db.session.execute(match.rows()).all()
        shown |= {(unit.unit_id, row.household_id, unit.start_on): (row.obstacle, row.score) for row in rows}
        counted = judge(reader, offer, units).verdicts
        assert counted.candidates == len([row for row in rows if row.obstacle is None])
        assert counted.waiting == len(rows) == len({row.household_id for row in rows})
    return units, shown


def the_other_way(reader, households, by):
    found = {}
    for household in households:
        match = Match.of_household(household.id, offers(ALL_SEEING, by).subquery("offered"), reader)
        rows = db.session.execute(match.rows()).all()
        found |= {(row.unit_id, household.id, row.start_on): (row.obstacle, row.score) for row in rows}
    return found


def attempt(unit_id, household_id, start_on, reader):
    """Propose a pair, then take it back; gives the refusal, or None."""
    unit, household = db.session.get(Unit, unit_id), db.session.get(Household, household_id)
    try:
        propose(unit=unit, household=household, start_on=start_on, actor=reader)
    except Refusal as refusal:
        return refusal
    finally:
        db.session.rollback()
    return None


def expected(obstacle):
    return {"proposed_elsewhere": "conflict.household_taken.proposed_unit"}.get(obstacle, f"Obstacle.{obstacle}")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_shown_is_what_can_be_done(app, make, seed):
    chance, user = random.Random(seed), make.user(Role.ALLOCATION)
    make.commune("1070"), make.commune("1080")
    reader, programme = reader_of(user), make.programme()
    units = [a_unit(make, chance) for _ in range(UNITS)]
    households = [a_household(make, chance, programme, user) for _ in range(HOUSEHOLDS)]
    told, by = set(), today() + DAY * chance.choice([0, 5, 30])
    with app.app_context(), transaction("write"):
        offered, shown = everything(reader, by)
        assert the_other_way(reader, households, by) == shown
        for (unit_id, household_id, start_on), (obstacle, _score) in shown.items():
            refusal = attempt(unit_id, household_id, start_on, reader)
            told.add(obstacle)
            assert (refusal is None) == (obstacle is None), f"{obstacle}: {refusal!r}"
            assert refusal is None or refusal.key == expected(obstacle)
        _refuses_the_rest(units, households, offered, shown, reader, by)
    assert len(told) >= 5, f"this world is too simple: {told}"


def _refuses_the_rest(units, households, offered, shown, reader, by):
    """Units that are not offered on the day are taken; households that are not listed do not wait, or are not known."""
    free = {row.unit_id: row.start_on for row in offered}
    listed = {household_id for _, household_id, _ in shown}
    for unit in units:
        for household in households:
            if unit.id not in free:
                assert isinstance(attempt(unit.id, household.id, by, reader), UnitTaken)
            elif household.id not in listed:
                refusal = attempt(unit.id, household.id, free[unit.id], reader)
                assert isinstance(refusal, HouseholdTaken)
                assert refusal.key.endswith("not_waiting")
