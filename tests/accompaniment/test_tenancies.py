"""Accompanied tenancies: the way out of a residence, support as a condition, and an address that few may read."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.reservations import ReservedDwelling
from accompaniment.models.supports import Support
from accompaniment.models.tenancies import Tenancy
from accompaniment.rules.tenancies import latest_leave
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from tests.occupancy.test_stays import rows
from tests.reports.told import change

DAY = timedelta(days=1)


def day(count):
    return (today() + count * DAY).isoformat()


@pytest.fixture
def housed(make, world):
    """The household is accompanied; a landlord reserved a dwelling for the association."""
    house = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR, name="Foyer Zyxien")
    world.landlord = make.user(Role.HOUSING_OPERATOR, organisation=house)
    world.convention = make.reservation(world.worker, landlord=house)
    world.dwelling = make.reserved_dwelling(world.convention, place="Rue des Zyx 12")
    world.support = make.support(world.household, team=world.team, worker=world.worker)
    world.tenancies = f"{world.url}/tenancies"
    return world


def conditions(client, query=""):
    """Household and condition of each line of the list."""
    page = html.fromstring(client.get(f"/tenancies{query}").text)
    lines = page.xpath("//*[@id='tenancy-results']//tbody/tr")
    return {one.xpath("string(.//a)"): " ".join(one.xpath("./td[last()]//text()")).strip() for one in lines}


def test_from_a_residence_to_the_dwelling_reserved_before_its_end(app, housed):
    client = housed.enter(housed.worker)
    stays = {"kind": "residence", "start_on": day(-700), "place": "Résidence Une"}
    too_long = (latest_leave(today() - 700 * DAY) + DAY).isoformat()
    assert "deux ans au plus" in client.submit(f"{housed.tenancies}/new", status=422, **stays, leave_by=too_long).text
    client.submit(f"{housed.tenancies}/new", **stays)
    (residence,) = rows(app, Tenancy)
    assert residence.leave_by == latest_leave(residence.start_on)
    assert "Rien de réservé" in client.get("/gateways").text
    client.submit(f"{housed.url}/reserved-dwelling")
    page = client.get("/gateways").text
    assert f"Réservé depuis le {today():%d/%m/%Y}" in page
    assert "Rue des Zyx" not in page
    assert (
        "réservé depuis"
        in client.submit(f"{housed.tenancies}/new", status=422, kind="new_lease", start_on=day(-11)).text
    )
    client.submit(f"{housed.tenancies}/new", kind="new_lease")
    before, lease = rows(app, Tenancy)
    assert (before.end_on, before.end_reason) == (today(), "lasting_lease")
    (let,) = rows(app, ReservedDwelling)
    assert (lease.dwelling_id, lease.landlord_id, let.let_on) == (let.id, housed.convention.landlord_id, today())
    (support,) = rows(app, Support)
    assert (support.roof, support.place) == ("lease", "Rue des Zyx 12")
    assert "Personne en résidence" in client.get("/gateways").text
    assert "déjà un logement accompagné" in client.submit(f"{housed.tenancies}/new", status=409, kind="sitting").text


def test_a_condition_that_stops_is_told_until_support_goes_on_or_it_is_lifted(make, housed):
    landlord, client = housed.enter(housed.landlord), housed.enter(housed.worker)
    lived = {"held_on": today() - 9 * DAY, "held_for_id": housed.household.id, "let_on": today() - 8 * DAY}
    change(make, housed.dwelling, **lived)
    lease = {"dwelling_id": housed.dwelling.id, "landlord_id": housed.convention.landlord_id}
    one = make.tenancy(housed.household, housed.worker, start_on=today() - 8 * DAY, **lease)
    assert conditions(client) == {housed.household.reference: "Accompagnement en cours"}
    assert "Accompagnements interrompus" not in landlord.get("/reservations").text
    client.submit(f"/supports/{housed.support.public_id}/end", end_on=day(-2), end_reason="not_wished")
    told = f"Accompagnement interrompu depuis le {today() - 2 * DAY:%d/%m/%Y}"
    coordination = housed.enter(make.user())
    assert conditions(coordination, "?state=broken") == {housed.household.reference: told}
    page = html.fromstring(landlord.get("/reservations").text).get_element_by_id("stopped").text_content()
    assert "Rue des Zyx 12" in page
    assert f"depuis le {today() - 2 * DAY:%d/%m/%Y}" in page
    for unsaid in (housed.household.reference, "Lavande", "souhaite"):
        assert unsaid not in page
    again = make.support(housed.household, team=housed.team, worker=housed.worker, start_on=today())
    assert conditions(coordination, "?state=broken") == {}
    change(make, again, start_on=today() - DAY, end_on=today(), end_reason="moved_away")
    assert len(conditions(coordination, "?state=broken")) == 1
    client.submit(f"/tenancies/{one.public_id}/condition")
    assert conditions(client) == {housed.household.reference: "Sans condition"}
    late = client.submit(f"/tenancies/{one.public_id}/edit", status=422, start_on=day(1)).text
    assert f"Au plus tard le {today():%d/%m/%Y}" in late
    assert "Accompagnements interrompus" not in landlord.get("/reservations").text


def test_a_sitting_tenant_without_a_new_letting(app, make, housed):
    client = housed.enter(housed.worker)
    client.submit(f"{housed.url}/reserved-dwelling")
    said = {"kind": "sitting", "landlord": rows_landlord(housed), "place": "Rue Ancienne 3"}
    client.submit(f"{housed.tenancies}/new", **said)
    assert [one.let_on for one in rows(app, ReservedDwelling)] == [None]
    client.submit(f"/supports/{housed.support.public_id}/end", end_reason="objectives_reached")
    page = html.fromstring(housed.enter(housed.landlord).get("/reservations").text).get_element_by_id("stopped")
    assert "Un de vos locataires" in page.text_content()
    assert "Rue Ancienne" not in page.text_content()


def rows_landlord(housed):
    """The landlord of the convention, as the form names it."""
    page = html.fromstring(housed.enter(housed.worker).get(f"{housed.tenancies}/new").text)
    return page.xpath("//select[@name='landlord']/option[text()='Foyer Zyxien']/@value")[0]


def test_who_reads_the_place_of_whom(app, make, housed):
    hidden = make.household(organisation_id=housed.team.organisation_id, is_protected=True, named=[housed.worker])
    make.tenancy(hidden, housed.worker, kind="sitting", place="Rue Cachée 9", is_condition=False)
    make.tenancy(housed.household, housed.worker, kind="residence", place="Rue Ouverte 8")
    url = f"/households/{hidden.public_id}/tenancies"
    worker, coordination = housed.enter(housed.worker), housed.enter(make.user())
    assert "Rue Cachée 9" in worker.get(url).text
    assert "Rue Ouverte 8" in worker.get(housed.tenancies).text
    assert "Rue Ouverte 8" not in coordination.get(housed.tenancies).text
    assert rows(app, Tenancy)[0].place_sealed != "Rue Cachée 9"
    for other in (housed.colleague, housed.shared, make.user()):
        client = housed.enter(other)
        client.get(url, status=404)
        for page in ("/tenancies", "/tenancies.csv", "/gateways"):
            assert hidden.reference not in client.get(page).text
    assert hidden.reference in worker.get("/tenancies.csv").text
    for page in ("/tenancies", "/tenancies.json", "/gateways"):
        assert "Rue" not in worker.get(page).text
    housed.enter(housed.landlord).get("/tenancies", status=404)


def test_an_end_is_coded_and_final(app, make, housed):
    client, lived = housed.enter(housed.worker), {"held_on": today() - 9 * DAY, "held_for_id": housed.household.id}
    change(make, housed.dwelling, let_on=today() - 8 * DAY, **lived)
    lease = {"dwelling_id": housed.dwelling.id, "landlord_id": housed.convention.landlord_id}
    one = make.tenancy(housed.household, housed.worker, **lease)
    url = f"/tenancies/{one.public_id}"
    assert "Entre le" in client.submit(f"{url}/end", status=422, end_on=day(-31), end_reason="moved").text
    assert "réservé depuis" in client.submit(f"{url}/edit", status=422, start_on=day(-20)).text
    client.submit(f"{url}/edit", start_on=day(-7))
    client.submit(f"{url}/end", end_on=day(-1), end_reason="transfer")
    assert conditions(client, "?state=ended") == {housed.household.reference: "Sans condition"}
    for act in ("edit", "condition"):
        client.submit(f"{url}/{act}", status=409)
    assert [found.end_reason for found in rows(app, Tenancy)] == ["transfer"]
    (left,) = rows(app, ReservedDwelling)
    assert (left.let_on, left.left_on) == (today() - 7 * DAY, today() - DAY)
    assert "Bail terminé" in housed.enter(housed.landlord).get(f"/reservations/{housed.convention.public_id}").text
