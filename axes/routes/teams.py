"""Settings: which organisation works on which axis, who is in its team, and which partners may refer."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.models.users import User
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action, OrganisationKind
from app.clock import today
from app.i18n.labels import named
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from app.web.records import by_name
from axes.forms.settings import (
    EditConventionForm,
    EditTeamForm,
    JoinForm,
    LeaveForm,
    NewConventionForm,
    NewTeamForm,
)
from axes.queries.assessments import axes_of
from axes.queries.settings import (
    convention_of,
    memberships,
    programme_of,
    team_of,
    workers_to_join,
)
from axes.routes.programmes import EDIT, setting, values_of
from axes.services.teams import add_convention, add_team, edit_convention, edit_team, join_team, lead_team, leave_team

bp = Blueprint("team_settings", __name__, url_prefix="/settings")
FIELD = (OrganisationKind.FIELD_OPERATOR,)
SENDERS = (OrganisationKind.REFERRER, OrganisationKind.FIELD_OPERATOR)


def _pick(items, public_id):
    return next(one for one in items if one.public_id == public_id)


@bp.route("/programmes/<public_id>/teams/new", methods=["GET", "POST"])
@requires(**EDIT)
def new(public_id):
    programme = or_404(programme_of(public_id))
    axes, form = axes_of(programme.id), NewTeamForm()
    form.axis.choices = [(one.public_id, f"{one.number} · {named(one)}") for one in axes]
    form.organisation.among(organisations_among(*FIELD))
    act = {"actor": reader()}
    return setting(form, lambda: add_team(**_team_of(form, axes), **act), programme, "setting.team.new")


def _team_of(form, axes):
    plain = values_of(form, "axis", "organisation")
    return plain | {
        "axis": _pick(axes, form.axis.data),
        "organisation": form.organisation.record,
    }


@bp.route("/teams/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def edit(public_id):
    team = or_404(team_of(public_id))
    form = EditTeamForm(obj=team)
    act = {"team": team, "version": form.version.data, "actor": reader()}
    return setting(
        form, lambda: edit_team(**values_of(form), **act), team.axis.programme, "setting.team.edit", lead=_called(team)
    )


def _called(team):
    return gettext("setting.team.called", team=team.organisation.name, number=team.axis.number)


@bp.route("/teams/<public_id>/members", methods=["GET", "POST"])
@requires(**EDIT)
def members(public_id):
    team = or_404(team_of(public_id))
    form = JoinForm()
    form.user.among(by_name(workers_to_join(team, today()), User))
    act = {"team": team, "start_on": form.start_on.data, "is_lead": form.is_lead.data, "actor": reader()}
    return acted(
        form,
        lambda: join_team(user=form.user.record, **act),
        template="axes/settings/team.html",
        go=lambda _: url_for("team_settings.members", public_id=public_id),
        done="setting.saved",
        team=team,
        called=_called(team),
        memberships=memberships(team.id),
        today=today(),
    )


@bp.route("/teams/<public_id>/members/<user_id>/end", methods=["GET", "POST"])
@requires(**EDIT)
def leave(public_id, user_id):
    team = or_404(team_of(public_id))
    inside = {one.user.public_id: one.user for one in memberships(team.id) if one.end_on is None}
    user = or_404(inside.get(user_id))
    form = LeaveForm()
    return setting(
        form,
        lambda: leave_team(team=team, user=user, end_on=form.end_on.data, actor=reader()),
        team.axis.programme,
        "setting.team.leave",
        go=lambda _: url_for("team_settings.members", public_id=public_id),
        lead=f"{user.name} · {_called(team)}",
    )


@bp.post("/teams/<public_id>/members/<user_id>/lead")
@requires(POST=Action.SETTINGS_EDIT)
def lead(public_id, user_id):
    team = or_404(team_of(public_id))
    inside = {one.user.public_id: one.user for one in memberships(team.id) if one.end_on is None}
    lead_team(team=team, user=or_404(inside.get(user_id)), is_lead="is_lead" in request.form, actor=reader())
    flash(gettext("setting.saved"), "ok")
    return see_other(url_for("team_settings.members", public_id=public_id))


@bp.route("/programmes/<public_id>/conventions/new", methods=["GET", "POST"])
@requires(**EDIT)
def new_convention(public_id):
    programme = or_404(programme_of(public_id))
    form = NewConventionForm()
    form.organisation.among(organisations_among(*SENDERS))
    return setting(form, lambda: _add_convention(form, programme), programme, "setting.convention.new")


def _add_convention(form, programme):
    days = values_of(form, "organisation")
    return add_convention(programme=programme, organisation=form.organisation.record, **days, actor=reader())


@bp.route("/conventions/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDIT)
def convention(public_id):
    found = or_404(convention_of(public_id))
    form = EditConventionForm(obj=found)
    act = {"convention": found, "version": form.version.data, "actor": reader()}
    lead = found.organisation.name
    return setting(
        form, lambda: edit_convention(**values_of(form), **act), found.programme, "setting.convention.edit", lead=lead
    )
