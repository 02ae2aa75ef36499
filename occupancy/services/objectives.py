"""What becomes of an objective set at entry: reached, dropped with a reason, or open again (rule 31)."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from occupancy.models.stays import StayObjective
from occupancy.vocab import ObjectiveState


def settle_objective(
    *,
    objective: StayObjective,
    version: int | None,
    state: ObjectiveState,
    on: date | None,
    reason: str | None,
    actor: Actor,
) -> None:
    """Say where an objective stands, since which day. Its stay is loaded.

    Raises `Refusal` for a day to come or before the entry, for a state without its day, and for one dropped without a
    reason. None is ever added: they are set at entry.
    """
    refuse_stale(objective, version)
    settled = state is not ObjectiveState.OPEN
    if settled:
        _check_day(objective, on)
    if state is ObjectiveState.DROPPED and not reason:
        raise Refusal("objective.refusal.no_reason", "reason")
    objective.reached_on = on if state is ObjectiveState.REACHED else None
    objective.dropped_on = on if state is ObjectiveState.DROPPED else None
    objective.drop_reason = reason if state is ObjectiveState.DROPPED else None
    db.session.flush()
    facts = {"kind": objective.kind, "state": state, "on": on if settled else None}
    record("stay.objective_settled", objective.stay, actor=actor, **facts)


def _check_day(objective: StayObjective, on: date | None) -> None:
    if on is None:
        raise Refusal("objective.refusal.no_day", "on")
    if on > today():
        raise Refusal("objective.refusal.day_to_come", "on", day=shown(today()))
    if on < objective.stay.start_on:
        raise Refusal("objective.refusal.before_stay", "on", day=shown(objective.stay.start_on))
