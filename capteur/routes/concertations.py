"""Meetings of a programme with its partners: listed, read, printed, written; their agenda and their decisions."""

from datetime import timedelta

from flask import Blueprint, flash, url_for
from flask_babel import gettext

from app.auth.gate import reader
from app.auth.models.organisations import Organisation
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from app.web.records import by_name
from capteur.forms.concertations import AddItemForm, DecideForm, EditMeetingForm, NewMeetingForm
from capteur.queries.concertations import (
    decision_of,
    item_of,
    items_of,
    meeting_of,
    meetings_of,
    partners_to_name,
    waiting_items,
)
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.services.concertations import add_item, decide, edit_meeting, finish_decision, write_meeting

bp = Blueprint("concertations", __name__, url_prefix="/capteur/<programme_id>/concertations")
VIEW, EDIT = Action.CONCERTATION_VIEW, Action.CONCERTATION_EDIT
EDITS = {"GET": EDIT, "POST": EDIT}
WRITTEN_WITHIN = timedelta(days=14)
FACTS = ("held_on", "place", "present", "minutes")


@bp.get("")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    found, waiting = paged(meetings_of(programme)), waiting_items(reader(), programme)
    return page("capteur/concertations/list.html", programme=programme, found=found, waiting=waiting, day=today())


def _found(programme_id, public_id, action):
    programme = entered_or_404(programme_id, action)
    return programme, or_404(meeting_of(programme, public_id))


def _shown(programme, meeting):
    return url_for("concertations.show", programme_id=programme.public_id, public_id=meeting.public_id)


def _listed(programme):
    return url_for("concertations.index", programme_id=programme.public_id)


def _page(programme, form, act, title, back, **given):
    path = path_of(programme, ("concertation.title", "concertations.index"))
    return form_page(programme, form, act, title, back, path=path, **given)


def _read(programme, meeting):
    """What a meeting talked about, and what waits that it may have: written down some days after it, no later."""
    talked = items_of(reader(), programme, meeting)
    waiting = waiting_items(reader(), programme, meeting.held_on + WRITTEN_WITHIN)
    return {"programme": programme, "one": meeting, "items": talked, "waiting": waiting}


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, meeting = _found(programme_id, public_id, VIEW)
    return page("capteur/concertations/show.html", day=today(), **_read(programme, meeting))


@bp.get("/<public_id>/print")
@requires(GET=VIEW)
def print_out(programme_id, public_id):
    programme, meeting = _found(programme_id, public_id, VIEW)
    return page("capteur/concertations/print.html", day=today(), **_read(programme, meeting))


@bp.route("/new", methods=["GET", "POST"])
@requires(**EDITS)
def new(programme_id):
    programme = entered_or_404(programme_id, EDIT)
    form = NewMeetingForm()
    act = {"programme": programme, "actor": reader()}
    go = {"go": lambda made: _shown(programme, made)}
    listed = _listed(programme)
    return _page(programme, form, lambda: write_meeting(facts=form.values, **act), "concertation.new", listed, **go)


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(programme_id, public_id):
    programme, one = _found(programme_id, public_id, EDIT)
    form = EditMeetingForm(data={name: getattr(one, name) for name in ("version", *FACTS)})
    act = {"meeting": one, "version": form.version.data, "actor": reader()}
    shown = _shown(programme, one)
    return _page(programme, form, lambda: edit_meeting(facts=form.values, **act), "concertation.edit", shown)


@bp.route("/items/new", methods=["GET", "POST"])
@requires(**EDITS)
def add(programme_id):
    programme = entered_or_404(programme_id, EDIT)
    form = AddItemForm()
    form.organisation.among(by_name(partners_to_name(programme), Organisation), none="—")

    def act():
        about = form.organisation.record
        return add_item(programme=programme, subject=form.subject.data, organisation=about, actor=reader())

    return _page(programme, form, act, "concertation.add", _listed(programme))


@bp.route("/<public_id>/items/<item_id>/decision", methods=["GET", "POST"])
@requires(**EDITS)
def settle(programme_id, public_id, item_id):
    programme, meeting = _found(programme_id, public_id, EDIT)
    item = or_404(item_of(reader(), programme, item_id))
    form = DecideForm(data={"version": item.version})
    act = {"item": item, "meeting": meeting, "version": form.version.data, "actor": reader()}
    shown = _shown(programme, meeting)
    return _page(programme, form, lambda: decide(facts=form.facts, **act), "concertation.decide", shown)


@bp.post("/<public_id>/decisions/<decision_id>/done")
@requires(POST=EDIT)
def done(programme_id, public_id, decision_id):
    programme, meeting = _found(programme_id, public_id, EDIT)
    finish_decision(decision=or_404(decision_of(reader(), programme, decision_id)), actor=reader())
    flash(gettext("concertation.done"), "ok")
    return see_other(_shown(programme, meeting))
