"""Housing operators, sites and units."""

from typing import Any

from app.auth.vocab import OrganisationKind
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit
from sites.vocab import OperatorKind, UnitUse


def housing_operator(make: Any, **given: Any) -> HousingOperator:
    """A lender with an organisation of its own, unless one is given; an AIS, which tells no supervisor."""
    organisation = given.pop("organisation", None) or make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    values = {"organisation_id": organisation.id, "kind": OperatorKind.AIS} | given
    made: HousingOperator = make.save(HousingOperator(**values))
    return made


def site(make: Any, operator: Any = None, **given: Any) -> Site:
    operator = operator or make.housing_operator()
    values = {"name": f"Site {make.number()}", "housing_operator_id": operator.id} | given
    made: Site = make.save(Site(**values))
    return made


def unit(make: Any, site: Any = None, **given: Any) -> Unit:
    """A dwelling of one bedroom for two, unless told."""
    site = site or make.site()
    values = {"site_id": site.id, "code": f"{make.number():03}", "use": UnitUse.DWELLING} | given
    values = {"bedrooms": 1, "max_persons": 2} | values if values["use"] is UnitUse.DWELLING else values
    made: Unit = make.save(Unit(**values))
    return made
