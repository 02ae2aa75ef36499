"""Allocations in lists: their state in SQL, counts that equal lengths, few statements, who speaks for a team."""

import pytest
import sqlalchemy as sa

from app.auth.vocab import Action, Role
from app.clock import now
from app.db import db, transaction
from occupancy.models.allocations import Allocation, AllocationStep
from occupancy.queries.allocations import allocation_state, answers_for, find_allocation
from occupancy.rules.allocations import state_of
from occupancy.vocab import AllocationStepKind as Kind
from tests.occupancy.reading import reader_of
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def worker(make, programme):
    return make.user(Role.FIELD_WORKER, organisation_id=programme.teams[2, "Pierre d’Angle"].organisation_id)


@pytest.fixture
def allocator(make):
    return make.user(Role.ALLOCATION)


def test_the_state_in_sql_is_the_rule(app, make, programme):
    for state in ("proposed", "team_accepted", "household_accepted", "entry_planned", "declined", "withdrawn"):
        make.allocation(programme, state=state)
    make.allocation(programme, expired=True)
    with app.app_context(), transaction("read"):
        at = now()
        rows = db.session.execute(sa.select(Allocation, allocation_state(at))).all()
        for allocation, found in rows:
            kinds = _kinds(allocation.id)
            assert found == state_of(kinds, allocation.expires_at, at).value
    assert {found for _, found in rows} >= {"expired", "declined", "withdrawn", "entry_planned", "proposed"}


def _kinds(allocation_id):

    query = sa.select(AllocationStep.kind).where(AllocationStep.allocation_id == allocation_id)
    return [Kind(kind) for kind in db.session.scalars(query.order_by(AllocationStep.id))]


def test_counts_equal_lengths_and_statements_are_few(app, make, programme, allocator, sign_in):
    for state in ("proposed", "proposed", "team_accepted", "declined"):
        make.allocation(programme, state=state)
    client = sign_in(allocator)
    page = client.get("/allocations?state=proposed").text
    assert page.count('class="row"') == 2
    assert ">attend l’équipe (2)<" in page
    assert client.get("/allocations?state=all").text.count('class="row"') == 4
    assert client.get("/allocations?state=nonsense").text.count('class="row"') == 3
    with statements(app) as sent:
        client.get("/allocations?state=all")
    assert len(sent) <= 8
    assert_swap_equals_reload(client, "/allocations?state=proposed", "allocation-results")


def test_the_page_of_an_allocation_is_cheap(app, make, programme, worker, sign_in):
    made = make.allocation(programme)
    client = sign_in(worker)
    with statements(app) as sent:
        client.get(f"/allocations/{made.public_id}")
    asked = [statement for statement in sent if "journal" not in statement]
    assert len(asked) <= 8, asked


def test_a_reader_without_the_right_answers_for_nobody(app, make, programme, allocator):

    made = make.allocation(programme)
    with app.app_context(), transaction("read"):
        found = find_allocation(made.public_id, reader_of(allocator), Action.ALLOCATION_VIEW)
        assert not answers_for(found.assignment.team, found.assignment, reader_of(allocator))
