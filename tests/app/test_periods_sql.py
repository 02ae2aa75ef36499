"""The rules in SQL against the rules in Python, on both databases (DESIGN §3.1)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from app.periods import (
    LivedPeriod,
    PaperPeriod,
    days_between,
    lived_contains,
    lived_overlaps,
    nights_between,
    paper_contains,
    paper_overlaps,
)
from tests.support.periods import days, lived, paper, unhurried
from tests.support.zones import ZONES, process_zone

probe = sa.Table(
    "periods_probe",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("start", sa.Date, nullable=False),
    sa.Column("end", sa.Date),
)
START, END = probe.c.start, probe.c.end
OTHER = probe.alias("other")
ON_BOTH = settings(unhurried, max_examples=60)


@pytest.fixture(scope="module")
def database(bare_engine: Engine) -> Iterator[Engine]:
    probe.create(bare_engine)
    yield bare_engine
    probe.drop(bare_engine)


def ask(database: Engine, rows: Sequence[tuple[date, date | None]], query: sa.Executable) -> list[Any]:
    """What the query answers when the probe holds these rows, numbered from 0; they are gone afterwards."""
    with database.connect() as connection:
        values = [{"id": number, "start": start, "end": end} for number, (start, end) in enumerate(rows)]
        connection.execute(sa.insert(probe), values)
        answers = [tuple(row) for row in connection.execute(query)]
        connection.rollback()
    return answers


def of_lived(periods: Sequence[LivedPeriod]) -> list[tuple[date, date | None]]:
    return [(period.start_on, period.end_on) for period in periods]


def of_paper(periods: Sequence[PaperPeriod]) -> list[tuple[date, date | None]]:
    return [(period.first_day, period.last_day) for period in periods]


def against_first(*expressions: sa.ColumnElement[Any]) -> sa.Executable:
    """The expressions for each row joined to the first one."""
    return sa.select(*expressions).join(OTHER, OTHER.c.id == 0).order_by(probe.c.id)


@ON_BOTH
@given(periods=st.lists(lived, min_size=1, max_size=8), window=lived, day=days)
def test_lived_rules(database: Engine, periods: list[LivedPeriod], window: LivedPeriod, day: date) -> None:
    overlaps = lived_overlaps(START, END, window.start_on, window.end_on)
    query = sa.select(overlaps, lived_contains(START, END, day)).order_by(probe.c.id)
    expected = [(period.overlaps(window), period.contains(day)) for period in periods]
    assert ask(database, of_lived(periods), query) == expected


@ON_BOTH
@given(periods=st.lists(paper, min_size=1, max_size=8), window=paper, day=days)
def test_paper_rules(database: Engine, periods: list[PaperPeriod], window: PaperPeriod, day: date) -> None:
    overlaps = paper_overlaps(START, END, window.first_day, window.last_day)
    query = sa.select(overlaps, paper_contains(START, END, day)).order_by(probe.c.id)
    expected = [(period.overlaps(window), period.contains(day)) for period in periods]
    assert ask(database, of_paper(periods), query) == expected


@ON_BOTH
@given(periods=st.lists(lived, min_size=1, max_size=8))
def test_lived_rows_against_a_row(database: Engine, periods: list[LivedPeriod]) -> None:
    query = against_first(
        lived_overlaps(START, END, OTHER.c.start, OTHER.c.end),
        lived_contains(START, END, OTHER.c.start),
    )
    first = periods[0]
    expected = [(period.overlaps(first), period.contains(first.start_on)) for period in periods]
    assert ask(database, of_lived(periods), query) == expected


@ON_BOTH
@given(periods=st.lists(paper, min_size=1, max_size=8))
def test_paper_rows_against_a_row(database: Engine, periods: list[PaperPeriod]) -> None:
    query = against_first(
        paper_overlaps(START, END, OTHER.c.start, OTHER.c.end),
        paper_contains(START, END, OTHER.c.start),
    )
    first = periods[0]
    expected = [(period.overlaps(first), period.contains(first.first_day)) for period in periods]
    assert ask(database, of_paper(periods), query) == expected


@ON_BOTH
@given(start=st.dates(), end=st.dates())
def test_days_between_any_days(database: Engine, start: date, end: date) -> None:
    query = sa.select(days_between(START, END), days_between(START, end), days_between(end, start))
    difference = (end - start).days
    answers = ask(database, [(start, end)], query)
    assert answers == [(difference, difference, -difference)]
    assert {type(number) for number in answers[0]} == {int}


def test_days_until_an_unknown_end_are_unknown(database: Engine) -> None:
    query = sa.select(days_between(START, END))
    assert ask(database, [(date(2027, 5, 1), None)], query) == [(None,)]


def test_rules_find_rows_and_their_negation_finds_the_others(database: Engine) -> None:
    rows = [
        (date(2027, 5, 1), None),
        (date(2027, 5, 1), date(2027, 5, 8)),
        (date(2027, 5, 8), date(2027, 5, 9)),
    ]
    there = lived_contains(START, END, date(2027, 5, 8))
    assert ask(database, rows, sa.select(probe.c.id).where(there).order_by(probe.c.id)) == [(0,), (2,)]
    assert ask(database, rows, sa.select(probe.c.id).where(~there)) == [(1,)]


@pytest.mark.parametrize(
    ("start_on", "end_on"),
    [
        pytest.param(date(2027, 3, 27), date(2027, 3, 29), id="the clock goes forward"),
        pytest.param(date(2027, 10, 30), date(2027, 11, 1), id="the clock goes back"),
        pytest.param(date(2028, 2, 28), date(2028, 3, 1), id="29 February"),
    ],
)
def test_nights_do_not_depend_on_zones(database: Engine, start_on: date, end_on: date) -> None:
    query = sa.select(days_between(START, END))
    for zone in ZONES:
        with process_zone(zone):
            assert ask(database, [(start_on, end_on)], query) == [(2,)]
            assert nights_between(start_on, end_on) == 2


DAY, INSTANT = date(2027, 5, 8), datetime(2027, 5, 8, 23, 30, tzinfo=UTC)


def test_windows_that_are_no_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="lived period"):
        lived_overlaps(START, END, DAY, DAY)
    with pytest.raises(ValueError, match="paper period"):
        paper_overlaps(START, END, DAY, date(2027, 5, 7))


def test_an_instant_is_no_day_in_sql() -> None:
    with pytest.raises(TypeError, match="a day is expected"):
        lived_contains(START, END, INSTANT)
    with pytest.raises(TypeError, match="a day is expected"):
        paper_contains(START, END, INSTANT)


def test_a_query_can_be_printed() -> None:
    assert str(days_between(START, END)) == 'days_between(periods_probe.start, periods_probe."end")'
