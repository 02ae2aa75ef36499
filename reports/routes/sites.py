"""The founding table, as of any day, on the screen and as a file."""

from flask import Blueprint, abort, request
from flask_babel import gettext as _

from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.menu import Entry, register_entry
from app.web.paging import page_of
from reports.queries.sites import COLUMNS, lines, report_rows, site_report, totals
from reports.routes.asked import asked_day, why_not_asked
from reports.vocab import SiteStatus

bp = Blueprint("site_report", __name__)
register_entry(Entry("site_report.menu", "site_report.show", Action.SITE_REPORT_VIEW, "scroll-text", "figures", 60))


@bp.get("/reports/sites")
@requires(GET=Action.SITE_REPORT_VIEW)
def show():
    day, status = asked_day(), asked_status()
    shown = day or today()
    sums = totals(shown, reader(), status)
    page = page_of(report_rows(shown, reader(), status), sums.sites)
    return page_or_fragment(
        "reports/sites.html",
        "reports/_sites.html",
        day=shown,
        error=_warning(day),
        asked=status,
        page=page,
        lines=lines(page.rows, shown),
        totals=sums,
        links=file_links(".download", **_filters(shown, status)),
    )


@bp.get("/reports/sites.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.SITE_REPORT_VIEW)
def download(fmt):
    day = asked_day() or abort(400)
    found = site_report(day, reader(), asked_status())
    return export([line.cells() for line in found], COLUMNS, f"sites-{day.isoformat()}", fmt)


def _warning(day):
    """Agreements end in the future, so the report may be asked for a day to come: it says that it is a forecast."""
    if day is None:
        return why_not_asked()
    return _("site_report.forecast") if day > today() else None


def asked_status() -> SiteStatus | None:
    text = request.args.get("status", "")
    return SiteStatus(text) if text in set(SiteStatus) else None


def _filters(day, status):
    return {"as_of": day.isoformat(), "status": status}
