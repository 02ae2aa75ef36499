"""Entering the unit that was allocated."""

from flask import url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import label
from app.web.acting import acted
from app.web.fragments import see_other
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from occupancy.forms.stays import EntryForm
from occupancy.queries.entries import allocation_to_enter, proposed_entry
from occupancy.queries.moves import stay_at_home
from occupancy.routes.stays import bp
from occupancy.rules.objectives import proposed_for
from occupancy.services.stays import open_stay, refuse_entry


@bp.route("/allocations/<public_id>/entry", methods=["GET", "POST"])
@requires(GET=Action.STAY_ACT, POST=Action.STAY_ACT)
def enter(public_id):
    allocation = or_404(allocation_to_enter(public_id, reader()))
    note_view(allocation.household, actor=reader(), sections=[Section.STAYS])
    home = stay_at_home(allocation.household_id)
    if home is not None and allocation.closed_at is None:  # who lives in the project moves: one journey goes on
        return see_other(url_for("stays.move", public_id=home.public_id, unit=allocation.unit.public_id))
    proposed = proposed_entry(allocation, today())
    axis = allocation.assignment.team.axis
    form = EntryForm(
        data={
            "start_on": proposed.start_on,
            "planned_end_on": proposed.planned_end_on,
            "living_situation": proposed.living_situation,
        }
    )
    form.foresee = lambda: form.days and refuse_entry(allocation, form.days)
    return acted(
        form,
        lambda: open_stay(allocation=allocation, entry=form.entry, actor=reader()),
        template="occupancy/stays/enter.html",
        done="stay.done.opened",
        go=lambda stay: url_for("stays.show", public_id=stay.public_id),
        again=lambda: {"allocation": allocation_to_enter(public_id, reader())},
        allocation=allocation,
        axis=axis,
        proposed=proposed,
        suggested=[label(kind) for kind in proposed_for(axis.number)],
    )
