"""Allocating a unit: propose, answer, plan the entry, withdraw, expire (DESIGN §3.4).

Units are locked first, then households; the guards of the database have the last word. Who loses a race gets a
`Conflict` that names what is in the way, as far as they may know.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import now, today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import instant
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Axis, Programme, Team
from occupancy.errors import HouseholdTaken, UnitTaken
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.queries.holders import HolderKind, called, holder_of
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_of
from occupancy.rules.allocations import CLOSING, REASONS, RENEWING, may_follow, state_of
from occupancy.rules.matching import Obstacle, Offer
from occupancy.services.locks import lock_households, lock_units
from occupancy.vocab import AllocationStepKind, DeclineReason
from sites.models.units import Unit

RANKING_KEPT = 50
OF_THE_UNIT = {
    "allocation_no_overlap",
    "allocation_hits_stay",
    "allocation_outside_availability",
    "unit_out_of_service",
    "unit_not_dwelling",
}


MatchOf = Callable[[Offer, Reader], Match]


def propose(
    *, unit: Unit, household: Household, start_on: date, actor: Reader, match_of: MatchOf = Match.of_unit
) -> Allocation:
    """Hold `unit` for `household` from `start_on` (or today, when that is past), and ask its team.

    `match_of` says among whom: those who wait, unless told. Raises `UnitTaken` or `HouseholdTaken` when somebody was
    first, `Refusal` when the pair has another obstacle.
    """
    lock_units([unit.id])
    lock_households([household.id])
    release_expired(actor=actor, unit_ids=[unit.id], household_ids=[household.id])
    offer = offer_of(actor, unit.id, start_on)
    if offer is None:
        raise _not_offered(unit, start_on, actor)
    match = match_of(offer, actor)
    verdict = _allowed(match, household)
    allocation = _held(unit, household, offer, verdict, actor)
    allocation.ranking = _ranking(match)
    _write(allocation, unit, actor)
    _step(allocation, AllocationStepKind.PROPOSED, actor)
    record("allocation.proposed", allocation, actor=actor, unit=unit, household=household, until=allocation.expires_at)
    db.session.flush()
    return allocation


def unit_taken(unit: Unit, start_on: date, reader: Reader) -> UnitTaken:
    """The conflict that says who holds the unit, until when, and the first day that would work."""
    holder = holder_of(unit.id, start_on, reader)
    how = holder.kind.value + (".named" if holder.reference else "") + (".free" if holder.free_on else "")
    until = instant(holder.until) if isinstance(holder.until, datetime) else shown(holder.until)
    values = {"unit": called(unit), "household": holder.reference, "until": until or "?", "free": shown(holder.free_on)}
    return UnitTaken(how, **values)


def _not_offered(unit: Unit, start_on: date, actor: Reader) -> UnitTaken:
    """As `unit_taken`; a unit where somebody lives is refused in the words of one that is kept out of sight, as where
    the pair is asked for: whoever proposes to address after address must not learn which are (decision 0007)."""
    if holder_of(unit.id, start_on, actor).kind is HolderKind.STAY:
        return UnitTaken("unavailable", unit=called(unit))
    return unit_taken(unit, start_on, actor)


def _allowed(match: Match, household: Household) -> Any:
    """The verdict on the pair, without an obstacle."""
    verdict = db.session.execute(match.pair(household.id)).one_or_none()
    if verdict is None:
        raise HouseholdTaken("not_waiting", household=household.reference)
    if verdict.obstacle == Obstacle.PROPOSED_ELSEWHERE:
        raise _household_taken(household)
    if verdict.obstacle is not None:
        raise Refusal(f"Obstacle.{verdict.obstacle}")
    return verdict


def _household_taken(household: Household) -> HouseholdTaken:
    """The unit held for the household; whoever may propose may know both."""
    query = sa.select(Allocation).where(Allocation.household_id == household.id, Allocation.closed_at.is_(None))
    held = db.session.scalar(query.options(sa.orm.joinedload(Allocation.unit)))
    if held is None:
        return HouseholdTaken("proposed", household=household.reference)
    return HouseholdTaken("proposed_unit", household=household.reference, unit=called(held.unit))


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
    """The order shown at the decision, kept for audit: public names, scores and points, nothing about people."""
    rows = db.session.execute(match.candidates().limit(RANKING_KEPT)).all()
    kept = [
        {"household": row.household_public_id, "score": row.score}
        | {code.value: getattr(row, f"points_{code.value}") for code in match.points()}
        for row in rows
    ]
    return json.dumps(kept, separators=(",", ":"))


def _write(allocation: Allocation, unit: Unit, actor: Reader) -> None:
    of_the_unit = dict.fromkeys(OF_THE_UNIT, lambda: _not_offered(unit, allocation.start_on, actor))
    with guarded(of_the_unit | {"uq_allocation_household_open": lambda: HouseholdTaken("another")}):
        db.session.add(allocation)


def answer(
    *,
    allocation: Allocation,
    kind: AllocationStepKind,
    actor: Reader,
    version: int | None = None,
    reason: DeclineReason | None = None,
    note: str | None = None,
    planned_on: date | None = None,
) -> None:
    """Add the answer of the team or of the household, plan the entry, or withdraw.

    An acceptance gives the time of a proposal again for the next answer; a planned entry no longer expires. Raises
    `Conflict` when the allocation moved on meanwhile or expired, `Refusal` beside the field that is wrong.
    """
    lock_units([allocation.unit_id])
    db.session.refresh(allocation, attribute_names=["closed_at", "expires_at", "version"])
    _refuse_moved_on(allocation, kind, version)
    _refuse_bad_step(allocation, kind, reason, planned_on)
    if reason is DeclineReason.OTHER and not note:
        raise Refusal("allocation.refused.note", field="note")
    _step(allocation, kind, actor, reason=reason, note=note, planned_on=planned_on)
    if kind in RENEWING:
        allocation.expires_at = now() + timedelta(days=_proposal_days(allocation))
    if kind is AllocationStepKind.ENTRY_PLANNED:
        allocation.expires_at = None
    if kind in CLOSING:
        allocation.closed_at = now()
    record(f"allocation.{kind.value}", allocation, actor=actor, reason=reason, planned_on=planned_on)
    db.session.flush()


def _refuse_moved_on(allocation: Allocation, kind: AllocationStepKind, version: int | None) -> None:
    state = state_of(_kinds(allocation), allocation.expires_at, now())
    if allocation.closed_at is not None or not may_follow(state, kind):
        raise Conflict(f"conflict.allocation_moved_on.{state.value}")
    if version is not None:
        refuse_stale(allocation, version, {})


def _refuse_bad_step(
    allocation: Allocation, kind: AllocationStepKind, reason: DeclineReason | None, planned_on: date | None
) -> None:
    if kind in REASONS and reason not in REASONS[kind]:
        raise Refusal("allocation.refused.reason", field="reason")
    if kind is not AllocationStepKind.ENTRY_PLANNED:
        return
    earliest, last = max(allocation.start_on, today()), allocation.end_on - timedelta(days=1)
    if planned_on is None or not earliest <= planned_on <= last:
        raise Refusal("allocation.refused.entry_day", field="planned_on", first=shown(earliest), last=shown(last))


def release_expired(
    *, actor: Actor, unit_ids: Iterable[int] | None = None, household_ids: Iterable[int] | None = None
) -> int:
    """Close proposals past their expiry, or whose days are over; returns how many. Safe to run again.

    Only those of these units or households, unless neither is given. Whoever takes a unit calls it first: readers
    treat such a proposal as gone, the guards do not know the time.
    """
    over = sa.or_(Allocation.expires_at <= now(), Allocation.end_on <= today())
    query = sa.select(Allocation).where(Allocation.closed_at.is_(None), over)
    if unit_ids is not None or household_ids is not None:
        of_unit, of_household = Allocation.unit_id.in_(unit_ids or ()), Allocation.household_id.in_(household_ids or ())
        query = query.where(sa.or_(of_unit, of_household))
    expired = db.session.scalars(query.order_by(Allocation.id).with_for_update()).all()
    for allocation in expired:
        allocation.closed_at = allocation.expires_at or now()
        _step(allocation, AllocationStepKind.EXPIRED, None, at=allocation.closed_at)
        record("allocation.expired", allocation, actor=actor)
    db.session.flush()
    return len(expired)


def held_for(household_id: int) -> list[Allocation]:
    """Proposals and planned entries of a household that nobody closed."""
    query = sa.select(Allocation).where(Allocation.household_id == household_id, Allocation.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Allocation.id).execution_options(populate_existing=True)))


def withdraw_from_departed(*, household_id: int, actor: Actor) -> None:
    """Who leaves the project enters nowhere: what was held for them ends, and the unit is free again. Units and
    household are locked."""
    release_expired(actor=actor, household_ids=[household_id])
    for allocation in held_for(household_id):
        allocation.closed_at, reason = now(), DeclineReason.OTHER_SOLUTION
        _step(allocation, AllocationStepKind.WITHDRAWN, actor, reason=reason)
        record("allocation.withdrawn", allocation, actor=actor, reason=reason, planned_on=None)
    db.session.flush()


def _kinds(allocation: Allocation) -> list[AllocationStepKind]:
    query = sa.select(AllocationStep.kind).where(AllocationStep.allocation_id == allocation.id)
    return list(db.session.scalars(query.order_by(AllocationStep.id)))


def _proposal_days(allocation: Allocation) -> int:
    return db.session.scalars(
        sa.select(Programme.proposal_days)
        .join(Axis, Axis.programme_id == Programme.id)
        .join(Team, Team.axis_id == Axis.id)
        .join(Assignment, Assignment.team_id == Team.id)
        .where(Assignment.id == allocation.assignment_id)
    ).one()


def _step(
    allocation: Allocation,
    kind: AllocationStepKind,
    actor: Actor | None,
    *,
    reason: DeclineReason | None = None,
    note: str | None = None,
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
            note=note,
            planned_on=planned_on,
        )
    )
