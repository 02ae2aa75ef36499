"""Requests to services: the list, those of a household, and choosing whom to ask."""

from flask import request, url_for

from accompaniment.forms.mobilisations import EditRequestForm, NewRequestForm
from accompaniment.queries.mobilisations import (
    RequestFilters,
    consent_for,
    list_requests,
    mobilisation_of,
    mobilisations_of,
    services_to_ask,
)
from accompaniment.queries.network import service_of, themes_in_use
from accompaniment.routes.network_pages import mobilisation_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.routes.pages import ACT, EDITS, VIEW
from accompaniment.rules.network import OPEN, answer_due_on, state_of, to_confirm, waited
from accompaniment.services.mobilisations import edit_mobilisation, prepare_mobilisation
from accompaniment.vocab_network import MobilisationState
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.households import household_of
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section


@bp.get("/network-requests")
@requires(GET=VIEW)
def index():
    filters, day = RequestFilters.of(request.args), today()
    found = paged(list_requests(reader(), filters, day))
    return page_or_fragment(
        "accompaniment/mobilisations/list.html",
        "accompaniment/mobilisations/_results.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        filters=filters,
        themes=themes_in_use(),
        states=MobilisationState,
        day=day,
    )


def told_of(one):
    """A request with where it stands, how long it took or has waited, and by when an answer is due."""
    day, sent = today(), one.sent_on
    return {
        "one": one,
        "state": state_of(one),
        "due_on": answer_due_on(sent, one.service.answer_days) if sent else None,
        "to_answer": waited(sent, one.answered_on or day) if sent else None,
        "to_meeting": waited(sent, one.met_on) if sent and one.met_on else None,
    }


@bp.get("/households/<public_id>/support/network")
@requires(GET=VIEW)
def household(public_id):
    file = opened(public_id, Section.NETWORK)
    return page(
        "accompaniment/mobilisations/of_household.html",
        file=file,
        household=file.household,
        requests=[told_of(one) for one in mobilisations_of(file.household.id, reader())],
        day=today(),
    )


@bp.get("/households/<public_id>/support/network/summary")
@requires(GET=VIEW)
def panel(public_id):
    file = opened(public_id, Section.NETWORK)
    found = [told_of(one) for one in mobilisations_of(file.household.id, reader())]
    return page_or_fragment(
        "accompaniment/mobilisations/panel.html",
        "accompaniment/mobilisations/_panel.html",
        file=file,
        household=file.household,
        requests=[one for one in found if one["state"] in OPEN],
        day=today(),
    )


@bp.get("/households/<public_id>/network-requests/services")
@requires(GET=ACT)
def pick(public_id):
    """Whom to ask: the services of a theme, with what they take in."""
    file, theme = opened(public_id, Section.NETWORK, ACT), request.args.get("theme", "")[:22]
    found = paged(services_to_ask(today(), theme, health=file.health))
    return page_or_fragment(
        "accompaniment/mobilisations/pick.html",
        "accompaniment/mobilisations/_pick.html",
        file=file,
        household=file.household,
        found=found,
        services=[row[0] for row in found.rows],
        to_confirm={row[0].id for row in found.rows if to_confirm(row[0], today())},
        themes=themes_in_use(health=file.health),
        theme=theme,
    )


@bp.route("/households/<public_id>/network-requests/<service_id>/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(public_id, service_id):
    file, service = opened(public_id, Section.NETWORK, ACT), or_404(service_of(service_id))
    themes = [one for one in service.themes if file.health or not one.sensitive]
    if not themes or (service.closed_on is not None and service.closed_on <= today()):
        or_404(None)
    form = NewRequestForm(theme=request.args.get("theme"))
    form.offer(themes)
    return acted(
        form,
        lambda: prepare_mobilisation(household=file.household, service=service, facts=form.facts, actor=reader()),
        template="accompaniment/mobilisations/new.html",
        go=lambda made: url_for("mobilisations.show", public_id=made.public_id),
        done="mobilisation.done.prepared",
        household=file.household,
        service=service,
    )


@bp.get("/network-requests/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    one = or_404(mobilisation_of(public_id, reader()))
    file = opened(one.household.public_id, Section.NETWORK)
    return page(
        "accompaniment/mobilisations/show.html",
        file=file,
        household=file.household,
        consent=consent_for(one.household_id, one.service_id),
        agrees=household_of(file.household.public_id, reader(), Action.CONSENT_WRITE) is not None,
        acts=file.acts and one.organisation_id == reader().organisation_id,
        day=today(),
        **told_of(one),
    )


@bp.route("/network-requests/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    one = or_404(mobilisation_of(public_id, reader(), ACT))
    file = opened(one.household.public_id, Section.NETWORK, ACT)
    known = {"version": one.version, "theme": one.theme.public_id, "asked": one.asked, "urgency": one.urgency.value}
    form = EditRequestForm(data=known)
    form.offer([theme for theme in one.service.themes if file.health or not theme.sensitive] or [one.theme])
    return acted(
        form,
        lambda: edit_mobilisation(mobilisation=one, version=form.version.data, facts=form.facts, actor=reader()),
        template="accompaniment/mobilisations/edit.html",
        go=lambda _: url_for("mobilisations.show", public_id=public_id),
        done="mobilisation.done.edited",
        household=file.household,
        one=one,
    )
