"""Who leads a team, and so may hand over its members' files."""

import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db
from axes.models.programmes import TeamMember


def test_the_administrator_says_who_leads(app, make, world):
    client = world.enter(make.user(Role.ADMINISTRATOR))
    url = f"/settings/teams/{world.team.public_id}/members"
    assert "Nommer responsable" in client.get(url).text
    client.post(f"{url}/{world.colleague.public_id}/lead", {"is_lead": "1"})
    assert leads(app) == {world.colleague.id}
    client.post(f"{url}/{world.colleague.public_id}/lead")
    assert leads(app) == set()


def leads(app):
    with app.app_context():
        return set(db.session.scalars(sa.select(TeamMember.user_id).where(TeamMember.is_lead)))
