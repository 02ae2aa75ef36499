"""Noting an incident: where, then what. On a phone: the first page, the dwelling, and it is written."""

from flask import request, url_for

from accompaniment.forms.incidents import NewIncidentForm
from accompaniment.queries.incident_places import households_there, stay_to_note_on, stays_to_note_on
from accompaniment.queries.incidents import incident_to_take_up
from accompaniment.routes.incident_pages import ACT, EDITS
from accompaniment.routes.incident_pages import incident_pages as bp
from accompaniment.services.incidents import note_incident
from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.web.acting import acted
from app.web.fragments import page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.vocab import HouseholdSection as Section
from sites.queries.sites import find_site
from sites.queries.units import find_unit


@bp.get("/incidents/new")
@requires(GET=ACT)
def pick():
    """Where? The dwellings of one's own households come first: the second of three taps."""
    text = request.args.get("text", "").strip()[:22] or None
    found = paged(stays_to_note_on(reader(), text))
    return page_or_fragment(
        "accompaniment/incidents/pick.html",
        "accompaniment/incidents/_pick.html",
        found=found,
        names=names_of([row.household_id for row in found.rows], reader()),
        text=text,
    )


@bp.route("/stays/<public_id>/incidents/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_of_stay(public_id):
    stay = or_404(stay_to_note_on(public_id, reader()))
    note_view(stay.household, actor=reader(), sections=[Section.INCIDENTS])
    form = NewIncidentForm()
    form.offer([])
    place = {"site": stay.unit.site, "unit": stay.unit}
    return _noted(form, place, lambda: stay.household_id, household=stay.household)


@bp.route("/units/<public_id>/incidents/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_of_unit(public_id):
    unit = or_404(find_unit(reader(), public_id))
    return _of_unit(unit, None)


@bp.route("/incidents/<public_id>/take-up", methods=["GET", "POST"])
@requires(**EDITS)
def take_up(public_id):
    """What another organisation noted of a dwelling, where one is in charge of who lived there that day."""
    other = or_404(incident_to_take_up(public_id, reader()))
    return _of_unit(other.unit, other)


def _of_unit(unit, other):
    there = {one.public_id: one for one in households_there(unit.id, reader())}
    if other is not None:
        there = {key: one for key, one in there.items() if _was_there(one, other.happened_on)}
    form = NewIncidentForm(data=_known(there, other))
    form.offer(there.values())
    return _noted(
        form,
        {"site": unit.site if other is None else other.site, "unit": unit},
        lambda: there[form.chosen].household_id if form.chosen else None,
        other=other,
    )


def _was_there(one, day):
    return one.start_on <= day and (one.end_on is None or one.end_on >= day)


def _known(there, other):
    """Who lives there is proposed; of what is taken up, what the other organisation said, but for the lender's part."""
    home = next((key for key, one in there.items() if other is not None or one.end_on is None), "")
    if other is None:
        return {"household": home}
    names = ("happened_on", "happened_at", "account", "people")
    codes = {"kind": other.kind.value, "reported_by": other.reported_by.value, "grade": str(other.grade)}
    return {name: getattr(other, name) for name in names} | codes | {"household": home}


@bp.route("/sites/<public_id>/incidents/new", methods=["GET", "POST"])
@requires(**EDITS)
def new_of_site(public_id):
    """In the common parts, or around."""
    site = or_404(find_site(reader(), public_id))
    form = NewIncidentForm()
    form.offer([])
    return _noted(form, {"site": site, "unit": None}, lambda: None)


def _noted(form, place, household_id, other=None, household=None):
    return acted(
        form,
        lambda: note_incident(**place, household_id=household_id(), facts=form.facts, actor=reader(), taken_from=other),
        template="accompaniment/incidents/new.html",
        go=lambda made: url_for("incidents.show", public_id=made.public_id),
        done="incident.done.noted",
        household=household,
        other=other,
        **place,
    )
