"""Sessions with many, and acts of information: listed, written, put right."""

from flask import request, url_for
from flask_babel import gettext as _

from accompaniment.forms.outreach import (
    AttendeeForm,
    EditInformationForm,
    EditSessionForm,
    NewInformationForm,
    NewSessionForm,
)
from accompaniment.queries.detections import FunnelFilters, households_to_act_on
from accompaniment.queries.outreach import (
    ACT_COLUMNS,
    SESSION_COLUMNS,
    attendees_of,
    information_for,
    list_information,
    list_sessions,
    session_for,
)
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.prevention_pages import ACTS, VIEW, information_pages, session_pages
from accompaniment.services.outreach import (
    add_information,
    add_session,
    edit_information,
    edit_session,
    name_attendee,
)
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.db import ask
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.queries.persons import names_of
from axes.routes.choosing import offer_households


def _days():
    return FunnelFilters.of(request.args, today())


def _listed(listing, name, files):
    """A list by days, and its files at their own addresses."""
    days = _days()
    return page_or_fragment(
        f"accompaniment/{name}/list.html",
        f"accompaniment/{name}/_results.html",
        found=paged(listing(reader(), days)),
        days=days,
        links=file_links(files, **days.kept),
    )


def _exported(listing, columns, name, fmt):
    rows = [[getattr(row, column) for column in columns] for row in ask(listing(reader(), _days()))]
    return export(rows, columns, f"{name}-{today().isoformat()}", fmt)


@session_pages.get("/collective-sessions")
@requires(GET=VIEW)
def index():
    return _listed(list_sessions, "sessions", ".download")


@session_pages.get("/collective-sessions.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(fmt):
    return _exported(list_sessions, SESSION_COLUMNS, "collective-sessions", fmt)


@session_pages.get("/collective-sessions/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    one = or_404(session_for(public_id, reader()))
    found = attendees_of(one, reader())
    names = names_of({row.household_id for row in found}, reader())
    return page("accompaniment/sessions/show.html", one=one, found=found, names=names)


@session_pages.route("/collective-sessions/new", methods=["GET", "POST"])
@requires(**ACTS)
def new():
    form = NewSessionForm()
    return acted_on_form(
        form,
        lambda: add_session(facts=form.facts(), actor=reader()),
        title=_("collective.new"),
        lead=_("collective.new.lead"),
        path=[(_("collective.menu"), url_for(".index"))],
        go=lambda made: url_for(".show", public_id=made.public_id),
    )


def _form(one, form, act, name):
    home, named = url_for("collective.show", public_id=one.public_id), f"{label(one.theme)} · {shown(one.held_on)}"
    return acted_on_form(
        form,
        act,
        title=_(f"collective.{name}"),
        lead=_(f"collective.{name}.lead"),
        path=[(_("collective.menu"), url_for("collective.index")), (named, home)],
        go=lambda _made: home,
    )


@session_pages.route("/collective-sessions/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit(public_id):
    one = or_404(session_for(public_id, reader()))
    form = EditSessionForm(obj=one)
    act = {"session": one, "version": form.version.data, "actor": reader()}
    return _form(one, form, lambda: edit_session(facts=form.facts(), **act), "edit")


@session_pages.route("/collective-sessions/<public_id>/attendees", methods=["GET", "POST"])
@requires(**ACTS)
def attend(public_id):
    one, form = or_404(session_for(public_id, reader())), AttendeeForm()
    offer_households(form.household, households_to_act_on(reader()))
    act = {"session": one, "actor": reader()}
    return _form(
        one,
        form,
        lambda: name_attendee(household=form.household.record, people=form.people.data, **act),
        "attend",
    )


@information_pages.get("/information-acts")
@requires(GET=VIEW)
def index_of_acts():
    return _listed(list_information, "information", ".download_acts")


@information_pages.get("/information-acts.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download_acts(fmt):
    return _exported(list_information, ACT_COLUMNS, "information-acts", fmt)


def _told(form, act, name):
    home = url_for("information.index_of_acts")
    return acted_on_form(
        form,
        act,
        title=_(f"information.{name}"),
        lead=_("information.lead"),
        path=[(_("information.menu"), home)],
        go=lambda _made: home,
    )


@information_pages.route("/information-acts/new", methods=["GET", "POST"])
@requires(**ACTS)
def new_act():
    form = NewInformationForm()
    return _told(form, lambda: add_information(actor=reader(), **form.facts()), "new")


@information_pages.route("/information-acts/<public_id>/edit", methods=["GET", "POST"])
@requires(**ACTS)
def edit_act(public_id):
    one = or_404(information_for(public_id, reader()))
    form = EditInformationForm(obj=one)
    act = {"act": one, "version": form.version.data, "actor": reader()}
    return _told(form, lambda: edit_information(**form.facts(), **act), "edit")
