"""Dwellings of a programme's owners: the board, a stage of it, those forgotten; one, and what is done with it."""

from flask import Blueprint, request, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.acting import acted
from app.web.fragments import page, page_or_fragment
from app.web.lookup import or_404
from app.web.paging import paged
from capteur.forms.opportunities import EditDwellingForm, KnownField, MoveDwellingForm, NewDwellingForm
from capteur.queries.captures import became_of
from capteur.queries.guarantees import guarantees_of
from capteur.queries.opportunities import (
    DwellingFilters,
    board_of,
    in_stage,
    last_stage,
    owner_name,
    stages_of,
    stalled,
)
from capteur.queries.owners import contacts_of, owner_in_reach, stalled_owners
from capteur.queries.settings import areas_of
from capteur.queries.visits import visits_of
from capteur.routes.parts import OWNER_EDIT, OWNER_EDITS, OWNER_VIEW, entered_or_404, opened_dwelling
from capteur.rules.dwellings import moves_by_hand
from capteur.services.opportunities import add_opportunity, edit_opportunity, move_opportunity
from capteur.vocab_dwellings import OpportunityStage
from capteur.vocab_owners import Initiative, LeadSource

bp = Blueprint("opportunities", __name__)


@bp.get("/capteur/<programme_id>/dwellings")
@requires(GET=OWNER_VIEW)
def board(programme_id):
    programme, filters = entered_or_404(programme_id, OWNER_VIEW), DwellingFilters.of(request.args)
    found = board_of(programme.id, filters)
    return page_or_fragment(
        "capteur/dwellings/board.html",
        "capteur/dwellings/_board.html",
        cards=found.cards,
        totals=found.totals,
        **_asked(programme, filters),
    )


@bp.get("/capteur/<programme_id>/dwellings/<stage>")
@requires(GET=OWNER_VIEW)
def column(programme_id, stage):
    chosen = or_404(OpportunityStage(stage) if stage in set(OpportunityStage) else None)
    programme, filters = entered_or_404(programme_id, OWNER_VIEW), DwellingFilters.of(request.args)
    return page_or_fragment(
        "capteur/dwellings/column.html",
        "capteur/dwellings/_column.html",
        found=paged(in_stage(programme.id, filters, chosen)),
        stage=chosen,
        **_asked(programme, filters),
    )


@bp.get("/capteur/<programme_id>/stalled")
@requires(GET=OWNER_VIEW)
def forgotten(programme_id):
    programme, filters = entered_or_404(programme_id, OWNER_VIEW), DwellingFilters.of(request.args)
    owners = request.args.get("which") == "owners"
    return page_or_fragment(
        "capteur/dwellings/stalled.html",
        "capteur/dwellings/_stalled.html",
        found=paged(stalled_owners(programme.id, today()) if owners else stalled(programme.id, filters, today())),
        owners=owners,
        **_asked(programme, filters),
    )


def _asked(programme, filters):
    """What the lists need to show and keep their filters."""
    areas = areas_of(programme, closed=True)
    known = {"areas": areas, "sources": LeadSource, "owner_name": owner_name, "day": today()}
    return known | {"programme": programme, "filters": filters}


@bp.get("/dwellings/<public_id>")
@requires(GET=OWNER_VIEW)
def show(public_id):
    dwelling = opened_dwelling(public_id, OWNER_VIEW)
    events = stages_of(dwelling.id)
    step, capture, transfer = became_of(dwelling.id)
    return page(
        "capteur/dwellings/show.html",
        dwelling=dwelling,
        owner=dwelling.owner,
        events=events,
        standing=events[0],
        step=step,
        capture=capture,
        transfer=transfer,
        visits=visits_of(dwelling.id),
        guarantees=guarantees_of(dwelling.id),
        day=today(),
    )


@bp.route("/owners/<public_id>/dwellings/new", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def new(public_id):
    """Of an owner who called last, the source is that they came back."""
    owner = or_404(owner_in_reach(reader(), public_id, OWNER_EDIT))
    note_view(owner, actor=reader())
    said = contacts_of(owner.id)
    back = bool(said) and said[0].initiative is Initiative.THEM
    form = NewDwellingForm(data={"source": LeadSource.OWNER_BACK if back else owner.source, "energy": "unknown"})
    form.offer(areas_of(owner.programme, closed=True))
    return acted(
        form,
        lambda: add_opportunity(owner=owner, facts=form.facts, step=form.step, actor=reader()),
        template="capteur/dwellings/new.html",
        go=_shown,
        done="opportunity.done.added",
        owner=owner,
        programme=owner.programme,
    )


def _shown(dwelling):
    return url_for("opportunities.show", public_id=dwelling.public_id)


@bp.route("/dwellings/<public_id>/edit", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def edit(public_id):
    dwelling = opened_dwelling(public_id)
    form = EditDwellingForm(data=_known(dwelling))
    form.offer(areas_of(dwelling.owner.programme, closed=True))
    return acted(
        form,
        lambda: edit_opportunity(opportunity=dwelling, version=form.version.data, facts=form.facts, actor=reader()),
        template="capteur/dwellings/edit.html",
        go=lambda _: _shown(dwelling),
        done="opportunity.done.edited",
        dwelling=dwelling,
        programme=dwelling.owner.programme,
    )


def _known(dwelling):
    """What stands, as the form's fields take it."""
    same = ("version", "kind", "bedrooms", "address", "reference_rent_on", "available_on", "source", "floor")
    amounts = {name: getattr(dwelling, f"{name}_cents") for name in ("rent", "charges", "reference_rent")}
    return {name: getattr(dwelling, name) for name in same} | {
        "area": dwelling.area.public_id if dwelling.area else "",
        "energy": dwelling.energy.value,
        "track": dwelling.track.value if dwelling.track else "",
        "for_exits": dwelling.for_exits,
        **{name: KnownField.told(getattr(dwelling, name)) for name in ("has_lift", "step_free", "animals")},
        **{name: None if cents is None else cents / 100 for name, cents in amounts.items()},
    }


@bp.route("/dwellings/<public_id>/move", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def move(public_id):
    dwelling = opened_dwelling(public_id)
    standing = last_stage(dwelling.id)
    found = moves_by_hand(standing.stage)
    form = MoveDwellingForm(data={"version": dwelling.version, "stage": standing.stage.value, "effective_on": today()})
    form.offer(standing.stage, found)
    act = {"opportunity": dwelling, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: move_opportunity(facts=form.facts, step=form.step, **act),
        template="capteur/dwellings/move.html",
        go=lambda _: _shown(dwelling),
        done="opportunity.done.moved",
        dwelling=dwelling,
        programme=dwelling.owner.programme,
        standing=standing,
    )
