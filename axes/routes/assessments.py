"""Assessing a household: the questions, what they propose and why, and the decision of people."""

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page
from app.web.lookup import or_404
from axes.forms.assessments import PREFIX, CorrectedAnswersForm, DecisionForm, answers_form
from axes.queries.assessments import (
    axes_of,
    criteria_of,
    health_is_open,
    household_for,
    last_assessment,
    newer_than,
    programme_for,
    readable_assessment,
    rules_of,
    visible_answers,
)
from axes.queries.assignments import episodes_of
from axes.rules.decisions import next_act
from axes.services.assessments import change_answers, decide_axis, shown_proposal, start_assessment
from axes.vocab import HouseholdSection as Section

bp = Blueprint("assessments", __name__)


@bp.route("/households/<public_id>/assessments/new", methods=["GET", "POST"])
@requires(GET=Action.ASSESSMENT_WRITE, POST=Action.ASSESSMENT_WRITE)
def new(public_id):
    household, health = or_404(household_for(reader(), Action.ASSESSMENT_WRITE, public_id))
    programme = or_404(programme_for(household.id, request.args.get("programme")))
    criteria = _asked(programme.id, health)
    last = last_assessment(household.id, programme.id)
    before = {PREFIX + code: one for code, one in visible_answers(last, health=health).items()} if last else {}
    form = answers_form(criteria)(data={name: answer.value for name, answer in before.items()})
    act = {"household": household, "programme": programme, "health": health, "actor": reader()}
    note_view(household, actor=reader(), sections=[Section.ASSESSMENT, *([Section.HEALTH] if health and last else [])])
    return acted(
        form,
        lambda: start_assessment(assessed_on=form.assessed_on.data, answers=form.answers, **act),
        template="axes/assessments/answers.html",
        go=lambda made: url_for("assessments.decide", public_id=made.public_id),
        **_questions(household, programme, criteria, health, last, before),
    )


def _asked(programme_id, health):
    """The questions this reader may be asked: the sensitive ones only where the health area is open."""
    return [one for one in criteria_of(programme_id) if health or not one.sensitive]


def _questions(household, programme, criteria, health, last=None, before=None):
    """What the form shows; `before` are the answers of `last`, the assessment that this one starts from."""
    return {
        "last": last,
        "before": before,
        "household": household,
        "programme": programme,
        "plain": [PREFIX + one.code for one in criteria if not one.sensitive],
        "sensitive": [PREFIX + one.code for one in criteria if one.sensitive],
        "health": health,
    }


@bp.route("/assessments/<public_id>/answers", methods=["GET", "POST"])
@requires(GET=Action.ASSESSMENT_WRITE, POST=Action.ASSESSMENT_WRITE)
def answers(public_id):
    assessment, health = _open(public_id, Action.ASSESSMENT_WRITE)
    criteria = _asked(assessment.programme_id, health)
    known = {PREFIX + code: answer.value for code, answer in visible_answers(assessment, health=health).items()}
    form = answers_form(criteria, CorrectedAnswersForm)(
        data=known | {"version": assessment.version, "assessed_on": assessment.assessed_on}
    )
    act = {"assessment": assessment, "version": form.version.data, "health": health, "actor": reader()}
    _note(assessment, health)
    return acted(
        form,
        lambda: change_answers(assessed_on=form.assessed_on.data, answers=form.answers, **act),
        template="axes/assessments/answers.html",
        go=lambda _: url_for("assessments.decide", public_id=public_id),
        assessment=assessment,
        **_questions(assessment.household, assessment.programme, criteria, health),
    )


def _open(public_id, action):
    """The assessment, and whether the reader may see what it says of health."""
    assessment = or_404(readable_assessment(reader(), action, public_id))
    return assessment, health_is_open(reader(), assessment.household_id)


def _note(assessment, health):
    sections = [Section.ASSESSMENT, *([Section.HEALTH] if health else [])]
    note_view(assessment.household, actor=reader(), sections=sections)


@bp.route("/assessments/<public_id>/decision", methods=["GET", "POST"])
@requires(GET=Action.ASSESSMENT_WRITE, POST=Action.ASSESSMENT_WRITE)
def decide(public_id):
    assessment, health = _open(public_id, Action.ASSESSMENT_WRITE)
    axes = axes_of(assessment.programme_id)
    shown = _proposal(assessment, axes, health)
    form = DecisionForm(axes, version=assessment.version, axis=_id_of(assessment.proposed_axis))
    _note(assessment, health)
    return acted(
        form,
        lambda: _decide(form, assessment, axes, shown["proposal"]),
        template="axes/assessments/decide.html",
        go=lambda _: url_for("assessments.show", public_id=public_id),
        done="assessment.decide.done",
        assessment=assessment,
        **shown,
    )


def _id_of(axis):
    return axis.public_id if axis else None


def _decide(form, assessment, axes, proposal):
    axis = next(one for one in axes if one.public_id == form.axis.data)
    act = {"motive": form.motive.data or None, "version": form.version.data, "actor": reader()}
    decide_axis(assessment=assessment, axis=axis, proposal=proposal, **act)


def _proposal(assessment, axes, health):
    """What is said of each axis to this reader; criteria they may not know of are not named."""
    known = visible_answers(assessment, health=health)
    number = assessment.proposed_axis.number if assessment.proposed_axis else None
    criteria = {one.code: one for one in _asked(assessment.programme_id, health)}
    proposal = shown_proposal(rules_of(axes), known, number)
    return {"proposal": proposal, "axes": {axis.number: axis for axis in axes}, "criteria": criteria}


@bp.get("/assessments/<public_id>")
@requires(GET=Action.ASSESSMENT_VIEW)
def show(public_id):
    assessment, health = _open(public_id, Action.ASSESSMENT_VIEW)
    _note(assessment, health)
    newer = newer_than(assessment)
    return page(
        "axes/assessments/show.html",
        assessment=assessment,
        health=health,
        answers=visible_answers(assessment, health=health),
        may_write=reader().may(Action.ASSESSMENT_WRITE),
        newer=newer,
        **({} if newer or assessment.decided_axis is None else _next(assessment)),
        **_proposal(assessment, axes_of(assessment.programme_id), health),
    )


def _next(assessment):
    """What the decision asks for, and who follows the household, or is to."""
    episodes = episodes_of(reader(), Action.ASSESSMENT_VIEW, assessment.household.public_id)
    current = next((one for one in episodes if one.end_on is None or one.end_on > today()), None)
    followed = (current.team.axis_id, current.reference_worker_id) if current else (None, None)
    return {"next_act": next_act(assessment.decided_axis_id, *followed), "current": current}
