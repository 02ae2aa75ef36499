"""What a referral remembers of its wait is what follows from its events, whatever their order (DESIGN §3.1)."""

import random
from datetime import timedelta

import sqlalchemy as sa

from app.clock import now
from app.db import db
from axes.models.referrals import Referral, ReferralEvent
from axes.rules.referrals import state_of
from axes.vocab import ReferralEventKind, ReferralState, RefusalReason


def test_it_follows_from_the_events(app, make):
    programme, chance = make.programme(), random.Random(5)
    partner = make.user()
    expected = {}
    for _ in range(25):
        referral = make.referral(programme, author=partner, state=ReferralState.DRAFT)
        kinds = [chance.choice([*ReferralEventKind]) for _ in range(chance.randint(1, 5))]
        since = None
        for place, kind in enumerate(kinds):
            at = now() - timedelta(days=10 - place)
            reason = RefusalReason.NO_ROOM if kind is ReferralEventKind.REFUSED else None
            make.save(ReferralEvent(referral_id=referral.id, kind=kind, at=at, refusal_reason=reason))
            since = at if kind is ReferralEventKind.ACCEPTED else since
        expected[referral.id] = since if state_of(kinds) is ReferralState.WAITING else None
    with app.app_context():
        kept = {key: since for key, since in db.session.execute(sa.select(Referral.id, Referral.waiting_since))}
    assert kept == expected
    assert any(expected.values())
