"""Sites by themselves, without their agreements (those are in `occupancy.queries.sites`)."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action, OrganisationKind
from app.db import db
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.queries.scope import readable_sites

MANAGERS = (
    OrganisationKind.RENTAL_MANAGER,
    OrganisationKind.FIELD_OPERATOR,
    OrganisationKind.HOUSING_OPERATOR,
    OrganisationKind.COORDINATION,
)


def find_site(reader: Reader, public_id: str, action: Action = Action.SITE_VIEW) -> Site | None:
    """The site with its operator and rental manager, if the reader may do `action` on it."""
    query = (
        sa.select(Site)
        .where(Site.public_id == public_id, readable_sites(reader, action))
        .options(
            joinedload(Site.housing_operator).joinedload(HousingOperator.organisation),
            joinedload(Site.rental_manager),
        )
    )
    return db.session.scalar(query)


def communes() -> list[Commune]:
    """The municipalities, by postal code."""
    return list(db.session.scalars(sa.select(Commune).order_by(Commune.postal_code)))


def rental_managers() -> list[Organisation]:
    """Organisations that may run the rental side of a site, by name."""
    query = (
        sa.select(Organisation)
        .where(Organisation.kind.in_(MANAGERS), Organisation.closed_on.is_(None))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return list(db.session.scalars(query))
