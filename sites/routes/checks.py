"""The hand-over checklist of a unit."""

from flask import request, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.acting import acted
from app.web.lookup import or_404
from sites.forms.periods import CheckForm
from sites.queries.units import find_unit
from sites.routes import check_pages as bp
from sites.services.checks import record_check


@bp.route("/units/<public_id>/checks/new", methods=["GET", "POST"])
@requires(GET=Action.SITE_EDIT, POST=Action.SITE_EDIT)
def new(public_id):
    unit = or_404(find_unit(reader(), public_id, Action.SITE_EDIT))
    form = CheckForm(done_on=today(), kind=request.args.get("kind"))
    return acted(
        form,
        lambda: record_check(unit, **form.values, actor=reader()),
        template="sites/units/check.html",
        go=lambda _: url_for("units.show", public_id=public_id),
        done="check.done.recorded",
        unit=unit,
    )
