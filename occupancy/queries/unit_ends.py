"""When dwellings end: with their site, or with their own cover where that ends before."""

from datetime import date

import sqlalchemy as sa

from app.periods.shift import earliest_day
from occupancy.models.agreements import Agreement, AgreementUnit
from occupancy.queries.agreements import final_last_day, signed_by, site_periods
from sites.models.units import Unit
from sites.vocab import UnitUse


def unit_ends(day: date) -> sa.Subquery:
    """Last day of each dwelling lent, as known on `day`: that of its site, or of its own cover where that ends before.

    Everybody must be out by then, so what was signed counts though it takes effect later. Columns unit_id, site_id,
    first_day (from which it was lent), last_day.
    """
    period = site_periods(day)
    own = sa.func.coalesce(AgreementUnit.last_day, final_last_day(day))
    first_day = sa.func.min(AgreementUnit.first_day, type_=sa.Date)
    last_day = sa.func.max(earliest_day(period.c.final_last_day, own), type_=sa.Date)
    return (
        sa.select(AgreementUnit.unit_id, Agreement.site_id, first_day.label("first_day"), last_day.label("last_day"))
        .join(Agreement, Agreement.id == AgreementUnit.agreement_id)
        .join(Unit, Unit.id == AgreementUnit.unit_id)
        .join(period, period.c.site_id == Agreement.site_id)
        .where(Unit.use == UnitUse.DWELLING, signed_by(day), final_last_day(day).is_not(None))
        .group_by(AgreementUnit.unit_id, Agreement.site_id)
        .subquery("unit_end")
    )
