"""Acts on sites. The list and the page of a site are in `occupancy.routes.sites`."""

from flask import request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.i18n.labels import named
from app.web.acting import acted
from app.web.lookup import or_404
from sites.forms.sites import EditSiteForm, SiteForm
from sites.queries.operators import operators
from sites.queries.sites import communes, find_site, rental_managers
from sites.routes import site_pages as bp
from sites.services.sites import SiteFacts, edit_site, register_site


@bp.route("/sites/new", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def new():
    form = SiteForm(housing_operator=request.args.get("operator"))
    known = _offer(form)
    return acted(
        form,
        lambda: register_site(**_chosen(form, known), actor=reader()),
        template="sites/sites/form.html",
        go=lambda made: url_for("sites.show", public_id=made.public_id),
        done="site.done.registered",
        site=None,
    )


@bp.route("/sites/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def edit(public_id):
    site = or_404(find_site(reader(), public_id, Action.SITE_EDIT))
    manager = site.rental_manager.public_id if site.rental_manager else ""
    chosen = {"housing_operator": site.housing_operator.public_id, "rental_manager": manager}
    form = EditSiteForm(data={name: getattr(site, name) for name in OWN} | chosen)
    known = _offer(form)
    return acted(
        form,
        lambda: edit_site(site, version=form.version.data, **_chosen(form, known), actor=reader()),
        template="sites/sites/form.html",
        go=lambda _: url_for("sites.show", public_id=public_id),
        done="site.done.saved",
        site=site,
    )


OWN = ("name", "address", "postal_code", "planned_units", "note", "version")


def _offer(form):
    """Hand the choices to the form; gives back what their public names stand for."""
    lenders, managers = operators(reader()), rental_managers()
    form.offer(
        operators=[(one.public_id, one.organisation.name) for one in lenders],
        managers=[(one.public_id, one.name) for one in managers],
        communes=[(one.postal_code, f"{one.postal_code} {named(one)}") for one in communes()],
    )
    return {one.public_id: one for one in (*lenders, *managers)}


def _chosen(form, known):
    values = form.values
    operator, manager = values.pop("housing_operator"), values.pop("rental_manager")
    return {"facts": SiteFacts(**values), "operator": known[operator], "manager": known.get(manager)}
