"""Which guard or constraint an `IntegrityError` speaks of, under our own name on both databases."""

import re

from sqlalchemy.exc import IntegrityError

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


def conflict_of(error: IntegrityError) -> str:
    """The guard's or constraint's name; on SQLite a unique index is named by its columns, `table.column`."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or diagnosis.message_primary)
    text = str(error.orig)
    for pattern in (SQLITE_UNIQUE, SQLITE_CHECK):
        found = pattern.search(text)
        if found:
            return found.group(1)
    return text


def words_of(error: IntegrityError) -> str | None:
    """Key of what the guard says; None for one that only its service can tell, and for a mistake of ours."""
    return WORDS.get(conflict_of(error))
