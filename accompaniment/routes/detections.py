"""Households at risk: seen, met, partners mobilised, as a funnel; and what a landlord tells an association."""

from flask import request, url_for
from flask_babel import gettext as _

from accompaniment.forms.prevention import GiveDetectionForm, MeetingForm, NoteDetectionForm, SetAsideForm, TakeUpForm
from accompaniment.models.detections import Detection
from accompaniment.queries.detections import (
    COLUMNS,
    FunnelFilters,
    detection_for,
    funnel,
    given_by,
    households_to_act_on,
    list_detections,
    meeting_for,
    partners_of,
)
from accompaniment.routes.funding import ASSOCIATIONS
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.opening import opened
from accompaniment.routes.prevention_pages import ACT, ACTS, GIVE, GIVES, VIEW
from accompaniment.routes.prevention_pages import detection_pages as bp
from accompaniment.services.detections import (
    edit_meeting,
    give_detection,
    note_detection,
    set_aside,
    take_up,
    write_meeting,
)
from accompaniment.vocab_prevention import MeetingResult, RiskSign, SetAside
from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import OrganisationKind
from app.clock import today
from app.crypto import unseal_column
from app.db import ask
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.routes.choosing import offer_households
from axes.vocab import HouseholdSection as Section

SEEN_BY = (OrganisationKind.HOUSING_OPERATOR, OrganisationKind.RENTAL_MANAGER, OrganisationKind.REFERRER, *ASSOCIATIONS)


@bp.get("/detections")
@requires(GET=VIEW)
def index():
    filters = FunnelFilters.of(request.args, today())
    found, kept = paged(list_detections(reader(), filters)), filters.kept
    files = {"step": filters.step, "state": filters.state} | kept
    return page_or_fragment(
        "accompaniment/detections/list.html",
        "accompaniment/detections/_results.html",
        counts=funnel(reader(), filters),
        found=found,
        names=names_of({row.household_id for row in found.rows if row.household_id}, reader()),
        filters=filters,
        kept=kept,
        links=file_links(".download", **files),
    )


@bp.get("/detections.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    found = ask(list_detections(reader(), FunnelFilters.of(request.args, today())))
    rows = [[getattr(row, name) for name in COLUMNS] for row in found]
    return export(rows, COLUMNS, f"detections-{today().isoformat()}", fmt)


@bp.get("/detections/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    one = or_404(detection_for(public_id, reader()))
    file = opened(one.household.public_id, Section.PREVENTION, VIEW) if one.household else None
    return page(
        "accompaniment/detections/show.html",
        one=one,
        household=one.household,
        acts=file.acts if file else reader().may(ACT),
        partners=partners_of(one, reader()),
    )


@bp.route("/households/<public_id>/detections/new", methods=["GET", "POST"])
@requires(**ACTS)
def new(public_id):
    file = opened(public_id, Section.PREVENTION, ACT)
    form = NoteDetectionForm()
    form.detected_by.among(organisations_among(*SEEN_BY))
    return acted_on_form(
        form,
        lambda: note_detection(
            household=file.household,
            detected_by=form.detected_by.record,
            sign=RiskSign(form.sign.data),
            found_on=form.found_on.data,
            told=form.told.data or None,
            actor=reader(),
        ),
        title=_("detection.new"),
        lead=_("detection.new.lead"),
        path=[(file.household.reference, url_for("prevention.household", public_id=public_id))],
        go=lambda made: url_for(".show", public_id=made.public_id),
        household=file.household,
    )


def _acted_on(public_id):
    one = or_404(detection_for(public_id, reader(), ACT))
    if one.household:
        opened(one.household.public_id, Section.PREVENTION, ACT)
    return one


def _form(one, form, act, name):
    home = url_for("detections.show", public_id=one.public_id)
    said = [("detection.sign", label(one.sign)), ("detection.found_on", shown(one.found_on))]
    return acted_on_form(
        form,
        act,
        title=_(f"detection.{name}"),
        lead=_(f"detection.{name}.lead"),
        path=[(_("detection.menu"), url_for("detections.index")), (_("detection.one"), home)],
        go=lambda _made: home,
        household=one.household,
        said=[*said, *([("detection.told", one.told)] if one.told else [])],
    )


@bp.route("/detections/<public_id>/household", methods=["GET", "POST"])
@requires(**ACTS)
def take(public_id):
    one = _acted_on(public_id)
    form = TakeUpForm(data={"version": one.version})
    offer_households(form.household, households_to_act_on(reader()))
    act = {"detection": one, "version": form.version.data, "actor": reader()}
    return _form(one, form, lambda: take_up(household=form.household.record, **act), "take")


@bp.route("/detections/<public_id>/set-aside", methods=["GET", "POST"])
@requires(**ACTS)
def aside(public_id):
    one = _acted_on(public_id)
    form = SetAsideForm(data={"version": one.version})
    act = {"detection": one, "version": form.version.data, "actor": reader()}
    return _form(one, form, lambda: set_aside(reason=SetAside(form.reason.data), **act), "aside")


@bp.route("/detections/<public_id>/meetings/new", methods=["GET", "POST"])
@requires(**ACTS)
def meet(public_id):
    one = _acted_on(public_id)
    form = MeetingForm(data={"version": one.version})
    act = {"detection": one, "version": form.version.data, "actor": reader()}
    return _form(one, form, lambda: write_meeting(**_meeting(form), **act), "meet")


@bp.route("/adviser-meetings/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def meeting(public_id):
    known = or_404(meeting_for(public_id, reader()))
    opened(known.detection.household.public_id, Section.PREVENTION, ACT)
    form = MeetingForm(obj=known)
    act = {"meeting": known, "version": form.version.data, "actor": reader()}
    return _form(known.detection, form, lambda: edit_meeting(**_meeting(form), **act), "meet")


def _meeting(form):
    return {"met_on": form.met_on.data, "result": MeetingResult(form.result.data)}


@bp.get("/risk-reports")
@requires(GET=GIVE)
def given():
    found = paged(given_by(reader()))
    told = {row.public_id: unseal_column(Detection, "told", row.public_id, row.told_sealed) for row in found.rows}
    return page("accompaniment/detections/given.html", found=found, told=told)


@bp.route("/risk-reports/new", methods=["GET", "POST"])
@requires(**GIVES)
def give():
    form = GiveDetectionForm()
    form.organisation.among(organisations_among(*ASSOCIATIONS))
    return acted_on_form(
        form,
        lambda: give_detection(
            organisation=form.organisation.record,
            sign=RiskSign(form.sign.data),
            found_on=form.found_on.data,
            told=form.told.data,
            actor=reader(),
        ),
        title=_("detection.give"),
        lead=_("detection.give.lead"),
        path=[(_("detection.given"), url_for(".given"))],
        go=lambda _made: url_for(".given"),
        done="detection.sent",
    )
