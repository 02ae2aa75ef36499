"""Services of the network, consents to share with one, and requests to one."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.data.network_themes import theme_rows
from accompaniment.models.mobilisations import Mobilisation
from accompaniment.models.network import (
    NetworkService,
    NetworkServiceCommune,
    NetworkServiceTheme,
    NetworkTheme,
    ServiceConsent,
)
from accompaniment.vocab_network import MobilisationChannel
from app.clock import today
from axes.models.people import Consent
from axes.vocab import ConsentScope


def network_themes(make: Any) -> dict[str, NetworkTheme]:
    """The shipped themes, by code; written once."""
    with make.session() as session:
        known = {one.code: one for one in session.scalars(sa.select(NetworkTheme))}
    missing = [NetworkTheme(**row) for row in theme_rows() if row["code"] not in known]
    if missing:
        make.save(*missing)
    return known | {one.code: one for one in missing}


def network_service(make: Any, *codes: str, **given: Any) -> NetworkService:
    """A service confirmed today, everywhere or in `commune`; for debts unless themes are told."""
    commune = given.pop("commune", None)
    values = {"name": f"Service inventé {make.number()}", "everywhere": commune is None, "confirmed_on": today()}
    made: NetworkService = make.save(NetworkService(**(values | given)))
    themes = network_themes(make)
    make.save(*(NetworkServiceTheme(service_id=made.id, theme_id=themes[code].id) for code in codes or ("debts",)))
    if commune is not None:
        make.save(NetworkServiceCommune(service_id=made.id, postal_code=commune.postal_code))
    return made


def service_consent(make: Any, household: Any, service: Any, **given: Any) -> ServiceConsent:
    """A consent of the household to share with the service, for two months unless told."""
    values = {"purpose": "Une demande", "given_on": today() - timedelta(days=300), "last_day": today() + timedelta(60)}
    names = {"household_id": household.id, "scope": ConsentScope.SHARE_SERVICE, "recipient": service.name}
    consent = make.save(Consent(**(names | values | given)))
    link = ServiceConsent(consent_id=consent.id, service_id=service.id, household_id=household.id)
    made: ServiceConsent = make.save(link)
    return made


def mobilisation(make: Any, household: Any, service: Any, worker: Any, theme: str = "debts", **given: Any) -> Any:
    """A request of the worker; told when it was sent, it was sent by phone under a consent made for it."""
    links = {"household_id": household.id, "service_id": service.id, "theme_id": network_themes(make)[theme].id}
    by = {"author_id": worker.id, "organisation_id": worker.organisation_id}
    values = {"asked": "Un plan d’apurement"} | given
    if values.get("sent_on") and "consent_id" not in values:
        values["consent_id"] = service_consent(make, household, service).consent_id
        values["channel"] = MobilisationChannel.PHONE
    return make.save(Mobilisation(**(links | by | values)))
