"""Reservation conventions and their dwellings: listed, kept, offered, held for a household, given back."""

from flask import request, url_for
from flask_babel import gettext as _

from accompaniment.forms.reservations import (
    EditReservationForm,
    HoldForm,
    NewReservationForm,
    OfferForm,
    WithdrawForm,
)
from accompaniment.queries.reservations import (
    dwelling_for,
    dwellings_of,
    dwellings_to_hold,
    held_for,
    holders,
    list_reservations,
    reservation_for,
    stopped_for_landlord,
)
from accompaniment.routes.funding import ASSOCIATIONS
from accompaniment.routes.housing_pages import acted_on_form
from accompaniment.routes.housing_pages import reservation_pages as bp
from accompaniment.routes.opening import opened
from accompaniment.rules.reservations import answer_due_on, released_from, state_of, unused_days
from accompaniment.services.reservations import (
    edit_reservation,
    hold_dwelling,
    let_go,
    offer_dwelling,
    sign_reservation,
    withdraw_dwelling,
)
from accompaniment.vocab_housing import ReleaseReason, ReservationState
from app.auth.gate import reader
from app.auth.queries.organisations import organisations_among
from app.auth.requires import requires
from app.auth.vocab import Action, OrganisationKind
from app.clock import today
from app.db import ask
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.export import export, file_links
from app.web.fragments import page, page_or_fragment, see_other
from app.web.lookup import or_404
from app.web.paging import paged
from axes.vocab import HouseholdSection as Section

VIEW, EDIT, OFFER = Action.RESERVATION_VIEW, Action.RESERVATION_EDIT, Action.RESERVATION_OFFER
HOLD = Action.RESERVATION_HOLD
EDITS, OFFERS, HOLDS = ({"GET": one, "POST": one} for one in (EDIT, OFFER, HOLD))
LANDLORDS = (OrganisationKind.HOUSING_OPERATOR, OrganisationKind.RENTAL_MANAGER)
COLUMNS = ("dwelling", "kind", "state", "offered_on", "let_on", "left_on", "released_on", "reason", "unused_days")


def figures(dwellings):
    """How many dwellings stand where, and the days reserved without anybody living there."""
    day = today()
    states = [state_of(one, day) for one in dwellings]
    counts = {state: states.count(state) for state in ReservationState}
    return counts, sum(unused_days(one, day) for one in dwellings)


@bp.get("/reservations")
@requires(GET=VIEW)
def index():
    found = paged(list_reservations(reader()))
    kept = [row[0] for row in found.rows]
    dwellings = dwellings_of(kept)
    landlord = not reader().may(Action.TENANCY_VIEW)
    return page_or_fragment(
        "accompaniment/reservations/list.html",
        "accompaniment/reservations/_results.html",
        found=found,
        reservations=[(one, *figures(dwellings[one.id])) for one in kept],
        stopped=ask(stopped_for_landlord(reader(), today())).all() if landlord else [],
        day=today(),
    )


@bp.get("/reservations/<public_id>")
@requires(GET=VIEW)
def show(public_id):
    one, day = or_404(reservation_for(public_id, reader())), today()
    dwellings = dwellings_of([one])[one.id]
    counts, unused = figures(dwellings)
    return page(
        "accompaniment/reservations/show.html",
        one=one,
        rows=[_row(dwelling, one, day) for dwelling in dwellings],
        holders=holders(dwellings, reader()),
        counts=counts,
        unused=unused,
        day=day,
        links=file_links(".download", public_id=public_id),
    )


def _row(dwelling, reservation, day):
    """A dwelling, where it stands, by when somebody is proposed, when it goes back, its days unused."""
    offered_on = dwelling.offered_on
    due, back = answer_due_on(offered_on, reservation.answer_days), released_from(offered_on, reservation.release_days)
    return dwelling, state_of(dwelling, day), due, back, unused_days(dwelling, day)


@bp.get("/reservations/<public_id>.<any(csv, xlsx, json):fmt>")
@requires(GET=VIEW)
def download(public_id, fmt):
    one, day = or_404(reservation_for(public_id, reader())), today()
    rows = [
        (
            dwelling.place,
            dwelling.kind,
            state,
            dwelling.offered_on,
            dwelling.let_on,
            dwelling.left_on,
            dwelling.released_on,
            dwelling.release_reason,
            unused,
        )
        for dwelling, state, _due, _back, unused in (_row(each, one, day) for each in dwellings_of([one])[one.id])
    ]
    return export(rows, COLUMNS, f"reservation-{one.first_day.isoformat()}", fmt)


def _path(one=None):
    path = [(_("reservation.menu"), url_for("reservations.index"))]
    return [*path, (one.landlord.name, url_for("reservations.show", public_id=one.public_id))] if one else path


def _shown(one):
    return lambda _made: url_for("reservations.show", public_id=one.public_id)


@bp.route("/reservations/new", methods=["GET", "POST"])
@requires(**EDITS)
def new():
    form = NewReservationForm()
    form.landlord.among(organisations_among(*LANDLORDS))
    form.organisation.among(organisations_among(*ASSOCIATIONS))
    return acted_on_form(
        form,
        lambda: sign_reservation(**form.parties, terms=form.terms, publics=form.for_whom, actor=reader()),
        title=_("reservation.new"),
        lead=_("reservation.new.lead"),
        path=_path(),
        go=lambda made: url_for("reservations.show", public_id=made.public_id),
    )


@bp.route("/reservations/<public_id>/edit", methods=["GET", "POST"])
@requires(**EDITS)
def edit(public_id):
    one = or_404(reservation_for(public_id, reader(), EDIT))
    names = [name for name in EditReservationForm().data if hasattr(one, name) and name != "publics"]
    known = {name: getattr(one, name) for name in names}
    form = EditReservationForm(data=known | {"publics": [each.public.value for each in one.publics]})
    act = {"reservation": one, "version": form.version.data, "actor": reader()}
    return acted_on_form(
        form,
        lambda: edit_reservation(terms=form.terms, publics=form.for_whom, **act),
        title=_("reservation.edit"),
        path=_path(one),
        go=_shown(one),
        said=[("reservation.landlord", one.landlord.name), ("reservation.association", one.organisation.name)],
    )


@bp.route("/reservations/<public_id>/dwellings/new", methods=["GET", "POST"])
@requires(**OFFERS)
def offer(public_id):
    one, form = or_404(reservation_for(public_id, reader(), OFFER)), OfferForm()
    facts = {"place": form.place.data, "kind": form.kind.data, "offered_on": form.offered_on.data}
    return acted_on_form(
        form,
        lambda: offer_dwelling(reservation=one, actor=reader(), **facts),
        title=_("reservation.offer"),
        lead=_("reservation.offer.lead"),
        path=_path(one),
        go=_shown(one),
    )


@bp.route("/reserved-dwellings/<public_id>/withdrawal", methods=["GET", "POST"])
@requires(**OFFERS)
def withdraw(public_id):
    dwelling = or_404(dwelling_for(public_id, reader(), OFFER))
    one, form = dwelling.reservation, WithdrawForm(data={"version": dwelling.version})
    act = {"dwelling": dwelling, "version": form.version.data, "actor": reader()}
    return acted_on_form(
        form,
        lambda: withdraw_dwelling(reason=ReleaseReason(form.reason.data), **act),
        title=_("reservation.withdraw"),
        path=[*_path(), (dwelling.place, url_for("reservations.show", public_id=one.public_id))],
        go=_shown(one),
    )


@bp.route("/households/<public_id>/reserved-dwelling", methods=["GET", "POST"])
@requires(**HOLDS)
def hold(public_id):
    file, form = opened(public_id, Section.TENANCY, HOLD), HoldForm()
    form.offer(_offered(), _words)
    return acted_on_form(
        form,
        lambda: hold_dwelling(dwelling=form.known[form.dwelling.data], household=file.household, actor=reader()),
        title=_("reservation.hold"),
        lead=_("reservation.hold.lead"),
        path=[(file.household.reference, url_for("tenancies.household", public_id=public_id))],
        go=lambda _made: url_for("tenancies.household", public_id=public_id),
        household=file.household,
    )


def _offered():
    """The dwellings to hold; and the one asked for, so that whoever comes second is told where it stands."""
    found = dwellings_to_hold(reader().organisation_id)
    asked = dwelling_for(request.form.get("dwelling", ""), reader(), HOLD) if request.method == "POST" else None
    return found if asked is None or asked in found else [*found, asked]


def _words(one):
    back = shown(released_from(one.offered_on, one.reservation.release_days))
    facts = {"place": one.place, "kind": label(one.kind), "landlord": one.reservation.landlord.name, "day": back}
    return _("reservation.to_hold", **facts)


@bp.post("/households/<public_id>/reserved-dwelling/release")
@requires(POST=HOLD)
def unhold(public_id):
    file = opened(public_id, Section.TENANCY, HOLD)
    dwelling = or_404(held_for(file.household.id))
    or_404(dwelling_for(dwelling.public_id, reader(), HOLD))
    let_go(dwelling=dwelling, actor=reader())
    return see_other(url_for("tenancies.household", public_id=public_id))
