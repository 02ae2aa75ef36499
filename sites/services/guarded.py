"""Writing behind the guards of the database: a refused change is taken back to a savepoint, then explained in words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.conflicts import conflict_of
from app.db import db
from app.web.errors import Refusal
from sites.models.units import Unit


@contextmanager
def guarded(explain: Callable[[str], Refusal | None]) -> Iterator[None]:
    """Flush what the block changes; when a guard refuses, raise what `explain` makes of its name.

    An error that `explain` does not know is raised as it came.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        refusal = explain(conflict_of(error))
        if refusal is None:
            raise
        raise refusal from error


def lock_unit(unit: Unit) -> None:
    """Lock the unit until the commit: two writers of its periods wait for one another. SQLite writes alone anyway."""
    db.session.execute(sa.select(Unit.id).where(Unit.id == unit.id).with_for_update()).all()
