"""Opening a unit to stays, changing when, closing it (`domain.md` §9, rules 6 and 7)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import today
from app.db import db
from sites.models.units import UnitAvailability
from sites.vocab import CheckKind, CheckResult
from tests.sites.forms import form_of

TODAY = today()
LATER = TODAY + timedelta(days=200)


def day(value):
    return value.strftime("%d/%m/%Y")


def periods(app):
    with app.app_context():
        rows = db.session.execute(
            sa.select(UnitAvailability.first_day, UnitAvailability.last_day).order_by(UnitAvailability.first_day)
        )
        return [tuple(row) for row in rows]


@pytest.fixture
def covered(make):
    """A unit that could open: checked, and covered by an agreement until LATER."""
    unit = make.ready_unit()
    agreement = make.agreement(make.site(), reference="COP-7", first_day=TODAY - timedelta(days=10), last_day=LATER)
    make.covered_unit(agreement, unit, available=False)
    return unit


def test_the_form_suggests_the_agreements_days_and_opens_the_unit(app, covered, make, sign_in):
    client = sign_in(make.user())
    client.submit(f"/units/{covered.public_id}/open")
    page = client.follow().text
    assert periods(app) == [(TODAY, LATER)]
    assert "Libre" in page
    assert "Ouvert aux séjours" in client.get(f"/sites/{site_of(app, covered)}/history").text


def site_of(app, unit):
    from sites.models.sites import Site

    with app.app_context():
        return db.session.scalar(sa.select(Site.public_id).where(Site.id == unit.site_id))


def test_each_missing_item_is_named(app, make, sign_in):
    unit = make.unit()
    make.covered_unit(make.agreement(first_day=TODAY, last_day=LATER), unit, available=False)
    refused = sign_in(make.user()).submit(f"/units/{unit.public_id}/open", status=422)
    assert "Salubrité et sécurité, État des lieux d’entrée, Assurance." in refused.text
    assert periods(app) == []


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (CheckKind.SAFETY, {"result": CheckResult.FAILED}),
        (CheckKind.SAFETY, {"result": CheckResult.RESERVATIONS}),
        (CheckKind.ENTRY_INVENTORY, {"result": CheckResult.FAILED}),
        (CheckKind.INSURANCE, {"valid_until": TODAY - timedelta(days=1)}),
        (CheckKind.INSURANCE, {"result": CheckResult.FAILED}),
    ],
)
def test_a_later_finding_that_is_not_good_shuts_the_door(app, covered, make, sign_in, kind, facts):
    make.unit_check(covered, kind, done_on=TODAY - timedelta(days=2), **facts)
    sign_in(make.user()).submit(f"/units/{covered.public_id}/open", status=422)
    assert periods(app) == []


def test_an_inventory_with_reservations_is_an_inventory(app, covered, make, sign_in):
    make.unit_check(covered, CheckKind.ENTRY_INVENTORY, done_on=TODAY, result=CheckResult.RESERVATIONS)
    sign_in(make.user()).submit(f"/units/{covered.public_id}/open")
    assert len(periods(app)) == 1


def test_days_outside_the_agreement_are_refused_with_its_own(app, covered, make, sign_in):
    refused = sign_in(make.user()).submit(
        f"/units/{covered.public_id}/open", status=422, last_day=str(LATER + timedelta(days=1))
    )
    assert (
        f"La convention COP-7 couvre ce logement du {day(TODAY - timedelta(days=10))} au {day(LATER)}" in refused.text
    )
    assert periods(app) == []


def test_a_unit_that_no_agreement_covers_is_not_opened(app, make, sign_in):
    unit = make.ready_unit()
    refused = sign_in(make.user()).submit(f"/units/{unit.public_id}/open", status=422, last_day=str(LATER))
    assert "Aucune convention signée ne couvre ce logement à ces dates" in refused.text
    assert periods(app) == []


def test_an_overlap_names_the_other_period_and_the_first_possible_day(app, covered, make, sign_in):
    other = (TODAY, TODAY + timedelta(days=30))
    make.availability(covered, first_day=other[0], last_day=other[1])
    client = sign_in(make.user())
    url = f"/units/{covered.public_id}/open"
    refused = client.submit(url, status=422, first_day=str(other[1]))
    possible = other[1] + timedelta(days=1)
    assert f"du {day(other[0])} au {day(other[1])}. Le premier jour possible est le {day(possible)}" in refused.text
    client.submit(url, first_day=str(possible))
    assert periods(app) == [other, (possible, LATER)]


@pytest.mark.parametrize("typed", ["9999-12-31", "0206-01-01", "31/12/2030", "2026-02-30", "demain"])
def test_a_day_that_is_none_is_said_and_kept(app, covered, make, sign_in, typed):
    refused = sign_in(make.user()).submit(f"/units/{covered.public_id}/open", status=422, last_day=typed)
    assert f'value="{typed}"' in refused.text
    assert periods(app) == []


def test_the_last_day_does_not_come_first(covered, make, sign_in):
    refused = sign_in(make.user()).submit(
        f"/units/{covered.public_id}/open", status=422, last_day=str(TODAY - timedelta(days=1))
    )
    assert "ne peut pas précéder" in refused.text


def test_closing_early_is_refused_while_somebody_stays_beyond(app, make, sign_in):
    unit = make.home()
    (first, last) = periods(app)[0]
    leaving = TODAY + timedelta(days=40)
    make.stay(unit, planned_end_on=leaving)
    url = f"/availabilities/{availability_of(app)}/close"
    client = sign_in(make.user())
    refused = client.submit(url, status=422, last_day=str(leaving - timedelta(days=2)))
    assert "ne peut pas encore être raccourcie" in refused.text
    assert day(leaving) not in refused.text
    assert periods(app) == [(first, last)]
    client.submit(url, last_day=str(leaving - timedelta(days=1)))
    assert periods(app) == [(first, leaving - timedelta(days=1))]


def availability_of(app):
    with app.app_context():
        return db.session.scalar(sa.select(UnitAvailability.public_id))


def test_a_period_cannot_begin_after_a_stay_has(app, make, sign_in):
    unit = make.home()
    began = TODAY - timedelta(days=30)
    make.stay(unit, start_on=began)
    before = periods(app)
    refused = sign_in(make.user()).submit(
        f"/availabilities/{availability_of(app)}/edit", status=422, first_day=str(began + timedelta(days=1))
    )
    assert "ne peut pas encore être raccourcie" in refused.text
    assert day(began) not in refused.text
    assert periods(app) == before


def test_two_people_change_one_period_and_the_second_sees_both(app, make, sign_in):
    make.home()
    url = f"/availabilities/{availability_of(app)}/edit"
    first, second = sign_in(make.user()), sign_in(make.user())
    opened = form_of(second, url)
    first.submit(url, last_day=str(TODAY + timedelta(days=100)))
    answer = second.post(url, opened | {"last_day": str(TODAY + timedelta(days=90))}, status=409)
    assert day(TODAY + timedelta(days=100)) in answer.text
    assert day(TODAY + timedelta(days=90)) in answer.text
    assert periods(app)[0][1] == TODAY + timedelta(days=100)
