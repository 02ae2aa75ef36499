"""Rights to follow: what comes back to the workers of an organisation, and when."""

from flask import request

from accompaniment.queries.files import own_teams
from accompaniment.queries.rights_due import DueFilters, due_rights, now_for, rights_due
from accompaniment.routes.pages import ACT, VIEW
from accompaniment.routes.right_pages import right_pages as bp
from accompaniment.vocab import RightTheme
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.db import db
from app.web.export import export
from app.web.fragments import page_or_fragment
from app.web.paging import paged


@bp.get("/rights")
@requires(GET=VIEW)
def due():
    filters = DueFilters.of(request.args)
    found = paged(rights_due(reader(), today(), filters))
    return page_or_fragment(
        "accompaniment/rights/due.html",
        "accompaniment/rights/_due.html",
        found=found,
        rows=due_rights(found.rows),
        filters=filters,
        teams=own_teams(reader().organisation_id),
        themes=RightTheme,
        day=today(),
    )


EXPORTED = ("household", "right", "theme", "state", "why", "deadline", "shows_from")


@bp.get("/rights.<fmt>")
@requires(GET=VIEW)
def due_file(fmt):
    """The whole list under the same filters: references, never names."""
    rows = due_rights(db.session.execute(rights_due(reader(), today(), DueFilters.of(request.args))).all())
    lines = [
        (one.reference, one.right.code, one.right.theme, one.state, one.due.why, one.due.deadline, one.due.remind_on)
        for one in rows
    ]
    return export(lines, EXPORTED, "rights", fmt)


@bp.get("/rights/now")
@requires(GET=ACT)
def due_now():
    """What the reader has to do about rights: a panel of their first page, and a page of its own."""
    found = paged(now_for(reader()))
    return page_or_fragment(
        "accompaniment/rights/now.html",
        "accompaniment/rights/_now.html",
        found=found,
        rows=due_rights(found.rows),
        day=today(),
    )
