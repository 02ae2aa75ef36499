"""A dwelling that does not suit who moves: the board's rule says so, a written reason lets it through (rule 19)."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.vocab import NeedKind
from occupancy.models.stays import Stay
from occupancy.vocab import ClosureCause
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_stays import rows
from tests.occupancy.test_transfers import housed, move

DAY = timedelta(days=1)
WHY = "Le seul libre ce soir, le temps des travaux"
TOO_LARGE = "Le ménage est trop grand pour ce logement."
CASES = {
    "too_large": (None, {"max_persons": 1, "bedrooms": 1}, TOO_LARGE),
    "step_free": (NeedKind.STEP_FREE, {"step_free": False}, "Le ménage a besoin d’un accès de plain-pied"),
    "animals": (NeedKind.ANIMALS, {"animals_allowed": False}, "Le ménage a un animal"),
}


def continued(app):
    """What the journal noted of the move."""
    with app.app_context():
        query = sa.select(JournalEntry.facts).where(JournalEntry.event == "stay.continued")
        return [json.loads(one) for one in db.session.scalars(query.order_by(JournalEntry.id))]


@pytest.mark.parametrize("code", CASES)
def test_a_unit_that_does_not_suit_asks_why(app, make, sign_in, code):
    need, facts, words = CASES[code]
    household = make.household(adults=2, since=today() - 90 * DAY)
    if need:
        make.need(household, need, start_on=today() - 90 * DAY)
    stay, worker = housed(make, household=household)
    client, unit = sign_in(worker), make.home(**facts)
    refused = move(client, stay, unit, status=422, misfit_reason="   ")
    assert f"{words}" in refused.text.split('id="misfit_reason-error"')[1].split("</p>")[0]
    assert len(rows(app, Stay)) == 1
    move(client, stay, unit, misfit_reason=WHY)
    assert WHY in client.follow().text
    assert [(one.misfits, one.misfit_reason) for one in rows(app, Stay)] == [(None, None), (code, WHY)]
    assert [one["misfits"] for one in continued(app)] == [[code]]
    assert WHY not in json.dumps(continued(app))


def test_a_unit_that_suits_comes_first_and_keeps_no_reason(app, make, sign_in):
    stay, worker = housed(make)
    small, fits = make.home(make.site(name="Aaa"), max_persons=1, bedrooms=1), make.home(make.site(name="Zzz"))
    client = sign_in(worker)
    page = client.get(f"/stays/{stay.public_id}/transfer").text
    assert page.index(fits.public_id) < page.index(small.public_id)
    assert page.count(TOO_LARGE) == 1
    move(client, stay, fits, misfit_reason=WHY)
    assert [one.misfit_reason for one in rows(app, Stay)] == [None, None]
    assert continued(app)[0]["misfits"] == []


def test_no_reason_opens_a_unit_where_others_live(app, make, sign_in):
    stay, worker = housed(make)
    small = make.home(max_persons=1, bedrooms=1)
    make.stay(small, make.household(adults=1, since=today() - 90 * DAY))
    given = {"version": stay.version, "on": today().isoformat(), "unit": small.public_id, "misfit_reason": WHY}
    sign_in(worker).post(f"/stays/{stay.public_id}/transfer", given, status=409)
    assert len(rows(app, Stay)) == 2


@pytest.fixture
def burnt(make):
    """A site that burnt, two households of two inside, and as many dwellings for one elsewhere."""
    site = make.site()
    closure = a_closure(make, site, cause=ClosureCause.FIRE, last_day=today())
    stays = [make.stay(make.home(site), make.household(adults=2, since=today() - 90 * DAY)) for _ in range(2)]
    return closure, stays, [make.home(max_persons=1, bedrooms=1) for _ in stays]


def test_after_a_fire_each_misfit_is_told_beside_its_household_and_a_reason_is_enough(app, make, sign_in, burnt):
    closure, stays, units = burnt
    client, url = sign_in(make.user(Role.COORDINATION)), f"/closures/{closure.public_id}/relocate"
    where = {f"where_{one.public_id}": f"unit:{unit.public_id}" for one, unit in zip(stays, units, strict=True)}
    whys = [f"why_{one.public_id}" for one in stays]
    refused = client.submit(url, status=422, **where)
    for name in whys:
        assert TOO_LARGE in refused.text.split(f'id="{name}-error"')[1].split("</p>")[0]
    assert {one.end_on for one in rows(app, Stay)} == {None}
    refused = client.post(url, {"on": today().isoformat(), **where, whys[0]: WHY}, status=422)
    assert f'id="{whys[0]}-error"' not in refused.text
    assert WHY in refused.text
    assert len(rows(app, Stay)) == 2
    client.post(url, {"on": today().isoformat(), **where, **dict.fromkeys(whys, WHY)})
    moved = rows(app, Stay)[2:]
    assert [(one.misfits, one.misfit_reason) for one in moved] == [("too_large", WHY)] * 2
