"""Works and damage of a unit."""

from decimal import Decimal

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.lookup import or_404
from sites.forms.periods import CancelForm, EditOutageForm, OutageForm
from sites.queries.units import find_outage, find_unit
from sites.routes import outage_pages as bp
from sites.services.outages import OutageFacts, add_outage, cancel_outage, change_outage


@bp.route("/units/<public_id>/outages/new", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def new(public_id):
    unit = or_404(find_unit(reader(), public_id, Action.SITE_EDIT))
    form = OutageForm(first_day=today())
    return acted(
        form,
        lambda: add_outage(unit, facts=_facts(form), actor=reader()),
        template="sites/units/outage.html",
        go=lambda _: url_for("units.show", public_id=public_id),
        done="outage.done.added",
        unit=unit,
        outage=None,
    )


@bp.route("/outages/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def edit(public_id):
    outage = or_404(find_outage(reader(), public_id))
    cost = None if outage.cost_cents is None else Decimal(outage.cost_cents) / 100
    form = EditOutageForm(obj=outage, cost=cost)
    return acted(
        form,
        lambda: change_outage(outage, version=form.version.data, facts=_facts(form), actor=reader()),
        template="sites/units/outage.html",
        go=lambda _: url_for("units.show", public_id=outage.unit.public_id),
        done="site.done.saved",
        unit=outage.unit,
        outage=outage,
    )


@bp.route("/outages/<public_id>/cancel", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def cancel(public_id):
    outage = or_404(find_outage(reader(), public_id))
    form = CancelForm(version=outage.version)
    return acted(
        form,
        lambda: cancel_outage(outage, version=form.version.data, actor=reader()),
        template="sites/units/cancel.html",
        go=lambda _: url_for("units.show", public_id=outage.unit.public_id),
        done="outage.done.cancelled",
        unit=outage.unit,
        outage=outage,
    )


def _facts(form):
    values = form.values
    values.pop("cost")
    return OutageFacts(**values, cost_cents=form.cost.cents)
