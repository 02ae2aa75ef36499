"""Which units an agreement covers, and which other agreement stands in the way (`domain.md` §9, rule 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from app.periods import paper_overlaps
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.queries.agreements import final_last_day
from sites.models.units import Unit

EVER = date(9999, 12, 30)


@dataclass(frozen=True)
class Elsewhere:
    """A unit that another signed agreement already covers, and until when."""

    unit_code: str
    reference: str
    last_day: date


def coverage_of(agreement: Agreement) -> list[AgreementUnit]:
    """Each coverage of the agreement with its unit, by unit and first day."""
    query = (
        sa.select(AgreementUnit)
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .where(AgreementUnit.agreement_id == agreement.id)
        .options(joinedload(AgreementUnit.unit))
        .order_by(Unit.code, Unit.id, AgreementUnit.first_day)
    )
    return list(db.session.scalars(query))


def units_of_site(site_id: int) -> list[Unit]:
    """All units of the site, by code."""
    return list(db.session.scalars(sa.select(Unit).where(Unit.site_id == site_id).order_by(Unit.code, Unit.id)))


def latest_last_day(agreement: Agreement) -> date:
    """The last day of its latest term, in force or to come; of a draft, the one it would be signed with."""
    last_day = sa.func.coalesce(final_last_day(EVER), Agreement.last_day)
    return db.session.scalars(sa.select(last_day).where(Agreement.id == agreement.id)).one()


def covered_elsewhere(
    unit_ids: Iterable[int], first_day: date, last_day: date, agreement: Agreement
) -> Elsewhere | None:
    """The first of these units that another signed agreement covers on one of these days; call with units locked."""
    ends = final_last_day(EVER)
    until = sa.case((AgreementUnit.last_day < ends, AgreementUnit.last_day), else_=ends)
    query = (
        sa.select(Unit.code, Agreement.reference, until.label("until"))
        .join(AgreementUnit, AgreementUnit.unit_id == Unit.id)
        .join(Agreement, Agreement.id == AgreementUnit.agreement_id)
        .where(Unit.id.in_(sorted(set(unit_ids))), Agreement.id != agreement.id, Agreement.signed_on.is_not(None))
        .where(paper_overlaps(AgreementUnit.first_day, until, first_day, last_day))
        .order_by(until.desc(), Unit.code)
        .limit(1)
    )
    row = db.session.execute(query).first()
    return None if row is None else Elsewhere(*row)


def standing(coverage: Sequence[AgreementUnit], day: date) -> list[Unit]:
    """The units that these rows cover on or after `day`, each once."""
    units = {row.unit_id: row.unit for row in coverage if row.last_day is None or row.last_day >= day}
    return list(units.values())
