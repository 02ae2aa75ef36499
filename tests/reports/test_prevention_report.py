"""Prevention in figures: rounded, by quarters, of everybody, for who steers and who funds."""

from datetime import timedelta

import time_machine
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from tests.reports.told import world_of

DAY = timedelta(days=1)


def told(client, card):
    """The numbers of a card, by their words."""
    stats = html.fromstring(client.get("/reports/prevention").text).xpath(f"//*[@id='{card}']//li")
    return {one.xpath("string(.//span)"): one.xpath("string(.//b)") for one in stats}


@time_machine.travel("2026-07-10T12:00+02:00", tick=False)
def test_prevention_is_told_rounded_and_by_quarters(make, sign_in):
    world, start = world_of(make), today() - 60 * DAY
    for number in range(13):
        home = make.household(organisation_id=world.team.organisation_id, is_protected=number < 3)
        seen = make.detection(home, world.worker, found_on=start)
        if number < 8:  # of whom one was met after the end of the quarter
            make.adviser_meeting(seen, met_on=today() - DAY if number == 7 else start + DAY)
        court = ("petition" if number < 4 else "arrears", -61)
        ended = {"closed_on": start + 20 * DAY, "outcome": "avoided"} if number > 4 else {}
        make.prevention_case(home, world.worker, court, opened_on=start, **ended)
    make.collective_session(world.worker, held_on=start, counted=11)
    make.information_act(world.worker)  # after the end of the quarter
    steers, funds = sign_in(make.user()), sign_in(make.user(Role.FUNDER))
    assert list(told(steers, "funnel").values()) == ["10", "5", "5", "0", "0"]
    cases = told(funds, "cases")
    assert (cases["Ouverts à ces dates"], cases["Expulsion évitée"]) == ("15", "10")
    assert cases["Ouverts avant la requête"].startswith("66,7")
    assert list(told(funds, "outreach").values()) == ["1", "10", "0"]
    assert "before_petition" in funds.get("/reports/prevention.csv").text
    for role in (Role.FIELD_WORKER, Role.HOUSING_OPERATOR, Role.PARTNER):
        sign_in(make.user(role)).get("/reports/prevention", status=404)
