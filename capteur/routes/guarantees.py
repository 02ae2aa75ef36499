"""Guarantees of a dwelling: offered, corrected, moved along."""

from flask import Blueprint, url_for

from app.audit.views import note_view
from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.acting import acted
from app.web.lookup import or_404
from capteur.forms.guarantees import EditGuaranteeForm, MoveGuaranteeForm, NewGuaranteeForm
from capteur.queries.guarantees import guarantee_in_reach
from capteur.routes.parts import OWNER_EDIT, OWNER_EDITS, opened_dwelling
from capteur.rules.guarantees import called_cents, left_cents
from capteur.services.guarantees import edit_guarantee, move_guarantee, offer_guarantee

bp = Blueprint("guarantees", __name__)


def _about(dwelling):
    """What each page of a guarantee names, and where one goes from it."""
    back = url_for("opportunities.show", public_id=dwelling.public_id, _anchor="guarantees")
    return {"dwelling": dwelling, "programme": dwelling.owner.programme, "go": lambda _: back}


def _opened(public_id):
    guarantee = or_404(guarantee_in_reach(reader(), public_id, OWNER_EDIT))
    note_view(guarantee.opportunity.owner, actor=reader())
    return guarantee


@bp.route("/dwellings/<public_id>/guarantees/new", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def new(public_id):
    dwelling = opened_dwelling(public_id)
    form = NewGuaranteeForm()
    return acted(
        form,
        lambda: offer_guarantee(opportunity=dwelling, facts=form.facts, actor=reader()),
        template="capteur/guarantees/new.html",
        done="guarantee.done.offered",
        **_about(dwelling),
    )


@bp.route("/guarantees/<public_id>/edit", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def edit(public_id):
    one = _opened(public_id)
    known = {name: getattr(one, name) for name in ("version", "option", "provider", "months")}
    form = EditGuaranteeForm(data=known | {"cap": None if one.cap_cents is None else one.cap_cents / 100})
    act = {"guarantee": one, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: edit_guarantee(facts=form.facts, **act),
        template="capteur/guarantees/edit.html",
        done="guarantee.done.edited",
        **_about(one.opportunity),
    )


@bp.route("/guarantees/<public_id>/move", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def move(public_id):
    one = _opened(public_id)
    standing = one.events[-1]
    form = MoveGuaranteeForm(data={"version": one.version, "state": standing.state.value, "effective_on": today()})
    form.offer(standing.state)
    act = {"guarantee": one, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: move_guarantee(facts=form.facts, **act),
        template="capteur/guarantees/move.html",
        done="guarantee.done.moved",
        guarantee=one,
        standing=standing,
        left_cents=left_cents(one.cap_cents, one.events),
        called_cents=called_cents(one.events),
        **_about(one.opportunity),
    )
