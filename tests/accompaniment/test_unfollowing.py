"""An entry that was not: what it alone began goes with it, and nothing else."""

import pytest

from accompaniment.models.entitlements import EntitlementEvent
from accompaniment.models.supports import Support
from occupancy.models.stays import Stay
from tests.accompaniment.test_following import enter, entering
from tests.occupancy.test_stays import rows

__all__ = ["entering"]


@pytest.fixture
def entered(app, entering):
    """The stay, and its worker's browser."""
    client = entering.enter(entering.worker)
    enter(entering, client)
    (stay,) = rows(app, Stay)
    return stay, client


def take_back(entered):
    stay, client = entered
    client.submit(f"/stays/{stay.public_id}/entry/cancellation", why="Erreur de ménage")


def test_another_organisation_keeps_the_support_it_opened_under_that_roof(app, entering, entered):
    smes, team = entering.enter(entering.shared), entering.programme.teams[3, "Smes"]
    person = entering.household.person.public_id
    smes.submit(f"{entering.url}/support/new", team=team.public_id, roof="stay", people=[person])
    assert len(rows(app, Support)) == 2
    take_back(entered)
    (support,) = rows(app, Support)
    assert (support.organisation_id, support.stay_id) == (team.organisation_id, None)


def test_what_follows_from_a_residence_stands(app, make, entering):
    make.entitlements()
    client = entering.enter(entering.worker)
    enter(entering, client)
    (stay,) = rows(app, Stay)
    asked = {one.id for one in rows(app, EntitlementEvent)}
    url = f"{entering.url}/rights/{entering.household.person.public_id}/residence"
    client.submit(url, kind="none", since=stay.start_on.isoformat())
    take_back((stay, client))
    gone = {one.id for one in rows(app, EntitlementEvent) if one.cancelled_on is not None}
    assert asked
    assert len(rows(app, EntitlementEvent)) > len(asked)
    assert gone == asked
