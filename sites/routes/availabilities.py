"""Opening a unit to stays, changing when, closing it."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.lookup import or_404
from sites.forms.periods import AvailabilityForm, CloseForm, EditAvailabilityForm
from sites.queries.units import checks_on, find_availability, find_unit
from sites.routes import availability_pages as bp
from sites.routes import unit_pages
from sites.rules.units import NEEDED_TO_OPEN, satisfies
from sites.services.availabilities import change_availability, close_unit, open_unit
from sites.services.neighbours import neighbours


@unit_pages.route("/units/<public_id>/open", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def open(public_id):
    unit = or_404(find_unit(reader(), public_id, Action.SITE_EDIT))
    covers = neighbours.covers(unit)
    form = AvailabilityForm(**_suggested(covers))
    return acted(
        form,
        lambda: open_unit(unit, **form.values, actor=reader()),
        template="sites/units/open.html",
        go=lambda _: url_for("units.show", public_id=public_id),
        done="availability.done.opened",
        unit=unit,
        covers=covers,
        checklist=_checklist(unit, form.first_day.data or today()),
    )


@bp.route("/availabilities/<public_id>/edit", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def edit(public_id):
    period = or_404(find_availability(reader(), public_id))
    form = EditAvailabilityForm(obj=period)
    return acted(
        form,
        lambda: change_availability(period, version=form.version.data, **form.values, actor=reader()),
        template="sites/units/period.html",
        go=lambda _: url_for("units.show", public_id=period.unit.public_id),
        done="site.done.saved",
        unit=period.unit,
        covers=neighbours.covers(period.unit),
    )


@bp.route("/availabilities/<public_id>/close", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def close(public_id):
    period = or_404(find_availability(reader(), public_id))
    form = CloseForm(version=period.version, last_day=min(max(today(), period.first_day), period.last_day))
    return acted(
        form,
        lambda: close_unit(period, version=form.version.data, **form.values, actor=reader()),
        template="sites/units/close.html",
        go=lambda _: url_for("units.show", public_id=period.unit.public_id),
        done="availability.done.closed",
        period=period,
        unit=period.unit,
    )


def _suggested(covers):
    """From today, or from the agreement's first day, to its last."""
    current = next((one for one in covers if one.last_day >= today()), None)
    if current is None:
        return {"first_day": today()}
    return {"first_day": max(today(), current.first_day), "last_day": current.last_day}


def _checklist(unit, day):
    checks = checks_on(unit, day)
    return [(kind, checks.get(kind), satisfies(checks.get(kind), day)) for kind in NEEDED_TO_OPEN]
