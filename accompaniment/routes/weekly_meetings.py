"""Housing First: who was not met this week."""

from accompaniment.queries.weekly_meetings import not_met, week_of
from accompaniment.routes.exit_pages import VIEW
from accompaniment.routes.exit_pages import exit_pages as bp
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.fragments import page_or_fragment
from app.web.paging import paged
from axes.queries.persons import names_of


@bp.get("/housing-first")
@requires(GET=VIEW)
def weekly():
    """Who is to be met, named where the reader may know, with the way to note that they were."""
    found = paged(not_met(reader(), today()))
    return page_or_fragment(
        "accompaniment/exits/weekly.html",
        "accompaniment/exits/_weekly.html",
        found=found,
        names=names_of({row.household_id for row in found.rows}, reader()),
        monday=week_of(today()),
    )
