"""Incidents and the answers given to them."""

from typing import Any

from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.vocab_incidents import IncidentKind, IncidentReporter, IncidentStepKind
from app.clock import today


def incident(make: Any, author: Any, unit: Any = None, household: Any = None, **given: Any) -> Incident:
    """Noise of today in a unit, to follow; with `technical`, a damage. `site` for common parts."""
    site = given.pop("site", None)
    place = {"site_id": unit.site_id, "unit_id": unit.id} if unit is not None else {"site_id": site.id}
    kind = IncidentKind.DAMAGE if given.get("technical") else IncidentKind.NOISE
    facts = {"happened_on": today(), "reported_by": IncidentReporter.TEAM, "kind": kind, "grade": 2}
    facts |= {"account": "Musique jusqu’à deux heures", "organisation_id": author.organisation_id}
    facts |= {"author_id": author.id, "household_id": household.id if household else None}
    given.setdefault("technical_shown", given.get("technical"))
    made: Incident = make.save(Incident(**(place | facts | given)))
    return made


def incident_step(make: Any, incident: Incident, user: Any, **given: Any) -> IncidentStep:
    """A talk of today, unless told."""
    values = {"kind": IncidentStepKind.TALK, "taken_on": today(), "user_id": user.id} | given
    made: IncidentStep = make.save(IncidentStep(incident_id=incident.id, **values))
    return made
