"""What services of the network answer, how fast, and what comes of it: by theme and by service."""

from flask import Blueprint

from accompaniment.vocab_network import MobilisationOutcome
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.labels import named
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.menu import Entry, register_entry
from reports.queries.network import by_service, by_theme, since
from reports.routes.asked import asked_day
from reports.rules.quarters import closed_quarter

bp = Blueprint("network_report", __name__)
register_entry(Entry("network_report.menu", "network_report.show", Action.FIGURES_VIEW, "network", "figures", 57))
COLUMNS = ("as_of", "by", "name", "requests", "accepted", "declined", "unanswered", "days_to_answer", "days_to_meeting")


def _day():
    """The end of the last quarter over on the day asked; nonsense is today."""
    return closed_quarter(asked_day() or today(), today())


@bp.get("/reports/network")
@requires(GET=Action.FIGURES_VIEW)
def show():
    day = _day()
    return page_or_fragment(
        "reports/network/show.html",
        "reports/network/_results.html",
        day=day,
        since=since(day),
        themes=by_theme(reader(), day),
        services=by_service(reader(), day),
        links=file_links(".download", as_of=day.isoformat()),
    )


@bp.get("/reports/network.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.FIGURES_VIEW)
def download(fmt):
    day = _day()
    both = (("theme", by_theme(reader(), day)), ("service", by_service(reader(), day)))
    rows = [_cells(day, by, line) for by, lines in both for line in lines]
    return export(rows, (*COLUMNS, *MobilisationOutcome), f"network-{day.isoformat()}", fmt)


def _cells(day, by, line):
    counts = (line.requests, line.accepted, line.declined, line.unanswered, line.to_answer, line.to_meeting)
    return (day, by, named(line.about), *counts, *(line.outcomes[one] for one in MobilisationOutcome))
