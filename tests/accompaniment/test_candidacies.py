"""What happened to a candidacy is written once, whoever says it again, and however many say it at once."""

from datetime import timedelta

import pytest

from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy
from app.clock import today
from tests.occupancy.test_stays import rows
from tests.support.html import field_error
from tests.support.race import at_once

DAY = timedelta(days=1)


@pytest.fixture
def note(make, world):
    """The address to note on a candidacy that was offered something a week ago."""
    plan = make.exit_plan(world.household, world.worker, started_on=today() - 50 * DAY)
    candidacy = make.candidacy(plan, events=[("filed", today() - 9 * DAY), ("offered", today() - 7 * DAY)])
    return f"/candidacies/{candidacy.public_id}/events/new"


def say(client, note, kind, days_ago=0, status=303, **more):
    day = (today() - days_ago * DAY).isoformat()
    return client.submit(note, status=status, kind=kind, happened_on=day, **more)


def kinds(app):
    return [event.kind.value for event in rows(app, CandidacyEvent)][2:]


@pytest.mark.parametrize("kind", ["accepted", "refused", "declined", "withdrawn"])
def test_an_answer_that_stands_is_not_noted_again(app, world, note, kind):
    client = world.enter(world.worker)
    say(client, note, kind, days_ago=5)
    for days_ago in (5, 0):
        told = field_error(say(client, note, kind, days_ago=days_ago, status=422), "kind")
        assert "C’est déjà noté" in told
        assert f"{today() - 5 * DAY:%d/%m/%Y}" in told
    assert kinds(app) == [kind]


def test_what_may_happen_again_is_refused_on_its_very_day_alone(app, world, note):
    client = world.enter(world.worker)
    say(client, note, "offered", days_ago=7, status=422)
    say(client, note, "offered")
    say(client, note, "ranked", rank="12")
    say(client, note, "ranked", rank="12", status=422)
    say(client, note, "ranked", rank="11")
    say(client, note, "withdrawn")
    say(client, note, "filed")
    say(client, note, "withdrawn")
    assert kinds(app) == ["offered", "ranked", "ranked", "withdrawn", "filed", "withdrawn"]


def test_housing_first_without_a_criterion_says_why(app, make, world):
    plan = make.exit_plan(world.household, world.worker, target="housing_first")
    healer = make.user(world.worker.role, organisation_id=world.team.organisation_id, health_right=True)
    client, url = world.enter(healer), f"/exit-plans/{plan.public_id}/candidacies/new"
    said = {"target": "housing_first", "where": "Équipe inventée"}
    assert "Aucun critère n’est coché" in field_error(client.submit(url, status=422, **said), "criteria_reason")
    client.submit(url, **said, criteria_reason="Vingt ans de rue, soins refusés")
    assert "Vingt ans de rue" in client.follow().text
    assert "Vingt ans de rue" not in world.enter(world.worker).get(f"{world.url}/support/exit").text
    edit = f"/candidacies/{rows(app, ExitCandidacy)[0].public_id}/edit"
    client.submit(edit, status=422, criteria_reason="")
    client.submit(edit, criteria_reason="", criteria=["addiction"])


def test_of_two_who_answer_at_once_one_is_told(app, world, note):
    first, second = world.enter(world.worker), world.enter(world.colleague)
    said = {"kind": "accepted", "happened_on": today().isoformat(), "version": 1}

    def answer(client):
        return lambda: client.http.post(note, data=client.machinery() | said).status_code

    assert sorted(at_once(answer(first), answer(second))) == [303, 409]
    assert kinds(app) == ["accepted"]
