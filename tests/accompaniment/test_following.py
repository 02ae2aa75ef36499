"""What happens below is followed: an entry opens a support, a change of team hands it on, objectives are settled."""

from datetime import timedelta

import pytest
import time_machine
from lxml import html

from accompaniment.models.supports import Support, SupportPerson
from accompaniment.models.tasks import Task
from accompaniment.vocab import Roof, SupportEnd
from app.auth.vocab import Role
from app.clock import now, today
from app.jobs import JOBS, run_jobs
from axes.models.assessments import Assignment
from occupancy.models.stays import Stay, StayObjective
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)


@pytest.fixture
def entering(make, world):
    """The household's assignment and the allocation its worker can carry out."""
    start = today() - 40 * DAY
    world.assignment = make.assignment(world.household, world.team, start_on=start, reference_worker_id=world.worker.id)
    world.allocation = make.entry_planned(household=world.household, assignment=world.assignment)
    return world


def enter(world, client):
    given = {"amount": "0", "basis": "no_income", "living_situation": "1.1", "objectives": ["rest"]}
    client.submit(f"/allocations/{world.allocation.public_id}/entry", **given)


def test_an_entry_opens_the_support_of_the_team(app, entering):
    client = entering.enter(entering.worker)
    enter(entering, client)
    (support,) = rows(app, Support)
    (stay,) = rows(app, Stay)
    assert (support.team_id, support.reference_worker_id) == (entering.team.id, entering.worker.id)
    assert (support.roof, support.stay_id, support.start_on) == (Roof.STAY, stay.id, stay.start_on)
    assert len(rows(app, SupportPerson)) == 2
    assert "n’accompagne pas" not in client.get(f"{entering.url}/support").text


def test_a_support_begun_before_goes_on_under_its_new_roof(app, make, entering):
    make.support(entering.household, entering.team, entering.worker, roof=Roof.ADDRESS, place="Chez un ami")
    enter(entering, entering.enter(entering.worker))
    (support,) = rows(app, Support)
    assert (support.roof, support.place, support.end_on) == (Roof.STAY, None, None)


def change_team(world, make, sign_in, team, day):
    make.assessment(world.programme, world.household, decided=2, assessed_on=today() - 41 * DAY)
    worker = make.team_member(team)
    decider = sign_in(make.user(Role.ALLOCATION))
    decider.submit(
        f"/assignments/{world.assignment.public_id}/change?team={team.public_id}",
        reference_worker=worker.public_id,
        start_on=day.isoformat(),
        reason="Plus proche",
    )
    return decider


def test_another_team_takes_over_on_the_day_it_follows(app, make, sign_in, entering):
    enter(entering, entering.enter(entering.worker))
    other = entering.programme.teams[2, "Pierre d’Angle"]
    change_team(entering, make, sign_in, other, today())
    before, after = rows(app, Support)
    assert (before.end_on, before.end_reason) == (today(), SupportEnd.TEAM_CHANGED)
    assert (after.team_id, after.start_on, after.roof) == (other.id, today(), Roof.STAY)


@pytest.mark.parametrize("ahead", [0, 5])
def test_tasks_about_a_household_go_to_the_organisation_that_follows_it(app, make, sign_in, entering, ahead):
    """In the act, or by the job of the day it begins; what the former organisation notes since stays its own."""
    enter(entering, entering.enter(entering.worker))
    other, home, day = entering.programme.teams[2, "Pierre d’Angle"], entering.household, today() + ahead * DAY
    make.task(entering.worker, home, "Appeler le juge", due_on=day + DAY)
    make.task(entering.worker, home, "Déjà faite", done_at=now(), settled_by_id=entering.worker.id)
    change_team(entering, make, sign_in, other, day)
    assert [one.team_id == other.id for one in rows(app, Task)] == [ahead == 0, False]
    pass_on = tuple(job for job in JOBS if job.name == "pass_tasks")
    with app.app_context(), time_machine.travel(now() + ahead * DAY):
        make.task(entering.worker, home, "Dire au revoir")
        assert [[one.done for one in run_jobs(pass_on)] for _ in range(2)] == [[int(ahead > 0)], [0]]
    tasks = {one.title: (one.organisation_id, one.team_id, one.worker_id) for one in rows(app, Task)}
    own = (entering.worker.organisation_id, None, entering.worker.id)
    passed = (other.organisation_id, other.id, None)
    assert tasks == {"Appeler le juge": passed, "Déjà faite": own, "Dire au revoir": own}


def test_objectives_are_reached_dropped_with_a_reason_or_open_again(app, make, world):
    stay = make.stay(household=world.household, team=world.team, objectives=("papers",))
    make.support(world.household, world.team, world.worker, stay=stay)
    (objective,) = rows(app, StayObjective)
    client, url = world.enter(world.worker), f"/objectives/{objective.public_id}"
    assert "depuis quel jour" in client.submit(url, status=422, state="reached").text
    early = client.submit(url, status=422, state="reached", on=(stay.start_on - DAY).isoformat()).text
    assert f"{stay.start_on:%d/%m/%Y}" in early
    client.submit(url, status=422, state="reached", on=(today() + DAY).isoformat())
    assert "pourquoi" in client.submit(url, status=422, state="dropped", on=today().isoformat()).text
    client.submit(url, state="dropped", on=today().isoformat(), reason="Parti de lui-même à la commune")
    page = client.follow().text
    assert f"Pas atteint le {today():%d/%m/%Y}" in page
    assert "Parti de lui-même" in page
    client.submit(url, state="reached", on=today().isoformat())
    (settled,) = rows(app, StayObjective)
    assert (settled.reached_on, settled.dropped_on, settled.drop_reason) == (today(), None, None)
    client.submit(url, state="open")
    assert rows(app, StayObjective)[0].reached_on is None
    world.enter(world.stranger).get(url, status=404)


def test_after_the_exit_objectives_are_settled_and_none_is_added(app, make, world):
    stay = make.stay(household=world.household, team=world.team, objectives=("papers",))
    make.stay_exit(stay)
    (objective,) = rows(app, StayObjective)
    client = world.enter(world.worker)
    page = client.get(f"{world.url}/support").text
    assert "aucun ne s’ajoute ensuite" in page
    client.submit(f"/objectives/{objective.public_id}", state="reached", on=today().isoformat())
    assert len(rows(app, StayObjective)) == 1


def test_the_second_to_settle_an_objective_sees_what_stands(app, make, world):
    make.stay(household=world.household, team=world.team, objectives=("rest",))
    url = f"/objectives/{rows(app, StayObjective)[0].public_id}"
    first, second = world.enter(world.worker), world.enter(world.colleague)
    version = html.fromstring(second.get(url).text).xpath("//main//input[@name='version']/@value")[0]
    first.submit(url, state="dropped", on=today().isoformat(), reason="Repos pris ailleurs")
    both = second.post(url, {"state": "reached", "on": today().isoformat(), "version": version}, status=409).text
    assert "Repos pris ailleurs" in both


def test_a_change_to_come_is_handed_on_and_taken_back_with_it(app, make, sign_in, entering):
    enter(entering, entering.enter(entering.worker))
    other = entering.programme.teams[2, "Pierre d’Angle"]
    make.task(entering.worker, entering.household)
    decider = change_team(entering, make, sign_in, other, today() + 5 * DAY)
    before, after = rows(app, Support)
    assert (before.end_on, after.start_on) == (today() + 5 * DAY, today() + 5 * DAY)
    planned = rows(app, Assignment)[-1]
    decider.submit(f"/assignments/{planned.public_id}/end")
    assert rows(app, Task)[0].worker_id == entering.worker.id
    (standing,) = rows(app, Support)
    assert (standing.id, standing.end_on, standing.end_reason) == (before.id, None, None)
    assert {one.end_on for one in rows(app, SupportPerson)} == {None}


def test_a_new_worker_of_the_same_team_takes_the_support_along(app, make, sign_in, entering):
    enter(entering, entering.enter(entering.worker))
    make.assessment(entering.programme, entering.household, decided=2)
    url = f"/assignments/{entering.assignment.public_id}/change?team={entering.team.public_id}"
    sign_in(make.user(Role.ALLOCATION)).submit(
        url, reference_worker=entering.colleague.public_id, start_on=today().isoformat(), reason="Départ"
    )
    (support,) = rows(app, Support)
    assert (support.reference_worker_id, support.end_on) == (entering.colleague.id, None)
