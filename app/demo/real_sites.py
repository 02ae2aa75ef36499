"""The six real sites of ISSUE, as published: operators, dates and numbers of units (`data/issue_sites.csv`).

Not published, and assumed here: an agreement is signed on its first day, which is the first of its month (the 15th at
Dubrucq, for its half month); every dwelling is covered and open from the first day to the last; sizes are plausible;
where no objective reason was published, the agreement says so.
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind
from app.db import db
from occupancy.models.agreements import Agreement, AgreementTerm, AgreementUnit
from occupancy.models.closures import Closure
from occupancy.vocab import ClosureCause, ObjectiveReason
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability
from sites.vocab import OperatorKind, UnitUse

FILE = Path(__file__).parent / "data" / "issue_sites.csv"
UNPUBLISHED = "Motif non publié."
Row = dict[str, str]


def real_rows(path: Path = FILE) -> list[Row]:
    """The lines of the file, empty cells as empty texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_real_sites(actor: Actor) -> dict[str, Site]:
    """Write the six sites with their operators, units and agreements, and give them back by name.

    Organisations that stand already are taken as they are. Flushes, journals, does not commit.
    """
    return load_sites(real_rows(), actor)


def load_sites(rows: list[Row], actor: Actor) -> dict[str, Site]:
    """Write the sites of such lines; those whose name says "fictif" are marked as not real."""
    return {row["site"]: _load(row, actor) for row in rows}


def _load(row: Row, actor: Actor) -> Site:
    site = _site(row, actor)
    agreement = _agreement(row, site)
    units = _units(row, site)
    _lend(agreement, units)
    record("agreement.signed", agreement, actor=actor, site=site, last_day=agreement.last_day, units=units)
    if row["ended_by"]:
        _close(row, site, actor)
    return site


def _site(row: Row, actor: Actor) -> Site:
    operator = _operator(row, actor)
    manager = _organisation(row["rental_manager"], OrganisationKind.RENTAL_MANAGER) if row["rental_manager"] else None
    known = row["postal_code"] and db.session.get(Commune, row["postal_code"])
    site = Site(
        name=row["site"],
        housing_operator_id=operator.id,
        rental_manager_id=manager.id if manager else None,
        address=row["address"] or None,
        postal_code=row["postal_code"] if known else None,
        planned_units=int(row["planned_units"]) if row["planned_units"] else None,
        note=row["note"] or None,
        is_real="(fictif" not in row["site"],
    )
    db.session.add(site)
    db.session.flush()
    record("site.registered", site, actor=actor, housing_operator=operator)
    return site


def _operator(row: Row, actor: Actor) -> HousingOperator:
    organisation = _organisation(row["housing_operator"], OrganisationKind.HOUSING_OPERATOR)
    query = sa.select(HousingOperator).where(HousingOperator.organisation_id == organisation.id)
    operator = db.session.scalar(query)
    if operator is None:
        operator = HousingOperator(organisation_id=organisation.id, kind=OperatorKind(row["operator_type"].lower()))
        db.session.add(operator)
        db.session.flush()
        record("housing_operator.registered", operator, actor=actor, kind=operator.kind)
    return operator


def _organisation(name: str, kind: OrganisationKind) -> Organisation:
    organisation = db.session.scalar(sa.select(Organisation).where(Organisation.name == name))
    if organisation is None:
        organisation = Organisation(name=name, kind=kind, is_real="(fictif" not in name)
        db.session.add(organisation)
        db.session.flush()
    return organisation


def _agreement(row: Row, site: Site) -> Agreement:
    first_day, last_day = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    reason = ObjectiveReason(row["reason"])
    agreement = Agreement(
        site_id=site.id,
        reference=f"COP-{first_day:%Y-%m}-{site.name}",
        reason=reason,
        reason_text=UNPUBLISHED if reason is ObjectiveReason.OTHER else None,
        signed_on=first_day,
        first_day=first_day,
        last_day=last_day,
    )
    db.session.add(agreement)
    db.session.flush()
    db.session.add(AgreementTerm(agreement_id=agreement.id, known_on=first_day, last_day=last_day))
    db.session.flush()
    return agreement


def _units(row: Row, site: Site) -> list[Unit]:
    """Dwellings 01, 02… and common rooms C1, C2…: published numbers, our own codes."""
    dwellings = [
        Unit(
            site_id=site.id,
            code=f"{number:02}",
            use=UnitUse.DWELLING,
            bedrooms=int(row["bedrooms"]),
            max_persons=int(row["max_persons"]),
        )
        for number in range(1, int(row["units"]) + 1)
    ]
    rooms = [
        Unit(site_id=site.id, code=f"C{number}", use=UnitUse.COMMON_ROOM)
        for number in range(1, int(row["common_rooms"]) + 1)
    ]
    db.session.add_all([*dwellings, *rooms])
    db.session.flush()
    return [*dwellings, *rooms]


def _lend(agreement: Agreement, units: list[Unit]) -> None:
    """Cover the units, then open the dwellings (a guard wants them in this order)."""
    first_day, last_day = agreement.first_day, agreement.last_day
    _add_all(units, lambda unit: AgreementUnit(agreement_id=agreement.id, unit_id=unit.id, first_day=first_day))
    dwellings = [unit for unit in units if unit.use is UnitUse.DWELLING]
    _add_all(dwellings, lambda unit: UnitAvailability(unit_id=unit.id, first_day=first_day, last_day=last_day))


def _add_all(units: list[Unit], build: Callable[[Unit], object]) -> None:
    db.session.add_all([build(unit) for unit in units])
    db.session.flush()


def _close(row: Row, site: Site, actor: Actor) -> None:
    """The site was lost; its day is not published, only its month, so its last day is that of the month."""
    last_day = date.fromisoformat(row["last_day"])
    closure = Closure(
        site_id=site.id,
        cause=ClosureCause(row["ended_by"]),
        opened_on=last_day,
        last_day=last_day,
        handed_back_on=last_day,
        winter_confirmed=False,
    )
    db.session.add(closure)
    db.session.flush()
    record("closure.opened", closure, actor=actor, cause=closure.cause, last_day=last_day)
