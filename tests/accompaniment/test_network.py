"""The directory of the network: kept by coordination, found by workers, doubted by whoever tried it."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.network import NetworkService
from accompaniment.rules.network import median
from app.auth.vocab import Role
from app.clock import today
from app.periods import add_months
from tests.occupancy.test_stays import rows
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


def names_in(client, query=""):
    page = html.fromstring(client.get(f"/network{query}").text)
    return page.xpath("//*[@id='network-results']//a[@class='row-link']/text()")


def test_coordination_writes_a_service_and_others_find_it(app, make, sign_in):
    theme, client = make.network_themes()["debts"], sign_in(make.user())
    said = {
        "name": "Médiation Les Peupliers",
        "themes": [theme.public_id],
        "everywhere": "y",
        "languages": ["fr", "ar"],
    }
    client.submit("/network/new", **said, phone="+32 2 555 01 02", capacity="waiting", waiting_days="30")
    (service,) = rows(app, NetworkService)
    assert (service.languages, service.waiting_days, service.confirmed_on) == ("fr,ar", 30, today())
    worker = sign_in(make.user(Role.FIELD_WORKER))
    page = worker.get(f"/network/{service.public_id}").text
    assert "Attente de 30 jours" in page
    assert "+32 2 555 01 02" in page
    worker.get(f"/network/{service.public_id}/edit", status=404)
    for role in (Role.PARTNER, Role.HOUSING_OPERATOR, Role.FUNDER, Role.CAPTEUR):
        sign_in(make.user(role)).get("/network", status=404)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"themes": []}, "au moins un thème"),
        ({"everywhere": []}, "toute la Région"),
        ({"capacity": "waiting"}, "avec ses jours"),
        ({"waiting_days": "5"}, "avec ses jours"),
        ({"confirmed_on": (today() + DAY).isoformat()}, "pas encore venu"),
    ],
)
def test_what_a_service_lacks_is_told_beside_its_field(make, sign_in, said, told):
    theme, client = make.network_themes()["debts"], sign_in(make.user())
    values = {"name": "Zyx", "themes": [theme.public_id], "everywhere": "y"} | said
    assert told in client.submit("/network/new", status=422, **values).text


def test_the_directory_is_narrowed_by_theme_commune_language_and_name(app, make, sign_in):
    themes, here, there = make.network_themes(), make.commune("1080"), make.commune("1030")
    make.network_service(name="Éclaircie", languages="fr,ti", commune=here)
    make.network_service("budget", name="Repères", languages="nl", commune=there)
    make.network_service("budget", name="Partout", confirmed_on=add_months(today(), -6) - DAY)
    make.network_service(name="Fermé", closed_on=today())
    client = sign_in(make.user(Role.FIELD_WORKER))
    with statements(app) as sent:
        assert names_in(client) == ["Éclaircie", "Partout", "Repères"]
    assert len(sent) <= 8
    assert names_in(client, f"?theme={themes['budget'].public_id}") == ["Partout", "Repères"]
    assert names_in(client, "?commune=1080") == ["Éclaircie", "Partout"]
    assert names_in(client, "?language=ti") == ["Éclaircie"]
    assert names_in(client, "?text=eclair") == ["Éclaircie"]
    assert names_in(client, "?state=confirm") == ["Partout"]
    assert "Fermé" in names_in(client, "?state=all")
    assert_swap_equals_reload(client, "/network?commune=1080", "network-results")


def test_who_tried_a_service_says_what_is_wrong_until_it_is_confirmed(app, make, sign_in):
    service = make.network_service(confirmed_on=today() - DAY)
    url, worker, coordination = f"/network/{service.public_id}", make.user(Role.FIELD_WORKER), sign_in(make.user())
    client = sign_in(worker)
    client.submit(f"{url}/doubt", doubt="contact")
    assert worker.name in client.get(url).text
    assert names_in(coordination, "?state=confirm") == [service.name]
    coordination.submit(f"{url}/edit", phone="02 555 01 02")
    assert names_in(coordination, "?state=confirm") == [service.name]
    coordination.post(f"{url}/confirm", status=303)
    assert names_in(coordination, "?state=confirm") == []
    (found,) = rows(app, NetworkService)
    assert (found.doubt, found.confirmed_on, found.phone) == (None, today(), "02 555 01 02")
    client.post(f"{url}/confirm", status=404)


@pytest.mark.parametrize(
    ("counts", "middle"),
    [({}, None), ({3: 1}, 3), ({1: 1, 2: 1}, 1.5), ({0: 2, 10: 1}, 0), ({4: 2, 9: 2}, 6.5), ({1: 1, 5: 1, 30: 3}, 30)],
)
def test_the_median_of_values_given_with_how_often_they_occur(counts, middle):
    assert median(counts) == middle
