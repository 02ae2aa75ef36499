"""Housing requests of a programme: listed, read, begun and written by their senders."""

from decimal import Decimal
from functools import partial

from flask import Blueprint, request, url_for
from flask_babel import gettext

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from app.i18n.labels import named
from app.web.export import export, file_links
from app.web.fragments import page
from app.web.lookup import or_404
from app.web.paging import paged
from axes.data.ethos import living_situations
from axes.queries.persons import members_of
from axes.queries.referrals import is_nameable
from axes.routes.choosing import offer_households
from axes.services.households import create_household
from axes.vocab import HouseholdSection as Section
from capteur.forms.opportunities import KnownField
from capteur.forms.requests import ANSWERS, CODES, EUROS, RequestForm, StartRequestForm
from capteur.queries.conventions import convention_in_force
from capteur.queries.duties import IN_THE_FIELD
from capteur.queries.proposals import of_request
from capteur.queries.requests import (
    confirm_days_of,
    first_person,
    households_to_ask_for,
    list_requests,
    request_for,
    state_now,
)
from capteur.queries.settings import areas_of
from capteur.routes.identities import names_in
from capteur.routes.parts import entered_or_404, form_page, in_euros, path_of
from capteur.rules.proposals import state_of as proposal_state
from capteur.rules.request_documents import may_open
from capteur.rules.requests import short_name
from capteur.services.requests import begin_request, write_request
from capteur.vocab import RequestConsent, RequestEventKind, RequestState

bp = Blueprint("housing_requests", __name__, url_prefix="/capteur/<programme_id>/requests")
VIEW, WRITE = Action.HOUSING_REQUEST_VIEW, Action.HOUSING_REQUEST_WRITE
WRITES = {"GET": WRITE, "POST": WRITE}
COLUMNS = ("household", "state", "sender", "track", "dwelling_type", "max_rent", "max_charges", "gap")
COLUMNS += ("sent_on", "confirmed_on")


@bp.get("")
@requires(GET=VIEW)
def index(programme_id):
    programme = entered_or_404(programme_id, VIEW)
    state = request.args.get("state")
    asked = state if state in set(RequestState) else None
    may_write = reader().may(WRITE)
    found = paged(list_requests(reader(), programme, confirm_days_of(programme.id), asked))
    ours = may_write and convention_in_force(programme.id, reader().organisation_id, today())
    return page(
        "capteur/requests/list.html",
        programme=programme,
        found=found,
        names=names_in(found.rows, lambda row: _is_selected(*row)),
        states=list(RequestState),
        state=asked,
        convention=ours,
        may_write=may_write,
        links=file_links("housing_requests.download", programme_id=programme.public_id, state=asked),
    )


@bp.get("/list.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(programme_id, fmt):
    """What the list shows its reader, whole: references, never a name."""
    programme = entered_or_404(programme_id, VIEW)
    state = request.args.get("state")
    asked = state if state in set(RequestState) else None
    found = db.session.execute(list_requests(reader(), programme, confirm_days_of(programme.id), asked))
    rows = [
        (
            one.household.reference,
            where,
            one.organisation.name,
            one.track,
            one.dwelling_type,
            *(in_euros(cents) for cents in (one.max_rent_cents, one.max_charges_cents, one.gap_cents)),
            one.submitted_on,
            one.confirmed_on,
        )
        for one, where in found
    ]
    return export(rows, COLUMNS, "housing-requests", fmt)


def found_or_404(programme_id, public_id, action):
    """The programme, and its request, where the reader may do `action` on it."""
    programme = entered_or_404(programme_id, action)
    return programme, or_404(request_for(reader(), programme, public_id, action))


def shown(programme, one):
    return url_for("housing_requests.show", programme_id=programme.public_id, public_id=one.public_id)


def request_form(programme, one, act, title, form, *, lead=None):
    """A form on a request: back to it once done."""
    path = path_of(programme, ("housing_request.title", "housing_requests.index"))
    back = shown(programme, one) if one else path[-1][1]
    go = None if one else lambda made: shown(programme, made)
    return form_page(programme, form, act, title, back, path=path, go=go, lead=lead)


@bp.get("/<public_id>")
@requires(GET=VIEW)
def show(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, VIEW)
    state = state_now(one, confirm_days_of(programme.id))
    named_, known = identity_of(one, state)
    note_view(one.household, actor=reader(), sections=[Section.REFERRAL, *([Section.IDENTITY] if known else [])])
    living = living_situations().get(one.living_situation)
    return page(
        "capteur/requests/show.html",
        programme=programme,
        one=one,
        state=state,
        members=members_of(one.household_id, named=named_),
        short=None if named_ else known,
        born=reader().role not in IN_THE_FIELD,
        own=one.organisation_id == reader().organisation_id,
        living=named(living) if living else None,
        proposals=of_request(one.id),
        state_of=proposal_state,
        documents=sorted((each for each in one.documents if each.stands), key=lambda each: -each.id),
        opens=_opens(one, named_),
        day=today(),
        questions=[event for event in one.events if event.kind is RequestEventKind.COMPLETION_ASKED][-1:],
    )


def _opens(one, known):
    """Whether the reader opens a paper, by whether it is confidential."""
    agreed, own = one.consent_scope is RequestConsent.PAPERS, one.organisation_id == reader().organisation_id
    return partial(may_open, own=own, known=known, agreed=agreed)


def identity_of(one, state):
    """Whether the reader knows who they are; and by what: the prospector by a first name until they are selected."""
    if reader().role in IN_THE_FIELD:
        name = first_person(one.household_id)
        return _is_selected(one, state), short_name(name) if name else None
    named_ = is_nameable(reader(), one.household_id)
    return named_, named_


def _is_selected(one, state):
    """The prospector may know who they are: for a dwelling, and not where they consented to a profile alone."""
    return state in {RequestState.SELECTED, RequestState.HOUSED} and one.consent_scope is not RequestConsent.PROFILE


@bp.route("/new", methods=["GET", "POST"])
@requires(**WRITES)
def new(programme_id):
    programme = entered_or_404(programme_id, WRITE)
    form = StartRequestForm()
    new_one = gettext("referral.start.new_household")
    offer_households(form.household, households_to_ask_for(reader(), programme), none=new_one)

    def act():
        household = form.household.record or create_household(actor=reader(), first=form.facts)
        return begin_request(programme=programme, household=household, actor=reader())

    return request_form(programme, None, act, "housing_request.new", form, lead="housing_request.new_lead")


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(**WRITES)
def edit(programme_id, public_id):
    programme, one = found_or_404(programme_id, public_id, WRITE)
    state = state_now(one, confirm_days_of(programme.id))
    or_404(one if state in {RequestState.DRAFT, RequestState.TO_COMPLETE} else None)
    note_view(one.household, actor=reader(), sections=[Section.REFERRAL])
    form = RequestForm(areas_of(programme), data=_known(one))
    if state is RequestState.TO_COMPLETE:
        asked = [event for event in one.events if event.kind is RequestEventKind.COMPLETION_ASKED][-1]
        form.keep_only(set(asked.fields.split(",")))
    act = {"request": one, "version": form.version.data, "actor": reader()}
    return request_form(
        programme, one, lambda: write_request(written=form.written, **act), "housing_request.edit", form
    )


SAME = ("version", "living_since", "excluded_reason", "highest_floor", "accompanier", "consent_on")


def _known(one):
    """What stands, as the form's fields take it."""
    kept = {name: getattr(one, name) for name in SAME} | {"care": one.care or ""}
    kept |= {name: KnownField.told(getattr(one, name)) for name in ANSWERS}
    kept["living_situation"] = one.living_situation or ""
    for name in CODES:
        value = getattr(one, name)
        kept[name] = value.value if value else ""
    for name in EUROS:
        cents = getattr(one, f"{name}_cents")
        kept[name] = None if cents is None else Decimal(cents) / 100
    kept["wanted"] = [area.area.public_id for area in one.areas if not area.excluded]
    return kept | {"excluded": [area.area.public_id for area in one.areas if area.excluded]}
