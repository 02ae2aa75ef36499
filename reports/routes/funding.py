"""What funders read of their calls: rounded counts at the end of a quarter, and no household."""

from flask import Blueprint

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page
from app.web.menu import Entry, register_entry
from reports.queries.funding import funding_rows
from reports.rules.quarters import last_closed

VIEW = Action.FUNDING_FIGURES_VIEW
bp = Blueprint("funding_report", __name__)
register_entry(Entry("funding_report.menu", "funding_report.show", VIEW, "euro", "figures", 72))
COLUMNS = ("as_of", "call", "year", "funder", "kind", "target", "committed", "justified", "about_cents")
COLUMNS += ("envelope_cents", "per_household_cents")


@bp.get("/reports/funding")
@requires(GET=VIEW)
def show():
    day = last_closed(today())
    links = file_links(".download")
    return page("reports/funding.html", day=day, rows=funding_rows(reader(), day), links=links)


@bp.get("/reports/funding.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    day = last_closed(today())
    rows = [
        (day, one.call.name, one.call.year, one.call.funder, one.kind, one.target, *_told(one))
        for one in funding_rows(reader(), day)
    ]
    return export(rows, COLUMNS, f"funding-{day.isoformat()}", fmt)


def _told(one):
    return one.committed, one.reached, one.amount_cents, one.envelope_cents, one.each_cents
