"""Units that can be offered: since when, until when, and why not."""

from datetime import date, timedelta

import pytest

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from occupancy.models.closures import Closure
from occupancy.queries.holders import HolderKind, holder_of
from occupancy.queries.offers import coming, offer_of, offers
from occupancy.vocab import ClosureCause
from sites.models.units import UnitOutage
from sites.vocab import OutageKind, Payer, UnitUse
from tests.occupancy.reading import ALL_SEEING, reader_of

DAY = timedelta(days=1)


@pytest.fixture
def rows(app):
    """`rows(by)` gives what is offered by a day: unit id → row."""

    def ask(by=None):
        with app.app_context(), transaction("read"):
            return {row.unit_id: row for row in db.session.execute(offers(ALL_SEEING, by or today())).all()}

    return ask


def outage(make, unit, first, last):
    facts = {"kind": OutageKind.WORKS, "reason": "Chaudière", "payer": Payer.UNKNOWN}
    return make.save(UnitOutage(unit_id=unit.id, first_day=first, last_day=last, **facts))


def test_a_unit_nobody_holds_is_free_from_its_opening_to_its_close(make, rows):
    unit = make.home(first_day=today() - DAY * 9, last_day=today() + DAY * 20)
    (row,) = rows().values()
    assert (row.unit_id, row.free_on, row.start_on) == (unit.id, today() - DAY * 9, today())
    assert (row.last_day, row.days_left) == (today() + DAY * 20, 21)


def test_one_that_opens_later_is_offered_from_its_opening(make, rows):
    make.home(first_day=today() + DAY * 5, last_day=today() + DAY * 90)
    assert rows(today() + DAY * 4) == {}
    (row,) = rows(today() + DAY * 5).values()
    assert (row.start_on, row.held_by) == (today() + DAY * 5, "opening")


def test_a_planned_exit_frees_it_on_the_very_day(make, rows):
    unit = make.home()
    make.stay(unit=unit, planned_end_on=today() + DAY * 10)
    assert rows(today() + DAY * 9) == {}
    (row,) = rows(today() + DAY * 10).values()
    assert (row.start_on, row.held_by) == (today() + DAY * 10, "stay")


def test_who_should_have_left_keeps_the_unit(make, rows):
    unit = make.home()
    make.stay(unit=unit, planned_end_on=today() - DAY)
    assert rows() == rows(today() + DAY * 300) == {}


def test_it_is_offered_until_the_eve_of_what_comes_next(make, rows):
    first, second, third = make.home(), make.home(), make.home()
    make.stay(unit=first, start_on=today() + DAY * 30, planned_end_on=today() + DAY * 60)
    outage(make, second, today() + DAY * 31, None)
    make.allocation(make.programme(), unit=third, start_on=today() + DAY * 32, end_on=today() + DAY * 60)
    free = rows()
    ends = [free[unit.id].last_day - today() for unit in (first, second, third)]
    assert ends == [DAY * 29, DAY * 30, DAY * 31]
    assert rows(today() + DAY * 61).keys() == {first.id, third.id}


def test_works_keep_it_out_until_the_day_after(make, rows):
    unit = make.home()
    outage(make, unit, today() - DAY, today() + DAY * 3)
    assert rows(today() + DAY * 3) == {}
    (row,) = rows(today() + DAY * 4).values()
    assert (row.start_on, row.held_by) == (today() + DAY * 4, "outage")


def test_cancelled_works_count_for_nothing(make, rows):
    unit = make.home()
    make.save(
        UnitOutage(
            unit_id=unit.id,
            kind=OutageKind.DAMAGE,
            first_day=today() - DAY,
            last_day=None,
            reason="Fuite",
            payer=Payer.UNKNOWN,
            cancelled_on=today(),
        )
    )
    assert rows().keys() == {unit.id}


def test_a_closing_site_is_offered_until_its_last_day(make, rows):
    site = make.site()
    make.home(site)
    make.save(Closure(site_id=site.id, cause=ClosureCause.WORKS, opened_on=today(), last_day=today() + DAY * 40))
    (row,) = rows().values()
    assert row.last_day == today() + DAY * 40
    assert rows(today() + DAY * 41) == {}


def test_only_dwellings_are_offered(make, rows):
    make.home(use=UnitUse.COMMON_ROOM)
    assert rows() == {}


def test_a_proposal_holds_its_unit_until_it_expires(make, rows):
    programme = make.programme()
    held, gone = make.home(), make.home()
    make.allocation(programme, unit=held)
    make.allocation(programme, unit=gone, expired=True)
    assert rows().keys() == {gone.id}
    (later,) = [row for row in rows(today() + DAY * 60).values() if row.unit_id == held.id]
    assert (later.start_on, later.held_by) == (today() + DAY * 60, "promise")


def test_an_offer_never_begins_in_the_past(app, make):
    unit = make.home()
    with app.app_context(), transaction("read"):
        assert offer_of(ALL_SEEING, unit.id, date(2020, 1, 1)).start_on == today()


def test_the_next_to_free_up_come_in_order(app, make):
    late, soon, never = make.home(), make.home(), make.home()
    make.stay(unit=late, planned_end_on=today() + DAY * 50)
    outage(make, soon, today(), today() + DAY * 4)
    outage(make, never, today(), None)
    with app.app_context(), transaction("read"):
        found = [(row.unit_id, row.free_on) for row in coming(ALL_SEEING, today())]
    assert found == [(soon.id, today() + DAY * 5), (late.id, today() + DAY * 50)]


def test_who_holds_a_unit_is_told_as_far_as_the_reader_may_know(app, make):
    programme, allocator = make.programme(), make.user(Role.ALLOCATION)
    proposed, planned, lived, out, shut = [make.home() for _ in range(4)] + [make.home(last_day=today() + DAY)]
    first = make.allocation(programme, unit=proposed)
    second = make.allocation(programme, unit=planned, state="entry_planned")
    secret = make.household(is_protected=True)
    make.stay(unit=lived, household=secret, planned_end_on=today() + DAY * 7)
    outage(make, out, today(), today() + DAY * 2)
    with app.app_context(), transaction("read"):
        told = [holder_of(unit.id, today() + DAY * 2, reader_of(allocator)) for unit in (proposed, planned, lived, out)]
        closed = holder_of(shut.id, today() + DAY * 2, reader_of(allocator))
    secret_one = HolderKind.UNAVAILABLE
    assert [one.kind for one in told] == [HolderKind.PROPOSAL, HolderKind.ENTRY, secret_one, HolderKind.OUTAGE]
    assert [one.until for one in told] == [first.expires_at, second.end_on, None, today() + DAY * 2]
    assert [one.free_on for one in told] == [first.end_on, second.end_on, None, today() + DAY * 3]
    assert [one.reference is not None for one in told] == [True, True, False, False]
    assert (closed.kind, closed.free_on) == (HolderKind.CLOSED, None)
