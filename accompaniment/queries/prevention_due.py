"""What cases against the loss of a home ask for, for a day and for what people are told."""

from typing import Any

import sqlalchemy as sa

from accompaniment.models.prevention import PreventionCase
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.prevention import ACT, deadlines, in_sight
from axes.models.people import Household


def deadlines_asked(of: DayScope) -> sa.Select[Any]:
    """Of the open cases that they follow: public_id (of the case), household_id, reference, worker_id, on, what,
    of_stage ("stage" for a day of the procedure)."""
    one = deadlines(of.day).c
    columns: tuple[Any, ...] = (
        PreventionCase.public_id,
        PreventionCase.household_id,
        Household.reference,
        PreventionCase.worker_id,
        one.on,
        one.what,
        sa.case((one.of_stage == 1, "stage")).label("of_stage"),
    )
    query = sa.select(*columns).select_from(PreventionCase).join(PreventionCase.household)
    query = query.join(one.case_id.table, one.case_id == PreventionCase.id)
    theirs = PreventionCase.worker_id.in_(of.members) if of.of_team else PreventionCase.worker_id == of.reader.user_id
    return query.where(PreventionCase.closed_on.is_(None), theirs, *in_sight(of.reader, ACT))
