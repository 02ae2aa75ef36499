"""Agreements, what they cover and what changes them."""

from datetime import date
from typing import Any

from occupancy.models.agreements import Agreement, AgreementTerm, AgreementUnit, Amendment
from occupancy.vocab import AmendmentKind, ObjectiveReason
from sites.models.units import UnitAvailability


def agreement(make: Any, site: Any = None, **given: Any) -> Agreement:
    """A signed agreement for all of 2026, unless told; `signed_on=None` makes a draft. `units` are covered and open."""
    site = site or make.site()
    units = given.pop("units", ())
    values = {
        "site_id": site.id,
        "reference": f"COP-{make.number():03}",
        "reason": ObjectiveReason.RENOVATION,
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
    } | given
    values.setdefault("signed_on", values["first_day"])
    made: Agreement = make.save(Agreement(**values))
    if made.signed_on is not None:
        make.agreement_term(made, known_on=made.signed_on, last_day=made.last_day)
    for unit in units:
        make.covered_unit(made, unit)
    return made


def agreement_term(make: Any, agreement: Agreement, **given: Any) -> AgreementTerm:
    values = {"agreement_id": agreement.id, "known_on": agreement.first_day, "last_day": agreement.last_day} | given
    made: AgreementTerm = make.save(AgreementTerm(**values))
    return made


def covered_unit(make: Any, agreement: Agreement, unit: Any, available: bool = True, **given: Any) -> AgreementUnit:
    """Cover a unit; available from its first day to the agreement's last one, unless `available=False`."""
    values = {"agreement_id": agreement.id, "unit_id": unit.id, "first_day": agreement.first_day} | given
    made: AgreementUnit = make.save(AgreementUnit(**values))
    if available and agreement.signed_on is not None:
        last_day = made.last_day or agreement.last_day
        make.save(UnitAvailability(unit_id=unit.id, first_day=made.first_day, last_day=last_day))
    return made


def amendment(make: Any, agreement: Agreement, **given: Any) -> Amendment:
    """An open extension to the end of 2027, unless told."""
    values = {
        "agreement_id": agreement.id,
        "number": make.number(),
        "kind": AmendmentKind.EXTENSION,
        "reason": "Le chantier commence plus tard.",
        "drafted_on": agreement.first_day,
        "effective_on": agreement.last_day,
        "new_last_day": date(2027, 12, 31),
    } | given
    made: Amendment = make.save(Amendment(**values))
    return made
