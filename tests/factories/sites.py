"""Housing operators, sites and units."""

from datetime import timedelta
from typing import Any

from app.auth.vocab import OrganisationKind
from app.clock import today
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.models.sites import Site
from sites.models.units import Unit, UnitAvailability, UnitCheck, UnitOutage
from sites.rules.units import NEEDED_TO_OPEN
from sites.vocab import CheckKind, CheckResult, OperatorKind, OutageKind, Payer, UnitUse


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


def commune(make: Any, postal_code: str = "1080", **given: Any) -> Commune:
    """A municipality, Molenbeek unless told."""
    names = {"name_fr": "Molenbeek-Saint-Jean", "name_nl": "Sint-Jans-Molenbeek"} | given
    made: Commune = make.save(Commune(postal_code=postal_code, **names))
    return made


def unit_check(make: Any, unit: Unit, kind: CheckKind = CheckKind.SAFETY, **given: Any) -> UnitCheck:
    """An item of the checklist found in order thirty days ago; an insurance runs for a year."""
    values = {"result": CheckResult.PASSED, "done_on": today() - timedelta(days=30)} | given
    if kind is CheckKind.INSURANCE:
        values.setdefault("valid_until", today() + timedelta(days=335))
    made: UnitCheck = make.save(UnitCheck(unit_id=unit.id, kind=kind, **values))
    return made


def ready_unit(make: Any, site: Any = None, **given: Any) -> Unit:
    """A unit whose checklist lets it be opened."""
    made: Unit = make.unit(site, **given)
    for kind in NEEDED_TO_OPEN:
        make.unit_check(made, kind)
    return made


def outage(make: Any, unit: Unit, **given: Any) -> UnitOutage:
    """Works that began yesterday, without an end yet, unless told."""
    values = {"kind": OutageKind.WORKS, "first_day": today() - timedelta(days=1), "reason": "Chaudière à remplacer"}
    made: UnitOutage = make.save(UnitOutage(unit_id=unit.id, **({"payer": Payer.UNKNOWN} | values | given)))
    return made


def availability(make: Any, unit: Unit, **given: Any) -> UnitAvailability:
    """A period in which the unit is open; an agreement must cover it (`make.covered_unit`)."""
    made: UnitAvailability = make.save(UnitAvailability(unit_id=unit.id, **given))
    return made
