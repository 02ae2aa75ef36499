"""Public counts: nobody can be singled out of a published row, nor out of two of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.quarters import closed_quarter, last_closed
from reports.rules.rounding import BASE, rounded

rows = st.lists(st.integers(0, 300), min_size=1, max_size=8)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(rows)
def test_every_cell_is_near_and_a_multiple_of_the_base(counts):
    for cell, count in zip(rounded(counts).cells, counts, strict=True):
        assert cell % BASE == 0
        assert abs(cell - count) <= BASE // 2


@given(rows, st.data())
def test_any_counts_of_the_same_cells_publish_the_same(counts, data):
    """What is published says of each count that it is one of five (three below five), whatever the others are."""
    shown = rounded(counts)
    others = [data.draw(st.integers(max(cell - 2, 0), cell + 2)) for cell in shown.cells]
    assert rounded(others) == shown


@given(rows, st.data())
def test_a_change_of_less_than_the_base_is_never_told_from_none_or_from_another(counts, data):
    """Two quarters: whichever small change happened, the same two rows also come of a change of another size."""
    moved = [count + data.draw(st.integers(0, BASE - 1)) for count in counts]
    before, after = rounded(counts), rounded(moved)
    steps = [new - old for old, new in zip(before.cells, after.cells, strict=True)]
    assert set(steps) <= {0, BASE}
    assert rounded(before.cells) == before, "a change of nothing, or of five, shows the same"
    assert rounded(after.cells) == after


@given(rows)
def test_the_total_says_nothing_that_the_cells_do_not(counts):
    assert rounded(counts).total == sum(rounded(counts).cells)


@given(days, days)
def test_a_quarter_is_published_once_it_is_over(asked, today):
    shown = closed_quarter(asked, today)
    assert shown < today
    assert shown <= asked
    assert (shown + timedelta(days=1)).day == 1
    assert shown.month % 3 == 0
    assert shown == last_closed(shown + timedelta(days=1))


@pytest.mark.parametrize(
    ("asked", "today", "shown"),
    [
        ((2030, 12, 31), (2026, 9, 30), (2026, 6, 30)),
        ((2026, 9, 30), (2026, 9, 30), (2026, 6, 30)),
        ((2026, 9, 30), (2026, 10, 1), (2026, 9, 30)),
        ((2026, 8, 15), (2026, 12, 1), (2026, 6, 30)),
        ((2026, 1, 5), (2026, 1, 6), (2025, 12, 31)),
    ],
)
def test_the_last_quarter_over(asked, today, shown):
    assert closed_quarter(date(*asked), date(*today)) == date(*shown)
