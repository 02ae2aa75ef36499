"""Taking back what was written by mistake: an exit, and on the day it was written an entry, a transfer, an absence."""

from flask import url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.lookup import or_404
from occupancy.forms.cancellations import CancelExitForm, CancelForm
from occupancy.queries.cancellations import find_allocation_of
from occupancy.queries.exits import exit_of
from occupancy.queries.stay_rows import absence_of
from occupancy.routes.stay_acting import acted_on, open_stay_to_act_on, stay_to_act_on
from occupancy.routes.stays import bp
from occupancy.services.absences import cancel_absence
from occupancy.services.entry_cancellations import cancel_entry
from occupancy.services.exit_cancellations import cancel_exit

PAGE = "occupancy/stays/take_back.html"


@bp.route("/stays/<public_id>/exit/cancellation", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def stay_after_all(public_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    standing = or_404(exit_of(stay))
    form = CancelExitForm(data={"before": standing.public_id})
    return acted_on(
        stay,
        form,
        lambda: cancel_exit(stay=stay, before=form.before.data, why=form.why.data, actor=reader()),
        template=PAGE,
        done="stay.done.exit_cancelled",
        what="exit",
        standing=standing,
    )


@bp.route("/stays/<public_id>/entry/cancellation", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def not_entered(public_id):
    stay = open_stay_to_act_on(public_id)
    what = "transfer" if stay.transferred_from_id else "entry"
    form = CancelForm(version=stay.version)
    act = {"stay": stay, "version": form.version.data, "why": form.why.data, "actor": reader()}
    back = _back_to(stay)
    return acted_on(
        stay,
        form,
        lambda: cancel_entry(**act),
        template=PAGE,
        go=lambda before: url_for("stays.show", public_id=before.public_id) if before else back,
        done=f"stay.done.{what}_cancelled",
        what=what,
        standing=None,
    )


def _back_to(stay):
    """Where an entry that was not leads: to its proposal, open again, else to the household."""
    found = find_allocation_of(stay)
    if found is None:
        return url_for("households.show", public_id=stay.household.public_id)
    return url_for("allocation.show", public_id=found)


@bp.route("/stays/<public_id>/absences/<absence_id>/cancellation", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def not_away(public_id, absence_id):
    stay = stay_to_act_on(public_id, Action.STAY_ACT)
    absence = or_404(absence_of(stay, absence_id))
    form = CancelForm(version=absence.version)
    act = {"stay": stay, "absence": absence, "version": form.version.data, "actor": reader()}
    return acted_on(
        stay,
        form,
        lambda: cancel_absence(why=form.why.data, **act),
        template=PAGE,
        done="stay.done.absence_cancelled",
        what="absence",
        standing=absence,
    )
