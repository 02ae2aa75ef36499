"""Moving the last day of an agreement, with all that hangs on it: terms, availability, stays (DESIGN §3.5)."""

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.conflicts import ByGuard, guarded
from app.db import db
from app.i18n.formats import day as shown
from occupancy.errors import AgreementRefusal, StaysBeyond
from occupancy.models.agreements import Agreement, AgreementTerm
from occupancy.models.stays import Stay
from occupancy.queries.beyond import Beyond, beyond
from occupancy.queries.coverage import covered_elsewhere
from occupancy.rules.endings import in_winter, last_night_ends
from occupancy.services.stays import extend_stay
from sites.models.units import UnitAvailability

OF_OPENINGS = ("unit_availability_no_overlap", "unit_availability_keeps_stays", "unit_availability_keeps_proposals")
Outcomes = Mapping[str, date]  # by public id of the stay: the day it leaves, by exit or transfer


def confirm_winter(last_day: date, confirmation: str | None) -> None:
    """Ask for the written confirmation of an end in winter; never refuses an end that is confirmed (rule 12)."""
    if in_winter(last_day) and not confirmation:
        raise AgreementRefusal("agreement.refused.winter", "winter_confirmation", day=shown(last_day))


def refuse_covered(unit_ids: Iterable[int], first_day: date, last_day: date, agreement: Agreement, field: str) -> None:
    """Raise where another agreement covers one of the units (rule 7), naming it and its last day."""
    other = covered_elsewhere(unit_ids, first_day, last_day, agreement)
    if other is not None:
        values = {"unit": other.unit_code, "reference": other.reference, "last_day": shown(other.last_day)}
        raise AgreementRefusal("agreement.refused.covered", field, **values)


def write_term(
    agreement: Agreement, last_day: date, known_on: date, in_force_on: date | None = None, **source: int
) -> None:
    """Note the last day as known from a day on; `source` is the amendment_id or termination_id.

    It counts from `in_force_on` where that comes later.
    """
    counts = max(known_on, in_force_on or known_on)
    term = AgreementTerm(agreement_id=agreement.id, known_on=known_on, in_force_on=counts, last_day=last_day, **source)
    db.session.add(term)
    db.session.flush()


def counts_from(agreement: Agreement) -> date:
    """The day from which the latest term counts: one that lengthens it cannot count before."""
    terms = sa.select(AgreementTerm.in_force_on).where(AgreementTerm.agreement_id == agreement.id)
    return db.session.scalars(terms.order_by(AgreementTerm.known_on.desc(), AgreementTerm.id.desc()).limit(1)).one()


def lengthen_openings(unit_ids: Iterable[int], old_last_day: date, last_day: date) -> int:
    """Extend the availability that ended with the agreement; gives how many."""
    rows = _openings(unit_ids, UnitAvailability.last_day == old_last_day)
    with guarded(_in_the_way()):
        for row in rows:
            row.last_day = last_day
    return len(rows)


def _in_the_way() -> ByGuard:
    return {guard: AgreementRefusal(f"agreement.refused.{guard}") for guard in OF_OPENINGS}


def shorten_openings(unit_ids: Iterable[int], from_day: date, last_day: date) -> int:
    """Shorten what goes past `last_day`, and take back what would only begin after; gives how many."""
    rows = _openings(unit_ids, UnitAvailability.last_day > last_day, UnitAvailability.last_day >= from_day)
    with guarded(_in_the_way()):
        for row in rows:
            if row.first_day > last_day:
                db.session.delete(row)
            else:
                row.last_day = last_day
    return len(rows)


def _openings(unit_ids: Iterable[int], *conditions: sa.ColumnElement[bool]) -> list[UnitAvailability]:
    query = sa.select(UnitAvailability).where(UnitAvailability.unit_id.in_(sorted(set(unit_ids))), *conditions)
    return list(db.session.scalars(query.order_by(UnitAvailability.id)))


def settle_stays(unit_ids: Iterable[int], last_day: date, outcomes: Outcomes, reason: str, actor: Actor) -> int:
    """Give each stay past `last_day` its day to leave, from `outcomes` or from the site's closure.

    Raises `StaysBeyond` naming those that have none, and every open proposal: nothing ends over somebody's head.
    """
    late = beyond(unit_ids, last_day, actor)
    refused = unsettled(late, outcomes, last_day)
    if refused is not None:
        raise refused
    days = {one: _outcome(one, outcomes, last_day) for one in late}
    for one, leaves_on in days.items():
        stay = db.session.get_one(Stay, one.stay_id)
        assert leaves_on is not None
        extend_stay(stay=stay, version=stay.version, new_end_on=leaves_on, reason=reason, actor=actor)
    return len(days)


def unsettled(late: Iterable[Beyond], outcomes: Outcomes, last_day: date) -> StaysBeyond | None:
    """The refusal that names those past `last_day` without a day to leave; None when each has one."""
    missing = [one for one in late if _outcome(one, outcomes, last_day) is None]
    return StaysBeyond(shown(last_day), listed(missing)) if missing else None


def _outcome(one: Beyond, outcomes: Outcomes, last_day: date) -> date | None:
    """The day this stay leaves, if it was given one in time; a stay that is over cannot be moved any more."""
    if one.stay_public_id is None or one.is_over:
        return None
    leaves_on = outcomes.get(one.stay_public_id) or one.planned_on
    return leaves_on if leaves_on is not None and leaves_on <= last_night_ends(last_day) else None


def listed(late: Iterable[Beyond]) -> dict[str, str]:
    """By unit, who stays until when, of those that the reader may know."""
    found: dict[str, str] = {}
    for one in late:
        if one.reference is None:
            continue
        who = f"{one.reference} · {shown(one.until)}"
        found[one.unit_code] = f"{found[one.unit_code]}, {who}" if one.unit_code in found else who
    return found
