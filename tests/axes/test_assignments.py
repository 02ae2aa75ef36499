"""Giving a household to a team: allowed ones only, on the axis decided, one at a time, with the loads in view."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.audit.actor import system
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from app.web.errors import Refusal
from axes.models.assessments import Assignment
from axes.models.people import Household
from axes.models.programmes import Team
from axes.queries.assignments import open_assignment, team_loads
from axes.rules.teams import places_told
from axes.services.assignments import assign, change_assignment
from axes.vocab import Answer, ConsentScope
from tests.support.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
def household(make):
    return make.household()


@pytest.fixture
def assessment(make, programme, household):
    return make.assessment(programme, household, decided=2)


@pytest.fixture
def team(programme):
    return programme.teams[2, "Pierre d’Angle"]


@pytest.fixture
def workers(make, team):
    return [make.team_member(team), make.team_member(team)]


@pytest.fixture
def allocation(make, sign_in):
    return sign_in(make.user(Role.ALLOCATION))


def episodes(app):
    with app.app_context():
        return list(db.session.scalars(sa.select(Assignment).order_by(Assignment.start_on)))


def choose(assessment, team):
    return f"/assessments/{assessment.public_id}/team?team={team.public_id}"


def test_the_household_goes_to_a_team_with_its_two_workers(app, allocation, household, assessment, team, workers):
    first, second = workers
    url = choose(assessment, team)
    allocation.submit(url, reference_worker=first.public_id, second_worker=second.public_id)
    made = episodes(app)[0]
    assert (made.team_id, made.reference_worker_id, made.second_worker_id) == (team.id, first.id, second.id)
    assert (made.start_on, made.end_on, made.assessment_id) == (today(), None, assessment.id)
    assert "Pierre d’Angle" in allocation.follow().text


def test_only_teams_of_the_decided_axis_are_offered(make, allocation, programme, assessment, household):
    text = allocation.get(f"/assessments/{assessment.public_id}/team").text
    assert "DIOGENES" in text
    assert "New Samusocial" in text
    assert "Smes" not in text
    assert "L’Ilot CCL" not in text


def test_each_team_shows_its_room(app, make, allocation, programme, assessment, team):
    for days in (5, 20):
        make.assignment(make.household(), team, start_on=today() - timedelta(days=days))
    make.assignment(make.household(), team, start_on=today() - 9 * DAY, end_on=today())
    make.assignment(make.household(), team, start_on=today() + 3 * DAY)
    assert "au moins 5 places sur 10" in allocation.get(f"/assessments/{assessment.public_id}/team").text
    with app.app_context(), statements(app) as sent:
        places = {(one.team.axis.number, one.name): one.places for one in team_loads(today())}
    assert len(sent) == 1
    assert places.pop((2, "Pierre d’Angle")) == 5
    assert set(places.values()) == {10}


@pytest.mark.parametrize(("capacity", "places"), [(0, 0), (3, 0), (4, 1), (7, 1), (8, 5), (12, 5), (13, 10)])
def test_the_room_of_a_team_is_told_in_steps(app, make, programme, capacity, places):
    """Equal in SQL and in Python; episodes over or to come take no place."""
    team = make.team(programme.axes[3], capacity=capacity)
    for start, end in ((-9, None), (-5, None), (-1, None), (-9, 0), (3, None)):
        end_on = None if end is None else today() + end * DAY
        make.assignment(make.household(), team, start_on=today() + start * DAY, end_on=end_on)
    with app.app_context():
        found = {one.team.id: one.places for one in team_loads(today(), axis_id=team.axis_id)}
    assert found[team.id] == places == places_told(capacity, 3)


def test_a_team_on_another_axis_or_closed_that_day_is_refused(app, make, programme, household, assessment):
    closed = make.team(axis=programme.axes[2], first_day=date(2020, 1, 1), last_day=today() - DAY)
    for wrong, key in (
        (programme.teams[3, "Smes"], "assignment.refusal.other_axis"),
        (closed, "assignment.refusal.team_not_allowed"),
    ):
        assert _refused(app, household, wrong, assessment) == key
    undecided = make.assessment(programme, household, decided=None)
    assert _refused(app, household, programme.teams[2, "DIOGENES"], undecided) == "assignment.refusal.no_decision"
    other = make.assessment(programme, make.household(), decided=2)
    assert _refused(app, household, programme.teams[2, "DIOGENES"], other) == "assignment.refusal.no_decision"


def _refused(app, household, team, assessment, worker=None, on=None):
    with app.app_context(), pytest.raises(Refusal) as refusal:
        assign(
            household=db.session.get_one(Household, household.id),
            team=db.session.get_one(Team, team.id),
            reference_worker=db.session.get_one(User, worker.id) if worker else None,
            second_worker=None,
            start_on=on or today(),
            assessment=db.session.merge(assessment, load=False),
            actor=system("tests"),
        )
    return refusal.value.key


def test_a_worker_must_be_in_the_team_that_day(app, make, household, assessment, team):
    outsider = make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)
    left = make.team_member(team, start_on=date(2020, 1, 1), end_on=today())
    for worker in (outsider, left):
        assert _refused(app, household, team, assessment, worker) == "assignment.refusal.not_in_team"


def test_a_second_team_at_the_same_time_is_a_conflict(
    app, make, allocation, programme, household, assessment, workers, team
):
    url = choose(assessment, team)
    fields = {"reference_worker": workers[0].public_id, "start_on": today().isoformat()}
    make.assignment(household, programme.teams[2, "DIOGENES"])
    answer = allocation.post(url, fields, status=409)
    assert "suit déjà ce ménage" in answer.text
    assert len(episodes(app)) == 1


def test_changing_team_closes_one_episode_and_opens_the_next(
    app, make, allocation, programme, household, assessment, team
):
    current = make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today() - 30 * DAY)
    worker = make.team_member(team)
    url = f"/assignments/{current.public_id}/change?team={team.public_id}"
    allocation.submit(url, status=422, reference_worker=worker.public_id)
    allocation.submit(url, reference_worker=worker.public_id, reason="Plus près de son médecin")
    before, after = episodes(app)
    assert (before.end_on, after.start_on, after.end_on) == (today(), today(), None)
    assert (before.team_id, after.team_id) == (programme.teams[2, "DIOGENES"].id, team.id)
    assert after.reason == "Plus près de son médecin"


def test_a_change_of_axis_follows_the_newest_decision(app, make, programme, household, assessment):
    current = make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today() - 30 * DAY)
    target = programme.teams[3, "Smes"]

    def change():
        return change_assignment(
            current=db.session.get_one(Assignment, current.id),
            team=db.session.get_one(Team, target.id),
            reference_worker=None,
            second_worker=None,
            start_on=today(),
            reason="Housing First en vue",
            actor=system("tests"),
        )

    with app.app_context(), pytest.raises(Refusal):
        change()
    make.assessment(programme, household, decided=3, answers={"very_fragile": Answer.YES})
    with app.app_context():
        change()
        db.session.commit()
        followed = [open_assignment(household.id, day).team for day in (today() - DAY, today())]
        assert [(team.axis.number, team.id) for team in followed] == [(2, current.team_id), (3, target.id)]


def test_no_change_on_the_day_an_episode_began(app, make, allocation, programme, household, assessment, team):
    current = make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today())
    worker = make.team_member(team)
    url = f"/assignments/{current.public_id}/change?team={team.public_id}"
    text = allocation.submit(url, status=422, reference_worker=worker.public_id, reason="Vite").text
    assert (today() + DAY).strftime("%d/%m/%Y") in text


def test_an_episode_ends_once(app, make, allocation, programme, household, assessment, team):
    current = make.assignment(household, team)
    url = f"/assignments/{current.public_id}/end"
    allocation.submit(url, end_on=today().isoformat(), reason="Logé par lui-même")
    assert episodes(app)[0].end_on == today()
    assert "terminé le" in allocation.submit(url, status=422, end_on=today().isoformat(), reason="Encore").text


def test_field_workers_see_loads_and_do_not_choose(make, sign_in, programme, household, assessment, team):
    worker = sign_in(make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id))
    assert "au moins 10 places sur 10" in worker.get("/teams").text
    worker.get(f"/assessments/{assessment.public_id}/team", status=404)
    current = make.assignment(household, team)
    for act in ("change", "end"):
        worker.get(f"/assignments/{current.public_id}/{act}", status=404)
    assert "Pierre d’Angle" in worker.get(f"/households/{household.public_id}/assignments").text


@pytest.mark.parametrize("days", [32, -1])
def test_a_first_day_too_far_ahead_or_before_the_assessment_is_refused(
    app, allocation, assessment, team, workers, days
):
    fields = {"reference_worker": workers[0].public_id, "start_on": (today() + days * DAY).isoformat()}
    text = allocation.submit(choose(assessment, team), status=422, **fields).text
    assert (today() + (31 * DAY if days > 0 else 0 * DAY)).strftime("%d/%m/%Y") in text
    assert episodes(app) == []
    allocation.submit(choose(assessment, team), **fields | {"start_on": (today() + 31 * DAY).isoformat()})
    assert len(episodes(app)) == 1


def test_an_episode_that_has_not_begun_is_taken_back_and_the_one_before_goes_on(
    app, make, allocation, programme, household, assessment, team
):
    make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today() - 30 * DAY, end_on=today() + 3 * DAY)
    planned = make.assignment(household, team, start_on=today() + 3 * DAY)
    assert (
        f"/assignments/{planned.public_id}/end" in allocation.get(f"/households/{household.public_id}/assignments").text
    )
    allocation.submit(f"/assignments/{planned.public_id}/end")
    (left,) = episodes(app)
    assert (left.team_id, left.end_on) == (programme.teams[2, "DIOGENES"].id, None)


def test_an_episode_that_has_not_begun_can_be_given_to_another_team_sooner(
    app, make, allocation, programme, household, assessment, team
):
    planned = make.assignment(household, programme.teams[2, "DIOGENES"], start_on=today() + 400 * DAY)
    worker = make.team_member(team)
    url = f"/assignments/{planned.public_id}/change?team={team.public_id}"
    allocation.submit(url, reference_worker=worker.public_id, reason="Plus vite")
    (made,) = episodes(app)
    assert (made.team_id, made.start_on, made.end_on) == (team.id, today(), None)


def test_the_household_page_shows_the_axis_decided_before_a_team_is_chosen(allocation, household, assessment):
    text = allocation.get(f"/households/{household.public_id}").text
    assert "2 — " in text


def test_it_is_said_which_teams_may_open_the_file_already(make, allocation, programme, assessment, household, team):
    make.consent(household, ConsentScope.SHARE_FILE, organisation_id=team.organisation_id)
    other = programme.teams[2, "DIOGENES"]
    assert "n’a pas encore accepté" not in allocation.get(choose(assessment, team)).text
    text = allocation.get(choose(assessment, other)).text
    assert "Peut déjà ouvrir le dossier" in text
    assert "n’a pas encore accepté de partager son dossier" in text


def test_another_axis_begins_with_an_assessment(make, allocation, programme, assessment, household, team):
    current = make.assignment(household, team)
    url = f"/assignments/{current.public_id}/change"
    assert "une nouvelle évaluation vient d’abord" in allocation.get(url).text
    make.assessment(programme, household, decided=3, answers={"very_fragile": Answer.YES})
    text = allocation.get(url).text
    assert "Smes" in text
    assert "Un nouvel axe est décidé" in text
