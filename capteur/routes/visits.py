"""Visits of dwellings: planned, one and its sheet, not held, its pictures."""

from flask import Blueprint, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.files.attachments import attachment
from app.web.acting import acted
from app.web.fragments import page, see_other
from app.web.lookup import or_404
from capteur.forms.visits import MissedVisitForm, PhotosForm, PlanVisitForm, SheetForm
from capteur.queries.visits import photo_in_reach, photos_of, visit_in_reach
from capteur.routes.parts import OWNER_EDIT, OWNER_EDITS, OWNER_VIEW, opened_dwelling
from capteur.services.visits import add_photos, miss_visit, plan_visit, remove_photo, write_sheet
from capteur.vocab_dwellings import CheckItem

bp = Blueprint("visits", __name__)


@bp.route("/dwellings/<public_id>/visits/new", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def new(public_id):
    dwelling = opened_dwelling(public_id)
    form = PlanVisitForm(data={"version": dwelling.version, "planned_on": today()})
    act = {"opportunity": dwelling, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: plan_visit(planned_on=form.planned_on.data, planned_at=form.planned_at.data, **act),
        template="capteur/visits/new.html",
        go=_shown,
        done="visit.done.planned",
        dwelling=dwelling,
        programme=dwelling.owner.programme,
    )


def _shown(visit):
    return url_for("visits.show", public_id=visit.public_id)


def _opened(public_id, action=OWNER_EDIT):
    visit = or_404(visit_in_reach(reader(), public_id, action))
    note_view(visit.opportunity.owner, actor=reader())
    return visit


def _about(visit):
    """What each page of a visit names."""
    dwelling = visit.opportunity
    return {"visit": visit, "dwelling": dwelling, "owner": dwelling.owner, "programme": dwelling.owner.programme}


@bp.get("/visits/<public_id>")
@requires(GET=OWNER_VIEW)
def show(public_id):
    visit = _opened(public_id, OWNER_VIEW)
    found = {one.item: one for one in visit.checks}
    checks = [found[item] for item in CheckItem if item in found]
    return page("capteur/visits/show.html", checks=checks, photos=photos_of(visit.id), **_about(visit))


@bp.route("/visits/<public_id>/sheet", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def sheet(public_id):
    """Opens with what is known of the dwelling; afterwards, with what was noted."""
    visit = _opened(public_id)
    form = SheetForm(data=_known(visit))
    act = {"visit": visit, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: write_sheet(facts=form.facts, found=form.found, step=form.step, **act),
        template="capteur/visits/sheet.html",
        go=lambda _: _shown(visit),
        done="visit.done.held",
        **_about(visit),
    )


def _known(visit):
    source = visit.opportunity if visit.is_planned else visit
    amounts = {name: getattr(source, f"{name}_cents") for name in ("rent", "charges")}
    known = {name: cents / 100 for name, cents in amounts.items() if cents is not None}
    for one in visit.checks:
        known |= {one.item.value: one.verdict.value, f"{one.item}_note": one.note}
    return known | {
        "version": visit.version,
        "happened_on": visit.happened_on or min(visit.planned_on, today()),
        "rooms": visit.rooms,
        "energy": source.energy.value,
        "available_on": source.available_on,
        "works": visit.works,
        "verdict": visit.verdict.value if visit.verdict else None,
        "revisit": visit.revisit,
        "minutes": visit.minutes,
    }


@bp.route("/visits/<public_id>/missed", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def missed(public_id):
    visit = _opened(public_id)
    form = MissedVisitForm(data={"version": visit.version})
    act = {"visit": visit, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: miss_visit(outcome=form.chosen, step=form.step, **act),
        template="capteur/visits/missed.html",
        go=lambda _: url_for("opportunities.show", public_id=visit.opportunity.public_id),
        done="visit.done.missed",
        **_about(visit),
    )


@bp.route("/visits/<public_id>/photos", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def photos(public_id):
    visit = _opened(public_id)
    form = PhotosForm()
    return acted(
        form,
        lambda: add_photos(visit=visit, photos=form.photos.papers, actor=reader()),
        template="capteur/visits/photos.html",
        go=lambda _: _shown(visit),
        done="visit.done.photos",
        **_about(visit),
    )


@bp.get("/visit-photos/<public_id>")
@requires(GET=OWNER_VIEW)
def photo(public_id):
    """The picture as an attachment, which pages show all the same; under the dwelling's reference."""
    found = or_404(photo_in_reach(reader(), public_id, OWNER_VIEW))
    note_view(found.visit.opportunity.owner, actor=reader())
    return attachment(found.content, found.media_type, found.visit.opportunity.reference, found.public_id[:6])


@bp.post("/visit-photos/<public_id>/remove")
@requires(POST=OWNER_EDIT)
def remove(public_id):
    found = or_404(photo_in_reach(reader(), public_id, OWNER_EDIT, whole=False))
    visit = found.visit
    remove_photo(photo=found, actor=reader())
    return see_other(_shown(visit))
