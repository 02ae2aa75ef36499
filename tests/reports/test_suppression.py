"""Small cells: nobody can be singled out of a published row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.suppression import THRESHOLD, Shown, publish

rows = st.lists(st.integers(0, 30), min_size=1, max_size=8)


@given(rows)
def test_no_small_count_is_shown(counts):
    shown = publish(counts)
    assert not [cell for cell in shown.cells if cell is not None and 0 < cell < THRESHOLD]
    assert shown.total is None or shown.total == 0 or shown.total >= THRESHOLD


@given(rows)
def test_what_is_shown_is_true(counts):
    shown = publish(counts)
    assert all(cell in (None, count) for cell, count in zip(shown.cells, counts, strict=True))
    assert shown.total in (None, sum(counts))


@given(rows)
def test_no_hidden_cell_is_a_subtraction_away(counts):
    shown = publish(counts)
    hidden = [count for cell, count in zip(shown.cells, counts, strict=True) if cell is None]
    if hidden and shown.total is not None:
        assert len(hidden) >= 2
        assert sum(hidden) >= THRESHOLD


@given(rows)
def test_rows_without_small_counts_are_whole(counts):
    if not [count for count in counts if 0 < count < THRESHOLD]:
        assert publish(counts).cells == tuple(counts)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ((3, 10, 20), (None, None, 20), 33),
        ((3, 10, 0), (None, None, 0), 13),
        ((2, 2, 9, 30), (None, None, None, 30), 43),
        ((4, 4, 9), (None, None, 9), 17),
        ((2, 0), (None, 0), None),
        ((5, 20), (5, 20), 25),
    ],
)
def test_no_more_is_hidden_than_must_be(counts, cells, total):
    assert publish(counts) == Shown(cells, total)
