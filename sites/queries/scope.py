"""Which sites a reader may open: the policy's relations as SQL. A housing operator has its own, nothing else."""

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action, Relation
from sites.models.operators import HousingOperator
from sites.models.sites import Site


def readable_sites(reader: Reader, action: Action = Action.SITE_VIEW) -> sa.ColumnElement[bool]:
    """Condition on `site`: the reader may do `action` on it. Needs no join."""
    relations = reader.relations(action)
    if Relation.OTHER in relations:
        return sa.true()
    if Relation.OWN in relations:
        return Site.housing_operator_id.in_(own_operators(reader))
    return sa.false()


def own_operators(reader: Reader) -> sa.Select[int]:
    """Keys of the housing operators that are the reader's own organisation."""
    return sa.select(HousingOperator.id).where(HousingOperator.organisation_id == reader.organisation_id)


def readable_operators(reader: Reader, action: Action = Action.OPERATOR_VIEW) -> sa.ColumnElement[bool]:
    """Condition on `housing_operator`: the reader may do `action` on it."""
    relations = reader.relations(action)
    if Relation.OTHER in relations:
        return sa.true()
    if Relation.OWN in relations:
        return HousingOperator.organisation_id == reader.organisation_id
    return sa.false()
