"""Stays in dwellings of social rental agencies that near their eighteen months, or are past them (rule 24)."""

from datetime import date

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods.shift import months_later
from axes.models.people import Household
from occupancy.models.stays import Stay
from occupancy.queries.stays import StayFilters, list_stays
from occupancy.rules.transit import LIMIT_MONTHS, WARN_MONTHS
from occupancy.vocab import TransitStage
from reports.queries.notification_people import mine
from reports.queries.notification_row import Rows, shaped
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.vocab import OperatorKind


def in_transit(reader: Reader, day: date) -> Rows:
    """Of the reader's households, or of all for who steers; until the household has left."""
    today, until = sa.literal(day, sa.Date), months_later(Stay.start_on, LIMIT_MONTHS)
    stage = sa.case((until <= today, TransitStage.OVER.value), else_=TransitStage.NEAR.value)
    lender = sa.select(HousingOperator.id).where(HousingOperator.kind == OperatorKind.AIS)
    query = list_stays(reader, day, StayFilters()).order_by(None)
    query = query.where(Stay.end_on.is_(None), Site.housing_operator_id.in_(lender))
    query = query.where(months_later(Stay.start_on, WARN_MONTHS) <= today)
    if reader.may(Action.SUPPORT_ACT):
        query = query.where(mine(reader, day))
    about = {"subject": Stay.public_id, "place": Site.name + " · " + Unit.code, "reference": Household.reference}
    columns = shaped(**about, stage=stage, day=until, due_on=until)
    return query.with_only_columns(*columns, maintain_column_froms=True)
