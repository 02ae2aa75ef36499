"""Accompanied housing: who is told of what until it is done, and what a funder reads, rounded."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from lxml import html

from accompaniment.models.funding import FundingAction
from accompaniment.vocab import ContactKind
from accompaniment.vocab_housing import TargetKind
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from tests.accompaniment.test_day import listed as day_of
from tests.occupancy.test_stays import rows
from tests.reports.told import change, titles, told, world_of

DAY = timedelta(days=1)


@pytest.fixture
def world(make):
    return world_of(make)


def test_a_support_that_stops_is_told_to_its_worker_coordination_and_the_landlord(make, sign_in, world):
    house = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    people = [world.worker, make.user(), make.user(Role.HOUSING_OPERATOR, organisation=house)]
    clients = [sign_in(one) for one in people]
    dwelling = make.reserved_dwelling(
        make.reservation(world.worker, landlord=house),
        held_on=today(),
        held_for_id=world.household.id,
        let_on=today(),
        place="Rue des Zyx 5",
    )
    make.tenancy(world.household, world.worker, dwelling_id=dwelling.id, landlord_id=house.id)
    support = make.support(world.household, team=world.team, worker=world.worker)
    assert [titles(one) for one in clients] == [[], [], []]
    change(make, support, end_on=today() - DAY, end_reason="not_wished")
    since = f"depuis le {today() - DAY:%d/%m/%Y}"
    for client in clients[:2]:
        ((title, text),) = told(client)
        assert title.startswith("Accompagnement interrompu")
        assert world.household.reference in text
        assert text.endswith(since)
    ((_, text),) = told(clients[2])
    name = [one.name for one in rows(make.app, type(house), id=world.team.organisation_id)]
    assert text == f"Rue des Zyx 5 · {name[0]} · {since}"
    for client in clients:
        page = html.fromstring(client.get("/notifications").text)
        client.get(page.xpath("//*[@id='notification-results']//li//a/@href")[0])
    make.support(world.household, team=world.team, worker=world.worker, start_on=today())
    assert [titles(one) for one in clients] == [[], [], []]


def test_a_residence_that_ends_and_a_dwelling_that_waits_are_told_until_one_is_held(make, sign_in, world):
    worker, coordination = sign_in(world.worker), sign_in(make.user())
    make.tenancy(world.household, world.worker, kind="residence", is_condition=False)
    dwelling = make.reserved_dwelling(make.reservation(world.worker))
    found = ["Proposer quelqu’un pour un logement réservé", "Résidence temporaire sans logement pour la suite"]
    assert titles(worker) == found
    assert titles(coordination) == found[1:]
    change(make, dwelling, held_on=today(), held_for_id=world.household.id)
    assert titles(worker) == titles(coordination) == []


def test_funding_is_told_to_whom_it_waits_for(make, sign_in, world):
    worker, coordination = sign_in(world.worker), sign_in(make.user())
    make.funding_call(justified_until=today() + 61 * DAY)
    line = make.funding_line(rows(make.app, FundingAction)[0], world.household, world.worker)
    granted = {"granted_on": today(), "granted_cents": 100}
    sent = {"justification": "Fait", "justified_cents": 100, "sent_on": today()}
    steps = (
        ({}, [], ["Financement à décider"]),
        ({"returned_on": today()}, ["Financement à compléter"], []),
        ({"returned_on": None} | granted, [], []),
        (sent, [], ["Justificatif à lire"]),
        ({"justified_on": today()}, [], []),
    )
    for facts, mine, theirs in steps:
        change(make, line, **facts)
        assert (titles(worker), titles(coordination)) == (mine, theirs)
    change(make, line, justified_on=None, sent_on=None)
    with time_machine.travel(today() + 31 * DAY, tick=False):
        assert titles(sign_in(world.worker)) == ["Financement à justifier"]


def test_a_funder_reads_rounded_counts_of_its_own_calls(make, sign_in, world):
    funder = make.user(Role.FUNDER)
    house = rows(make.app, make.organisation().__class__, id=funder.organisation_id)[0]
    begun = today() - 400 * DAY
    days = {"first_day": begun, "asked_until": begun + 300 * DAY, "justified_until": begun + 330 * DAY}
    call, _other = make.funding_call(house, **days), make.funding_call(**days)
    granted = {"requested_on": begun, "granted_on": begun, "granted_cents": 148_000}
    done = {"sent_on": begun, "justification": "Fait", "justified_cents": 1, "justified_on": begun}
    for facts in [{}] * 4 + [done] * 2 + [{"granted_on": today()}] * 3 + [{"dropped_on": begun}]:
        action = next(one for one in rows(make.app, FundingAction) if one.call_id == call.id)
        make.funding_line(action, make.household(), world.worker, **(granted | facts))
    client = sign_in(funder)
    new, tenants = list(csv.DictReader(io.StringIO(client.get("/reports/funding.csv").text)))
    assert [one["kind"] for one in (new, tenants)] == list(TargetKind)
    told = ("target", "committed", "justified", "about_cents")
    assert [one["envelope_cents"] for one in (new, tenants)] == ["3700000", ""], "a column of them adds up"
    assert {one["per_household_cents"] for one in (new, tenants)} == {"148000"}
    assert [new[name] for name in told] == ["10", "5", "0", "740000"]
    assert [tenants[name] for name in told] == ["15", "0", "0", "0"]
    page = client.get("/reports/funding").text
    assert call.name in page
    assert "H-TEST" not in page
    sign_in(world.worker).get("/reports/funding", status=404)
    assert len(sign_in(make.user()).get("/reports/funding.csv").text.splitlines()) == 5


@pytest.mark.parametrize(("met", "listed", "noticed"), [(6, "week", False), (7, "today", True), (9, "late", True)])
def test_a_week_without_meeting_who_lives_in_housing_first_is_told_until_they_are_met(
    make, sign_in, world, met, listed, noticed
):
    make.stay_exit(
        make.stay(household=world.household, start_on=today() - 90 * DAY), left_on=today() - 30 * DAY, code="HF"
    )
    make.support(world.household, team=world.team, worker=world.worker, start_on=today() - 90 * DAY)
    make.contact(world.household, world.worker, kind=ContactKind.HOME_VISIT, happened_on=today() - met * DAY)
    client, title = sign_in(world.worker), "Ménage Housing First à rencontrer"
    assert [moment for moment, what in day_of(client) if what.startswith("Rencontrer en personne")] == [listed]
    assert (title in titles(client)) == noticed
    make.contact(world.household, world.worker, kind=ContactKind.PHONE)
    assert (title in titles(client)) == noticed, "a call is no meeting"
    make.contact(world.household, world.worker, kind=ContactKind.OUTING)
    assert title not in titles(client)
    assert not {"late", "today"} & {moment for moment, _ in day_of(client)}
