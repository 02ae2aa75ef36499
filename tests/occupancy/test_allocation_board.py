"""The allocation board through HTTP: units and households side by side, why, why not, and the proposal."""

import pytest

from app.auth.vocab import Role


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def allocator(make):
    return make.user(Role.ALLOCATION)


def test_a_pair_shown_is_proposed_and_its_team_asked(make, programme, allocator, sign_in):
    site = make.site(name="Dubrucq")
    unit = make.home(site, code="1.3")
    household = make.waiting_household(programme, adults=2, minors=1)
    client = sign_in(allocator)
    board = client.get("/allocations/board").text
    assert household.reference in board
    assert "Dubrucq 1.3" in board
    client.submit(f"/allocations/new/{unit.public_id}/{household.public_id}")
    page = client.follow().text
    assert household.reference in page
    assert "Réponse attendue" in page
    assert "Aucun logement libre" in client.get("/allocations/board").text
