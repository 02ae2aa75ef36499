"""The team that follows a household: chosen with each team's load in view, changed, ended."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.panels import Panel, register_panel
from axes.forms.assessments import AssignForm, CancelForm, ChangeForm, EndForm
from axes.queries.assessments import decision_of, household_for, readable_assessment
from axes.queries.assignments import episodes_of, open_assignment, readable_assignment, team_loads, workers_of
from axes.queries.consents import organisations_shared_with
from axes.services.assignments import assign, cancel_assignment, change_assignment, end_assignment
from axes.vocab import HouseholdSection as Section

bp = Blueprint("assignments", __name__)
team_pages = Blueprint("teams", __name__)
register_panel(Panel("household.panels", "assignment.panel", "assignments.index", Action.ASSESSMENT_VIEW, 20))
register_entry(Entry("team.menu", "teams.loads", Action.ASSESSMENT_VIEW, "layers", "people", order=40))


@team_pages.get("/teams")
@requires(GET=Action.ASSESSMENT_VIEW)
def loads():
    return page("axes/teams/list.html", loads=team_loads(today()))


def _chosen(loads):
    """The team named in the address, among those that may take the household."""
    return next((one for one in loads if one.team.public_id == request.args.get("team")), None)


def _knowing(household, current=None):
    """Ids of the organisations that may open the file already: it brought them, follows them, or they agreed."""
    follows = {current.team.organisation_id} if current else set()
    return organisations_shared_with(household.id) | {household.organisation_id} | follows


def _worker(workers, public_id):
    return next((one for one in workers if one.public_id == public_id), None)


@bp.route("/assessments/<public_id>/team", methods=["GET", "POST"])
@requires(GET=Action.ASSIGNMENT_DECIDE, POST=Action.ASSIGNMENT_DECIDE)
def choose(public_id):
    assessment = or_404(readable_assessment(reader(), Action.ASSIGNMENT_DECIDE, public_id))
    or_404(assessment.decided_axis)
    current = open_assignment(assessment.household_id)
    if current is not None and request.method == "GET":
        return see_other(url_for("assignments.change", public_id=current.public_id))
    loads = team_loads(today(), axis_id=assessment.decided_axis_id)
    chosen = _chosen(loads)
    workers = workers_of(chosen.team.id, today()) if chosen else []
    form = AssignForm(workers)
    if chosen and form.accepted(lambda: _assign(form, assessment, chosen.team, workers)):
        flash(gettext("assignment.done"), "ok")
        return see_other(url_for("assignments.index", public_id=assessment.household.public_id))
    note_view(assessment.household, actor=reader(), sections=[Section.ASSESSMENT])
    context = {"household": assessment.household, "axis": assessment.decided_axis, "loads": loads, "chosen": chosen}
    context["knowing"] = _knowing(assessment.household)
    return page("axes/assessments/team.html", form=form, current=None, workers=workers, **context)


def _assign(form, assessment, team, workers):
    assign(
        household=assessment.household,
        team=team,
        reference_worker=_worker(workers, form.reference_worker.data),
        second_worker=_worker(workers, form.second_worker.data),
        start_on=form.start_on.data,
        assessment=assessment,
        actor=reader(),
    )


@bp.route("/assignments/<public_id>/change", methods=["GET", "POST"])
@requires(GET=Action.ASSIGNMENT_DECIDE, POST=Action.ASSIGNMENT_DECIDE)
def change(public_id):
    current = or_404(readable_assignment(reader(), Action.ASSIGNMENT_DECIDE, public_id))
    decision = decision_of(reader(), current.household_id)
    axis = decision.decided_axis if decision else current.team.axis
    loads = team_loads(today(), axis_id=axis.id)
    chosen = _chosen(loads)
    workers = workers_of(chosen.team.id, today()) if chosen else []
    form = ChangeForm(workers)
    if chosen and form.accepted(lambda: _change(form, current, chosen.team, workers)):
        flash(gettext("assignment.changed"), "ok")
        return see_other(url_for("assignments.index", public_id=current.household.public_id))
    context = {"household": current.household, "axis": axis, "loads": loads, "chosen": chosen, "current": current}
    context["knowing"] = _knowing(current.household, current)
    return page("axes/assessments/team.html", form=form, workers=workers, **context)


def _change(form, current, team, workers):
    change_assignment(
        current=current,
        team=team,
        reference_worker=_worker(workers, form.reference_worker.data),
        second_worker=_worker(workers, form.second_worker.data),
        start_on=form.start_on.data,
        reason=form.reason.data,
        actor=reader(),
    )


@bp.route("/assignments/<public_id>/end", methods=["GET", "POST"])
@requires(GET=Action.ASSIGNMENT_DECIDE, POST=Action.ASSIGNMENT_DECIDE)
def end(public_id):
    assignment = or_404(readable_assignment(reader(), Action.ASSIGNMENT_DECIDE, public_id))
    if assignment.start_on > today():
        return _cancel(assignment)
    form = EndForm(version=assignment.version)
    act = {"assignment": assignment, "end_on": form.end_on.data, "reason": form.reason.data, "actor": reader()}
    return acted(
        form,
        lambda: end_assignment(version=form.version.data, **act),
        template="axes/assessments/end.html",
        go=lambda _: url_for("assignments.index", public_id=assignment.household.public_id),
        done="assignment.ended",
        assignment=assignment,
        household=assignment.household,
    )


def _cancel(assignment):
    """An episode that has not begun is taken back; there is no day to ask."""
    form = CancelForm(version=assignment.version)
    household = assignment.household
    act = {"assignment": assignment, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: cancel_assignment(**act),
        template="axes/assessments/cancel.html",
        go=lambda _: url_for("assignments.index", public_id=household.public_id),
        done="assignment.cancelled",
        assignment=assignment,
        household=household,
    )


@bp.get("/households/<public_id>/assignments")
@requires(GET=Action.ASSESSMENT_VIEW)
def index(public_id):
    household, _ = or_404(household_for(reader(), Action.ASSESSMENT_VIEW, public_id))
    decision = decision_of(reader(), household.id)
    note_view(household, actor=reader(), sections=[Section.ASSESSMENT])
    return page_or_fragment(
        "axes/assessments/follow_up.html",
        "axes/assessments/_follow_up.html",
        household=household,
        episodes=episodes_of(reader(), Action.ASSESSMENT_VIEW, public_id),
        decision=decision,
        current=open_assignment(household.id),
        today=today(),
        may_decide=reader().may(Action.ASSIGNMENT_DECIDE),
        may_assess=reader().may(Action.ASSESSMENT_WRITE),
    )
