"""Rights that an entry brings back: an address is declared within the days that the list says (`domain.md` §2.5)."""

from datetime import timedelta

import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.queries.entitlements import events_of
from accompaniment.rules.entitlements import standing_on
from accompaniment.vocab import RightState
from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from axes.queries.assignments import open_assignment
from occupancy.models.stays import Stay
from occupancy.services.stays import ENTERED, members_on

# What an entry leaves as it is: there is nothing to declare, or somebody is at it.
LEFT = (RightState.NOT_APPLICABLE, RightState.REQUESTED, RightState.IN_PROGRESS, RightState.APPEALED)


def ask_at_entry(*, stay: Stay, actor: Actor) -> None:
    """Rights with a delay from the entry are to be started, for each person who enters, also where the earlier address
    had been declared. Those asked already, or not applicable, stay as they are."""
    query = sa.select(Entitlement).where(Entitlement.entry_days.is_not(None), Entitlement.closed_on.is_(None))
    rights = db.session.scalars(query.order_by(Entitlement.position, Entitlement.id)).all()
    if not rights:
        return
    episode = open_assignment(stay.household_id, stay.start_on)
    organisation_id = episode.team.organisation_id if episode else actor.organisation_id
    people = members_on(stay.household_id, stay.start_on)
    noted = events_of(people)
    for person_id in people:
        for right in rights:
            mine = [one for one in noted if (one.person_id, one.entitlement_id) == (person_id, right.id)]
            stands = standing_on(mine, stay.start_on)
            if stands is None or stands.state not in LEFT:
                db.session.add(_to_start(stay, person_id, right, organisation_id))
    db.session.flush()
    record("right.asked_at_entry", stay, actor=actor, rights=list(rights))


def _to_start(stay: Stay, person_id: int, right: Entitlement, organisation_id: int) -> EntitlementEvent:
    return EntitlementEvent(
        person_id=person_id,
        entitlement_id=right.id,
        household_id=stay.household_id,
        organisation_id=organisation_id,
        state=RightState.TO_START,
        happened_on=stay.start_on,
        next_on=stay.start_on + timedelta(days=right.entry_days or 0),
        by_rule=True,
    )


ENTERED.listen(ask_at_entry)
