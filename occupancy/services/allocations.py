"""Allocating a unit: propose, answer, plan the entry, withdraw, expire (DESIGN §3.4).

The unit's row is locked first; the guards of the database have the last word. Who loses a race gets `UnitTaken`.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import now, today
from app.conflicts import conflict_of
from app.db import db
from app.web.errors import Conflict, Refusal
from axes.models.people import Household
from occupancy.errors import UnitTaken
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_of
from occupancy.rules.allocations import may_follow, state_of
from occupancy.rules.matching import Offer
from occupancy.services.locks import lock_units
from occupancy.vocab import AllocationStepKind, DeclineReason
from sites.models.units import Unit

RANKING_KEPT = 50
TAKEN = {"allocation_no_overlap", "allocation_hits_stay", "stay_no_overlap", "stay_hits_allocation"}


def propose(*, unit: Unit, household: Household, start_on: date, actor: Reader) -> Allocation:
    """Hold `unit` for `household` from `start_on`, and ask its team.

    Raises `UnitTaken` when somebody was first, `Refusal` when the pair has an obstacle.
    """
    lock_units([unit.id])
    release_expired(unit_id=unit.id, actor=actor)
    offer = offer_of(unit.id, start_on)
    if offer is None:
        raise UnitTaken(unit=unit.code)
    match = Match(offer)
    verdict = db.session.execute(match.pair(household.id)).one_or_none()
    if verdict is None:
        raise Refusal("allocation.not_waiting", household=household.reference)
    if verdict.obstacle is not None:
        raise Refusal(f"Obstacle.{verdict.obstacle}")
    allocation = _held(unit, household, offer, verdict, actor)
    allocation.ranking = _ranking(match)
    _write(allocation, unit)
    _step(allocation, AllocationStepKind.PROPOSED, actor)
    record("allocation.proposed", allocation, actor=actor, unit=unit, household=household, until=allocation.expires_at)
    return allocation


def _held(unit: Unit, household: Household, offer: Offer, verdict: Any, actor: Reader) -> Allocation:
    nights = min(verdict.target_days, offer.days_left)
    return Allocation(
        unit_id=unit.id,
        household_id=household.id,
        assignment_id=verdict.assignment_id,
        start_on=offer.start_on,
        end_on=offer.start_on + timedelta(days=nights),
        expires_at=now() + timedelta(days=verdict.proposal_days),
        proposed_by_id=actor.user_id,
    )


def _ranking(match: Match) -> str:
    """The order shown at the decision, kept for audit: public ids, scores and reasons, no names."""
    rows = db.session.execute(match.candidates().limit(RANKING_KEPT)).all()
    kept = [
        {"household": row.public_id, "score": row.score}
        | {code: getattr(row, f"points_{code}") for code in match.points}
        for row in rows
    ]
    return json.dumps(kept, separators=(",", ":"))


def _write(allocation: Allocation, unit: Unit) -> None:
    db.session.add(allocation)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        if conflict_of(error) in TAKEN:
            raise UnitTaken(unit=unit.code) from error
        raise Conflict("conflict.household_proposed") from error


def answer(
    *,
    allocation: Allocation,
    kind: AllocationStepKind,
    actor: Reader,
    reason: DeclineReason | None = None,
    planned_on: date | None = None,
) -> None:
    """Add the answer of the team or the household, or plan the entry.

    Raises `Conflict` when the allocation moved on meanwhile or expired, `Refusal` when the step cannot follow.
    """
    lock_units([allocation.unit_id])
    db.session.refresh(allocation, attribute_names=["closed_at", "expires_at", "version"])
    state = state_of(_kinds(allocation), allocation.expires_at, now())
    if allocation.closed_at is not None or not may_follow(state, kind):
        raise Conflict("conflict.allocation_moved_on")
    _refuse_bad_step(allocation, kind, reason, planned_on)
    _step(allocation, kind, actor, reason=reason, planned_on=planned_on)
    if kind is AllocationStepKind.ENTRY_PLANNED:
        allocation.expires_at = None
    if kind in CLOSING:
        allocation.closed_at = now()
    record(f"allocation.{kind.value}", allocation, actor=actor, reason=reason, planned_on=planned_on)
    db.session.flush()


CLOSING = {
    AllocationStepKind.TEAM_DECLINED,
    AllocationStepKind.HOUSEHOLD_DECLINED,
    AllocationStepKind.WITHDRAWN,
    AllocationStepKind.EXPIRED,
    AllocationStepKind.ENTERED,
}


def _refuse_bad_step(
    allocation: Allocation, kind: AllocationStepKind, reason: DeclineReason | None, planned_on: date | None
) -> None:
    if kind in {AllocationStepKind.TEAM_DECLINED, AllocationStepKind.HOUSEHOLD_DECLINED} and reason is None:
        raise Refusal("allocation.reason_needed", field="reason")
    if kind is not AllocationStepKind.ENTRY_PLANNED:
        return
    earliest = max(allocation.start_on, today())
    if planned_on is None or not earliest <= planned_on < allocation.end_on:
        raise Refusal("allocation.entry_day", field="planned_on", first=earliest, last=allocation.end_on)


def release_expired(*, unit_id: int | None = None, actor: Any) -> int:
    """Close proposals past their expiry, of one unit or of all; returns how many. Safe to run again."""
    query = sa.select(Allocation).where(Allocation.closed_at.is_(None), Allocation.expires_at <= now())
    if unit_id is not None:
        query = query.where(Allocation.unit_id == unit_id)
    expired = db.session.scalars(query.order_by(Allocation.id).with_for_update()).all()
    for allocation in expired:
        allocation.closed_at = allocation.expires_at
        _step(allocation, AllocationStepKind.EXPIRED, None)
        record("allocation.expired", allocation, actor=actor)
    db.session.flush()
    return len(expired)


def _kinds(allocation: Allocation) -> list[AllocationStepKind]:
    query = sa.select(AllocationStep.kind).where(AllocationStep.allocation_id == allocation.id)
    return list(db.session.scalars(query.order_by(AllocationStep.id)))


def _step(
    allocation: Allocation,
    kind: AllocationStepKind,
    actor: Reader | None,
    *,
    reason: DeclineReason | None = None,
    planned_on: date | None = None,
    at: datetime | None = None,
) -> None:
    db.session.add(
        AllocationStep(
            allocation_id=allocation.id,
            kind=kind,
            at=at or now(),
            user_id=actor.user_id if actor else None,
            reason=reason,
            planned_on=planned_on,
        )
    )
