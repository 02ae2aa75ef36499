"""Acts on a housing request: sent, confirmed, withdrawn by its sender; asked about, taken, refused by prospectors."""

from flask import Blueprint, flash, request
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.web.acting import acted
from app.web.fragments import page_or_fragment, see_other
from axes.vocab import HouseholdSection as Section
from capteur.forms.requests import AskForm, RefuseRequestForm, SendRequestForm, TakeForm, WithdrawRequestForm
from capteur.queries.doubles import doubles_of
from capteur.queries.prices import rows_of
from capteur.routes.parts import entered_or_404
from capteur.routes.requests import found_or_404, request_form, shown
from capteur.services.requests import (
    accept_request,
    ask_completion,
    confirm_request,
    gap_today,
    lacking,
    refuse_request,
    send_request,
    withdraw_request,
)
from capteur.vocab import RequestEventKind, RequestRefusal

bp = Blueprint("housing_request_acts", __name__, url_prefix="/capteur/<programme_id>/requests/<public_id>")
WRITE, DECIDE = Action.HOUSING_REQUEST_WRITE, Action.HOUSING_REQUEST_DECIDE
PAIRS = Action.CAPTEUR_CONVENTION_EDIT  # what senders have in common is for whoever keeps their conventions
WRITES, DECIDES = {"GET": WRITE, "POST": WRITE}, {"GET": DECIDE, "POST": DECIDE}


@bp.route("/sending", methods=["GET", "POST"])
@requires(**WRITES)
def send(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, WRITE)
    table, gap = gap_today(one)
    form = SendRequestForm(version=one.version, below_reason=one.below_reason)
    act = {"request": one, "seen": request.form.get("prices"), "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: send_request(below_reason=form.below_reason.data or None, **act),
        template="capteur/requests/send.html",
        go=lambda known: _sent(programme, one, known),
        done="housing_request.done.sent",
        programme=programme,
        one=one,
        table=table,
        rows=rows_of(table) if table else (),
        gap=gap,
        lacking=lacking(one),
    )


def _sent(programme, one, known):
    """Whoever is known already is told of in one line, to the sender who just asked: by whom, coordination knows."""
    if known:
        flash(gettext("housing_request.known"), "warn")
    return shown(programme, one)


@bp.get("/doubles")
@requires(GET=PAIRS)
def doubles(programme_id, public_id):
    """For coordination: the same people asked for by another sender."""
    programme, one = found_or_404(programme_id, public_id, Action.HOUSING_REQUEST_VIEW)
    entered_or_404(programme_id, PAIRS)
    note_view(one.household, actor=reader(), sections=[Section.REFERRAL])
    found = doubles_of(reader(), one) if one.is_alive else ()
    template = "capteur/requests/doubles.html", "capteur/requests/_doubles.html"
    return page_or_fragment(*template, programme=programme, one=one, found=found)


@bp.post("/confirmation")
@requires(POST=WRITE)
def confirm(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, WRITE)
    confirm_request(request=one, actor=reader())
    flash(gettext("housing_request.done.confirmed"), "ok")
    return see_other(shown(programme, one))


def _act(programme_id, public_id, action, make_form, service, title, lead=None):
    """A page of one act, which takes the version that was seen."""
    programme, one = found_or_404(programme_id, public_id, action)
    form = make_form(version=one.version)

    def act():
        service(form, {"request": one, "version": form.version.data, "actor": reader()})

    return request_form(programme, one, act, title, form, lead=lead)


@bp.route("/withdrawal", methods=["GET", "POST"])
@requires(**WRITES)
def withdraw(programme_id, public_id):
    def service(form, act):
        withdraw_request(kind=RequestEventKind(form.kind.data), text=form.text.data or None, **act)

    return _act(programme_id, public_id, WRITE, WithdrawRequestForm, service, "housing_request.withdraw")


@bp.route("/questions", methods=["GET", "POST"])
@requires(**DECIDES)
def ask(programme_id, public_id):
    def service(form, act):
        ask_completion(fields=form.fields.data or (), text=form.text.data, **act)

    title, lead = "housing_request.ask", "housing_request.ask_lead"
    return _act(programme_id, public_id, DECIDE, AskForm, service, title, lead)


@bp.route("/acceptance", methods=["GET", "POST"])
@requires(**DECIDES)
def accept(programme_id, public_id):
    def service(_form, act):
        accept_request(**act)

    title, lead = "housing_request.accept", "housing_request.accept_lead"
    return _act(programme_id, public_id, DECIDE, TakeForm, service, title, lead)


@bp.route("/refusal", methods=["GET", "POST"])
@requires(**DECIDES)
def refuse(programme_id, public_id):
    def service(form, act):
        refuse_request(refusal=RequestRefusal(form.refusal.data), text=form.text.data or None, **act)

    return _act(programme_id, public_id, DECIDE, RefuseRequestForm, service, "housing_request.refuse")
