"""Reserved dwellings: held for one household, given back by themselves, and never telling a landlord for whom."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.reservations import Reservation, ReservedDwelling
from accompaniment.rules.reservations import unused_days
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.jobs import JOBS, run_jobs
from tests.occupancy.test_sight import TOKEN
from tests.occupancy.test_stays import rows
from tests.reports.told import change
from tests.support.client import form_values
from tests.support.race import at_once

DAY = timedelta(days=1)
RELEASE = tuple(job for job in JOBS if job.name == "release_unused_reservations")


def day(count):
    return (today() + count * DAY).isoformat()


@pytest.fixture
def reserved(make, world):
    """A convention of the worker's association, its landlord, and one dwelling offered ten days ago."""
    house = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    world.landlord = make.user(Role.HOUSING_OPERATOR, organisation=house)
    world.convention = make.reservation(world.worker, landlord=house)
    world.dwelling = make.reserved_dwelling(world.convention)
    world.page = f"/reservations/{world.convention.public_id}"
    return world


def test_a_convention_is_signed_and_says_who_chooses_and_in_how_many_days(app, make, world):
    landlord = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    client = world.enter(make.user())
    said = {"landlord": landlord.public_id, "organisation": world.programme.organisations["Smes"].public_id}
    said |= {"studios": 1, "two_bedrooms": 2, "publics": ["prison", "street"], "chooser": "association"}
    assert "délai pour proposer" in client.submit("/reservations/new", status=422, **said, release_days=10).text
    assert (
        "au moins un logement"
        in client.submit("/reservations/new", status=422, **(said | {"studios": 0, "two_bedrooms": 0})).text
    )
    client.submit("/reservations/new", **said)
    (one,) = rows(app, Reservation)
    page = client.get(f"/reservations/{one.public_id}").text
    assert "Personnes sortant de prison, Personnes à la rue" in page
    client.submit(f"/reservations/{one.public_id}/edit", publics=["prison"])
    assert "Personnes à la rue" not in client.get(f"/reservations/{one.public_id}").text
    outside = {"place": "Rue Une", "offered_on": day(-1)}
    assert (
        "hors de la convention"
        in client.submit(f"/reservations/{one.public_id}/dwellings/new", status=422, **outside).text
    )


def test_a_dwelling_is_held_by_one_also_at_once_and_a_household_holds_one(app, make, reserved):
    other = make.household(adults=1, organisation_id=reserved.team.organisation_id)

    def holding(client, url):
        values = form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])
        return lambda: client.http.post(url, data=values)

    urls = [f"/households/{one.public_id}/reserved-dwelling" for one in (reserved.household, other)]
    clients = [reserved.enter(one) for one in (reserved.worker, reserved.colleague)]
    acts = [holding(client, url) for client, url in zip(clients, urls, strict=True)]
    assert sorted(one.status_code for one in at_once(*acts)) == [303, 409]
    (held,) = rows(app, ReservedDwelling)
    winner = urls[0] if held.held_for_id == reserved.household.id else urls[1]
    make.reserved_dwelling(reserved.convention)
    assert "déjà retenu pour ce ménage" in clients[0].submit(winner, status=409).text
    clients[0].post(f"{winner}/release")
    clients[0].submit(winner)
    assert [one.held_for_id is None for one in rows(app, ReservedDwelling)].count(True) == 1


def test_what_nobody_holds_in_time_goes_back_once_as_of_the_day_due(app, make, reserved):
    late = make.reserved_dwelling(reserved.convention, offered_on=today() - 60 * DAY)
    make.reserved_dwelling(
        reserved.convention, offered_on=today() - 60 * DAY, held_on=today(), held_for_id=reserved.household.id
    )
    over = make.reservation(reserved.worker, last_day=today() - 2 * DAY)
    ended = make.reserved_dwelling(over, offered_on=today() - 5 * DAY)
    url = f"/households/{make.household(organisation_id=reserved.team.organisation_id).public_id}/reserved-dwelling"
    offered = reserved.enter(reserved.worker).get(url).text
    assert reserved.dwelling.place in offered
    assert late.place not in offered  # also before the job has run
    assert ended.place not in offered
    with app.app_context():
        assert [one.done for one in run_jobs(RELEASE, dry_run=True)] == [2]
        assert [one.done for one in run_jobs(RELEASE)] == [2]
        assert [one.done for one in run_jobs(RELEASE)] == [0]
    back = {one.id: (one.released_on, one.release_reason) for one in rows(app, ReservedDwelling) if one.released_on}
    due = {late.id: late.offered_on + 45 * DAY, ended.id: today() - DAY}
    assert back == {key: (day, "unused") for key, day in due.items()}


def test_days_without_anybody_are_counted_and_shown(make, reserved):
    facts = {"held_on": today() - 5 * DAY, "held_for_id": reserved.household.id, "let_on": today() - 3 * DAY}
    let = make.reserved_dwelling(reserved.convention, offered_on=today() - 8 * DAY, **facts)
    gone = {"released_on": today() - 90 * DAY, "release_reason": "withdrawn"}
    back = make.reserved_dwelling(reserved.convention, offered_on=today() - 97 * DAY, **gone)
    found = [unused_days(one, today()) for one in (reserved.dwelling, let, back)]
    assert found == [10, 5, 7]
    page = html.fromstring(reserved.enter(reserved.worker).get(reserved.page).text)
    stat = page.xpath("//li[contains(@class, 'stat')][contains(., 'Jours sans occupant')]/b/text()")
    assert stat == ["22"]
    assert reserved.enter(reserved.worker).get(f"{reserved.page}.csv").text.count(",let,") == 1


def test_a_landlord_reads_the_same_whoever_it_is_and_nobody_else_reads_it(make, reserved):
    client = reserved.enter(reserved.landlord)
    facts = {"offered_on": today() - 8 * DAY, "held_on": today() - 5 * DAY}
    held = make.reserved_dwelling(reserved.convention, held_for_id=reserved.household.id, **facts)

    def seen():
        texts = [client.get(url).text for url in (reserved.page, f"{reserved.page}.csv", "/reservations")]
        return TOKEN.sub(r"\1", "".join(texts))

    before = seen()
    assert reserved.household.reference not in before
    hidden = make.household(organisation_id=reserved.team.organisation_id, is_protected=True, named=[reserved.worker])
    change(make, held, held_for_id=hidden.id)
    assert seen() == before
    assert hidden.reference in reserved.enter(reserved.worker).get(reserved.page).text
    for other in (reserved.colleague, make.user()):
        assert hidden.reference not in reserved.enter(other).get(reserved.page).text
    for stranger in (make.user(Role.HOUSING_OPERATOR), reserved.shared):
        reserved.enter(stranger).get(reserved.page, status=404)
    client.submit(f"/reserved-dwellings/{reserved.dwelling.public_id}/withdrawal", reason="unfit")
    client.submit(f"/reserved-dwellings/{held.public_id}/withdrawal", status=409, reason="unfit")
    client.get(f"{reserved.page}/edit", status=404)
