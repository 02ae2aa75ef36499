"""However many requests wait, a page compares a bounded number: those that the dwelling suits are among them."""

from datetime import timedelta

import pytest

from app.auth.reader import Reader
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from capteur.models.opportunities import Opportunity
from capteur.queries.matching import candidates_for

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("dwelling", "asks"),
    [
        ({}, {"max_rent_cents": 50_000}),
        ({}, {"dwelling_type": "two_bedrooms"}),
        ({"animals": False}, {"animals": True}),
        ({"step_free": False}, {"step_free": True}),
        ({"floor": 3}, {"highest_floor": 1}),
        ({"track": "ordinary"}, {"track": "housing_first"}),
    ],
)
def test_whom_the_dwelling_suits_is_compared_before_who_waits_longer(app, make, dwelling, asks):
    namur, sender = make.capteur_programme(), make.user(Role.PARTNER)
    home = make.captured(namur, **dwelling)
    for days in (40, 30):
        make.waiting_request(namur, sender, submitted_on=today() - days * DAY, **asks)
    suited = make.waiting_request(namur, sender, submitted_on=today() - DAY)
    prospector = make.prospector(namur)
    with app.app_context():
        who = {"user_id": prospector.id, "organisation_id": prospector.organisation_id, "role": Role.CAPTEUR}
        reader = Reader(name="x", organisation_name="x", session_token="x", **who)
        standing = db.session.get_one(Opportunity, home.id)
        found = candidates_for(reader, namur, standing, 60, today(), most=1)
        assert [one.request.id for one in found.ranked] == [suited.id]
        assert found.total == 3
