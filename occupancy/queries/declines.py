"""Pairs of a unit and a household that were tried: the household said no, and why. They may be tried again."""

from typing import Any

import sqlalchemy as sa

from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.vocab import AllocationStepKind

NEVER: tuple[Any, ...] = (
    sa.literal(None, AllocationStep.at.type).label("declined_at"),
    sa.literal(None, AllocationStep.reason.type).label("declined_reason"),
)


def declined(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """The last refusal of each household for each unit, of the allocations that meet `conditions`: `unit_id,
    household_id, declined_at, declined_reason`. One row a pair."""
    last = (
        sa.select(Allocation.unit_id, Allocation.household_id, sa.func.max(AllocationStep.id).label("step_id"))
        .join(AllocationStep, AllocationStep.allocation_id == Allocation.id)
        .where(AllocationStep.kind == AllocationStepKind.HOUSEHOLD_DECLINED, *conditions)
        .group_by(Allocation.unit_id, Allocation.household_id)
        .subquery("last_refusal")
    )
    said = (AllocationStep.at.label("declined_at"), AllocationStep.reason.label("declined_reason"))
    query = sa.select(last.c.unit_id, last.c.household_id, *said)
    return query.join(AllocationStep, AllocationStep.id == last.c.step_id).subquery("declined")
