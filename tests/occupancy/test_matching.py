"""The match: every pair shown can be allocated unchanged, every other is refused with its obstacle told."""

from app.clock import today
from app.db import db, transaction
from occupancy.queries.matching import Match
from occupancy.queries.offers import offer_of
from tests.occupancy.reading import reader_of


def told(app, unit, user, household=None):
    """Household reference → obstacle (None when it can be allocated), for one unit today."""
    with app.app_context(), transaction("read"):
        offer = offer_of(unit.id, today())
        rows = db.session.execute(Match.of_unit(offer, reader_of(user)).rows()).all()
        return {row.reference: row.obstacle for row in rows}


def test_first(app, make):
    programme = make.programme()
    household = make.waiting_household(programme)
    unit = make.home()
    assert told(app, unit, make.user()) == {household.reference: None}
