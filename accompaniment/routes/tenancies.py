"""Accompanied tenancies: listed, those of a household, begun, changed, ended; and the way out of a residence."""

from flask import request, url_for
from flask_babel import gettext as _

from accompaniment.forms.tenancies import EditTenancyForm, EndTenancyForm, LiftForm, NewTenancyForm
from accompaniment.queries.funding import lines_of
from accompaniment.queries.reservations import held_for
from accompaniment.queries.tenancies import (
    TENANCY_COLUMNS,
    TenancyFilters,
    gateways,
    list_tenancies,
    tenancies_of,
    tenancy_for,
)
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.housing_pages import tenancy_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.routes.reservations import LANDLORDS
from accompaniment.rules.funding import state_of
from accompaniment.rules.tenancies import LINKED_BEFORE
from accompaniment.services.tenancies import begin_tenancy, edit_tenancy, end_tenancy, lift_condition
from accompaniment.vocab_housing import TenancyEnd, TenancyKind
from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.db import ask
from app.i18n.labels import label
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section

VIEW, ACT = Action.TENANCY_VIEW, Action.TENANCY_ACT
ACTS = {"GET": ACT, "POST": ACT}


@bp.get("/tenancies")
@requires(GET=VIEW)
def index():
    filters = TenancyFilters.of(request.args)
    found = paged(list_tenancies(reader(), filters, today()))
    asked = {name: value for name, value in request.args.items() if name in {"kind", "state"}}
    return page_or_fragment(
        "accompaniment/tenancies/list.html",
        "accompaniment/tenancies/_results.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        filters=filters,
        kinds=TenancyKind,
        day=today(),
        links=file_links(".download", **asked),
    )


@bp.get("/tenancies.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    found = ask(list_tenancies(reader(), TenancyFilters.of(request.args), today()))
    rows = [[getattr(row, name) for name in TENANCY_COLUMNS] for row in found]
    return export(rows, TENANCY_COLUMNS, f"tenancies-{today().isoformat()}", fmt)


@bp.get("/gateways")
@requires(GET=VIEW)
def gateway():
    found = paged(gateways(reader(), today()))
    return page_or_fragment(
        "accompaniment/tenancies/gateways.html",
        "accompaniment/tenancies/_gateways.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        day=today(),
        before=LINKED_BEFORE,
    )


@bp.get("/households/<public_id>/tenancies")
@requires(GET=VIEW)
def household(public_id):
    file = opened(public_id, Section.TENANCY, VIEW)
    one = file.household
    return page(
        "accompaniment/tenancies/household.html",
        file=file,
        household=one,
        found=tenancies_of(one.id, reader()),
        held=held_for(one.id),
        lines=[(line, state_of(line)) for line in lines_of(one.id, reader())],
        mine=reader().organisation_id,
        day=today(),
    )


@bp.route("/households/<public_id>/tenancies/new", methods=["GET", "POST"])
@requires(**ACTS)
def new(public_id):
    file = opened(public_id, Section.TENANCY, ACT)
    held = held_for(file.household.id)
    kind = TenancyKind.NEW_LEASE.value if held is not None else None
    form = NewTenancyForm(data={"kind": kind, "is_condition": True, "reserved": held is not None})
    form.landlord.among(organisations_among(*LANDLORDS), none="—")
    if held is None or held.reservation.organisation_id != reader().organisation_id:
        del form.reserved
    return acted_on_form(
        form,
        lambda: begin_tenancy(household=file.household, terms=_terms(form, held), actor=reader()),
        title=_("tenancy.new"),
        lead=_("tenancy.new.lead"),
        path=[(file.household.reference, url_for("tenancies.household", public_id=public_id))],
        go=lambda _made: url_for("tenancies.household", public_id=public_id),
        household=file.household,
        said=[("tenancy.held", held.place)] if "reserved" in form else [],
    )


def _terms(form, held):
    """What the form says; the dwelling held for the household, where that is what it now rents."""
    kind = TenancyKind(form.kind.data)
    reserved = "reserved" in form and form.reserved.data and kind is TenancyKind.NEW_LEASE
    return form.terms(kind, held if reserved else None)


def _form(tenancy, form, act, name, said=()):
    home = url_for("tenancies.household", public_id=tenancy.household.public_id)
    return acted_on_form(
        form,
        act,
        title=_(f"tenancy.{name}"),
        lead=_(f"tenancy.{name}.lead"),
        path=[(tenancy.household.reference, home)],
        go=lambda _made: home,
        household=tenancy.household,
        said=[("tenancy.kind", label(tenancy.kind)), *said],
    )


def _acted_on(public_id):
    tenancy = or_404(tenancy_for(public_id, reader(), ACT))
    opened(tenancy.household.public_id, Section.TENANCY, ACT)
    return tenancy


@bp.route("/tenancies/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit(public_id):
    tenancy = _acted_on(public_id)
    names = ("version", "start_on", "place", "leave_by", "is_condition")
    known = {name: getattr(tenancy, name) for name in names}
    form = EditTenancyForm(data=known | {"landlord": tenancy.landlord.public_id if tenancy.landlord else ""})
    form.landlord.among(organisations_among(*LANDLORDS), tenancy.landlord, none="—")
    if tenancy.kind is not TenancyKind.RESIDENCE:
        del form.leave_by
    act = {"tenancy": tenancy, "version": form.version.data, "actor": reader()}
    return _form(tenancy, form, lambda: edit_tenancy(terms=form.terms(tenancy.kind), **act), "edit")


@bp.route("/tenancies/<public_id>/condition", methods=["GET", "POST"])
@requires(**ACTS)
def lift(public_id):
    tenancy = _acted_on(public_id)
    form = LiftForm(data={"version": tenancy.version})
    act = {"tenancy": tenancy, "version": form.version.data, "actor": reader()}
    return _form(tenancy, form, lambda: lift_condition(lifted_on=form.lifted_on.data, **act), "lift")


@bp.route("/tenancies/<public_id>/end", methods=["GET", "POST"])
@requires(**ACTS)
def end(public_id):
    tenancy = _acted_on(public_id)
    form = EndTenancyForm(data={"version": tenancy.version})
    act = {"tenancy": tenancy, "version": form.version.data, "actor": reader()}
    return _form(
        tenancy,
        form,
        lambda: end_tenancy(end_on=form.end_on.data, end_reason=TenancyEnd(form.end_reason.data), **act),
        "end",
    )
