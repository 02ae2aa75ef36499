"""People who come and go while the household stays, and absences."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from axes.models.people import HouseholdMember, Person
from occupancy.models.stays import Absence, Stay, StayPerson
from tests.occupancy.test_stays import rows, team_of

DAY = timedelta(days=1)


@pytest.fixture
def family(make, sign_in):
    """A couple housed for thirty days, and the worker who follows them."""
    _, team, worker = team_of(make)
    household = make.household(adults=2)
    return household, make.stay(household=household, team=team), sign_in(worker)


def test_a_newborn_joins_household_and_stay_in_one_act(app, family):
    household, stay, client = family
    born = today() - 3 * DAY
    client.submit(
        f"/stays/{stay.public_id}/people/new",
        name="Bébé",
        birth_on=born.isoformat(),
        start_on=born.isoformat(),
        role="child",
    )
    assert "Bébé" in client.follow().text
    (person,) = [one for one in rows(app, Person) if one.is_minor]
    assert [one.start_on for one in rows(app, StayPerson, person_id=person.id)] == [born]
    (member,) = rows(app, HouseholdMember, person_id=person.id)
    assert (member.household_id, member.start_on) == (household.id, born)


def test_a_member_who_slept_elsewhere_joins(app, make, family):
    household, stay, client = family
    member = make.member(household, start_on=today() - 10 * DAY)
    url = f"/stays/{stay.public_id}/people/new"
    day = (today() - 12 * DAY).isoformat()
    answer = client.submit(url, status=422, who=member.public_id, start_on=day)
    assert f"{today() - 10 * DAY:%d/%m/%Y}" in answer.text
    client.submit(url, who=member.public_id, start_on=(today() - 10 * DAY).isoformat())
    assert len(rows(app, StayPerson, stay_id=stay.id)) == 3


def test_somebody_who_sleeps_in_another_stay_cannot_join(app, make, family):
    household, stay, client = family
    member = make.member(household)
    other = make.stay()
    make.save(StayPerson(stay_id=other.id, person_id=member.person_id, start_on=today() - 20 * DAY))
    url = f"/stays/{stay.public_id}/people/new"
    answer = client.submit(url, status=409, who=member.public_id)
    assert "dort déjà ailleurs" in answer.text
    assert len(rows(app, StayPerson, stay_id=stay.id)) == 2


def test_nobody_is_asked_for_a_name_in_vain(family):
    _, stay, client = family
    answer = client.submit(f"/stays/{stay.public_id}/people/new", status=422, name="")
    assert "donnez un nom ou un alias" in answer.text


def test_one_leaves_and_the_household_stays(app, family):
    _, stay, client = family
    leaving, _ = rows(app, StayPerson, stay_id=stay.id)
    url = f"/stays/{stay.public_id}/people/{leaving.public_id}/departure"
    client.submit(url, end_on=(today() - DAY).isoformat())
    assert "1 personne y a vécu" in client.follow().text
    gone, there = rows(app, StayPerson, stay_id=stay.id)
    assert (gone.end_on, there.end_on) == (today() - DAY, None)
    assert rows(app, HouseholdMember, person_id=leaving.person_id)[0].end_on == today() - DAY
    assert rows(app, Stay)[0].end_on is None, "the unit is still theirs"


def test_the_last_one_leaves_by_an_exit(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    (alone,) = rows(app, StayPerson)
    url = f"/stays/{stay.public_id}/people/{alone.public_id}/departure"
    answer = sign_in(worker).submit(url, status=422)
    assert "notez plutôt la sortie" in answer.text


def test_a_member_who_left_the_household_is_pointed_out(app, make, family):
    household, stay, client = family
    gone = make.person(name="Aline Partie")
    make.member(household, person=gone, start_on=today() - 20 * DAY, end_on=today() - 2 * DAY)
    make.save(StayPerson(stay_id=stay.id, person_id=gone.id, start_on=today() - 20 * DAY))
    assert "a quitté le ménage" in client.get(f"/stays/{stay.public_id}").text


def test_more_people_than_a_dwelling_is_meant_for_are_pointed_out_to_who_may_know_of_them(make, sign_in):
    _, team, worker = team_of(make)
    home = make.home()
    stay = make.stay(home, make.household(adults=2), team=team)
    crowded, client = "2 personnes vivent ici, et le logement est prévu pour 1", sign_in(worker)
    assert crowded not in client.get(f"/stays/{stay.public_id}").text
    desk = sign_in(make.user(Role.COORDINATION))
    desk.submit(f"/units/{home.public_id}/edit", max_persons="1")
    assert "vivent ici" not in desk.follow().text
    assert crowded in client.get(f"/stays/{stay.public_id}").text


def test_names_are_not_offered_to_those_who_may_not_know(make, family, sign_in):
    household, stay, _ = family
    make.member(household, person=make.person(name="Zoé Inventée"))
    page = sign_in(make.user(Role.COORDINATION)).get(f"/stays/{stay.public_id}/people/new").text
    assert "Zoé" not in page
    assert "Une nouvelle personne" not in page, "only those who may edit the household add people"


def test_an_absence_begins_and_ends(app, family):
    _, stay, client = family
    url = f"/stays/{stay.public_id}/absences"
    client.submit(f"{url}/new", start_on=(today() - 6 * DAY).isoformat(), reason="Hospitalisation")
    (absence,) = rows(app, Absence)
    assert absence.reason == "Hospitalisation"
    assert "Hospitalisation" not in absence.reason_sealed
    client.submit(f"{url}/{absence.public_id}/end", end_on=(today() - 2 * DAY).isoformat())
    assert rows(app, Absence)[0].end_on == today() - 2 * DAY
    client.get(f"{url}/{absence.public_id}/end", status=404)


@pytest.mark.parametrize(
    ("back", "typed", "field", "words"),
    [
        (None, (0, None), "start_on", "notez d’abord le retour"),
        (2, (4, 1), "start_on", "retour le {2} : celle-ci commence au plus tôt ce jour-là"),
        (2, (8, 3), "end_on", "à partir du {6} : celle-ci finit au plus tard ce jour-là"),
    ],
    ids=["goes-on", "inside", "before"],
)
def test_an_absence_over_another_is_told_beside_the_day_in_the_way(make, family, back, typed, field, words):
    _, stay, client = family
    ago = {days: today() - days * DAY for days in range(9)}
    make.absence(stay, start_on=ago[6], end_on=ago.get(back))
    start, end = (ago[days].isoformat() if days is not None else "" for days in typed)
    url = f"/stays/{stay.public_id}/absences/new"
    page = html.fromstring(client.submit(url, status=422, start_on=start, end_on=end, reason="Encore").text)
    told = page.xpath(f"string(//*[@id='{field}-error'])").replace("\u00a0", " ")
    assert words.format(*(f"{ago[days]:%d/%m/%Y}" for days in range(9))) in told
    assert page.xpath("string(//*[@name='reason']/@value)") == "Encore"


def test_an_absence_lies_inside_the_stay(family):
    _, stay, client = family
    url = f"/stays/{stay.public_id}/absences/new"
    day = (stay.start_on - DAY).isoformat()
    answer = client.submit(url, status=422, start_on=day, reason="Trop tôt")
    assert f"{stay.start_on:%d/%m/%Y}" in answer.text
    assert "Trop tôt" in answer.text


def test_nobody_is_back_or_gone_before_a_first_night(make, family):
    _, stay, client = family
    url, away = f"/stays/{stay.public_id}", today() - 3 * DAY
    absence = make.absence(stay, start_on=away)
    back = client.submit(f"{url}/absences/{absence.public_id}/end", status=422, end_on=away.isoformat())
    assert f"après la première nuit d’absence\u00a0: au plus tôt le {away + DAY:%d/%m/%Y}" in back.text
    left = client.submit(
        f"{url}/transfer", status=422, on=(stay.start_on - DAY).isoformat(), unit=make.home().public_id
    )
    assert "après la première nuit passée dans le logement" in left.text


def test_a_stay_does_not_say_that_it_is_a_return_before_that_is_known(family):
    _, stay, client = family
    page = client.get(f"/stays/{stay.public_id}").text
    assert f'<a href="/stays/{stay.public_id}/return">Voir s’il s’agit d’un retour</a>' in page
    assert "Retour dans les 24" not in page
