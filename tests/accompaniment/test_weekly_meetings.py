"""Who lives in a Housing First home and was not met this week: named for who may know, one tap from noting it."""

from datetime import timedelta

from lxml import html

from app.auth.vocab import Role
from app.clock import today
from tests.support.client import form_values
from tests.support.statements import statements

DAY = timedelta(days=1)


def test_the_list_names_and_leads_to_the_meeting_to_note(app, make, world):
    make.destinations()
    stay = make.stay(household=world.household, team=world.team, start_on=today() - 90 * DAY)
    make.stay_exit(stay, left_on=today() - 20 * DAY, code="HF")
    make.support(world.household, world.team, world.worker, start_on=today() - 80 * DAY)
    client = world.enter(world.worker)
    with statements(app) as sent:
        page = html.fromstring(client.get("/housing-first").text)
    assert len(sent) <= 8
    (row,) = page.xpath("//section[@id='weekly-meetings']//li")
    assert row.xpath("string(.//a[@class='title'])") == f"{world.household.reference} · Awa Lavande"
    (note,) = row.xpath(".//a[contains(., 'Noter la rencontre')]/@href")
    form = html.fromstring(client.get(note).text).xpath("//main//form[@method='post']")[0]
    assert form_values(form)["kind"] == "home_visit"
    for other in (world.stranger, make.user(Role.COORDINATION)):
        assert "Awa Lavande" not in world.enter(other).http.get("/housing-first").text
    client.submit(note)
    assert not html.fromstring(client.get("/housing-first").text).xpath("//section[@id='weekly-meetings']//li")
