"""What the rows of a stay had said, kept when they go with it: reasons, and what was planned for it."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from app.clock import local
from app.db import db
from occupancy.models.closures import ClosureOutcome
from occupancy.models.stays import Absence, CancelledRow, CancelledStay, Stay, StayExtension, StayObjective
from occupancy.vocab import CancelledRowKind as Kind

Said = tuple[Kind, date, str | None, str | None]  # what, the day it spoke of, its code, its words


def keep_rows(trace: CancelledStay, stay: Stay, *, moved: bool) -> None:
    """Write down, sealed, what is about to go: of an entry `moved` to another unit only what spoke of the first."""
    said = [*_of_unit(stay), *([] if moved else _of_stay(stay))]
    db.session.add_all(
        CancelledRow(cancelled_stay_id=trace.id, kind=kind, on_day=day, code=code, text=text)
        for kind, day, code, text in said
    )
    db.session.flush()


def _of_unit(stay: Stay) -> Iterator[Said]:
    if stay.misfit_reason:
        yield Kind.MISFIT, stay.start_on, None, stay.misfit_reason
    planned = sa.select(ClosureOutcome).where(ClosureOutcome.stay_id == stay.id).order_by(ClosureOutcome.id)
    for one in db.session.scalars(planned):
        yield Kind.OUTCOME, one.planned_on, one.kind, one.note


def _of_stay(stay: Stay) -> Iterator[Said]:
    extensions = sa.select(StayExtension).where(StayExtension.stay_id == stay.id).order_by(StayExtension.id)
    for extension in db.session.scalars(extensions):
        yield Kind.EXTENSION, extension.new_end_on, None, extension.reason
    # One noted before a transfer goes back to the stay before.
    own = (Absence.stay_id == stay.id, Absence.created_at >= stay.created_at)
    for absence in db.session.scalars(sa.select(Absence).where(*own).order_by(Absence.id)):
        yield Kind.ABSENCE, absence.start_on, None, absence.reason
        if absence.cancelled_at is not None:
            yield Kind.ABSENCE_CANCELLED, local(absence.cancelled_at).date(), None, absence.cancel_reason
    dropped = sa.select(StayObjective).where(StayObjective.stay_id == stay.id, StayObjective.dropped_on.is_not(None))
    for objective in db.session.scalars(dropped.order_by(StayObjective.id)):
        yield Kind.OBJECTIVE, objective.dropped_on or stay.start_on, objective.kind, objective.drop_reason
