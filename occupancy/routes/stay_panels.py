"""Stays on other pages: of a household, of a site, of a unit. Each has its own address, for want of scripts."""

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from axes.queries.households import household_of
from axes.vocab import HouseholdSection as Section
from occupancy.queries.cancellations import taken_back
from occupancy.queries.stays import stays_at_site, stays_at_unit, stays_of_household
from occupancy.routes.stays import bp
from sites.queries.sites import find_site
from sites.queries.units import find_unit

PAGE, PANEL = "occupancy/stays/panel.html", "occupancy/stays/_panel.html"


@bp.get("/households/<public_id>/stays")
@requires(GET=Action.STAY_VIEW)
def of_household(public_id):
    household = or_404(household_of(public_id, reader(), Action.STAY_VIEW))
    note_view(household, actor=reader(), sections=[Section.STAYS])
    rows = stays_of_household(reader(), today(), public_id)
    back = ("households.show", public_id)
    return _panel(rows, "household", title=household.reference, back=back, traces=taken_back(household.id))


@bp.get("/sites/<public_id>/stays")
@requires(GET=Action.STAY_VIEW)
def of_site(public_id):
    site = or_404(find_site(reader(), public_id))
    rows = stays_at_site(reader(), today(), public_id)
    return _panel(rows, "site", title=site.name, back=("sites.show", public_id))


@bp.get("/units/<public_id>/stays")
@requires(GET=Action.STAY_VIEW)
def of_unit(public_id):
    unit = or_404(find_unit(reader(), public_id))
    rows = stays_at_unit(reader(), today(), public_id)
    return _panel(rows, "unit", title=unit.code, back=("units.show", public_id))


def _panel(rows, kind, *, title, back, traces=()):
    return page_or_fragment(PAGE, PANEL, rows=rows, kind=kind, title=title, back=back, traces=traces, day=today())
