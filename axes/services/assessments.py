"""Assessing a household and deciding its axis: the software proposes, people decide, and both stay on file."""

from collections.abc import Mapping
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.assessments import AssessmentAnswer, AxisAssessment
from axes.models.people import Household
from axes.models.programmes import Axis, Criterion, Programme
from axes.queries.assessments import axes_of, criteria_of, known_since, newer_than, rules_of
from axes.rules.eligibility import AxisRules, Proposal, must_write_reason, propose, weigh
from axes.vocab import Answer


def start_assessment(
    *,
    household: Household,
    programme: Programme,
    assessed_on: date,
    answers: Mapping[str, Answer],
    health: bool,
    actor: Actor,
) -> AxisAssessment:
    """Keep the answers of a day with the axis they propose.

    `health` says whether the actor may write the sensitive ones; without it they are left aside. Raises `Refusal` for
    a day to come, or before anybody knew the household.
    """
    _check_day(household.id, assessed_on)
    made = AxisAssessment(
        programme_id=programme.id, household_id=household.id, assessed_on=assessed_on, assessor_id=actor.user_id
    )
    db.session.add(made)
    db.session.flush()
    _keep(made, {}, answers, health=health)
    record("assessment.started", made, actor=actor, household=household, assessed_on=assessed_on)
    return made


def change_answers(
    *,
    assessment: AxisAssessment,
    assessed_on: date,
    answers: Mapping[str, Answer],
    version: int | None,
    health: bool,
    actor: Actor,
) -> None:
    """Correct or complete answers while no axis is decided. Raises `Conflict` once one is, `Stale` when another saved
    in between, `Refusal` for a day to come, or before anybody knew the household."""
    _refuse_decided(assessment)
    refuse_stale(assessment, version)
    _check_day(assessment.household_id, assessed_on)
    assessment.assessed_on = assessed_on
    _keep(assessment, {one.criterion_id: one for one in assessment.answers}, answers, health=health)
    assessment.assessor_id = actor.user_id or assessment.assessor_id
    count_as_changed(assessment)
    record("assessment.answered", assessment, actor=actor)
    db.session.flush()


def _keep(
    assessment: AxisAssessment, rows: dict[int, AssessmentAnswer], answers: Mapping[str, Answer], *, health: bool
) -> None:
    criteria = criteria_of(assessment.programme_id)
    for criterion in criteria:
        if criterion.code in answers and (health or not criterion.sensitive):
            _answer(assessment, rows, criterion, answers[criterion.code])
    db.session.flush()
    known = {one.id: one.code for one in criteria}
    full = {known[key]: Answer(row.answer) for key, row in rows.items() if key in known}
    axes = axes_of(assessment.programme_id)
    proposal = propose(rules_of(axes), full)
    assessment.proposed_axis_id = next((axis.id for axis in axes if axis.number == proposal.number), None)
    db.session.flush()


def _answer(
    assessment: AxisAssessment, rows: dict[int, AssessmentAnswer], criterion: Criterion, answer: Answer
) -> None:
    row = rows.get(criterion.id)
    if row is None:
        row = AssessmentAnswer(assessment_id=assessment.id, criterion_id=criterion.id, answer=answer.value)
        rows[criterion.id] = row
        db.session.add(row)
    elif row.answer != answer.value:
        row.answer = answer.value


def shown_proposal(rules: list[AxisRules], answers: Mapping[str, Answer], number: int | None) -> Proposal:
    """What a reader is told: each axis weighed on the answers they may see, and the axis that all answers propose."""
    results = sorted((weigh(axis, answers) for axis in rules), key=lambda one: (one.priority, one.number))
    return Proposal(tuple(results), number)


def decide_axis(
    *, assessment: AxisAssessment, axis: Axis, motive: str | None, proposal: Proposal, version: int, actor: Actor
) -> None:
    """Decide the axis, with its date and author. `proposal` is what the actor was shown.

    Raises `Refusal` without a motive where one is due (another axis than proposed, or an expected criterion that is
    not met), or once a newer assessment stands; `Conflict` when somebody decided first.
    """
    _refuse_decided(assessment)
    refuse_stale(assessment, version)
    newer = newer_than(assessment)
    if newer is not None:
        raise Refusal("assessment.refusal.newer", "axis", day=shown(newer.assessed_on))
    if axis.programme_id != assessment.programme_id or axis.closed_on is not None:
        raise Refusal("assessment.refusal.axis", "axis")
    if not motive and must_write_reason(proposal, axis.number):
        raise Refusal("assessment.refusal.motive", "motive")
    assessment.decided_axis_id, assessment.decided_by_id, assessment.decided_at = axis.id, actor.user_id, now()
    assessment.motive = motive
    record("assessment.decided", assessment, actor=actor, axis=axis.number, proposed=proposal.number)
    db.session.flush()


def _refuse_decided(assessment: AxisAssessment) -> None:
    if assessment.decided_axis_id is not None:
        raise Conflict("assessment.conflict.decided")


def _check_day(household_id: int, day: date) -> None:
    if day > today():
        raise Refusal("assessment.refusal.future", "assessed_on")
    first = known_since(household_id)
    if day < first:
        raise Refusal("assessment.refusal.unknown_then", "assessed_on", day=shown(first))
