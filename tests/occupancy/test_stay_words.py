"""What pages around a stay say: one day of leaving, told alike; slips told kindly; what is asked before an entry."""

import re
from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from occupancy.models.stays import Stay, StayObjective
from tests.occupancy.test_stays import enter, rows, team_of

DAY = timedelta(days=1)
LAST = today() + timedelta(days=90)
LEAVING = f"ortie au plus tard le {LAST + DAY:%d/%m/%Y}"


def told(answer):
    """The text of a page, as it is read."""
    return " ".join(html.fromstring(answer.text).xpath("string(//main)").split())


def test_the_latest_day_of_leaving_is_the_same_from_the_board_to_the_stay(make, sign_in):
    programme = make.programme()
    waiting = make.waiting_household(programme)
    offered, given, lived_in = (make.home(last_day=LAST, agreement={"reference": f"COP-{n}"}) for n in range(3))
    entry = make.entry_planned(unit=given, end_on=LAST)
    stay = make.stay(lived_in, planned_end_on=today() + 30 * DAY)
    desk, client = sign_in(make.user(Role.ALLOCATION)), sign_in(make.user())
    pages = (
        desk.get(f"/allocations/board?unit={offered.public_id}"),
        desk.get(f"/allocations/new/{offered.public_id}/{waiting.public_id}"),
        desk.get(f"/allocations/for/{waiting.public_id}"),
        client.get(f"/allocations/{entry.public_id}/entry"),
        client.get(f"/stays/{stay.public_id}/transfer"),
    )
    for page in pages:
        assert LEAVING in told(page)
        assert f"{LAST:%d/%m/%Y}" not in told(page)
    change = told(client.get(f"/stays/{stay.public_id}/extension"))
    assert f"Sortie du logement {lived_in.code} au plus tard le {LAST + DAY:%d/%m/%Y}" in change
    assert f"La convention COP-2 court jusqu’au {LAST:%d/%m/%Y} compris." in change
    assert not re.search(r"\.[A-Z]", change), "a space follows each sentence"
    assert "Changements de la fin prévue" in told(client.get(f"/stays/{stay.public_id}"))


def test_an_entry_without_an_objective_is_confirmed_first(app, make, sign_in):
    _, team, worker = team_of(make)
    allocation = make.entry_planned(team=team)
    client = sign_in(worker)
    asked = enter(client, allocation, 422, objectives=[], amount="77,50")
    assert "Aucun objectif n’est choisi" in asked.text.split('id="objectives-error"')[1].split("</p>")[0]
    assert "77,50" in asked.text
    assert not rows(app, Stay)
    known = {"amount": "77,50", "basis": "work", "living_situation": "1.1", "no_objective": "y"}
    days = {"start_on": today().isoformat(), "planned_end_on": (today() + 9 * DAY).isoformat()}
    client.post(f"/allocations/{allocation.public_id}/entry", known | days)
    assert len(rows(app, Stay)) == 1
    assert not rows(app, StayObjective)


@pytest.mark.parametrize(("typed", "words"), [("0001-01-01", "dans le passé"), ("9999-12-31", "dans l’avenir")])
def test_a_slip_of_the_year_is_told_kindly_and_once(make, sign_in, typed, words):
    stay, client = make.stay(), sign_in(make.user())
    unit = make.home()
    forms = {
        "transfer": {"on": typed, "unit": unit.public_id},
        "extension": {"new_end_on": typed, "reason": "Encore"},
        "exit": {"left_on": typed},
        "absences/new": {"start_on": typed, "reason": "Visite"},
        "contribution": {"start_on": typed, "amount": "0", "basis": "work"},
    }
    for path, fields in forms.items():
        answer = client.post(f"/stays/{stay.public_id}/{path}", {"version": stay.version, **fields}, status=422)
        (error,) = html.fromstring(answer.text).xpath("//*[@id=$id]", id=f"{next(iter(fields))}-error") or [None]
        text = told(answer) if error is None else error.text_content()
        assert text.count(f"trop loin {words}") == 1, path
        assert typed[:4] not in told(answer), path
    agreement = make.agreement(make.site(), units=())
    ended = client.post(f"/agreements/{agreement.public_id}/termination/new", {"last_day": typed}, status=422)
    assert f"trop loin {words}" in told(ended)
    page = client.get(f"/stays/{stay.public_id}/transfer?on={typed}")
    assert unit.public_id in page.text, "as if no day had been asked"
    assert typed[:4] not in told(page)
