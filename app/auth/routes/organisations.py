"""Organisations, for administrators: list, add, correct, close."""

from flask import request, url_for

from app.auth.forms.accounts import EditOrganisationForm, OrganisationForm
from app.auth.gate import reader
from app.auth.queries.accounts import find_organisation, organisations_with_counts
from app.auth.requires import requires, step_up
from app.auth.routes import organisation_pages as bp
from app.auth.services.accounts import add_organisation, edit_organisation
from app.auth.vocab import Action, OrganisationKind
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged


@bp.get("/organisations")
@requires(GET=Action.USER_ADMIN)
def index():
    text = request.args.get("text", "").strip()
    found = paged(organisations_with_counts(text))
    return page_or_fragment("organisations/list.html", "organisations/_results.html", found=found, text=text)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(GET=Action.USER_ADMIN, POST=Action.USER_ADMIN)
@step_up
def new():
    form = OrganisationForm()
    return acted(
        form,
        lambda: add_organisation(**_given(form), actor=reader()),
        template="organisations/form.html",
        go=lambda _: url_for("organisations.index"),
        done="organisation.saved",
        organisation=None,
    )


def _given(form):
    return form.values | {"kind": OrganisationKind(form.kind.data)}


@bp.route("/organisations/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.USER_ADMIN, POST=Action.USER_ADMIN)
@step_up
def edit(public_id):
    organisation = or_404(find_organisation(public_id))
    form = EditOrganisationForm(obj=organisation, kind=organisation.kind.value)
    return acted(
        form,
        lambda: edit_organisation(organisation, version=form.version.data, **_given(form), actor=reader()),
        template="organisations/form.html",
        go=lambda _: url_for("organisations.index"),
        done="organisation.saved",
        organisation=organisation,
    )
