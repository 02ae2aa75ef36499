"""Incidents: the list, those of a household and of a stay, the sheet, and what comes up on the first page."""

from flask import request, url_for

from accompaniment.queries.day import DayFilters
from accompaniment.queries.incident_places import stay_of, stay_to_note_on
from accompaniment.queries.incidents import (
    IncidentFilters,
    earlier_count,
    incident_read,
    list_incidents,
    of_household,
    of_stay,
    sites_with,
)
from accompaniment.queries.incidents_due import count_due
from accompaniment.routes.day_views import scope
from accompaniment.routes.incident_pages import VIEW
from accompaniment.routes.incident_pages import incident_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.incidents import GRADES, incident_state, proposal_for, repair_state
from accompaniment.rules.tasks import week_after
from accompaniment.vocab_incidents import IncidentState
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.db import db
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section


@bp.get("/incidents")
@requires(GET=VIEW)
def index():
    filters = IncidentFilters.of(request.args)
    found = paged(list_incidents(reader(), filters))
    return page_or_fragment(
        "accompaniment/incidents/list.html",
        "accompaniment/incidents/_results.html",
        found=found,
        names=names_of({row.household_id for row in found.rows if row.household_id}, reader()),
        filters=filters,
        sites=sites_with(reader()),
        grades=GRADES,
        states=IncidentState,
        day=today(),
    )


@bp.get("/incidents/summary")
@requires(GET=VIEW)
def summary():
    """How many ask for an answer, and the way to note one: a panel of the first page, and a page of its own."""
    count = count_due(scope("me", DayFilters()), week_after(today()))
    return page_or_fragment(
        "accompaniment/incidents/summary.html", "accompaniment/incidents/_summary.html", count=count
    )


@bp.get("/households/<public_id>/support/incidents", endpoint="of_household")
@requires(GET=VIEW)
def of_household_page(public_id):
    file = opened(public_id, Section.INCIDENTS)
    return page_or_fragment(
        "accompaniment/incidents/of_household.html",
        "accompaniment/incidents/_of_household.html",
        file=file,
        household=file.household,
        found=paged(of_household(reader(), file.household.id)),
        day=today(),
    )


@bp.get("/stays/<public_id>/incidents", endpoint="of_stay")
@requires(GET=VIEW)
def of_stay_page(public_id):
    """A panel of the page of a stay, and a page of its own."""
    stay = or_404(stay_to_note_on(public_id, reader(), VIEW))
    note_view(stay.household, actor=reader(), sections=[Section.INCIDENTS])
    return page_or_fragment(
        "accompaniment/incidents/of_stay.html",
        "accompaniment/incidents/_of_stay.html",
        stay=stay,
        rows=db.session.execute(of_stay(reader(), stay).limit(20)).all(),
        day=today(),
    )


@bp.get("/incidents/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    incident = or_404(incident_read(public_id, reader()))
    if incident.household is not None:
        note_view(incident.household, actor=reader(), sections=[Section.INCIDENTS])
    elsewhere = incident.household_id is None and incident.organisation_id != reader().organisation_id
    earlier = 0 if elsewhere else earlier_count(incident)
    return page(
        "accompaniment/incidents/show.html",
        incident=incident,
        elsewhere=elsewhere,
        stay=stay_of(incident),
        names=names_of([incident.household_id] if incident.household_id else [], reader()),
        state=incident_state(incident.closed_on),
        repair=_repair(incident),
        earlier=earlier,
        proposal=proposal_for(incident.kind, incident.grade, earlier),
        next_on=incident.steps[-1].next_on if incident.steps else None,
        back=url_for("incidents.index"),
        day=today(),
    )


def _repair(incident):
    outage = incident.outage if incident.outage and incident.outage.cancelled_on is None else None
    return repair_state(incident.repaired_on, outage.first_day if outage else None) if incident.technical else None
