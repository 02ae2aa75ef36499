"""After an exit: what was still open is settled in one act."""

from flask import url_for

from accompaniment.forms.settlements import settlement_form
from accompaniment.queries.settlements import exit_to_settle, left_open
from accompaniment.routes.exit_pages import ACT, EDITS
from accompaniment.routes.exit_pages import exit_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.services.settlements import settle_exit
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from app.web.panels import register_onward
from axes.vocab import HouseholdSection as Section


@bp.route("/stays/<public_id>/exit/settlement", methods=["GET", "POST"])
@requires(**EDITS)
def settle(public_id):
    leaving, outcome = or_404(exit_to_settle(public_id, reader()))
    household = leaving.stay.household
    opened(household.public_id, Section.EXIT_PLAN, ACT)
    found, back = left_open(leaving, outcome), url_for("exit_plans.show", public_id=household.public_id)
    if not found:
        return see_other(back)
    form = settlement_form(found)
    return acted(
        form,
        lambda: settle_exit(found=found, said=form.settlement, actor=reader()),
        template="accompaniment/exits/settle.html",
        go=lambda _: back,
        done="settlement.saved",
        household=household,
        leaving=leaving,
    )


def _to_settle(stay):
    """Where the exit just written leads: to what it left open, if anything; nowhere for who may not act on it."""
    found = exit_to_settle(stay.public_id, reader()) if reader().may(ACT) else None
    return url_for("exits.settle", public_id=stay.public_id) if found and left_open(*found) else None


register_onward("stay.left", _to_settle)
