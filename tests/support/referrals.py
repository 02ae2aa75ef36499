"""Referrals of a partner, ready for a test, and where they stand."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from axes.models.referrals import Referral
from axes.queries.referrals import state_now

STORY = {"living_situation": "1.1", "situation": "À la rue depuis l’hiver.", "wish": "Une chambre à elle."}


def referred(make, programme, sender, state, **given):
    household = make.household(organisation_id=sender.organisation_id)
    return make.referral(programme, sender, household=household, state=state, **STORY, **given)


def latest(app):
    with app.app_context():
        return db.session.scalar(sa.select(Referral).order_by(Referral.id.desc()).limit(1))


def state(app, referral):
    with app.app_context():
        query = sa.select(Referral).where(Referral.id == referral.id).options(selectinload(Referral.events))
        return state_now(db.session.scalars(query).one())
