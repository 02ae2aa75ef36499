"""Incidents by site, kind and grade over a quarter, and the rows behind each number."""

from itertools import groupby

from flask import Blueprint, request

from accompaniment.rules.incidents import GRADES, incident_state
from accompaniment.vocab_incidents import IncidentKind
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.export import export, file_links
from app.web.fragments import page_or_fragment
from app.web.menu import Entry, register_entry
from app.web.paging import paged
from reports.queries.incidents import Cell, incident_counts, incidents_behind
from reports.rules.quarters import quarters_back

bp = Blueprint("incident_report", __name__)
register_entry(
    Entry("incident_report.menu", "incident_report.show", Action.FIGURES_VIEW, "triangle-alert", "figures", 54)
)
QUARTERS = 12
COLUMNS = ("quarter", "site", "kind", "grade", "incidents")


def _asked():
    """The quarter in the address; nonsense is the one under way."""
    known = quarters_back(today(), QUARTERS)
    return next((one for one in known if one.code == request.args.get("quarter")), known[0]), known


@bp.get("/reports/incidents")
@requires(GET=Action.FIGURES_VIEW)
def show():
    quarter, known = _asked()
    found = incident_counts(reader(), quarter)
    kept = {"quarter": quarter.code}
    return page_or_fragment(
        "reports/incidents/show.html",
        "reports/incidents/_results.html",
        quarter=quarter,
        quarters=known,
        grades=GRADES,
        sites=[_site(list(rows)) for _, rows in groupby(found, key=lambda row: row.site_public_id)],
        kept=kept,
        links=file_links(".download", **kept),
    )


def _site(rows):
    """(public id, name, [(kind, {grade: number})]) of a site."""
    kinds = [(kind, {row.grade: row.number for row in some}) for kind, some in groupby(rows, key=lambda row: row.kind)]
    return rows[0].site_public_id, rows[0].site, kinds


@bp.get("/reports/incidents.<any(csv, xlsx, json):fmt>")
@requires(GET=Action.FIGURES_VIEW)
def download(fmt):
    quarter, _ = _asked()
    rows = [(quarter.code, row.site, row.kind, row.grade, row.number) for row in incident_counts(reader(), quarter)]
    return export(rows, COLUMNS, f"incidents-{quarter.code}", fmt)


@bp.get("/reports/incidents/rows")
@requires(GET=Action.FIGURES_VIEW)
def behind():
    """The incidents that a number counts: neither whose, nor in which dwelling."""
    quarter, _ = _asked()
    found = paged(incidents_behind(reader(), quarter, _cell()))
    return page_or_fragment(
        "reports/incidents/rows.html",
        "reports/incidents/_rows.html",
        quarter=quarter,
        found=found,
        states=[incident_state(row.closed_on) for row in found.rows],
    )


def _cell():
    """From the address; nonsense narrows to nothing that there is."""
    kind, grade = request.args.get("kind", ""), request.args.get("grade", "")
    return Cell(
        site=request.args.get("site", "")[:22] or None,
        kind=IncidentKind(kind) if kind in set(IncidentKind) else None,
        grade=next((one for one in GRADES if str(one) == grade), None),
    )
