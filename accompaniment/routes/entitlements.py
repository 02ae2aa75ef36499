"""Settings: the list of rights."""

from functools import partial

from flask import flash, url_for
from flask_babel import gettext

from accompaniment.forms.entitlements import EditEntitlementForm, NewEntitlementForm
from accompaniment.queries.entitlements import entitlement_of, every_entitlement
from accompaniment.routes.kept_lists import KEEP, kept
from accompaniment.routes.right_pages import entitlement_pages as bp
from accompaniment.services.entitlement_list import add_entitlement, edit_entitlement, load_entitlements
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.fragments import page, see_other
from app.web.lookup import or_404

_kept = partial(kept, template="accompaniment/entitlements/form.html", back="entitlements.index")


@bp.get("/")
@requires(GET=Action.SETTINGS_EDIT)
def index():
    return page("accompaniment/entitlements/list.html", rights=every_entitlement())


@bp.post("/shipped")
@requires(POST=Action.SETTINGS_EDIT)
def load():
    """Add the rights of the shipped list that are missing."""
    load_entitlements(actor=reader())
    flash(gettext("setting.saved"), "ok")
    return see_other(url_for("entitlements.index"))


@bp.route("/new", methods=["GET", "POST"])
@requires(**KEEP)
def new():
    form = NewEntitlementForm()
    return _kept(form, lambda: add_entitlement(values=form.facts, actor=reader()), "right.setting.new")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**KEEP)
def edit(public_id):
    found = or_404(entitlement_of(public_id))
    form = EditEntitlementForm(obj=found)
    act = {"entitlement": found, "version": form.version.data, "actor": reader()}
    return _kept(form, lambda: edit_entitlement(values=form.facts, **act), "right.setting.edit")
