"""The list of who opened a file, and the day that makes an adult."""

from datetime import timedelta

from sqlalchemy import update

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from app.jobs import run_jobs
from axes.models.people import Person


def test_a_page_and_its_panels_are_one_visit_on_the_printed_list(make, sign_in):
    household = make.household()
    worker, other = (make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id) for _ in range(2))
    client, url = sign_in(worker), f"/households/{household.public_id}"
    for place in (url, url, f"{url}/history"):
        client.get(place)
    sign_in(other).get(url)
    sheet = client.get(f"{url}/who-opened").text
    assert sheet.count(worker.name) == 1
    assert sheet.count(other.name) == 1
    assert "composition, besoins, identité, accords, historique" in sheet
    assert client.get(f"{url}/history").text.count(f"{worker.name} (") == 4


def test_whoever_came_of_age_is_counted_as_an_adult_by_the_daily_job(app, make, sign_in):
    household = make.household(adults=0)
    birthday = today().replace(year=today().year - 18, day=min(today().day, 28))
    make.member(household, person=make.person(is_minor=True, birth_on=birthday))
    make.member(household, person=make.person(is_minor=True, birth_on=birthday + timedelta(days=60)))
    make.member(household, person=make.person(is_minor=True, birth_year=str(today().year - 25)))
    make.member(household, person=make.person(is_minor=True))
    with app.app_context():
        outcomes = {outcome.name: outcome.done for outcome in run_jobs()}
        assert outcomes["refresh_majority"] == 2
        assert {outcome.name: outcome.done for outcome in run_jobs()}["refresh_majority"] == 0
    page = sign_in(make.user(Role.COORDINATION)).get(f"/households/{household.public_id}").text
    assert "2 adultes, 2 mineurs" in page


def test_what_nobody_can_open_any_more_is_an_error_page_and_not_a_blank_name(app, make, sign_in):
    household = make.household()
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(update(Person).values(name_sealed="k1.AAAA"))
    worker = make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id)
    sign_in(worker).get(f"/households/{household.public_id}", status=500)
