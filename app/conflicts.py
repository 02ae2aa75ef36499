"""What the database refuses: by which guard or constraint, under our own name on both databases, and in which words."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.db import Base, db

# By the name of a guard or constraint: the refusal to raise, or what makes it.
ByGuard = Mapping[str, Exception | Callable[[], Exception | None]]

SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
# What a guard says where no service saw it coming: a race, or a rule that the database alone holds.
WORDS = {
    "household_one_reference": "household.has_reference_person",
    "household_need_no_overlap": "household.need_exists",
    "absence_no_overlap": "guard.absence_no_overlap",
    "stay_person_in_stay": "guard.stay_person_in_stay",
    "stay_keeps_nights": "guard.stay_keeps_nights",
    "contribution_in_stay": "guard.contribution_in_stay",
    "incident_unit_of_site": "guard.incident_place",
    "incident_outage_of_unit": "guard.incident_place",
    "task_stay_of_household": "guard.task_of_household",
    "task_support_of_household": "guard.task_of_household",
    "task_worker_of_organisation": "guard.task_of_organisation",
    "task_team_of_organisation": "guard.task_of_organisation",
}


@contextmanager
def guarded(refusals: ByGuard) -> Iterator[None]:
    """Write what the block changes, behind a savepoint; where the database refuses it, raise the refusal of that name.

    One without a refusal is raised as it came. What should be taken back is changed within: what is pending before is
    written outside the savepoint.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        known = refusals.get(conflict_of(error))
        refusal = known() if callable(known) else known
        if refusal is None:
            raise
        raise refusal from error


def conflict_of(error: IntegrityError) -> str:
    """The guard's or constraint's name, as its SQL file or its model says it."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.message_primary)
    text = str(error.orig)
    if unique := SQLITE_UNIQUE.search(text):
        return _unique_name(unique.group(1))
    check = SQLITE_CHECK.search(text)
    return check.group(1) if check else text


def _unique_name(columns: str) -> str:
    """SQLite calls what is unique by its columns alone: "table.one, table.other"."""
    table = Base.metadata.tables[columns.split(".", 1)[0]]
    rules = (*table.constraints, *(index for index in table.indexes if index.unique))
    alike = (rule for rule in rules if isinstance(rule, (sa.UniqueConstraint, sa.PrimaryKeyConstraint, sa.Index)))
    return next((str(rule.name) for rule in alike if ", ".join(map(str, rule.columns)) == columns), columns)


def words_of(error: IntegrityError) -> str | None:
    """Key of what the guard says; None for one that only its service can tell, and for a mistake of ours."""
    return WORDS.get(conflict_of(error))
