"""Where an exit plan says that its household leaves for: proposed to whoever writes the exit."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accompaniment.models.exit_plans import ExitCandidacy, ExitPlan
from accompaniment.queries.exit_plans import candidacies_of
from accompaniment.rules.exit_stages import state_of
from accompaniment.rules.settlements import AIMED
from accompaniment.vocab_exits import CandidacyState, ExitStage
from app.db import db
from occupancy.models.exits import StayExit
from occupancy.models.stays import Stay
from occupancy.queries.departures import KnownDeparture, register_departures
from occupancy.vocab import ExitReason


def departure_planned(household_id: int, _since: date) -> KnownDeparture | None:
    """The last offer that the household accepted; without one, the target of a plan whose move is planned."""
    plan = _under_way(household_id)
    if plan is None:
        return None
    accepted = max(filter(_is_accepted, candidacies_of(plan.id)), key=_answered_on, default=None)
    if accepted is not None and accepted.target in AIMED:
        on = _answered_on(accepted)
        return KnownDeparture(None, AIMED[accepted.target], ExitReason.HOME_FOUND, accepted_on=on)
    moves = plan.moves and plan.moves[-1].stage is ExitStage.MOVE_PLANNED
    return KnownDeparture(None, AIMED[plan.target]) if moves and plan.target in AIMED else None


def _under_way(household_id: int) -> ExitPlan | None:
    """The live plan, unless its household left with it: whoever came back plans anew."""
    left = sa.exists().where(Stay.household_id == household_id, StayExit.stay_id == Stay.id)
    left = left.where(StayExit.replaced_at.is_(None), StayExit.left_on >= ExitPlan.started_on)
    query = sa.select(ExitPlan).where(ExitPlan.household_id == household_id, ExitPlan.is_live, ~left)
    return db.session.scalars(query.options(joinedload(ExitPlan.moves))).unique().one_or_none()


def _is_accepted(candidacy: ExitCandidacy) -> bool:
    return state_of(event.kind for event in candidacy.events) is CandidacyState.ACCEPTED


def _answered_on(candidacy: ExitCandidacy) -> date:
    return candidacy.events[-1].happened_on


register_departures(departure_planned)
