"""Winning a dwelling, and handing it to a social rental agency."""

from flask import Blueprint, url_for

from app.auth.gate import reader
from app.auth.requires import requires
from app.clock import today
from app.web.acting import acted
from app.web.lookup import or_404
from capteur.forms.captures import CancelTransferForm, CaptureForm, TransferForm
from capteur.queries.captures import gate_of, indicative_cents, standing_transfer
from capteur.queries.opportunities import last_stage
from capteur.routes.parts import OWNER_EDITS, opened_dwelling
from capteur.services.captures import cancel_transfer, capture_dwelling, transfer_dwelling
from capteur.vocab_dwellings import OpportunityStage

bp = Blueprint("captures", __name__)


def _about(dwelling):
    """What both pages name, and where one goes from them."""
    back = url_for("opportunities.show", public_id=dwelling.public_id)
    return {"dwelling": dwelling, "programme": dwelling.owner.programme, "go": lambda _: back}


@bp.route("/dwellings/<public_id>/capture", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def new(public_id):
    dwelling = opened_dwelling(public_id)
    gate = gate_of(dwelling.id)
    form = CaptureForm(data=_known(dwelling))
    indicative = indicative_cents(dwelling, dwelling.owner.programme_id, form.agreed_on.data or today())
    form.offer(gate.lacking, indicative)
    act = {"opportunity": dwelling, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: capture_dwelling(facts=form.facts, **act),
        template="capteur/captures/new.html",
        done="capture.done",
        gate=gate,
        indicative_cents=indicative,
        **_about(dwelling),
    )


def _known(dwelling):
    amounts = {"rent": dwelling.rent_cents, "charges": dwelling.charges_cents}
    known = {name: cents / 100 for name, cents in amounts.items() if cents is not None}
    return known | {"version": dwelling.version, "available_on": dwelling.available_on}


@bp.route("/dwellings/<public_id>/transfer", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def transfer(public_id):
    dwelling = opened_dwelling(public_id)
    rent = {} if dwelling.rent_cents is None else {"new_rent": dwelling.rent_cents / 100}
    form = TransferForm(data=rent | {"version": dwelling.version, "first_day": today()})
    form.offer(lived_in=last_stage(dwelling.id).stage is OpportunityStage.LET)
    act = {"opportunity": dwelling, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: transfer_dwelling(facts=form.facts, **act),
        template="capteur/captures/transfer.html",
        done="transfer.done",
        **_about(dwelling),
    )


@bp.route("/dwellings/<public_id>/transfer/cancel", methods=["GET", "POST"])
@requires(**OWNER_EDITS)
def cancel(public_id):
    dwelling = opened_dwelling(public_id)
    transfer = or_404(standing_transfer(dwelling.id))
    form = CancelTransferForm(data={"version": dwelling.version})
    act = {"opportunity": dwelling, "version": form.version.data, "actor": reader()}
    return acted(
        form,
        lambda: cancel_transfer(reason=form.reason.data, **act),
        template="capteur/captures/cancel.html",
        done="transfer.cancelled",
        transfer=transfer,
        **_about(dwelling),
    )
