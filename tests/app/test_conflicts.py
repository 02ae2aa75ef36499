"""What the database refuses is told by the same name on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.conflicts import conflict_of, guarded
from app.db import Base, db, transaction
from app.web.errors import Conflict, Refusal
from axes.models.people import Household

UNIQUE = [
    rule
    for table in Base.metadata.sorted_tables
    for rule in (*table.constraints, *(index for index in table.indexes if index.unique))
    if isinstance(rule, (sa.UniqueConstraint, sa.PrimaryKeyConstraint, sa.Index))
]


def test_what_is_unique_is_called_by_its_name_where_the_database_tells_its_columns():
    """SQLite does: two rules on the same columns would be one to it."""
    for rule in UNIQUE:
        told = IntegrityError("", {}, Exception(f"UNIQUE constraint failed: {', '.join(map(str, rule.columns))}"))
        assert conflict_of(told) == rule.name


def _twice(app, make, refusals):
    first = make.household()
    with app.app_context(), transaction("write"), guarded(refusals):
        db.session.add(Household(organisation_id=first.organisation_id, reference=first.reference))


@pytest.mark.parametrize("refusal", [Refusal("said"), lambda: Conflict("said")])
def test_a_refusal_of_the_database_is_raised_in_our_words(app, make, refusal):
    with pytest.raises(Refusal, match="said"):
        _twice(app, make, {"uq_household_reference": refusal})


@pytest.mark.parametrize("refusals", [{"uq_other": Refusal("other")}, {"uq_household_reference": lambda: None}])
def test_one_that_nothing_is_said_of_is_raised_as_it_came(app, make, refusals):
    with pytest.raises(IntegrityError) as refused:
        _twice(app, make, refusals)
    assert conflict_of(refused.value) == "uq_household_reference"
