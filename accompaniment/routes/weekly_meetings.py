"""Housing First: who was not met this week."""

from accompaniment.queries.weekly_meetings import not_met, week_of
from accompaniment.routes.exit_pages import VIEW
from accompaniment.routes.exit_pages import exit_pages as bp
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.fragments import page_or_fragment
from app.web.paging import paged


@bp.get("/housing-first")
@requires(GET=VIEW)
def weekly():
    """References alone: the list says who is to be met, the file says who they are."""
    return page_or_fragment(
        "accompaniment/exits/weekly.html",
        "accompaniment/exits/_weekly.html",
        found=paged(not_met(reader(), today())),
        monday=week_of(today()),
    )
