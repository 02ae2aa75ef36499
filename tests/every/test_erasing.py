"""Each column that may hold words about people is emptied when they are erased, or says why not."""

import sqlalchemy as sa

from app.db import Base
from app.packages import ERASING
from tests.every.kept import KEPT

WORDS = (sa.String, sa.Text, sa.LargeBinary)


def said_of(one):
    """The columns of a table that an erasure empties."""
    return set(one.table.c.keys()) if one.gone else set(one.values())


def test_each_column_that_may_hold_words_is_emptied_or_says_why_it_is_kept():
    emptied = {f"{one.table.name}.{name}" for package in ERASING for one in package.emptied for name in said_of(one)}
    words = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, WORDS) and not isinstance(column.type, sa.Enum) and column.name != "public_id"
    }
    assert (words - emptied - set(KEPT), set(KEPT) - words, set(KEPT) & emptied) == (set(), set(), set())
    assert all(len(reason) > 10 for reason in KEPT.values())
