"""On the page of an exit plan: the housing request that the plan made, what came of it, and making one."""

from flask import Blueprint, url_for
from flask_babel import gettext

from accompaniment.queries.exit_plans import standing_of
from accompaniment.routes.opening import opened
from accompaniment.vocab_exits import ExitTarget
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.panels import Panel, register_panel
from axes.vocab import HouseholdSection as Section
from capteur.forms.exit_requests import AskForExitForm
from capteur.queries.exit_requests import (
    dwellings_for_exits,
    live_plan,
    plan_to_ask_for,
    programmes_to_ask,
    proposals_alive,
    requests_of_plan,
)
from capteur.rules.proposals import state_of
from capteur.services.exit_requests import TARGETS, Gate, ask_for_exit

bp = Blueprint("exit_requests", __name__)
WRITE = Action.HOUSING_REQUEST_WRITE
register_panel(Panel("exit_plan.panels", "exit_request.title", "exit_requests.panel", WRITE, 10))


@bp.get("/households/<public_id>/exit-plans/housing")
@requires(GET=WRITE)
def panel(public_id):
    file = opened(public_id, Section.EXIT_PLAN)
    plan = live_plan(reader(), public_id)
    rows = requests_of_plan(reader(), plan) if plan else ()
    aims = plan is not None and plan.target in TARGETS
    programmes = programmes_to_ask(reader()) if aims else ()
    return page_or_fragment(
        "capteur/exit_requests/show.html",
        "capteur/exit_requests/_panel.html",
        file=file,
        household=file.household,
        plan=plan,
        rows=rows,
        proposals=proposals_alive([one.id for one, _, _ in rows]) if rows else (),
        state_of=state_of,
        programmes=programmes,
        kept=len(dwellings_for_exits(programmes)) if programmes else 0,
        may_ask=bool(programmes) and not any(one.is_alive or letting for one, _, letting in rows),
        day=today(),
    )


@bp.route("/exit-plans/<public_id>/housing-request", methods=["GET", "POST"])
@requires(GET=WRITE, POST=WRITE)
def new(public_id):
    plan = or_404(plan_to_ask_for(reader(), public_id))
    opened(plan.household.public_id, Section.EXIT_PLAN)
    programmes = programmes_to_ask(reader())
    form = AskForExitForm(programmes, dwellings_for_exits(programmes))

    def act():
        first = plan.target is ExitTarget.HOUSING_FIRST
        gate = Gate(form.asked, form.wished, reader().organisation_name, first)
        return ask_for_exit(plan=plan, standing=standing_of(plan.household_id), gate=gate, actor=reader())

    return acted(
        form,
        act,
        template="capteur/form.html",
        go=lambda made: url_for("housing_requests.edit", programme_id=form.asked.public_id, public_id=made.public_id),
        done="exit_request.done",
        title=gettext("exit_request.new"),
        lead=gettext("exit_request.new_lead"),
        path=[(plan.household.reference, _plan_of(plan))],
        back=_plan_of(plan),
    )


def _plan_of(plan):
    return url_for("exit_plans.show", public_id=plan.household.public_id)
