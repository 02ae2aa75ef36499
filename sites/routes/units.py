"""Acts on units. The page of a unit is in `occupancy.routes.units`."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.lookup import or_404
from sites.forms.units import EditUnitForm, UnitForm
from sites.queries.sites import find_site
from sites.queries.units import find_unit
from sites.routes import unit_pages as bp
from sites.services.units import UnitFacts, add_unit, edit_unit


@bp.route("/sites/<public_id>/units/new", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def new(public_id):
    site = or_404(find_site(reader(), public_id, Action.SITE_EDIT))
    form = UnitForm()
    return acted(
        form,
        lambda: add_unit(site, facts=UnitFacts(**form.values), actor=reader()),
        template="sites/units/form.html",
        go=lambda made: url_for("units.show", public_id=made.public_id),
        done="unit.done.added",
        site=site,
        unit=None,
    )


@bp.route("/units/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def edit(public_id):
    unit = or_404(find_unit(reader(), public_id, Action.SITE_EDIT))
    form = EditUnitForm(obj=unit)
    return acted(
        form,
        lambda: edit_unit(unit, version=form.version.data, facts=UnitFacts(**form.values), actor=reader()),
        template="sites/units/form.html",
        go=lambda _: url_for("units.show", public_id=public_id),
        done="site.done.saved",
        site=unit.site,
        unit=unit,
    )
