"""The list of stays, the page of one, and the panels that other pages show."""

from operator import attrgetter

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, page_or_fragment, wants_fragment
from app.web.lookup import or_404
from app.web.menu import Entry, register_entry
from app.web.paging import COUNTED, paged
from app.web.panels import Panel, register_panel
from axes.queries.choices import teams_of_today
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section
from occupancy.queries.cancellations import taken_back
from occupancy.queries.stay_file import dated_rows, episodes_during, history_of, journey_view, sleepers_of
from occupancy.queries.stays import (
    ENDS_WITHIN,
    STATES,
    StayFilters,
    keys_of_stays,
    named_stay_of,
    rows_of_stays,
    sites_to_choose,
    state_counts,
)
from occupancy.routes.stay_file import StayFile

bp = Blueprint("stays", __name__)
# What a line of the list shows, in the order in which its template names it: plain values, looked up once.
SHOWN = attrgetter(
    "public_id",
    "household_id",
    "reference",
    "site_name",
    "unit_code",
    "axis_number",
    "team_name",
    "start_on",
    "planned_end_on",
    "end_on",
    "state",
)

from occupancy.routes import (  # noqa: E402, F401
    stay_acts,
    stay_cancellations,
    stay_entries,
    stay_moves,
    stay_panels,
    stay_people,
)

register_entry(Entry("stay.menu", "stays.index", Action.STAY_VIEW, "bed-double", "occupancy", 40, on_phone=True))
register_panel(Panel("household.panels", "stay.panel.household", "stays.of_household", Action.STAY_VIEW, 10))
register_panel(Panel("site.overview", "stay.panel.site", "stays.of_site", Action.STAY_VIEW, 30))
register_panel(Panel("site.panels", "stay.panel.site", "stays.of_site", Action.STAY_VIEW, 30))
register_panel(Panel("unit.panels", "stay.panel.unit", "stays.of_unit", Action.STAY_VIEW, 30))


@bp.get("/stays")
@requires(GET=Action.STAY_VIEW)
def index():
    day, filters = today(), StayFilters.of(request.args)
    found = paged(keys_of_stays(reader(), day, filters), rows_of_stays(day, filters))
    return page_or_fragment(
        "occupancy/stays/list.html",
        "occupancy/stays/_results.html",
        found=found,
        lines=[SHOWN(row) for row in found.rows],
        names=names_of([row.household_id for row in found.rows], reader()),
        base=url_for("stays.show", public_id="-")[:-1],
        **({} if wants_fragment() else _choices(filters, day)),
    )


def _choices(filters, day):
    """What only the whole page shows: the filters and what one may choose in them."""
    found = state_counts(reader(), day, COUNTED + 1)
    return {
        "filters": filters,
        "counts": {state: n if n <= COUNTED else f"{COUNTED}+" for state, n in found.items()},
        "sites": sites_to_choose(reader()),
        "teams": teams_of_today(),
        "states": STATES,
        "ends": ENDS_WITHIN,
    }


@bp.get("/stays/<public_id>")
@requires(GET=Action.STAY_VIEW)
def show(public_id):
    stay, named = or_404(named_stay_of(public_id, reader(), Action.STAY_VIEW))
    note_view(stay.household, actor=reader(), sections=[Section.STAYS, *([Section.IDENTITY] if named else [])])
    chain = journey_view(stay)
    stays = [leg.stay for leg in chain.legs]
    file = StayFile(
        stay=stay,
        chain=chain,
        people=sleepers_of(stay, named=named),
        episodes=episodes_during(stay.household_id),
        rows=dated_rows([one.id for one in stays]),
        history=history_of(stays),
        taken_back=taken_back(stay.household_id),
        day=today(),
        may_act=reader().may(Action.STAY_ACT),
    )
    return page("occupancy/stays/show.html", file=file, stay=stay, names_shown=named)
