"""Rights opened: at the start of supports against their end, counts and the rows behind each."""

from flask import request

from accompaniment.queries.entitlements import entitlement_of
from accompaniment.queries.files import own_teams
from accompaniment.queries.rights_opened import OpenedFilters, people_counted, rights_opened, rows_opened
from accompaniment.routes.pages import VIEW
from accompaniment.routes.right_pages import right_pages as bp
from accompaniment.vocab import SupportState
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged

COLUMNS = ("right", "theme", "people", "at_entry", "at_exit", "gained")


@bp.get("/rights/opened")
@requires(GET=VIEW)
def opened_counts():
    filters = OpenedFilters.of(request.args)
    kept = {"state": filters.state, "team": filters.team}
    return page_or_fragment(
        "accompaniment/rights/opened.html",
        "accompaniment/rights/_opened.html",
        counts=rights_opened(reader(), today(), filters),
        people=people_counted(reader(), today(), filters),
        filters=filters,
        kept=kept,
        states=SupportState,
        teams=own_teams(reader().organisation_id),
        links=file_links("rights.opened_file", **kept),
    )


@bp.get("/rights/opened.<fmt>")
@requires(GET=VIEW)
def opened_file(fmt):
    filters = OpenedFilters.of(request.args)
    people = people_counted(reader(), today(), filters)
    lines = [
        (one.right.code, one.right.theme, people, one.at_entry, one.at_exit, one.gained)
        for one in rights_opened(reader(), today(), filters)
    ]
    return export(lines, COLUMNS, "rights-opened", fmt)


@bp.get("/rights/opened/<public_id>")
@requires(GET=VIEW)
def opened_rows(public_id):
    right, filters = or_404(entitlement_of(public_id)), OpenedFilters.of(request.args)
    return page_or_fragment(
        "accompaniment/rights/opened_rows.html",
        "accompaniment/rights/_opened_rows.html",
        found=paged(rows_opened(reader(), today(), filters, right.id)),
        right=right,
        kept={"state": filters.state, "team": filters.team},
    )
