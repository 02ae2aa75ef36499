"""Visits that support bodies owe: listed, noted; and the follow-up of one letting."""

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.i18n.formats import day as shown
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section
from capteur.forms.follow_up import NoteVisitForm
from capteur.queries.alerts import alerts_of_letting
from capteur.queries.due_visits import due_visit_for, list_due_visits, visits_of_letting
from capteur.queries.follow_up import convention_today
from capteur.queries.lettings import letting_for
from capteur.routes.parts import entered_or_404, form_page, path_of
from capteur.rules.follow_up import state_of
from capteur.services.due_visits import AHEAD, note_visit

bp = Blueprint("due_visits", __name__, url_prefix="/capteur/<programme_id>")
VIEW, ACT = Action.FOLLOW_UP_VIEW, Action.FOLLOW_UP_ACT
LISTS = ("to_note", "coming", "noted")


@bp.get("/due-visits")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    which = request.args.get("which")
    which = which if which in LISTS else LISTS[0]
    found = paged(list_due_visits(reader(), programme, which, today()))
    given = {"programme": programme, "found": found, "which": which, "lists": LISTS, "day": today()}
    return page("capteur/due_visits/list.html", **given)


@bp.route("/due-visits/<public_id>", methods=["GET", "POST"])
@requires(GET=ACT, POST=ACT)
def note(programme_id, public_id):
    programme = entered_or_404(programme_id, ACT)
    visit = or_404(due_visit_for(reader(), programme, public_id, ACT))
    note_view(visit.letting.household, actor=reader(), sections=[Section.SUPPORT])
    day = visit.happened_on or min(visit.due_on, today())
    result = visit.result.value if visit.result else None
    known = {"version": visit.version, "result": result, "happened_on": day, "minutes": visit.minutes}
    form = NoteVisitForm(data=known | {"note": visit.note})
    act = {"visit": visit, "version": form.version.data, "actor": reader()}
    back = url_for("due_visits.of_letting", programme_id=programme.public_id, public_id=visit.letting.public_id)
    path, title = path_of(programme, ("due_visit.title", "due_visits.index")), "due_visit.note_title"
    path += [(visit.letting.household.reference, back), (shown(visit.due_on), None)]
    return form_page(programme, form, lambda: note_visit(facts=form.facts, **act), title, back, path=path)


@bp.get("/lettings/<public_id>/follow-up")
@requires(GET=VIEW)
def of_letting(programme_id, public_id):
    programme = entered_or_404(programme_id, VIEW)
    letting = or_404(letting_for(reader(), programme, public_id))
    note_view(letting.household, actor=reader(), sections=[Section.SUPPORT])
    alerts = alerts_of_letting(reader(), programme, letting)
    return page(
        "capteur/due_visits/of_letting.html",
        programme=programme,
        one=letting,
        visits=visits_of_letting(reader(), programme, letting, today() + AHEAD),
        alerts=[(each, state_of(each)) for each in alerts],
        standing=convention_today(letting.proposal_id),
        day=today(),
    )
