"""Funding calls: listed, read with what remains of them, kept."""

from flask import request, url_for
from flask_babel import gettext as _

from accompaniment.forms.funding import EditActionForm, EditCallForm, NewActionForm, NewCallForm
from accompaniment.queries.funding import (
    LINE_COLUMNS,
    LineFilters,
    action_for,
    call_for,
    committed_cents,
    list_calls,
    list_lines,
    tallies,
)
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.housing_pages import funding_pages as bp
from accompaniment.rules.funding import per_household, together
from accompaniment.services.funding import add_action, edit_action, edit_call, open_call
from accompaniment.vocab_housing import FundingState, TargetKind
from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action, OrganisationKind
from app.db import ask
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of

VIEW, EDIT = Action.FUNDING_VIEW, Action.FUNDING_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}
ASSOCIATIONS = (OrganisationKind.FIELD_OPERATOR, OrganisationKind.REFERRER)


@bp.get("/")
@requires(GET=VIEW)
def index():
    found = paged(list_calls(reader()))
    calls = [row[0] for row in found.rows]
    return page_or_fragment(
        "accompaniment/funding/list.html",
        "accompaniment/funding/_calls.html",
        found=found,
        calls=[(one, targets_of(one)) for one in calls],
    )


def targets_of(call):
    """Households aimed at: new ones, sitting tenants."""
    return tuple(sum(action.target(kind) for action in call.actions) for kind in TargetKind)


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    call, filters = or_404(call_for(public_id, reader())), LineFilters.of(request.args)
    counts, found = tallies(call, reader()), paged(list_lines(reader(), call.id, filters))
    return page_or_fragment(
        "accompaniment/funding/show.html",
        "accompaniment/funding/_lines.html",
        call=call,
        counts=counts,
        by_kind={kind: together(one for (_key, of), one in counts.items() if of is kind) for kind in TargetKind},
        total=together(counts.values()),
        each=per_household(call.envelope_cents, sum(targets_of(call))),
        cost=per_household(together(counts.values()).committed_cents, together(counts.values()).committed),
        remains=call.envelope_cents - committed_cents(call.id) if reader().may(Action.FUNDING_DECIDE) else None,
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        filters=filters,
        states=FundingState,
        kinds=TargetKind,
        links=file_links(".download", public_id=public_id, **{name: request.args[name] for name in request.args}),
    )


@bp.get("/<public_id>.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(public_id, fmt):
    call = or_404(call_for(public_id, reader()))
    found = ask(list_lines(reader(), call.id, LineFilters.of(request.args)))
    rows = [[getattr(row, name) for name in LINE_COLUMNS] for row in found]
    return export(rows, LINE_COLUMNS, f"funding-{call.year}", fmt)


def _path(call=None):
    path = [(_("funding.menu"), url_for("funding.index"))]
    return [*path, (call.name, url_for("funding.show", public_id=call.public_id))] if call else path


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDITS)
def new():
    form = NewCallForm()
    form.funder.among(organisations_among(OrganisationKind.FUNDER))
    return acted_on_form(
        form,
        lambda: open_call(funder=form.funder.record, terms=form.terms, actor=reader()),
        title=_("funding.new"),
        lead=_("funding.new.lead"),
        path=_path(),
        go=lambda made: url_for("funding.show", public_id=made.public_id),
    )


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    call = or_404(call_for(public_id, reader()))
    form = EditCallForm(obj=call, data={"envelope": call.envelope_cents / 100})
    return acted_on_form(
        form,
        lambda: edit_call(call=call, version=form.version.data, terms=form.terms, actor=reader()),
        title=_("funding.edit"),
        path=_path(call),
        go=lambda _made: url_for("funding.show", public_id=public_id),
    )


@bp.route("/<public_id>/actions/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_action(public_id):
    call, form = or_404(call_for(public_id, reader())), NewActionForm()
    form.organisation.among(organisations_among(*ASSOCIATIONS), none=_("funding.action.everybody"))
    return acted_on_form(
        form,
        lambda: add_action(call=call, terms=form.terms, actor=reader()),
        title=_("funding.action.new"),
        path=_path(call),
        go=lambda _made: url_for("funding.show", public_id=public_id),
    )


@bp.route("/actions/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def action(public_id):
    found = or_404(action_for(public_id))
    known = {name: getattr(found, name) for name in ("version", "name", "new_target", "tenant_target")}
    form = EditActionForm(data=known | {"organisation": found.organisation.public_id if found.organisation else ""})
    everybody = _("funding.action.everybody")
    form.organisation.among(organisations_among(*ASSOCIATIONS), found.organisation, none=everybody)
    return acted_on_form(
        form,
        lambda: edit_action(action=found, version=form.version.data, terms=form.terms, actor=reader()),
        title=_("funding.action.edit"),
        path=_path(found.call),
        go=lambda _made: url_for("funding.show", public_id=found.call.public_id),
    )
