"""What the rows that say where something stands have in common."""

from enum import StrEnum

import sqlalchemy as sa

from app.db import coded


def coded_before(enum: type[StrEnum]) -> sa.Enum:
    """Where it stood before: a code that the guard compares with the row before, so that no CHECK says it twice."""
    kind = coded(enum)
    kind.create_constraint = False
    return kind
