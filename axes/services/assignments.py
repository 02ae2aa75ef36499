"""Giving a household to a team, changing it, ending it: dated episodes that follow one another (DESIGN §3.7)."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.happenings import Happening
from app.i18n.formats import day as shown_day
from app.periods import PaperPeriod
from app.periods.days import ONE_DAY
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.assessments import Assignment, AxisAssessment
from axes.models.people import Household
from axes.models.programmes import Team
from axes.queries.assessments import latest_decision
from axes.queries.assignments import is_member, open_assignment

FURTHEST = timedelta(days=31)  # a team is not promised further ahead
CHANGED = Happening()  # made, actor: another episode follows one that was closed
UNDONE = Happening()  # episode: one that had not begun is about to be removed


def assign(
    *,
    household: Household,
    team: Team,
    reference_worker: User | None,
    second_worker: User | None,
    start_on: date,
    assessment: AxisAssessment,
    actor: Actor,
) -> Assignment:
    """Give the household to a team from `start_on` on.

    Raises `Refusal` when the team is not allowed that day, when its axis is not the one decided, or when a worker is
    not in the team; `Conflict` when another team follows the household that day.
    """
    refuse_all(_wrong(household, team, reference_worker, second_worker, start_on, assessment))
    made = _episode(household, team, reference_worker, second_worker, start_on, assessment, actor)
    _add(made)
    record("assignment.made", made, actor=actor, household=household, team=team, start_on=start_on)
    return made


def change_assignment(
    *,
    current: Assignment,
    team: Team,
    reference_worker: User | None,
    second_worker: User | None,
    start_on: date,
    reason: str,
    actor: Actor,
) -> Assignment:
    """Close `current` on `start_on` and open the next episode the same day, with a reason: one act (rule 18).

    An episode that has not begun is replaced: nobody was followed yet. The axis is that of the latest decision. Raises
    as `assign` does, and `Refusal` when the episode it closes began that day or later, or ended already.
    """
    household = db.session.get_one(Household, current.household_id)
    assessment = latest_decision(household.id)
    if assessment is None:
        raise Refusal("assignment.refusal.no_decision", "team")
    refuse_all(_wrong(household, team, reference_worker, second_worker, start_on, assessment))
    standing: Assignment | None = _undo(current) if current.start_on > today() else current
    if standing is not None:
        _check_after(standing, start_on, "start_on")
        _close(standing, start_on, reason)
    made = _episode(household, team, reference_worker, second_worker, start_on, assessment, actor)
    made.reason = reason
    _add(made)
    record("assignment.changed", made, actor=actor, household=household, team=team, start_on=start_on, before=current)
    CHANGED.tell(made=made, actor=actor)
    return made


def end_assignment(
    *, assignment: Assignment, end_on: date, actor: Actor, reason: str | None = None, version: int | None = None
) -> None:
    """End the episode on `end_on`, a day no longer followed.

    Raises `Refusal` when it ended or began after that, `Stale` when it changed since `version`.
    """
    if version is not None:
        refuse_stale(assignment, version, {"end_on": assignment.end_on})
    _check_after(assignment, end_on, "end_on")
    _close(assignment, end_on, reason)
    record("assignment.ended", assignment, actor=actor, end_on=end_on)


def pass_on(*, assignment: Assignment, leaver: User, receiver: User, actor: Actor) -> None:
    """The same team goes on following the household, with `receiver` in the place of `leaver`: the episode stays one.
    Who was the other of its two workers becomes the only one.

    Raises `Refusal` when the receiver is not in the team.
    """
    first = max(today(), assignment.start_on)
    if not is_member(assignment.team_id, receiver.id, first):
        raise Refusal("assignment.refusal.not_in_team", None, day=shown_day(first))
    both = (assignment.reference_worker_id, assignment.second_worker_id)
    reference, second = (receiver.id if one == leaver.id else one for one in both)
    assignment.reference_worker_id = reference
    assignment.second_worker_id = None if second == reference else second
    db.session.flush()
    record("assignment.passed_on", assignment, actor=actor, leaver=leaver, receiver=receiver)


def cancel_assignment(*, assignment: Assignment, version: int, actor: Actor) -> None:
    """Take back an episode that has not begun; the one it was to follow goes on.

    Raises `Refusal` once it began or when a proposal already counts on it, `Stale` when it changed since `version`.
    """
    refuse_stale(assignment, version)
    if assignment.start_on <= today():
        raise Refusal("assignment.refusal.begun", None, day=shown_day(assignment.start_on))
    household = db.session.get_one(Household, assignment.household_id)
    _undo(assignment)
    record("assignment.cancelled", household, actor=actor, assignment=assignment, start_on=assignment.start_on)


def _undo(assignment: Assignment) -> Assignment | None:
    """Remove an episode that has not begun, and reopen the one it was to close, which is returned."""
    UNDONE.tell(episode=assignment)
    try:
        with db.session.begin_nested():
            db.session.delete(assignment)
    except IntegrityError:
        raise Refusal("assignment.refusal.counted_on", None) from None
    before = db.session.scalar(
        sa.select(Assignment).where(
            Assignment.household_id == assignment.household_id, Assignment.end_on == assignment.start_on
        )
    )
    if before is not None:
        before.end_on = before.end_reason = None
        db.session.flush()
    return before


def _check_after(assignment: Assignment, day: date, field: str) -> None:
    if day <= assignment.start_on:
        raise Refusal("assignment.refusal.too_early", field, first=shown_day(assignment.start_on + ONE_DAY))


def _episode(
    household: Household,
    team: Team,
    reference_worker: User | None,
    second_worker: User | None,
    start_on: date,
    assessment: AxisAssessment,
    actor: Actor,
) -> Assignment:
    return Assignment(
        household_id=household.id,
        team_id=team.id,
        assessment_id=assessment.id,
        reference_worker_id=reference_worker.id if reference_worker else None,
        second_worker_id=second_worker.id if second_worker else None,
        start_on=start_on,
        decided_by_id=actor.user_id,
    )


def _close(assignment: Assignment, end_on: date, reason: str | None) -> None:
    if assignment.end_on is not None and assignment.end_on <= end_on:
        raise Refusal("assignment.refusal.ended", None, day=shown_day(assignment.end_on))
    assignment.end_on = end_on
    assignment.end_reason = reason
    db.session.flush()


def _add(assignment: Assignment) -> None:
    """Write the episode; the guard refuses one that overlaps another of the same household."""
    with guarded({"assignment_no_overlap": lambda: _taken(assignment)}):
        db.session.add(assignment)


def _taken(wanted: Assignment) -> Conflict:
    standing = open_assignment(wanted.household_id, wanted.start_on)
    if standing is None or standing.end_on is None:
        return Conflict("assignment.conflict.followed")
    return Conflict("assignment.conflict.followed_until", day=shown_day(standing.end_on))


def _wrong(
    household: Household,
    team: Team,
    reference_worker: User | None,
    second_worker: User | None,
    start_on: date,
    assessment: AxisAssessment,
) -> Iterator[Refusal]:
    yield from _wrong_day(start_on, assessment)
    if assessment.household_id != household.id or assessment.decided_axis_id is None:
        yield Refusal("assignment.refusal.no_decision", "team")
    elif team.axis_id != assessment.decided_axis_id:
        yield Refusal("assignment.refusal.other_axis", "team")
    elif not PaperPeriod(team.first_day, team.last_day).contains(start_on):
        yield Refusal("assignment.refusal.team_not_allowed", "team", day=shown_day(start_on))
    if reference_worker is not None and second_worker is not None and reference_worker.id == second_worker.id:
        yield Refusal("assignment.refusal.same_worker", "second_worker")
    for worker, field in ((reference_worker, "reference_worker"), (second_worker, "second_worker")):
        if worker is not None and not is_member(team.id, worker.id, start_on):
            yield Refusal("assignment.refusal.not_in_team", field, day=shown_day(start_on))


def _wrong_day(start_on: date, assessment: AxisAssessment) -> Iterator[Refusal]:
    if start_on > today() + FURTHEST:
        yield Refusal("assignment.refusal.too_far", "start_on", last=shown_day(today() + FURTHEST))
    if start_on < assessment.assessed_on:
        yield Refusal("assignment.refusal.before_assessment", "start_on", day=shown_day(assessment.assessed_on))
