"""Make the home fit, or move: written and followed from a household's page of prevention."""

from flask import url_for
from flask_babel import gettext as _

from accompaniment.forms.home_decisions import MONEY, EditDecisionForm, NewDecisionForm
from accompaniment.queries.home_decisions import decision_for
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.opening import opened
from accompaniment.routes.prevention_pages import ACT, ACTS
from accompaniment.routes.prevention_pages import decision_pages as bp
from accompaniment.services.home_decisions import edit_decision, write_decision
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section


def _form(household, form, act):
    home = url_for("prevention.household", public_id=household.public_id)
    return acted_on_form(
        form,
        act,
        title=_("home_decision.one"),
        lead=_("home_decision.lead"),
        path=[(household.reference, home)],
        go=lambda _made: home,
        household=household,
    )


@bp.route("/households/<public_id>/home-decisions/new", methods=["GET", "POST"])
@requires(**ACTS)
def new(public_id):
    household, form = opened(public_id, Section.PREVENTION, ACT).household, NewDecisionForm()
    act = {"household": household, "actor": reader()}
    return _form(household, form, lambda: write_decision(comparison=form.comparison(), **act))


@bp.route("/home-decisions/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit(public_id):
    known = or_404(decision_for(public_id, reader()))
    opened(known.household.public_id, Section.PREVENTION, ACT)
    cents = {name: getattr(known, f"{name}_cents") for name in MONEY}
    form = EditDecisionForm(obj=known, data={name: one / 100 for name, one in cents.items() if one is not None})
    act = {"decision": known, "version": form.version.data, "actor": reader()}
    return _form(known.household, form, lambda: edit_decision(comparison=form.comparison(), **act))
