"""The form of an exit proposes what the exit plan says, and asks whoever says something else, without blocking."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.vocab_exits import ExitStage, ExitTarget
from app.clock import today
from occupancy.models.exits import StayExit
from tests.occupancy.test_exits import LEFT
from tests.occupancy.test_stays import rows
from tests.support.client import form_values

DAY = timedelta(days=1)
ASKED = {"elsewhere": "Ce qui est prévu pour ce ménage", "before": "L’offre a été acceptée le"}


@pytest.fixture
def stay(make, world):
    make.destinations()
    return make.stay(household=world.household, team=world.team, start_on=today() - 60 * DAY)


def accepted(make, world, on):
    plan = make.exit_plan(world.household, world.worker, started_on=today() - 50 * DAY)
    events = [("offered", on - DAY), ("accepted", on)]
    make.candidacy(plan, target=ExitTarget.HOUSING_FIRST, events=events)
    make.candidacy(plan, target=ExitTarget.SISP, events=[("filed", on)])


def proposed(client, url):
    return form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"destination": "PRIV"}, ["elsewhere"]),
        ({"days": 4}, ["before"]),
        ({"destination": "PRIV", "days": 4}, ["elsewhere", "before"]),
        ({}, []),
        ({"destination": "DEATH", "reason": "death", "voluntary": "False"}, []),
    ],
)
def test_whoever_says_something_else_than_the_accepted_offer_is_asked(app, make, world, stay, said, asked):
    accepted(make, world, today() - 3 * DAY)
    client, url = world.enter(world.worker), f"/stays/{stay.public_id}/exit"
    known = proposed(client, url)
    assert (known["destination"], known["reason"]) == ("HF", "home_found")
    left_on = (today() - said.get("days", 0) * DAY).isoformat()
    fields = LEFT | said | {"left_on": left_on}
    fields.pop("days", None)
    client.submit(url, status=422 if asked else 303, **fields)
    page = client.last.text
    assert [name for name, words in ASKED.items() if words in page] == asked
    if asked:
        sent = form_values(html.fromstring(page).xpath("//main//form[@method='post']")[0])
        client.post(url, sent | {"is_meant": "y"})
    assert [one.left_on.isoformat() for one in rows(app, StayExit)] == [left_on]


@pytest.mark.parametrize(("stage", "destination"), [(ExitStage.MOVE_PLANNED, "AIS"), (ExitStage.OFFER, "")])
def test_the_target_is_proposed_once_the_move_is_planned(make, world, stay, stage, destination):
    make.exit_plan(world.household, world.worker, stage=stage)
    known = proposed(world.enter(world.worker), f"/stays/{stay.public_id}/exit")
    assert (known.get("destination", ""), known.get("reason", "")) == (destination, "")


def test_whoever_is_housed_is_shown_where_they_went(make, world, stay):
    accepted(make, world, today())
    client, url = world.enter(world.worker), f"{world.url}/support/exit"
    client.submit(f"/stays/{stay.public_id}/exit", **(LEFT | {"left_on": today().isoformat()}))
    for board in ("/exits", "/exits/housed"):
        (card,) = html.fromstring(client.get(board).text).xpath("//li[contains(@class,'item')]//small[1]")
        assert " ".join(card.text_content().split()) == "Housing First · visait : Agence immobilière sociale (AIS)"
    plan = html.fromstring(client.get(url).text).get_element_by_id("plan").text_content()
    assert "Parti versHousing FirstLogement viséAgence immobilière sociale" in plan
    client.submit(f"{world.url}/exit-plans/new", target="private")
    earlier = html.fromstring(client.get(url).text).xpath("//details//li//text()")
    assert "Housing First" in " ".join(earlier)
