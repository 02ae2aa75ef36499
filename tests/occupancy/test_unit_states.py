"""What a unit is on a day with those who live there: the rule, and the same in SQL (DESIGN §3.1)."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clock import today
from app.periods import LivedPeriod, PaperPeriod
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from occupancy.queries.unit_states import occupied_as_of, promised_as_of, state_as_of
from occupancy.rules.unit_states import Entry, Promise, moment, occupied_on, promised_on, state_on
from sites.models.units import Unit, UnitAvailability
from sites.rules.units import condition_on
from sites.vocab import UnitCondition, UnitState, UnitUse
from tests.support.unguarded import unguarded

ON_BOTH = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
days = st.dates(date(2024, 1, 28), date(2024, 3, 4))  # past, so that instants matter
closed_paper = st.lists(days, min_size=2, max_size=2).map(lambda ends: PaperPeriod(*sorted(ends)))
closed_lived = st.lists(days, min_size=2, max_size=2, unique=True).map(lambda ends: LivedPeriod(*sorted(ends)))
lived = closed_lived | days.map(LivedPeriod)
instants = days.map(lambda day: datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC))
promises = st.builds(
    Promise, made_at=instants, end_on=days, closed_at=st.none() | instants, expires_at=st.none() | instants
)
entries = st.builds(Entry, written_at=instants, period=lived)
FAR = date(2030, 1, 1)


def test_a_state_in_words():
    free = {"occupied": False, "promised": False}
    assert state_on(UnitUse.DWELLING, UnitCondition.OPEN, **free) is UnitState.FREE
    assert state_on(UnitUse.COMMON_ROOM, UnitCondition.OPEN, **free) is UnitState.IN_SERVICE
    assert state_on(UnitUse.DWELLING, UnitCondition.OPEN, occupied=False, promised=True) is UnitState.RESERVED
    assert state_on(UnitUse.DWELLING, UnitCondition.WORKS, occupied=False, promised=True) is UnitState.WORKS
    assert state_on(UnitUse.DWELLING, UnitCondition.CLOSED, occupied=True, promised=False) is UnitState.OCCUPIED
    for condition in set(UnitCondition) - {UnitCondition.OPEN}:
        assert state_on(UnitUse.DWELLING, condition, **free).value == condition.value


def write(session, use, availabilities, stays, allocations):
    unit = Unit(site_id=1, code="1", use=use, max_persons=1)
    session.add(unit)
    session.flush()
    for one in availabilities:
        session.add(UnitAvailability(unit_id=unit.id, first_day=one.first_day, last_day=one.last_day))
    for one in stays:
        period = one.period
        stay = Stay(unit_id=unit.id, household_id=1, start_on=period.start_on, end_on=period.end_on, planned_end_on=FAR)
        stay.created_at = one.written_at
        session.add(stay)
    for number, one in enumerate(allocations):
        start_on = one.end_on - timedelta(days=1)
        allocation = Allocation(unit_id=unit.id, household_id=number, assignment_id=1, start_on=start_on)
        allocation.end_on, allocation.created_at = one.end_on, one.made_at
        allocation.closed_at, allocation.expires_at = one.closed_at, one.expires_at
        allocation.ranking, allocation.proposed_by_id = "[]", 1
        session.add(allocation)
    session.flush()


def test_the_same_state_in_sql(app):
    @ON_BOTH
    @given(
        use=st.sampled_from(UnitUse),
        availabilities=st.lists(closed_paper, max_size=2),
        stays=st.lists(entries, max_size=2),
        allocations=st.lists(promises, max_size=3),
        day=days,
    )
    def compare(use, availabilities, stays, allocations, day):
        occupied, promised = occupied_on(day, stays), promised_on(day, moment(day), allocations, stays)
        state = state_on(use, condition_on(day, availabilities, []), occupied=occupied, promised=promised)
        with unguarded(app) as session:
            write(session, use, availabilities, stays, allocations)
            columns = (occupied_as_of(day), promised_as_of(day), state_as_of(day))
            found = session.execute(sa.select(*columns).select_from(Unit)).one()
            assert (bool(found[0]), bool(found[1]), found[2]) == (occupied, promised, state)

    compare()


def test_a_past_day_is_looked_at_from_its_end_and_today_from_now():
    day = date(2025, 7, 1)
    assert moment(day) == datetime(2025, 7, 1, 22, tzinfo=UTC)
    assert abs(moment(today()) - datetime.now(UTC)) < timedelta(seconds=30)
    proposal = Promise(datetime(2025, 7, 1, 12, tzinfo=UTC), FAR, closed_at=datetime(2025, 7, 2, 9, tzinfo=UTC))
    assert promised_on(day, moment(day), [proposal], [])
    assert not promised_on(date(2025, 7, 2), moment(date(2025, 7, 2)), [proposal], [])
