"""Giving a household to a team, changing it, ending it: dated episodes that follow one another (DESIGN §3.7)."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.conflicts import conflict_of
from app.db import db
from app.i18n.formats import day as shown_day
from app.periods import PaperPeriod, add_months
from app.periods.days import ONE_DAY
from app.web.errors import Conflict, Refusal, Stale
from axes.models.assessments import Assignment, AxisAssessment
from axes.models.people import Household
from axes.models.programmes import Team
from axes.queries.assessments import latest_decision
from axes.queries.assignments import is_member, open_assignment

FURTHEST_MONTHS = 12  # a team is not promised further ahead


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
    _check(household, team, reference_worker, second_worker, start_on, assessment)
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
    assessment: AxisAssessment | None = None,
) -> Assignment:
    """Close `current` on `start_on` and open the next episode the same day, with a reason: one act (rule 18).

    `assessment` is the latest decided one unless given. Raises as `assign` does, and `Refusal` when `start_on` is not
    after the start of `current`, or when `current` ended already.
    """
    household = db.session.get_one(Household, current.household_id)
    assessment = assessment or latest_decision(household.id)
    if assessment is None:
        raise Refusal("assignment.refusal.no_decision", "team")
    if start_on <= current.start_on:
        raise Refusal("assignment.refusal.too_early", "start_on", first=shown_day(current.start_on + ONE_DAY))
    _check(household, team, reference_worker, second_worker, start_on, assessment)
    _close(current, start_on, reason)
    made = _episode(household, team, reference_worker, second_worker, start_on, assessment, actor)
    made.reason = reason
    _add(made)
    record("assignment.changed", made, actor=actor, household=household, team=team, start_on=start_on, before=current)
    return made


def end_assignment(
    *, assignment: Assignment, end_on: date, actor: Actor, reason: str | None = None, version: int | None = None
) -> None:
    """End the episode on `end_on`, a day no longer followed.

    Raises `Refusal` when it ended or began after that, `Stale` when it changed since `version`.
    """
    if version is not None and version != assignment.version:
        raise Stale
    if end_on <= assignment.start_on:
        raise Refusal("assignment.refusal.too_early", "end_on", first=shown_day(assignment.start_on + ONE_DAY))
    _close(assignment, end_on, reason)
    record("assignment.ended", assignment, actor=actor, end_on=end_on)


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
    try:
        with db.session.begin_nested():
            db.session.add(assignment)
    except IntegrityError as error:
        if conflict_of(error) != "assignment_no_overlap":
            raise
        raise _taken(assignment) from None


def _taken(wanted: Assignment) -> Conflict:
    standing = open_assignment(wanted.household_id, wanted.start_on)
    if standing is None or standing.end_on is None:
        return Conflict("assignment.conflict.followed")
    return Conflict("assignment.conflict.followed_until", day=shown_day(standing.end_on))


def _check(
    household: Household,
    team: Team,
    reference_worker: User | None,
    second_worker: User | None,
    start_on: date,
    assessment: AxisAssessment,
) -> None:
    if start_on > add_months(today(), FURTHEST_MONTHS):
        raise Refusal("assignment.refusal.too_far", "start_on")
    if assessment.household_id != household.id or assessment.decided_axis_id is None:
        raise Refusal("assignment.refusal.no_decision", "team")
    if team.axis_id != assessment.decided_axis_id:
        raise Refusal("assignment.refusal.other_axis", "team")
    if not PaperPeriod(team.first_day, team.last_day).contains(start_on):
        raise Refusal("assignment.refusal.team_not_allowed", "team", day=shown_day(start_on))
    if reference_worker is not None and second_worker is not None and reference_worker.id == second_worker.id:
        raise Refusal("assignment.refusal.same_worker", "second_worker")
    for worker, field in ((reference_worker, "reference_worker"), (second_worker, "second_worker")):
        if worker is not None and not is_member(team.id, worker.id, start_on):
            raise Refusal("assignment.refusal.not_in_team", field, day=shown_day(start_on))
