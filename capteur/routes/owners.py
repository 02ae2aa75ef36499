"""Owners of a programme: the list, those to call again, those forgotten; one, and what is done with them."""

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.auth.slowing import slowed_search
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from axes.services.searches import note_search
from capteur.forms.owners import EditOwnerForm, MoveOwnerForm, NewOwnerForm, OwnerContactForm
from capteur.queries.opportunities import of_owner
from capteur.queries.owners import (
    OwnerFilters,
    contacts_of,
    events_of,
    find_owners,
    last_event,
    list_owners,
    next_step_of,
    owner_in_reach,
    recalls,
)
from capteur.routes.parts import OWNER_EDIT, OWNER_EDITS, OWNER_VIEW, entered_or_404
from capteur.services.owners import add_owner, edit_owner, move_owner, note_owner_contact
from capteur.vocab_owners import LeadSource, OwnerStage

bp = Blueprint("owners", __name__)
LONGEST = 100


@bp.get("/capteur/<programme_id>/owners")
@requires(GET=OWNER_VIEW)
def index(programme_id):
    programme, filters = entered_or_404(programme_id, OWNER_VIEW), OwnerFilters.of(request.args)
    return page_or_fragment(
        "capteur/owners/list.html",
        "capteur/owners/_results.html",
        programme=programme,
        found=paged(list_owners(programme.id, filters)),
        filters=filters,
        stages=OwnerStage,
        sources=LeadSource,
        day=today(),
    )


@bp.get("/capteur/<programme_id>/recalls")
@requires(GET=OWNER_VIEW)
def to_recall(programme_id):
    programme = entered_or_404(programme_id, OWNER_VIEW)
    return page_or_fragment(
        "capteur/owners/recalls.html",
        "capteur/owners/_recalls.html",
        programme=programme,
        found=paged(recalls(programme.id)),
        day=today(),
    )


@bp.get("/capteur/<programme_id>/owners/search")
@requires(GET=OWNER_VIEW)
def search(programme_id):
    programme = entered_or_404(programme_id, OWNER_VIEW)
    return page("capteur/owners/search.html", programme=programme, q="", rows=(), asked=False, day=today())


@bp.post("/capteur/<programme_id>/owners/search")
@requires(POST=OWNER_VIEW)
def find(programme_id):
    """By POST: what is typed never reaches an address."""
    programme = entered_or_404(programme_id, OWNER_VIEW)
    slowed = slowed_search(reader())
    if slowed is not None:
        return slowed
    q = request.form.get("q", "").strip()[:LONGEST]
    rows = find_owners(programme.id, q)
    note_search(found=len(rows), actor=reader())
    return page("capteur/owners/search.html", programme=programme, q=q, rows=rows, asked=bool(q), day=today())


@bp.get("/owners/<public_id>")
@requires(GET=OWNER_VIEW)
def show(public_id):
    owner = or_404(owner_in_reach(reader(), public_id, OWNER_VIEW))
    note_view(owner, actor=reader())
    events = events_of(owner.id)
    return page(
        "capteur/owners/show.html",
        owner=owner,
        events=events,
        standing=events[0],
        contacts=contacts_of(owner.id),
        step=next_step_of(owner.id),
        dwellings=of_owner(owner.id),
        day=today(),
    )


@bp.route("/capteur/<programme_id>/owners/new", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def new(programme_id):
    programme, form = entered_or_404(programme_id, OWNER_EDIT), NewOwnerForm()
    return acted(
        form,
        lambda: add_owner(programme=programme, facts=form.facts, step=form.step, actor=reader()),
        template="capteur/owners/new.html",
        go=lambda made: url_for("owners.show", public_id=made.public_id),
        done="owner.done.added",
        programme=programme,
    )


def _opened(public_id):
    owner = or_404(owner_in_reach(reader(), public_id, OWNER_EDIT))
    note_view(owner, actor=reader())
    return owner


def _back(owner):
    return lambda _: url_for("owners.show", public_id=owner.public_id)


@bp.route("/owners/<public_id>/edit", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def edit(public_id):
    owner = _opened(public_id)
    names = ("version", "name", "phone", "email", "address", "source")
    form = EditOwnerForm(data={name: getattr(owner, name) for name in names} | {"kind": owner.kind.value})
    return acted(
        form,
        lambda: edit_owner(owner=owner, version=form.version.data, facts=form.facts, actor=reader()),
        template="capteur/owners/edit.html",
        go=_back(owner),
        done="owner.done.edited",
        owner=owner,
        programme=owner.programme,
    )


@bp.route("/owners/<public_id>/move", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def move(public_id):
    owner = _opened(public_id)
    standing = last_event(owner.id)
    form = MoveOwnerForm(data={"version": owner.version, "stage": standing.stage.value, "effective_on": today()})
    form.offer(standing.stage)
    act = {"owner": owner, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: move_owner(facts=form.facts, step=form.step, **act),
        template="capteur/owners/move.html",
        go=_back(owner),
        done="owner.done.moved",
        owner=owner,
        programme=owner.programme,
        standing=standing,
    )


@bp.route("/owners/<public_id>/contacts/new", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def contact(public_id):
    owner, form = _opened(public_id), OwnerContactForm()
    return acted(
        form,
        lambda: note_owner_contact(owner=owner, facts=form.facts, step=form.step, actor=reader()),
        template="capteur/owners/contact.html",
        go=_back(owner),
        done="owner.done.contacted",
        owner=owner,
        programme=owner.programme,
        standing=last_event(owner.id),
    )
