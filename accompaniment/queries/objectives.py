"""Objectives of a household's journeys, as its support page shows them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.queries.scope import readable
from occupancy.models.stays import Stay, StayObjective
from occupancy.rules.objectives import state_of
from occupancy.vocab import ObjectiveKind, ObjectiveState


@dataclass(frozen=True, kw_only=True)
class ObjectiveView:
    """An objective and where it stands; `on` is the day it was reached or dropped."""

    public_id: str
    kind: ObjectiveKind
    state: ObjectiveState
    on: date | None
    reason: str | None
    set_on: date


def objectives_of(household_id: int) -> list[ObjectiveView]:
    """Objectives of the latest journey that has some; the open ones first."""
    query = (
        sa.select(StayObjective)
        .join(StayObjective.stay)
        .options(contains_eager(StayObjective.stay))
        .where(Stay.household_id == household_id)
        .order_by(Stay.start_on.desc(), StayObjective.id)
    )
    rows = list(db.session.scalars(query))
    views = [_view(one) for one in rows if one.stay_id == rows[0].stay_id]
    return sorted(views, key=lambda one: list(ObjectiveState).index(one.state))


def _view(row: StayObjective) -> ObjectiveView:
    return ObjectiveView(
        public_id=row.public_id,
        kind=row.kind,
        state=state_of(row.reached_on, row.dropped_on),
        on=row.reached_on or row.dropped_on,
        reason=row.drop_reason,
        set_on=row.stay.start_on,
    )


def objective_to_settle(public_id: str, reader: Reader) -> StayObjective | None:
    """An objective of a household on which `reader` may act, with its stay and household."""
    query = (
        sa.select(StayObjective)
        .join(StayObjective.stay)
        .join(Stay.household)
        .options(contains_eager(StayObjective.stay).contains_eager(Stay.household))
        .where(StayObjective.public_id == public_id, readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)
