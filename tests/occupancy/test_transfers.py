"""Moving to another unit: one act, one journey."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.clock import today
from app.db import db
from app.periods import LivedPeriod
from axes.models.programmes import Axis
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.models.closures import Closure
from occupancy.models.exits import StayExit
from occupancy.models.stays import Contribution, Stay, StayPerson
from occupancy.queries.journeys import exits_of_people, journey_roots, legs_of
from occupancy.rules.journeys import journey_with
from occupancy.vocab import ClosureCause
from tests.occupancy.test_stays import rows, team_of
from tests.support.client import form_values
from tests.support.html import field_error

DAY = timedelta(days=1)


def housed(make, **given):
    _, team, worker = team_of(make)
    start = today() - timedelta(days=40)
    household = given.pop("household", None) or make.household(adults=2, since=start - DAY)
    return make.stay(household=household, team=team, start_on=start, **given), worker


def move(client, stay, unit, status=303, on=None, **fields):
    on = (on or today()).isoformat()
    url = f"/stays/{stay.public_id}/transfer"
    return client.submit(url, status=status, on=on, unit=unit.public_id, **fields)


def test_a_household_moves_and_its_journey_goes_on(app, make, sign_in):
    stay, worker = housed(make, contribution_cents=12_000)
    unit = make.home(agreement={"adult_cap_cents": 4_000, "minor_cap_cents": 0})
    on = today() - timedelta(days=10)
    client = sign_in(worker)
    move(client, stay, unit, on=on)
    page = client.follow()
    first, second = rows(app, Stay)
    assert (first.end_on, second.start_on) == (on, on)
    assert second.transferred_from_id == first.id
    assert second.planned_end_on == stay.planned_end_on
    assert not rows(app, StayExit), "a transfer is no exit"
    assert "40 nuits" in page.text
    assert "dans 2 logements" in page.text
    assert [one.amount_cents for one in rows(app, Contribution)] == [12_000, 8_000], "within the cap of the new unit"


def test_a_move_confirmed_again_in_a_second_tab_leads_to_the_stay_it_made(app, make, sign_in):
    stay, worker = housed(make)
    client, url = sign_in(worker), f"/stays/{stay.public_id}/transfer"
    typed = {"on": today().isoformat(), "unit": make.home().public_id}
    page = html.fromstring(client.get(url).text)
    form = form_values(page.xpath("//main//form[@method='post'][.//input[@name='version']]")[0]) | typed
    made = client.post(url, form).headers["Location"]
    again = client.post(url, form | client.machinery(), status=409).text
    assert "C’est déjà enregistré" in again
    assert f'href="{made}"' in again
    assert len(rows(app, Stay)) == 2


def test_nights_are_counted_once_per_person_over_the_chain(app, make, sign_in):
    stay, worker = housed(make)
    move(sign_in(worker), stay, make.home(), on=today() - timedelta(days=10))
    slept = rows(app, StayPerson)
    with app.app_context():
        journey = journey_with(stay.id, legs_of(stay.household_id))
        assert journey.nights(today()) == 40
        assert len(slept) == 4, "two people, in two units"
        assert sum(LivedPeriod(one.start_on, one.end_on).nights(until=today()) for one in slept) == 80
        assert {root for _, root in db.session.execute(sa.select(journey_roots()))} == {stay.id}
        assert not db.session.execute(exits_of_people(today())).all()


def test_only_those_who_slept_there_move(app, make, sign_in):
    stay, worker = housed(make)
    make.member(_household(app, stay), start_on=today() - timedelta(days=3))
    move(sign_in(worker), stay, make.home())
    _, second = rows(app, Stay)
    assert len(rows(app, StayPerson, stay_id=second.id)) == 2


def _household(app, stay):
    from axes.models.people import Household

    with app.app_context():
        return db.session.get_one(Household, stay.household_id)


def test_units_that_are_not_free_are_not_offered(make, sign_in):
    stay, worker = housed(make)
    free, lived_in, promised, overdue = make.home(), make.home(), make.home(), make.home()
    make.stay(unit=lived_in)
    make.entry_planned(unit=promised)
    make.stay(unit=overdue, start_on=today() - 50 * DAY, planned_end_on=today() - 2 * DAY)
    page = sign_in(worker).get(f"/stays/{stay.public_id}/transfer").text
    assert free.public_id in page
    for unit in (lived_in, promised, overdue):
        assert unit.public_id not in page


@pytest.mark.parametrize("words", ["erables", "houille 12"])
def test_a_unit_is_found_by_its_place_and_one_that_is_not_there_is_refused_unnamed(make, sign_in, words):
    stay, worker = housed(make)
    other, found = make.home(), make.home(make.site(name="Les Érables", address="Rue de la Houille 12"))
    client, url = sign_in(worker), f"/stays/{stay.public_id}/transfer"
    page = client.get(f"{url}?place={words}").text
    assert found.public_id in page
    assert other.public_id not in page
    refused = client.submit(url, status=422, unit="x" * 22)
    assert "Choisissez l’une des réponses" in field_error(refused, "unit")
    assert "x" * 22 not in refused.text


def test_the_unit_agreed_for_the_household_is_chosen_first_and_the_move_carries_it_out(app, make, sign_in):
    programme, team, worker = team_of(make)
    household = make.household(since=today() - 40 * DAY)
    stay = make.stay(household=household, team=team)
    free, kept = make.home(), make.home()
    held = make.allocation(programme, household=household, unit=kept, state="household_accepted")
    client, url = sign_in(worker), f"/stays/{stay.public_id}/transfer"
    cards = html.fromstring(client.get(url).text).xpath("//input[@name='unit']")
    assert [one.get("value") for one in cards] == [kept.public_id, free.public_id]
    client.submit(url)
    _, second = rows(app, Stay)
    assert (second.unit_id, second.allocation_id) == (held.unit_id, held.id)
    last = [(one.kind.value, one.planned_on) for one in rows(app, AllocationStep, allocation_id=held.id)][-2:]
    assert last == [("entry_planned", today()), ("entered", None)]
    assert rows(app, Allocation, id=held.id)[0].closed_at is not None


def test_a_transfer_to_come_is_refused(app, make, sign_in):
    stay, worker = housed(make)
    unit = make.home()
    answer = move(sign_in(worker), stay, unit, status=422, on=today() + DAY)
    assert "au plus tard aujourd’hui" in answer.text.lower()
    assert len(rows(app, Stay)) == 1


def test_a_transfer_beyond_the_new_unit_names_the_day_that_works(app, make, sign_in):
    stay, worker = housed(make)
    last = today() + timedelta(days=20)
    unit = make.home(last_day=last, agreement={"reference": "COP-COURTE"})
    client = sign_in(worker)
    answer = move(client, stay, unit, status=422, planned_end_on=(last + 5 * DAY).isoformat())
    assert "COP-COURTE" in answer.text
    assert f"{last + DAY:%d/%m/%Y}" in answer.text
    move(client, stay, unit)
    assert rows(app, Stay)[1].planned_end_on == last + DAY


@pytest.mark.parametrize("closing", [True, False])
def test_who_leaves_a_closing_site_stays_as_long_as_the_axis_aims_at_within_the_new_unit(app, make, sign_in, closing):
    last = today() + 30 * DAY
    site = make.site()
    stay, worker = housed(make, unit=make.home(site), planned_end_on=last if closing else last - DAY)
    make.save(Closure(site_id=site.id, cause=ClosureCause.WORKS, opened_on=today(), last_day=last))
    with app.app_context():
        aim = stay.start_on + db.session.scalars(sa.select(Axis.target_days).where(Axis.number == 2)).one() * DAY
    client, short = sign_in(worker), make.home(last_day=today() + 50 * DAY)
    page = client.get(f"/stays/{stay.public_id}/transfer").text
    assert (f"Fin proposée\N{NO-BREAK SPACE}: {aim:%d/%m/%Y}" in page) is closing
    move(client, stay, short)
    assert rows(app, Stay)[1].planned_end_on == (today() + 51 * DAY if closing else stay.planned_end_on)


def test_a_transfer_does_not_erase_what_happened_since(app, make, sign_in):
    stay, worker = housed(make)
    make.absence(stay, start_on=today() - 5 * DAY)
    answer = move(sign_in(worker), stay, make.home(), status=422, on=today() - 6 * DAY)
    assert f"{today() - 4 * DAY:%d/%m/%Y}" in answer.text
    assert len(rows(app, Stay)) == 1


def test_a_transfer_from_an_old_page_is_told_so(app, make, sign_in):
    stay, worker = housed(make)
    client, unit = sign_in(worker), make.home()
    url = f"/stays/{stay.public_id}"
    client.submit(f"{url}/extension", new_end_on=(stay.planned_end_on + DAY).isoformat(), reason="Encore")
    data = {"version": stay.version, "on": today().isoformat(), "unit": unit.public_id}
    answer = client.post(f"{url}/transfer", data, status=409)
    assert f"{stay.planned_end_on + DAY:%d/%m/%Y}" in answer.text
    assert f'value="{unit.public_id}"' in answer.text
    assert "checked" in answer.text, "the choice is kept"
    assert len(rows(app, Stay)) == 1


def test_acts_on_a_stay_that_is_over_are_refused_at_sight_all_alike(make, sign_in):
    stay, worker = housed(make)
    client, ended = sign_in(worker), today() - DAY
    make.stay_exit(stay, left_on=ended)
    url, said = f"/stays/{stay.public_id}", f"Ce séjour est terminé depuis le {ended:%d/%m/%Y}."
    for act in ("transfer", "extension", "exit", "absences/new", "people/new", "entry/cancellation"):
        assert said in client.get(f"{url}/{act}", status=409).text, act
    typed = {"on": today().isoformat(), "version": stay.version}
    assert said in client.post(f"{url}/transfer", typed, status=409).text
