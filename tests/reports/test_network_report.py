"""Figures of the network: medians and shares at the end of a quarter, rounded; health and hidden people in none."""

from datetime import timedelta

import time_machine
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from tests.reports.told import change, world_of

DAY = timedelta(days=1)
NOW = "2026-07-10T12:00+02:00"


def told(client, card, query=""):
    """The cells of each line, by its heading."""
    rows = html.fromstring(client.get(f"/reports/network{query}").text).xpath(f"//*[@id='{card}']//tbody/tr")
    return {row.xpath("string(th)"): [one.xpath("string()") for one in row.xpath("td")] for row in rows}


@time_machine.travel(NOW, tick=False)
def test_what_services_answer_is_told_by_quarters_and_rounded(make, sign_in):
    world, start = world_of(make), today() - 60 * DAY

    def asked(service, theme="debts", count=1, protected=False, **facts):
        for _ in range(count):
            home = make.household(organisation_id=world.team.organisation_id, is_protected=protected)
            made = make.mobilisation(home, service, world.worker, theme, sent_on=start, **facts)
        return made

    fast, slow = make.network_service(name="Zyx vite"), make.network_service("budget", name="Zyx lent")
    for days in (1, 2, 3, 10, 55):
        met = {} if days == 55 else {"met_on": start + 30 * DAY}
        one = asked(fast, answer="accepted", answered_on=start + days * DAY, **met)
    change(make, one, ended_on=today(), outcome="solved")
    asked(fast, count=6, answer="declined", answered_on=start, decline_reason="full")
    asked(slow, "budget", count=2)
    asked(make.network_service("addiction", name="Zyx santé"), "addiction", count=9)
    asked(fast, count=9, protected=True)
    client = sign_in(make.user())
    assert told(client, "by-service") == {"Zyx vite": ["10", "50\u00a0% (10)", "0", "—", "—"]}
    asked(fast, answer="accepted", answered_on=start + DAY, met_on=start + DAY)
    assert told(client, "by-theme") == {"Dettes": ["10", "50\u00a0% (10)", "0", "30", "—"]}
    assert told(client, "by-theme", "?as_of=2026-03-31") == {}
    assert "Zyx vite" in client.get("/reports/network.csv").text
    for role in (Role.FIELD_WORKER, Role.FUNDER, Role.PARTNER, Role.HOUSING_OPERATOR):
        sign_in(make.user(role)).get("/reports/network", status=404)
