"""Prevention of evictions in figures: rounded counts at the end of a quarter, and no household."""

from flask import Blueprint

from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page
from app.web.menu import Entry, register_entry
from reports.queries.prevention import prevention_told
from reports.rules.quarters import last_closed

VIEW = Action.PREVENTION_FIGURES_VIEW
bp = Blueprint("prevention_report", __name__)
register_entry(Entry("prevention_report.menu", "prevention_report.show", VIEW, "shield-check", "figures", 73))
COLUMNS = ("as_of", "figure", "number")


@bp.get("/reports/prevention")
@requires(GET=VIEW)
def show():
    links = file_links(".download")
    return page("reports/prevention.html", told=prevention_told(last_closed(today())), links=links)


@bp.get("/reports/prevention.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    told = prevention_told(last_closed(today()))
    cases = {"opened": told.cases.opened, "for_court": told.cases.court, "before_petition": told.cases.early}
    acts = {"sessions": told.sessions, "came": told.came, "information": told.acts}
    rows = [
        (told.last, name, number)
        for one in (told.funnel, cases, told.cases.outcomes, acts)
        for name, number in one.items()
    ]
    return export(rows, COLUMNS, f"prevention-{told.last.isoformat()}", fmt)
