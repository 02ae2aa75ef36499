"""Days moved, the first and last of several, and the day of an instant: the database says what Python says."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import local
from app.db import UtcDateTime
from app.periods import add_months
from app.periods.shift import brussels_day, day_shifted, earliest_day, latest_day, months_later

meta = sa.MetaData()
moments = sa.Table(
    "moment", meta, sa.Column("id", sa.Integer), sa.Column("at", UtcDateTime()), sa.Column("day", sa.Date)
)
days = st.dates(date(1996, 1, 1), date(2099, 12, 31))
on_both = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def engine(bare_engine):
    meta.create_all(bare_engine)
    yield bare_engine
    meta.drop_all(bare_engine)


def asked(engine, *rows):
    """What the database makes of each row (day, instant): the day moved by one, and the instant's day."""
    with engine.begin() as connection:
        connection.execute(moments.delete())
        connection.execute(moments.insert(), [{"id": n, "day": day, "at": at} for n, (day, at) in enumerate(rows)])
        query = sa.select(day_shifted(moments.c.day, 1), brussels_day(moments.c.at)).order_by(moments.c.id)
        return [tuple(row) for row in connection.execute(query)]


@on_both
@given(day=days, by=st.integers(-800, 800))
def test_a_day_moved(engine, day, by):
    with engine.connect() as connection:
        assert connection.scalar(sa.select(day_shifted(day, by))) == day + timedelta(days=by)


def test_no_day_stays_none(engine):
    assert asked(engine, (None, None)) == [(None, None)]


@on_both
@given(some=st.lists(days, min_size=2, max_size=4))
def test_the_first_and_the_last_of_several(engine, some):
    with engine.connect() as connection:
        row = connection.execute(sa.select(latest_day(*some), earliest_day(*some))).one()
    assert tuple(row) == (max(some), min(some))


instants = st.integers(820_454_400, 4_102_444_799).map(
    lambda second: datetime.fromtimestamp(second, UTC) + timedelta(microseconds=second % 1_000_000)
)


@on_both
@given(some=st.lists(instants, min_size=1, max_size=20))
def test_the_day_of_an_instant_is_that_of_brussels(engine, some):
    shown = asked(engine, *[(None, at) for at in some])
    assert [day for _, day in shown] == [local(at).date() for at in some]


def test_both_changes_of_the_clock_and_the_midnights_around_them(engine):
    """Every half hour of the two days when the clock changes, and of those beside them, in six years."""
    some = [
        datetime(year, month, 24, 21, 30, tzinfo=UTC) + timedelta(minutes=30 * step)
        for year in range(2024, 2030)
        for month in (3, 10)
        for step in range(24 * 2 * 9)
    ]
    shown = asked(engine, *[(None, at) for at in some])
    assert [day for _, day in shown] == [local(at).date() for at in some]


@on_both
@given(day=days, months=st.integers(-60, 60))
def test_months_later(engine, day, months):
    with engine.connect() as connection:
        assert connection.scalar(sa.select(months_later(day, months))) == add_months(day, months)
