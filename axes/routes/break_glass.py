"""Exceptional openings: asked for with a reason, seen by those in charge."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.crypto import unseal_column
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.forms.households import BreakGlassForm
from axes.models.people import BreakGlass
from axes.queries.households import household_of
from axes.queries.protection import list_openings
from axes.queries.scope import BREAK_GLASS_LASTS
from axes.routes.people import break_glass_pages as bp
from axes.services.break_glass import open_identity


@bp.get("/break-glass")
@requires(GET=Action.HOUSEHOLD_VIEW)
def index():
    return page_or_fragment(
        "axes/households/openings.html",
        "axes/households/_openings.html",
        found=paged(list_openings(reader())),
        reason_of=reason_of,
        lasts=BREAK_GLASS_LASTS,
    )


def reason_of(row):
    """The reason of an opening, for a template that may show it."""
    return unseal_column(BreakGlass, "reason", row.public_id, row.reason_sealed)


@bp.route("/households/<public_id>/break-glass", methods=["GET", "POST"])
@requires(GET=Action.BREAK_GLASS, POST=Action.BREAK_GLASS)
def new(public_id):
    household = or_404(household_of(public_id, reader(), Action.BREAK_GLASS))
    form = BreakGlassForm()
    return acted(
        form,
        lambda: open_identity(household=household, reason=form.reason.data, actor=reader()),
        template="axes/households/break_glass.html",
        go=lambda _: url_for("households.show", public_id=public_id),
        done="break_glass.done.opened",
        household=household,
    )
