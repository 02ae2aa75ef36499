"""Data protection in the demonstration: somebody who left asks to be forgotten, and waits for a second person."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.audit.actor import system
from app.auth.models.users import User
from app.auth.vocab import Action
from app.db import db
from app.demo.proposals import reader_for
from axes.models.people import Household
from axes.queries.keeping import goes_on, is_followed
from axes.queries.scope import readable
from axes.services.erasures import ask_erasure
from axes.services.keeping import announce_ended
from axes.vocab_erasures import ErasureReason

ASKED_OF, DAYS = "axe2", 6


def protect_data(today: date, users: dict[str, User]) -> None:
    """An erasure that a person asked for six days ago; files whose time has ended are looked for."""
    worker = reader_for(users[ASKED_OF])
    over = sa.select(Household).where(readable(worker, Action.ERASURE_ACT), is_followed(), ~goes_on(today))
    household = db.session.scalars(over.order_by(Household.id.desc())).first()
    assert household is not None
    asked_on = today - timedelta(days=DAYS)
    ask_erasure(household=household, reason=ErasureReason.PERSON_ASKED, asked_on=asked_on, actor=worker)
    announce_ended(actor=system("demo"))
