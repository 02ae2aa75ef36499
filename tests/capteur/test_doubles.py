"""The same people asked for by two senders: the second reads that they are known and no more, coordination the pair."""

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.db import db, transaction
from capteur.models.requests import HousingRequest
from tests.support.client import form_values
from tests.support.race import at_once

KNOWN = "déjà connu du programme"


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


def asked_by(make, programme, name, year, kinds=(), **given):
    """(the sender, its request, the household) for one person."""
    sender = make.user(Role.PARTNER)
    home = make.household(organisation_id=sender.organisation_id, adults=0, **given)
    make.member(home, person=make.person(name=name, birth_year=year))
    convention = make.capteur_convention(programme, sender, make.user())
    made = make.housing_request(programme, convention, sender, home, kinds=kinds)
    return sender, made, home


@pytest.mark.parametrize(
    ("name", "year", "protected", "known"),
    [
        ("Zélie Quartz", "1980", False, True),
        ("quartz zelie", None, False, True),
        ("Zélie Quartz", "1981", False, False),
        ("Zélie Onyx", "1980", False, False),
        ("Zélie Quartz", "1980", True, False),
    ],
)
def test_the_second_sender_reads_that_they_are_known_and_no_more(make, sign_in, namur, name, year, protected, known):
    _, _, theirs = asked_by(make, namur, name, year, kinds=("submitted",), is_protected=protected)
    sender, other, _ = asked_by(make, namur, "Zélie Quartz", "1980")
    coordination = make.user(Role.COORDINATION)
    make.capteur_seat(namur, coordination)
    client, url = sign_in(sender), f"/capteur/{namur.public_id}/requests"
    client.submit(f"{url}/{other.public_id}/sending", acknowledged="y")
    page = client.get(f"{url}/{other.public_id}").text
    assert (KNOWN in page) is known
    assert theirs.reference not in page
    client.get(f"{url}/{other.public_id}/doubles", status=404)
    assert (theirs.reference in sign_in(coordination).get(f"{url}/{other.public_id}/doubles").text) is known


def test_of_two_senders_who_ask_for_one_household_at_once_the_second_is_told(app, make, sign_in, namur):
    """One brought the household, a team of the other follows it: both may ask."""
    partner, team = make.user(Role.PARTNER), make.programme().teams[2, "DIOGENES"]
    worker = make.team_member(team)
    for one in (partner, worker):
        make.capteur_convention(namur, one, make.user())
    clients = [sign_in(one) for one in (partner, worker)]
    for _ in range(3):
        home = make.household(organisation_id=partner.organisation_id)
        make.assignment(home, team)
        answers = at_once(*(_sender(client, f"/capteur/{namur.public_id}/requests/new", home) for client in clients))
        first, second = sorted(answer.status_code for answer in answers)
        assert first == 303
        assert second in {409, 422}  # told by the database; or the household is no longer among those to ask for
        with app.app_context(), transaction("read"):
            asked = sa.select(sa.func.count()).where(HousingRequest.household_id == home.id)
            assert db.session.scalar(asked) == 1


def _sender(client, url, home):
    values = form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])
    return lambda: client.http.post(url, data=values | {"household": home.public_id})
