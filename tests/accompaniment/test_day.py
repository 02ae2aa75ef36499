"""My day and my team: everything due in one list, late first, in eight statements at most; ticked where it stands."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from lxml import html

from accompaniment.models.tasks import Task
from app.clock import today
from occupancy.models.stays import StayObjective
from tests.occupancy.test_stays import rows
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload, element

DAY = timedelta(days=1)


def days(count):
    return today() + count * DAY


@pytest.fixture
def full(make, world):
    """One of each thing due on another day, for the worker."""
    stay = make.stay(household=world.household, team=world.team, planned_end_on=days(6))
    make.save(StayObjective(stay_id=stay.id, kind="papers"))
    support = make.support(world.household, world.team, world.worker, stay=stay)
    make.task(world.worker, world.household, "Commander un lit", due_on=days(-5))
    make.task(world.worker, title="Rapport annuel", due_on=days(8))
    step = {"next_on": days(-2), "next_step": "Rappeler le CPAS", "support_id": support.id}
    contact = make.contact(world.household, world.worker, **step)
    make.entitlements()
    permit = {"happened_on": days(-100), "valid_until": days(40)}
    make.right_event(world.household, world.household.person, "residence_permit", world.worker, **permit)
    gone = {"happened_on": days(-100), "valid_until": days(-1)}
    make.right_event(world.household, world.household.child, "bank_account", world.worker, **gone)
    make.exit_step(make.exit_plan(world.household, world.worker), due_on=days(3), name="Visiter deux AIS")
    left = make.household(organisation_id=world.team.organisation_id)
    past = make.stay(household=left, team=world.team, start_on=days(-300), end_on=days(-100))
    make.stay_exit(past, left_on=days(-100))
    make.support(left, world.team, world.worker, start_on=days(-300), end_on=days(-100), end_reason="lasting_home")
    return SimpleNamespace(**vars(world), contact=contact)


def listed(client, url="/day"):
    """(moment, title) of each thing."""
    page = html.fromstring(client.get(url).text)
    found = page.xpath("//section[starts-with(@aria-labelledby, 'day-')]")
    return [
        (one.get("aria-labelledby").removeprefix("day-"), title.text_content())
        for one in found
        for title in one.xpath(".//a[@class='title']")
    ]


EVERYTHING = [
    ("late", "Prendre des nouvelles, 3 mois après la sortie"),
    ("late", "Commander un lit"),
    ("late", "Rappeler le CPAS"),
    ("late", "Compte bancaire (service bancaire de base)"),
    ("today", "Titre de séjour, renouvellement"),
    ("week", "Visiter deux AIS"),
    ("week", "Objectif à atteindre\u00a0: Mettre ses papiers en ordre"),
]


def test_everything_due_is_in_one_list_late_first_and_leads_to_where_one_acts(full):
    client = full.enter(full.worker)
    found = listed(client)
    assert found == EVERYTHING
    assert "Rapport annuel" not in client.get("/day").text, "it is not due within a week"
    for link in html.fromstring(client.get("/day").text).xpath("//*[@id='day-list']//a[@class='title']/@href"):
        client.get(link)
    assert listed(client, "/day?kind=exit_step") == [("week", "Visiter deux AIS")]
    assert_swap_equals_reload(client, "/day", "day-list")


def test_the_first_page_says_how_much_there_is_and_leads_there(full):
    client = full.enter(full.worker)
    page = client.get("/").text
    assert "/day/summary" in page
    assert "à voir ici" in page, "the number of this page is of this page"
    assert "Vos tâches et ce qui est dû à vos ménages se comptent à part" in page
    panel = client.get("/day/summary", fragment=True).text
    assert "7 choses à faire" in panel
    assert "4 en retard" in panel
    assert "1 aujourd’hui" in panel


def test_a_colleague_has_it_on_the_team_page_and_others_nowhere(full):
    colleague = full.enter(full.colleague)
    assert listed(colleague) == []
    assert listed(colleague, "/team-day") == listed(full.enter(full.worker))
    assert full.worker.name in colleague.get("/team-day").text
    for other in (full.stranger, full.shared):
        assert listed(full.enter(other), "/team-day") == []


@pytest.mark.parametrize("url", ["/day", "/team-day", "/day/summary"])
def test_eight_statements_at_most_however_long_the_list(app, make, full, url):
    for _ in range(40):
        make.task(full.worker, full.household, due_on=days(-1))
        make.contact(full.household, full.worker, next_on=days(1))
    client = full.enter(full.worker)
    client.get(url)
    with statements(app) as sent:
        client.get(url)
    assert len(sent) <= 8
    assert url != "/day" or "26" in client.get("/day?page=2").text


def test_a_task_is_ticked_in_its_row_and_the_page_says_the_same(app, full):
    client = full.enter(full.worker)
    task = rows(app, Task)[0]
    answer = client.post(f"/tasks/{task.public_id}/done", {"day": "me"}, status=200, fragment=True).text
    row, fresh = f"due-{task.public_id}", client.get("/day").text
    assert "<del>Commander un lit</del>" in answer
    assert element(answer, row) == element(fresh, row)
    assert element(answer, "day-counts").replace(' data-hx-swap-oob="true"', "") == element(fresh, "day-counts")
    assert "3 en retard" in fresh
    client.post(f"/tasks/{task.public_id}/reopen", {"day": "me"}, status=200, fragment=True)
    assert "4 en retard" in client.get("/day").text
    client.post(f"/contacts/{full.contact.public_id}/next-step/done", {"next": "/day"})
    assert "Rappeler le CPAS" not in client.get("/day").text


def test_a_tick_that_comes_second_loads_the_page_anew(app, make, full):
    task = make.task(team=full.team)
    sent = {"day": "team", "next": "/team-day"}
    full.enter(full.colleague).post(f"/tasks/{task.public_id}/done", sent, status=200, fragment=True)
    answer = full.enter(full.worker).post(f"/tasks/{task.public_id}/done", sent, status=200, fragment=True)
    assert answer.headers["HX-Redirect"] == "/team-day"
    assert [one.settled_by_id for one in rows(app, Task, id=task.id)] == [full.colleague.id]


def test_a_follow_up_done_or_a_plan_left_asks_for_nothing_more(make, full):
    client = full.enter(full.worker)
    url = html.fromstring(client.get("/day?kind=follow_up").text).xpath("//a[@class='title']/@href")[0]
    client.submit(url, result="still_there")
    assert listed(client, "/day?kind=follow_up") == []
