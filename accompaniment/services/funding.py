"""Funding calls and their actions: kept by coordination."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from accompaniment.models.funding import FundingAction, FundingCall
from accompaniment.queries.funding import committed_cents
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.conflicts import conflict_of
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.formats import euros
from app.web.errors import Conflict, Refusal, refuse_stale

SAME_CALL = ("uq_funding_call_funder_id_name", "funding_call.funder_id")
SAME_ACTION = ("uq_funding_action_call_id_name", "funding_action.call_id, funding_action.name")


def open_call(*, funder: Organisation, terms: Mapping[str, Any], actor: Actor) -> FundingCall:
    """A new call of a funder. Raises `Refusal` for days out of order, `Conflict` where it has one of that name."""
    _check_terms(terms)
    made = FundingCall(funder_id=funder.id, **terms)
    _write(made, SAME_CALL, "funding.conflict.call", terms["name"])
    record("funding_call.opened", made, actor=actor, funder=funder, envelope=made.envelope_cents)
    return made


def edit_call(*, call: FundingCall, version: int, terms: Mapping[str, Any], actor: Actor) -> None:
    """Change its terms. Raises `Stale`, as `open_call`, or `Refusal` for less money than was granted of it."""
    refuse_stale(call, version)
    _check_terms(terms)
    granted = committed_cents(call.id)
    if terms["envelope_cents"] < granted:
        raise Refusal("funding.refusal.below_granted", "envelope", amount=euros(granted))
    _change(call, terms, SAME_CALL, "funding.conflict.call")
    record("funding_call.edited", call, actor=actor, envelope=call.envelope_cents)


def add_action(*, call: FundingCall, terms: Mapping[str, Any], actor: Actor) -> FundingAction:
    """A new action under a call. Raises `Refusal` for one that aims at nobody, `Conflict` for a name that stands."""
    _check_targets(terms)
    made = FundingAction(call_id=call.id, **terms)
    _write(made, SAME_ACTION, "funding.conflict.action", terms["name"])
    record("funding_action.added", made, actor=actor, call=call)
    return made


def edit_action(*, action: FundingAction, version: int, terms: Mapping[str, Any], actor: Actor) -> None:
    """Change its name, association or targets. Raises `Stale`, or as `add_action`."""
    refuse_stale(action, version)
    _check_targets(terms)
    _change(action, terms, SAME_ACTION, "funding.conflict.action")
    record("funding_action.edited", action, actor=actor, new=action.new_target, tenants=action.tenant_target)


def _change(item: Any, terms: Mapping[str, Any], names: tuple[str, ...], key: str) -> None:
    for name, value in terms.items():
        setattr(item, name, value)
    _write(item, names, key, terms["name"])


def _write(item: Any, names: tuple[str, ...], key: str, name: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(item)
            db.session.flush()
    except IntegrityError as error:
        if not conflict_of(error).startswith(names):
            raise
        raise Conflict(key, name=name) from error


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
