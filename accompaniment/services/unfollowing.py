"""An entry that was not: what it began above goes with it, unless somebody worked with it since."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.models.supports import Support, SupportPerson
from accompaniment.vocab import Roof
from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from app.i18n.translate import gettext
from app.web.errors import Refusal
from axes.queries.assignments import open_assignment
from occupancy.models.stays import Stay
from occupancy.services.entry_cancellations import ENTRY_CANCELLED


def stop_following(*, stay: Stay, actor: Actor) -> None:
    """The support that the entry opened goes; any other under the stay's roof goes on without a roof told.

    The entry opens one for the team that follows the household that day; another organisation's is its own affair.
    Raises `Refusal` once something was written in the support that the entry opened.
    """
    episode = open_assignment(stay.household_id, stay.start_on)
    following = episode.team.organisation_id if episode else None
    for support in db.session.scalars(sa.select(Support).where(Support.stay_id == stay.id)).all():
        if support.created_at < stay.created_at or support.organisation_id != following:
            support.roof, support.stay_id = Roof.NONE, None
            db.session.flush()
            record("support.edited", support, actor=actor, roof=Roof.NONE)
            continue
        record("support.cancelled", support, actor=actor, start_on=support.start_on, roof=support.roof)
        _remove(support)


def _remove(support: Support) -> None:
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(SupportPerson).where(SupportPerson.support_id == support.id))
            db.session.delete(support)
    except IntegrityError as error:
        raise Refusal("stay.refusal.counted_on", "why") from error


def stop_asking(*, stay: Stay, actor: Actor) -> None:
    """Rights that the entry asked by itself were not to be started. Those of a residence have an author."""
    query = sa.select(EntitlementEvent).where(
        EntitlementEvent.household_id == stay.household_id,
        EntitlementEvent.happened_on == stay.start_on,
        EntitlementEvent.created_at >= stay.created_at,
        EntitlementEvent.by_rule.is_(True),
        EntitlementEvent.author_id.is_(None),
        EntitlementEvent.cancelled_on.is_(None),
    )
    for event in db.session.scalars(query):
        event.cancelled_on, event.cancelled_by_id = today(), actor.user_id
        event.cancel_reason = gettext("stay.cancel_entry.right")
        record("right.cancelled", event, actor=actor, happened_on=event.happened_on)
    db.session.flush()


ENTRY_CANCELLED.listen(stop_following)
ENTRY_CANCELLED.listen(stop_asking)
