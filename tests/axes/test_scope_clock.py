"""Scopes are built once and kept; the clock still decides at each question, in a process that runs for weeks."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import now, today
from app.db import db, transaction
from axes.models.people import Household
from axes.queries.scope import nameable, readable
from axes.vocab import ConsentScope

LATER = timedelta(hours=4, seconds=1)


def reader_of(user):
    return Reader(
        user_id=user.id,
        organisation_id=user.organisation_id,
        role=user.role,
        name=user.name,
        organisation_name="",
        session_token=f"kept-{user.public_id}",
    )


def found(app, condition):
    with app.app_context(), transaction("read"):
        return set(db.session.scalars(sa.select(Household.id).where(condition)))


def test_a_break_glass_ends_by_itself_for_a_scope_already_built(app, make):
    coordinator, household = make.user(Role.COORDINATION), make.household()
    make.break_glass(household, coordinator)
    reader = reader_of(coordinator)
    condition = nameable(reader)
    assert found(app, condition) == {household.id}
    with time_machine.travel(now() + LATER, tick=False):
        assert nameable(reader) is condition
        assert found(app, condition) == set()


def test_a_consent_ends_with_its_last_day_for_a_scope_already_built(app, make):
    worker, household = make.user(Role.FIELD_WORKER), make.household()
    make.consent(
        household, ConsentScope.SHARE_FILE, organisation_id=worker.organisation_id, last_day=today() + timedelta(days=1)
    )
    condition = readable(reader_of(worker), Action.HOUSEHOLD_VIEW)
    assert found(app, condition) == {household.id}
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert found(app, condition) == set()


def test_two_readers_never_share_a_scope(app, make):
    mine, theirs = make.user(Role.FIELD_WORKER), make.user(Role.FIELD_WORKER)
    household = make.household(organisation_id=mine.organisation_id)
    assert found(app, readable(reader_of(mine), Action.HOUSEHOLD_VIEW)) == {household.id}
    assert found(app, readable(reader_of(theirs), Action.HOUSEHOLD_VIEW)) == set()
