"""The page of a unit, which shows its state with those who live there; its acts are in `sites.routes`."""

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page
from app.web.lookup import or_404
from occupancy.queries.unit_states import state_of
from sites.queries.units import availabilities_of, checks_of, find_unit, outages_of
from sites.routes import unit_pages as bp
from sites.rules.units import satisfies
from sites.vocab import CheckKind


@bp.get("/units/<public_id>")
@requires(GET=Action.SITE_VIEW)
def show(public_id):
    unit = or_404(find_unit(reader(), public_id))
    checks = checks_of(unit)
    return page(
        "occupancy/units/show.html",
        unit=unit,
        state=state_of(unit, reader(), today()),
        availabilities=availabilities_of(unit),
        outages=outages_of(unit),
        checklist=[(kind, next((one for one in checks if one.kind is kind), None)) for kind in CheckKind],
        checks=checks,
        satisfies=satisfies,
        today=today(),
    )
