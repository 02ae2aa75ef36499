"""News of the demonstration, to be read once: an identity opened by exception, an extension that was refused;
and what waits for a second person."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.models.users import User
from app.db import db
from app.demo.current_sites import LoadedSite
from app.demo.erasures import protect_data
from app.demo.proposals import reader_for
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.services.break_glass import open_identity
from occupancy.rules.extensions import ANSWER_DAYS
from occupancy.services.extensions import Answered, answer_request, draft_request, send_request
from occupancy.vocab import ExtensionAnswer

OPENED_FOR, REFUSED = "axe1", "Aubépines"


def bring_news(today: date, users: dict[str, User], sites: dict[str, LoadedSite]) -> None:
    """Something of the past days for a worker and for coordination."""
    _opening(users)
    _refusal(today, users, sites)
    protect_data(today, users)


def _opening(users: dict[str, User]) -> None:
    followed = sa.select(Household).join(Assignment, Assignment.household_id == Household.id)
    followed = followed.where(Assignment.reference_worker_id == users[OPENED_FOR].id, Assignment.end_on.is_(None))
    household = db.session.scalars(followed.where(Household.is_protected.is_(False)).order_by(Household.id)).first()
    assert household is not None
    reason = "Fuite d’eau dans l’immeuble : la famille doit être prévenue, la personne de référence est absente."
    open_identity(household=household, reason=reason, actor=reader_for(users["allocation"]))


def _refusal(today: date, users: dict[str, User], sites: dict[str, LoadedSite]) -> None:
    """The site that closes was asked for longer, in vain."""
    coordinator, agreement = reader_for(users["coordination"]), sites[REFUSED].agreement
    asked = draft_request(
        agreement,
        asked_last_day=agreement.last_day + timedelta(days=180),
        reason="Cinq ménages n’ont pas encore de solution.",
        actor=coordinator,
    )
    sent_on = today - timedelta(days=50)
    due_on = sent_on + timedelta(days=ANSWER_DAYS)
    send_request(asked, version=asked.version, sent_on=sent_on, answer_due_on=due_on, actor=coordinator)
    facts = Answered(
        answer=ExtensionAnswer.REFUSED,
        answered_on=today - timedelta(days=21),
        refusal_reason="Le chantier est adjugé : il commence à la fin de la convention.",
    )
    answer_request(asked, version=asked.version, facts=facts, actor=coordinator)
