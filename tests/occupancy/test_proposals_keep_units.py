"""An open proposal keeps its unit open: availability is not shortened and no works begin under it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.clock import now, today
from app.db import db, transaction
from axes.models.people import Household
from sites.models.units import UnitAvailability, UnitOutage
from sites.vocab import OutageKind

DAY = timedelta(days=1)


@pytest.fixture
def proposed(make):
    """(unit, household's reference) of a live proposal."""
    programme = make.programme()
    unit = make.home()
    made = make.allocation(programme, unit=unit, start_on=today(), end_on=today() + 60 * DAY)
    with make.app.app_context():
        return unit, db.session.scalar(sa.select(Household.reference).where(Household.id == made.household_id))


def opening(app, unit):
    with app.app_context():
        found = sa.select(UnitAvailability.public_id).where(UnitAvailability.unit_id == unit.id)
        return db.session.scalar(found)


def works(client, unit, status=303):
    facts = {"kind": "works", "reason": "Chaudière", "payer": "unknown"}
    days = {"first_day": (today() + DAY).isoformat(), "last_day": (today() + 5 * DAY).isoformat()}
    return client.submit(f"/units/{unit.public_id}/outages/new", status=status, **facts, **days)


def test_shortening_names_the_proposal_and_changes_nothing(app, make, sign_in, proposed):
    unit, reference = proposed
    client = sign_in(make.user())
    address = f"/availabilities/{opening(app, unit)}/close"
    refused = client.submit(address, status=422, last_day=(today() + 10 * DAY).isoformat())
    assert reference in refused.text
    assert f"{today() + 60 * DAY:%d/%m/%Y}" in refused.text
    client.submit(address, last_day=(today() + 59 * DAY).isoformat())


def test_works_name_the_proposal(make, sign_in, proposed):
    unit, reference = proposed
    assert reference in works(sign_in(make.user()), unit, status=422).text


def test_a_household_out_of_sight_is_not_named(app, make, sign_in, proposed):
    unit, reference = proposed
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(Household).where(Household.reference == reference).values(is_protected=True))
    refused = works(sign_in(make.user()), unit, status=422).text
    assert reference not in refused
    assert "n’est pas disponible" in refused


def test_an_expired_proposal_keeps_nothing(app, make, sign_in):
    unit = make.home()
    made = make.allocation(make.programme(), unit=unit, expired=True)
    assert made.expires_at < now()
    client = sign_in(make.user())
    works(client, unit)
    client.submit(f"/availabilities/{opening(app, unit)}/close", last_day=(today() + 5 * DAY).isoformat())


def test_the_database_itself_refuses(app, make, proposed):
    unit, _ = proposed
    mine = UnitAvailability.unit_id == unit.id
    shorter = sa.update(UnitAvailability).where(mine).values(last_day=today())
    with app.app_context(), transaction("write"):
        for change in (shorter, sa.delete(UnitAvailability).where(mine)):
            with db.engine.connect() as connection, pytest.raises(IntegrityError, match="keeps_proposals"):
                connection.execute(change)
    out = UnitOutage(unit_id=unit.id, kind=OutageKind.DAMAGE, first_day=today(), reason="Fuite")
    with pytest.raises(IntegrityError, match="unit_outage_hits_proposal"):
        make.save(out)
