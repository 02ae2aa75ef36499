"""Housing operators: who lends dwellings."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.queries.scope import readable_operators
from sites.vocab import UnitUse


def operators_with_counts(reader: Reader) -> sa.Select[*tuple[Any, ...]]:
    """(operator, number of sites, number of dwellings) by name."""
    sites = sa.select(sa.func.count()).where(Site.housing_operator_id == HousingOperator.id).scalar_subquery()
    dwellings = (
        sa.select(sa.func.count())
        .select_from(Unit)
        .join(Site, Site.id == Unit.site_id)
        .where(Site.housing_operator_id == HousingOperator.id, Unit.use == UnitUse.DWELLING)
        .correlate(HousingOperator)
        .scalar_subquery()
    )
    return (
        sa.select(HousingOperator, sites.label("sites"), dwellings.label("dwellings"))
        .join(HousingOperator.organisation)
        .options(contains_eager(HousingOperator.organisation))
        .where(readable_operators(reader))
        .order_by(Organisation.sort_name, HousingOperator.id)
    )


def operators(reader: Reader) -> list[HousingOperator]:
    """All operators the reader may see, by name."""
    query = (
        sa.select(HousingOperator)
        .join(HousingOperator.organisation)
        .options(contains_eager(HousingOperator.organisation))
        .where(readable_operators(reader))
        .order_by(Organisation.sort_name, HousingOperator.id)
    )
    return list(db.session.scalars(query))


def find_operator(reader: Reader, public_id: str, action: Action = Action.OPERATOR_VIEW) -> HousingOperator | None:
    """The operator with its organisation, if the reader may do `action` on it."""
    query = (
        sa.select(HousingOperator)
        .where(HousingOperator.public_id == public_id, readable_operators(reader, action))
        .options(joinedload(HousingOperator.organisation))
    )
    return db.session.scalar(query)


def sites_of(operator: HousingOperator) -> list[Site]:
    """The operator's sites, by name."""
    query = sa.select(Site).where(Site.housing_operator_id == operator.id).order_by(Site.sort_name, Site.id)
    return list(db.session.scalars(query))
