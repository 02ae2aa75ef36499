"""Funding calls and their actions: kept by coordination."""

from collections.abc import Mapping
from typing import Any

from accompaniment.models.funding import FundingAction, FundingCall
from accompaniment.queries.funding import committed_cents
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.web.errors import Conflict, Refusal, refuse_stale


def open_call(*, funder: Organisation, terms: Mapping[str, Any], actor: Actor) -> FundingCall:
    """A new call of a funder. Raises `Refusal` for days out of order, `Conflict` where it has one of that name."""
    _check_terms(terms)
    made = FundingCall(funder_id=funder.id)
    _write(made, terms)
    record("funding_call.opened", made, actor=actor, funder=funder, envelope=made.envelope_cents)
    return made


def edit_call(*, call: FundingCall, version: int, terms: Mapping[str, Any], actor: Actor) -> None:
    """Change its terms. Raises `Stale`, as `open_call`, or `Refusal` for less money than was granted of it."""
    refuse_stale(call, version)
    _check_terms(terms)
    granted = committed_cents(call.id)
    if terms["envelope_cents"] < granted:
        raise Refusal("funding.refusal.below_granted", "envelope", amount=euros(granted))
    _write(call, terms)
    record("funding_call.edited", call, actor=actor, envelope=call.envelope_cents)


def add_action(*, call: FundingCall, terms: Mapping[str, Any], actor: Actor) -> FundingAction:
    """A new action under a call. Raises `Refusal` for one that aims at nobody, `Conflict` for a name that stands."""
    _check_targets(terms)
    made = FundingAction(call_id=call.id)
    _write(made, terms)
    record("funding_action.added", made, actor=actor, call=call)
    return made


def edit_action(*, action: FundingAction, version: int, terms: Mapping[str, Any], actor: Actor) -> None:
    """Change its name, association or targets. Raises `Stale`, or as `add_action`."""
    refuse_stale(action, version)
    _check_targets(terms)
    _write(action, terms)
    record("funding_action.edited", action, actor=actor, new=action.new_target, tenants=action.tenant_target)


def _write(item: FundingCall | FundingAction, terms: Mapping[str, Any]) -> None:
    """Raises `Conflict` for a name that another has."""
    taken = {
        "uq_funding_call_funder_id_name": Conflict("funding.conflict.call", name=terms["name"]),
        "uq_funding_action_call_id_name": Conflict("funding.conflict.action", name=terms["name"]),
    }
    with guarded(taken):
        for name, value in terms.items():
            setattr(item, name, value)
        db.session.add(item)


def _check_terms(terms: Mapping[str, Any]) -> None:
    if not terms["envelope_cents"]:
        raise Refusal("funding.refusal.no_envelope", "envelope")
    if terms["asked_until"] < terms["first_day"]:
        raise Refusal("funding.refusal.days", "asked_until", day=shown(terms["first_day"]))
    if terms["justified_until"] < terms["asked_until"]:
        raise Refusal("funding.refusal.days", "justified_until", day=shown(terms["asked_until"]))


def _check_targets(terms: Mapping[str, Any]) -> None:
    if not terms["new_target"] + terms["tenant_target"]:
        raise Refusal("funding.refusal.no_target", "new_target")
