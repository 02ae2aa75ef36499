"""Acts on housing operators."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.vocab import OrganisationKind
from app.conflicts import ByGuard, guarded
from app.db import count_as_changed, db
from app.web.errors import refuse_stale
from sites.errors import Taken
from sites.models.operators import HousingOperator
from sites.vocab import OperatorKind

UNIQUE = ("uq_organisation_name", "uq_housing_operator_organisation_id")


def register_operator(
    *, name: str, short_name: str | None, kind: OperatorKind, contact: str | None, actor: Actor, is_real: bool = False
) -> HousingOperator:
    """Note an organisation as a lender of dwellings; one already known by that name is taken as it is.

    Raises `Taken` when that organisation already lends.
    """
    organisation = db.session.scalar(sa.select(Organisation).where(Organisation.name == name))
    operator = HousingOperator(kind=kind, contact=contact)
    with guarded(_taken(name)):
        if organisation is None:
            organisation = Organisation(
                name=name, short_name=short_name, kind=OrganisationKind.HOUSING_OPERATOR, is_real=is_real
            )
        operator.organisation = organisation
        db.session.add(operator)
    record("housing_operator.registered", operator, actor=actor, kind=kind, organisation=organisation)
    return operator


def edit_operator(
    operator: HousingOperator,
    *,
    version: int | None,
    name: str,
    short_name: str | None,
    kind: OperatorKind,
    contact: str | None,
    actor: Actor,
) -> None:
    """Change who the lender is said to be. Raises `Stale` for an older version, `Taken` for another's name."""
    organisation = operator.organisation
    refuse_stale(operator, version)
    with guarded(_taken(name)):
        organisation.name, organisation.short_name = name, short_name
        operator.kind, operator.contact = kind, contact
        count_as_changed(operator)  # a new name stands on the organisation
    record("housing_operator.edited", operator, actor=actor, kind=kind)


def _taken(name: str) -> ByGuard:
    return dict.fromkeys(UNIQUE, Taken("operator.refused.name_taken", "name", name=name))
