"""Alerts to support bodies: listed, raised, acknowledged, acted on, solved."""

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section
from capteur.forms.follow_up import ActOnAlertForm, RaiseAlertForm, SolveAlertForm
from capteur.queries.alerts import alert_for, list_alerts
from capteur.queries.follow_up import convention_today, referents_of
from capteur.queries.lettings import letting_for
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.follow_up import state_of
from capteur.services.alerts import acknowledge_alert, act_on_alert, raise_alert, solve_alert

bp = Blueprint("support_alerts", __name__, url_prefix="/capteur/<programme_id>")
VIEW, ACT, RAISE = Action.FOLLOW_UP_VIEW, Action.FOLLOW_UP_ACT, Action.ALERT_RAISE
LIST = ("alert.title", "support_alerts.index")


@bp.get("/alerts")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    solved = request.args.get("which") == "solved"
    found = paged(list_alerts(reader(), programme, solved=solved))
    given = {"programme": programme, "found": found, "solved": solved, "day": today()}
    return page("capteur/alerts/list.html", state_of=state_of, **given)


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    alert = or_404(alert_for(reader(), programme, public_id, action))
    note_view(alert.letting.household, actor=reader(), sections=[Section.SUPPORT])
    return programme, alert


def _shown(programme, alert):
    return url_for("support_alerts.show", programme_id=programme.public_id, public_id=alert.public_id)


def _supports(alert):
    return alert.tripartite.support_id == reader().organisation_id


@bp.get("/alerts/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = _found(programme_id, public_id, VIEW)
    mine = _supports(one)
    given = {"may_answer": mine, "may_solve": mine or not reader().only_own(VIEW), "day": today()}
    return page("capteur/alerts/show.html", programme=programme, one=one, state=state_of(one), **given)


@bp.route("/lettings/<public_id>/alert", methods=["GET", "POST"])
@requires(GET=RAISE, POST=RAISE)
def new(programme_id, public_id):
    programme = entered_or_404(programme_id, RAISE)
    letting = or_404(letting_for(reader(), programme, public_id))
    paper = convention_today(letting.proposal_id)
    form = RaiseAlertForm()
    form.offer(referents_of(paper.support_id) if paper else [])
    act = {"letting": letting, "programme": programme, "actor": reader()}
    act |= {"public_url": current_app.config["TREMPLIN"].public_url}
    back = url_for("due_visits.of_letting", programme_id=programme.public_id, public_id=letting.public_id)
    return form_page(
        programme,
        form,
        lambda: raise_alert(facts=form.facts, **act),
        "alert.new",
        back,
        path=[*path_of(programme, LIST), (letting.household.reference, back)],
        go=lambda made: _shown(programme, made),
        lead="alert.new_lead",
        done="alert.done.raised",
    )


@bp.post("/alerts/<public_id>/acknowledgement")
@requires(POST=ACT)
def acknowledge(programme_id, public_id):
    programme, alert = _found(programme_id, public_id, ACT)
    or_404(alert if _supports(alert) else None)
    acknowledge_alert(alert=alert, actor=reader())
    flash(gettext("alert.done.acknowledged"), "ok")
    return see_other(_shown(programme, alert))


@bp.route("/alerts/<public_id>/plan", methods=["GET", "POST"])
@requires(GET=ACT, POST=ACT)
def plan(programme_id, public_id):
    programme, alert = _found(programme_id, public_id, ACT)
    or_404(alert if _supports(alert) else None)
    form = ActOnAlertForm(data={"version": alert.version, "plan": alert.plan})
    act = {"alert": alert, "version": form.version.data, "actor": reader()}
    lead = "alert.act_lead"
    return _page(programme, alert, form, lambda: act_on_alert(plan=form.plan.data, **act), "alert.act", lead)


@bp.route("/alerts/<public_id>/outcome", methods=["GET", "POST"])
@requires(GET=ACT, POST=ACT)
def solve(programme_id, public_id):
    programme, alert = _found(programme_id, public_id, ACT)
    form = SolveAlertForm(data={"version": alert.version})
    act = {"alert": alert, "version": form.version.data, "by_support": _supports(alert), "actor": reader()}
    return _page(programme, alert, form, lambda: solve_alert(outcome=form.outcome.data, **act), "alert.solve", None)


def _page(programme, alert, form, act, title, lead):
    back = _shown(programme, alert)
    path = [*path_of(programme, LIST), (alert.letting.household.reference, back)]
    return form_page(programme, form, act, title, back, path=path, lead=lead)
