"""What becomes of an objective set at entry."""

from flask import url_for

from accompaniment.queries.objectives import objective_to_settle
from accompaniment.routes.opening import opened
from accompaniment.routes.pages import ACT, EDITS
from accompaniment.routes.pages import objective_pages as bp
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.lookup import or_404
from axes.vocab import HouseholdSection as Section
from occupancy.forms.stays import ObjectiveForm
from occupancy.services.objectives import settle_objective


@bp.route("/objectives/<public_id>", methods=["GET", "POST"])
@requires(**EDITS)
def settle(public_id):
    objective = or_404(objective_to_settle(public_id, reader()))
    household = objective.stay.household
    opened(household.public_id, Section.SUPPORT, ACT)
    form = ObjectiveForm(objective)
    return acted(
        form,
        lambda: settle_objective(objective=objective, actor=reader(), **form.said),
        template="accompaniment/supports/objective.html",
        go=lambda _: url_for("supports.show", public_id=household.public_id),
        done="objective.done",
        household=household,
        objective=objective,
    )
