"""A household of two with its worker, a colleague, a partner organisation it is shared with, and a stranger."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.auth.vocab import Role
from app.clock import today
from axes.vocab import ConsentScope


@pytest.fixture
def world(make, sign_in):
    programme = make.programme()
    team = programme.teams[2, "DIOGENES"]
    worker = make.team_member(team)
    household = make.household(adults=0, organisation_id=team.organisation_id)
    household.person = make.person(name="Awa Lavande")
    make.member(household, person=household.person, role="reference")
    household.child = make.person(name="Ilyas Lavande", is_minor=True)
    make.member(household, person=household.child, role="child")
    smes = programme.organisations["Smes"]
    last_day = today() + timedelta(days=60)
    make.consent(household, ConsentScope.SHARE_FILE, organisation=smes, last_day=last_day)
    return SimpleNamespace(
        programme=programme,
        team=team,
        household=household,
        url=f"/households/{household.public_id}",
        worker=worker,
        colleague=make.team_member(team),
        shared=make.user(Role.FIELD_WORKER, organisation=smes),
        stranger=make.user(Role.FIELD_WORKER),
        last_day=last_day,
        enter=lambda user: sign_in(user),
    )
