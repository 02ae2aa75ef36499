"""Acts on the hand-over checklist of a unit."""

from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from sites.errors import NotSo
from sites.models.units import Unit, UnitCheck
from sites.vocab import CheckKind, CheckResult


def record_check(
    unit: Unit,
    *,
    kind: CheckKind,
    result: CheckResult,
    done_on: date,
    valid_until: date | None = None,
    note: str | None = None,
    actor: Actor,
) -> UnitCheck:
    """Note an item of the checklist as it was found. A later one replaces it; none is ever changed.

    Raises `NotSo` for a day to come, an end before the beginning, or an insurance without its end.
    """
    if done_on > today():
        raise NotSo("check.refused.future", "done_on")
    if valid_until is not None and valid_until < done_on:
        raise NotSo("check.refused.order", "valid_until", done_on=shown(done_on))
    if kind is CheckKind.INSURANCE and result is not CheckResult.FAILED and valid_until is None:
        raise NotSo("check.refused.insurance_end", "valid_until")
    facts = {"kind": kind, "result": result, "done_on": done_on, "valid_until": valid_until, "note": note}
    check = UnitCheck(unit_id=unit.id, recorded_by_id=actor.user_id, **facts)
    db.session.add(check)
    db.session.flush()
    record("unit.checked", unit, actor=actor, kind=kind, result=result, done_on=done_on, valid_until=valid_until)
    return check
