"""Scopes are built once and kept, for whoever asks: who that is, and the clock, still decide at each question, in a
process that runs for weeks."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import g

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
        return _found(condition)


def _found(condition):
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


def asked(app, asks, about):
    """What is found, as the gate lets `asks` in, with the scope of `about`; and that scope."""
    with app.app_context(), transaction("read"):
        g.asking = reader_of(asks)
        condition = readable(reader_of(about), Action.HOUSEHOLD_VIEW)
        return _found(condition), condition


def test_readers_of_a_role_share_the_scope_that_is_kept_and_each_finds_their_own(app, make):
    workers = [make.user(Role.FIELD_WORKER) for _ in range(2)]
    own = {worker: {make.household(organisation_id=worker.organisation_id).id} for worker in workers}
    first, second = workers
    kept = set()
    # Of another before one's own and after: SQLAlchemy may take one statement for the other, with whose values?
    for asks, about in [(first, second), (first, first), (second, second), (second, first), (first, first)]:
        seen, condition = asked(app, asks, about)
        assert seen == own[about]
        kept |= {condition} if asks is about else set()
    assert len(kept) == 1
    with app.app_context(), transaction("read"):
        g.asking = reader_of(first)
        for reader in (reader_of(first), reader_of(first).for_anybody()):  # statements of one shape
            assert _found(Household.organisation_id == reader.organisation_id) == own[first]
    with pytest.raises(sa.exc.StatementError, match="for nobody"):
        found(app, kept.pop())
