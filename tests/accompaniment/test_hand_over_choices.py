"""Who receives a file, chosen before the day of the hand-over: once the household is protected, only those named for it
choose, and only what they chose for it as it is counts (docs/decisions/0012)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.db import db, transaction
from axes.models.assessments import Assignment
from axes.models.people import ProtectedReader
from tests.reports.told import change


@pytest.fixture
def world(make):
    """Somebody who leaves one file, two colleagues of the team, and who leads it."""
    team = make.programme().teams[3, "Smes"]
    leaver, heir, other = (make.team_member(team) for _ in range(3))
    lead = make.team_member(team, is_lead=True)
    household = make.household(organisation_id=team.organisation_id)
    make.assignment(household, team, reference_worker_id=leaver.id)
    return leaver, heir, other, lead, household


def choose(client, leaver, household, heir):
    """Prepare a hand-over to somebody else, and choose who receives this file; gives its address."""
    client.submit(f"/colleagues/{leaver.public_id}/hand-over", receiver=heir[1].public_id)
    url = client.last.headers["Location"]
    client.submit(url, **{f"to_{household.public_id}": heir[0].public_id})
    return url


def follows(app, household):
    with app.app_context(), transaction("read"), Session(db.engine) as session:
        return session.scalars(sa.select(Assignment.reference_worker_id).filter_by(household_id=household.id)).one()


def named(app):
    with app.app_context(), transaction("read"), Session(db.engine) as session:
        return set(session.scalars(sa.select(ProtectedReader.user_id)))


@pytest.mark.parametrize("named_too", [False, True])
def test_a_choice_made_before_the_household_was_protected_falls(app, make, sign_in, world, named_too):
    """Whoever made it, and even if they are named now: it was said of another file."""
    leaver, heir, other, lead, household = world
    url = choose(sign_in(lead), leaver, household, (heir, other))
    change(make, household, is_protected=True)
    make.save(*[ProtectedReader(household_id=household.id, user_id=one.id) for one in (leaver, *[lead] * named_too)])
    client = sign_in(leaver)
    assert f"{household.reference} reste" in client.get(f"{url}/confirm").text
    client.submit(f"{url}/confirm")
    assert follows(app, household) == leaver.id
    assert heir.id not in named(app)


@pytest.mark.parametrize("still_named", [False, True])
def test_a_choice_counts_while_who_made_it_is_named(app, make, sign_in, world, still_named):
    leaver, heir, other, lead, household = world
    change(make, household, is_protected=True)
    make.save(*[ProtectedReader(household_id=household.id, user_id=one.id) for one in (leaver, lead)])
    url = choose(sign_in(lead), leaver, household, (heir, other))
    if not still_named:
        forget(app, lead)
    sign_in(leaver).submit(f"{url}/confirm")
    assert (follows(app, household) == heir.id) is still_named
    assert (heir.id in named(app)) is still_named


def forget(app, user):
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.delete(ProtectedReader).where(ProtectedReader.user_id == user.id))


def test_the_preparing_itself_of_coordination_names_nobody(app, make, sign_in, world):
    leaver, heir, other, _, household = world
    url = choose(sign_in(make.user(Role.COORDINATION)), leaver, household, (heir, other))
    change(make, household, is_protected=True)
    make.save(ProtectedReader(household_id=household.id, user_id=leaver.id))
    sign_in(leaver).submit(f"{url}/confirm")
    assert named(app) == {leaver.id}


def test_in_a_large_organisation_a_colleague_is_found_by_name(make, sign_in, world):
    leaver, own = world[0], {"organisation_id": world[0].organisation_id}
    for number in range(26):
        make.user(Role.FIELD_WORKER, name=f"Collègue {number}", **own)
    wanted = make.user(Role.FIELD_WORKER, name="Zoë D’Ångström", **own)
    client, url = sign_in(leaver), f"/colleagues/{leaver.public_id}/hand-over"
    assert "Collègue 7" not in client.get(url).text
    asked = {"receiver-text": "angstrom zoe", "look_up": "receiver"}
    assert "Zoë D’Ångström" in client.post(url, asked, status=200, fragment=True).text
    client.submit(url, status=422, receiver=make.user(Role.FIELD_WORKER).public_id)
    client.submit(url, receiver=wanted.public_id)
    assert "Zoë D’Ångström" in client.follow().text
