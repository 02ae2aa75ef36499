"""When dwellings end: with their site, or with their own cover where that ends before."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.periods.shift import earliest_day
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.queries.agreements import final_last_day, signed_by, site_periods
from sites.models.units import Unit
from sites.vocab import UnitUse


def unit_ends(day: date, units: Any = None) -> sa.Subquery:
    """Last day of each dwelling lent, as known on `day`: that of its site, or of its own cover where that ends before.

    Everybody must be out by then, so what was signed counts though it takes effect later. Columns unit_id, site_id,
    first_day (from which it was lent), last_day. Of some `units` (a query of keys), if told.
    """
    here = None if units is None else Agreement.site_id.in_(_sites_of(units))
    agreed, period = _agreed(day, here), site_periods(day, among=here)
    own = sa.func.coalesce(AgreementUnit.last_day, agreed.c.final_last_day)
    first_day = sa.func.min(AgreementUnit.first_day, type_=sa.Date)
    last_day = sa.func.max(earliest_day(period.c.final_last_day, own), type_=sa.Date)
    query = (
        sa.select(AgreementUnit.unit_id, agreed.c.site_id, first_day.label("first_day"), last_day.label("last_day"))
        .join(agreed, agreed.c.id == AgreementUnit.agreement_id)
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .join(period, period.c.site_id == agreed.c.site_id)
        .where(Unit.use == UnitUse.DWELLING, agreed.c.final_last_day.is_not(None))
        .group_by(AgreementUnit.unit_id, agreed.c.site_id)
    )
    return (query if units is None else query.where(AgreementUnit.unit_id.in_(units))).subquery("unit_end")


def _sites_of(units: Any) -> sa.Select[Any]:
    lent = aliased(Agreement)
    query = sa.select(lent.site_id).join(AgreementUnit, AgreementUnit.agreement_id == lent.id)
    return query.where(AgreementUnit.unit_id.in_(units)).correlate(None)


def _agreed(day: date, among: sa.ColumnElement[bool] | None) -> sa.CTE:
    """Agreements signed by `day`; MATERIALIZED, or the end of each would be looked up again for each of its units."""
    columns: tuple[Any, ...] = (Agreement.id, Agreement.site_id, final_last_day(day).label("final_last_day"))
    query = sa.select(*columns).where(signed_by(day), sa.true() if among is None else among)
    return query.cte().prefix_with("MATERIALIZED")
