"""What the rows of a stay had said is kept, sealed, when they go with it; who may read the file reads it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.actor import system
from app.audit.journal import record
from app.clock import today
from app.db import db, transaction
from occupancy.models.closures import ClosureOutcome
from occupancy.models.stays import CancelledRow, Stay, StayObjective
from occupancy.vocab import CancelledRowKind, ClosureOutcomeKind
from sites.models.units import Unit
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_entry_cancellations import take_back
from tests.occupancy.test_stays import enter, rows, team_of
from tests.occupancy.test_transfers import move

DAY = timedelta(days=1)


@pytest.fixture
def entered(make, sign_in, app):
    """Somebody entered today, and much was written of it since: the stay, its household's address, and the worker."""
    programme, team, worker = team_of(make)
    household = make.household()
    make.referral(programme, household=household)
    client = sign_in(worker)
    enter(client, make.entry_planned(household=household, team=team), start_on=today().isoformat())
    (stay,) = rows(app, Stay)
    url, end = f"/stays/{stay.public_id}", (stay.planned_end_on - DAY).isoformat()
    client.submit(f"{url}/extension", new_end_on=end, reason="Zyx bail")
    client.submit(f"{url}/absences/new", start_on=today().isoformat(), reason="Zyx hôpital")
    _write_more(app, stay)
    with app.app_context():
        site = db.session.get_one(Unit, stay.unit_id).site_id
    closure = a_closure(make, type("Site", (), {"id": site})(), last_day=today() + 9 * DAY)
    plan = {"kind": ClosureOutcomeKind.EXIT_PLANNED, "planned_on": today(), "note": "Zyx chez sa sœur"}
    make.save(ClosureOutcome(closure_id=closure.id, stay_id=stay.id, **plan))
    return rows(app, Stay)[0], f"/households/{household.public_id}/stays", client


def _write_more(app, stay):
    """Words that no page writes on the day of an entry."""
    with app.app_context(), transaction("write"):
        db.session.get_one(Stay, stay.id).misfit_reason = "Zyx étroit"
        objective = db.session.scalars(sa.select(StayObjective)).first()
        objective.dropped_on, objective.drop_reason = today(), "Zyx renoncé"
        record("test.said", None, actor=system("tests"))
        db.session.commit()


def test_all_that_goes_with_the_stay_is_kept_and_read(app, make, sign_in, entered):
    stay, page, client = entered
    take_back(client, stay)
    told = client.get(page).text
    for said in ("étroit", "bail", "hôpital", "renoncé", "chez sa sœur"):
        assert f"Zyx {said}" in told, said
    assert f"Fin prévue changée ({stay.planned_end_on:%d/%m/%Y})\u00a0: Zyx bail" in told
    assert "Sortie prévue" in told
    assert not [one for one in rows(app, CancelledRow) if "Zyx" in one.text_sealed]
    assert "Zyx" in sign_in(make.user()).get(page).text, "coordination reads the stays of a household"
    sign_in(team_of(make, 3, "Smes")[2]).get(page, status=404)


def test_of_an_entry_moved_to_another_unit_only_what_spoke_of_the_first(app, make, entered):
    stay, page, client = entered
    move(client, stay, make.home())
    assert {one.kind for one in rows(app, CancelledRow)} == {CancelledRowKind.MISFIT, CancelledRowKind.OUTCOME}
    told = client.get(page).text
    assert "Zyx étroit" in told
    assert "Zyx bail" not in told, "it stands on the page of the stay"
