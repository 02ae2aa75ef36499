"""What is done to an incident: corrected, graded anew, answered, closed, opened again."""

from flask import url_for

from accompaniment.forms.incidents import (
    AnswerForm,
    CloseIncidentForm,
    EditIncidentForm,
    GradeForm,
    ReopenIncidentForm,
)
from accompaniment.queries.incidents import earlier_count, incident_to_act_on
from accompaniment.routes.incident_pages import EDITS
from accompaniment.routes.incident_pages import incident_pages as bp
from accompaniment.rules.incidents import proposal_for
from accompaniment.services.incidents import (
    answer_incident,
    close_incident,
    correct_incident,
    grade_anew,
    reopen_incident,
)
from accompaniment.vocab_incidents import IncidentOutcome
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section


def _found(public_id):
    incident = or_404(incident_to_act_on(public_id, reader()))
    if incident.household is not None:
        note_view(incident.household, actor=reader(), sections=[Section.INCIDENTS])
    return incident


def _acted(form, act, incident, name, done, **context):
    return acted(
        form,
        act,
        template=f"accompaniment/incidents/{name}.html",
        go=lambda _: url_for("incidents.show", public_id=incident.public_id),
        done=done,
        incident=incident,
        **context,
    )


@bp.route("/incidents/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    incident = _found(public_id)
    names = ("version", "happened_on", "happened_at", "account", "people", "technical")
    known = {name: getattr(incident, name) for name in names}
    codes = {"kind": incident.kind.value, "reported_by": incident.reported_by.value}
    form = EditIncidentForm(data=known | codes | {"no_name": False})
    return _acted(
        form,
        lambda: correct_incident(
            incident=incident, version=form.version.data, facts=form.told(incident.grade), actor=reader()
        ),
        incident,
        "edit",
        "incident.done.corrected",
    )


@bp.route("/incidents/<public_id>/grade", methods=["GET", "POST"])
@requires(**EDITS)
def grade(public_id):
    incident = _found(public_id)
    form = GradeForm(data={"version": incident.version, "grade": str(incident.grade)})
    act = {"incident": incident, "version": form.version.data, "actor": reader()}
    return _acted(
        form,
        lambda: grade_anew(grade=form.grade.grade, reason=form.reason.data, **act),
        incident,
        "grade",
        "incident.done.regraded",
    )


@bp.route("/incidents/<public_id>/answers/new", methods=["GET", "POST"])
@requires(**EDITS)
def answer(public_id):
    incident = _found(public_id)
    proposal = proposal_for(incident.kind, incident.grade, earlier_count(incident))
    form = AnswerForm(data={"kind": proposal.answers[0].value})
    return _acted(
        form,
        lambda: answer_incident(incident=incident, facts=form.facts, actor=reader()),
        incident,
        "answer",
        "incident.done.answered",
        proposal=proposal,
    )


@bp.route("/incidents/<public_id>/close", methods=["GET", "POST"])
@requires(**EDITS)
def close(public_id):
    incident = _found(public_id)
    form = CloseIncidentForm(version=incident.version)
    act = {"incident": incident, "version": form.version.data, "actor": reader()}
    return _acted(
        form,
        lambda: close_incident(outcome=IncidentOutcome(form.outcome.data), note=form.note.data or None, **act),
        incident,
        "close",
        "incident.done.closed",
    )


@bp.route("/incidents/<public_id>/reopen", methods=["GET", "POST"])
@requires(**EDITS)
def reopen(public_id):
    incident = _found(public_id)
    form = ReopenIncidentForm(version=incident.version)
    act = {"incident": incident, "version": form.version.data, "actor": reader()}
    return _acted(
        form,
        lambda: reopen_incident(reason=form.reason.data, **act),
        incident,
        "reopen",
        "incident.done.reopened",
    )
