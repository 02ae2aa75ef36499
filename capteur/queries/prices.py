"""Price tables of one programme."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import add_months
from axes.models.programmes import Programme
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.prices import PriceRow, PriceTable
from capteur.models.programmes import CapteurArea
from capteur.rules.dwellings import type_of
from capteur.rules.prices import LEASES_OF, Place, median_rents
from capteur.vocab import DwellingType


def standing_table(programme_id: int, day: date) -> PriceTable | None:
    """The published version that is valid on `day`: the latest to have begun."""
    query = sa.select(PriceTable).where(
        PriceTable.programme_id == programme_id, PriceTable.published_at.is_not(None), PriceTable.first_day <= day
    )
    order: Any = (PriceTable.first_day.desc(), PriceTable.number.desc())
    return db.session.scalar(query.options(joinedload(PriceTable.author)).order_by(*order).limit(1))


def _readable(reader: Reader, programme: Programme) -> sa.ColumnElement[bool]:
    """Partners read what is published, others the draft too."""
    published = sa.true() if reader.may(Action.PRICE_EDIT) else PriceTable.published_at.is_not(None)
    return sa.and_(PriceTable.programme_id == programme.id, published)


def tables_of(reader: Reader, programme: Programme) -> Sequence[PriceTable]:
    """Every version that the reader may read, the latest first."""
    query = sa.select(PriceTable).where(_readable(reader, programme)).options(joinedload(PriceTable.author))
    return db.session.scalars(query.order_by(PriceTable.number.desc())).all()


def table_for(reader: Reader, programme: Programme, public_id: str) -> PriceTable | None:
    query = sa.select(PriceTable).where(PriceTable.public_id == public_id, _readable(reader, programme))
    return db.session.scalar(query.options(joinedload(PriceTable.author)))


def rows_of(table: PriceTable) -> Sequence[PriceRow]:
    """The rows of a version, by area, then by size."""
    sizes = sa.case({one: n for n, one in enumerate(DwellingType)}, value=PriceRow.dwelling_type)
    query = (
        sa.select(PriceRow)
        .join(PriceRow.area)
        .where(PriceRow.table_id == table.id)
        .options(contains_eager(PriceRow.area))
        .order_by(CapteurArea.sort_name, CapteurArea.id, sizes)
    )
    return db.session.scalars(query).all()


def prices_for(table: PriceTable, area_ids: Collection[int], dwelling_type: DwellingType) -> Sequence[PriceRow]:
    """What a type costs in these areas."""
    query = sa.select(PriceRow).where(
        PriceRow.table_id == table.id, PriceRow.area_id.in_(area_ids), PriceRow.dwelling_type == dwelling_type
    )
    return db.session.scalars(query.order_by(PriceRow.id)).all()


def own_medians(programme: Programme, day: date) -> dict[Place, int]:
    """What the programme's own leases begun within twelve months cost, by area and type, where there are enough."""
    columns = Opportunity.area_id, Opportunity.kind, Opportunity.bedrooms, Letting.rent_cents
    query = sa.select(*columns).join(Opportunity, Opportunity.id == Letting.opportunity_id).join(Opportunity.owner)
    late = Letting.start_on > add_months(day, -LEASES_OF), Letting.start_on <= day
    query = query.where(Owner.programme_id == programme.id, Opportunity.area_id.is_not(None), *late)
    rows = db.session.execute(query)
    return median_rents(((area, type_of(kind, bedrooms)), cents) for area, kind, bedrooms, cents in rows)
