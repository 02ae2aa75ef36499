"""Objectives of a stay: set at entry, reached on a day (rule 31)."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from occupancy.models.stays import Stay, StayObjective


def mark_reached(
    *, stay: Stay, objective: StayObjective, version: int | None, reached_on: date | None, actor: Actor
) -> None:
    """Say on which day an objective was reached, or that it is not after all (None).

    `stay` is the one the objective was set in. Raises `Refusal` for a day to come or before the entry,
    `Stale` when somebody said another since `version`.
    """
    refuse_stale(objective, version)
    if reached_on is not None and reached_on > today():
        raise Refusal("stay.refusal.day_to_come", "reached_on", day=shown(today()))
    if reached_on is not None and reached_on < stay.start_on:
        raise Refusal("stay.refusal.before_stay", "reached_on", day=shown(stay.start_on))
    if objective.reached_on == reached_on:
        return
    before, objective.reached_on = objective.reached_on, reached_on
    if reached_on is not None:
        objective.dropped_on = objective.drop_reason = None
    db.session.flush()
    record("stay.objective_marked", stay, actor=actor, kind=objective.kind, reached_on=reached_on, previous=before)
