"""Works, damage and the checklist of a unit through the screens."""

from datetime import timedelta

import sqlalchemy as sa

from app.clock import today
from app.db import db
from sites.models.units import UnitCheck, UnitOutage
from tests.sites.forms import form_of

TODAY = today()


def day(value):
    return value.strftime("%d/%m/%Y")


def outages(app):
    with app.app_context():
        return list(db.session.scalars(sa.select(UnitOutage).order_by(UnitOutage.id)))


def test_works_take_the_unit_out_of_use_and_say_who_pays(app, make, sign_in):
    unit = make.home()
    client = sign_in(make.user())
    client.submit(
        f"/units/{unit.public_id}/outages/new",
        kind="works",
        reason="Chaudière à remplacer",
        payer="housing_operator",
        cost="1 250,50",
    )
    page = client.follow().text
    assert "En travaux" in page
    assert "1\u202f250,50\u00a0€" in page
    (outage,) = outages(app)
    assert (outage.cost_cents, outage.last_day, outage.payer.value) == (125050, None, "housing_operator")


def test_damage_is_not_noted_while_somebody_lives_there(app, make, sign_in):
    unit, leaving = make.home(), TODAY + timedelta(days=5)
    make.stay(unit, start_on=TODAY - timedelta(days=9), planned_end_on=leaving)
    url = f"/units/{unit.public_id}/outages/new"
    client = sign_in(make.user())
    refused = client.submit(url, status=422, kind="damage", reason="Dégât des eaux")
    assert "n’est pas disponible ces jours-là" in refused.text
    assert "Dégât des eaux" in refused.text
    client.submit(url, kind="damage", reason="Dégât des eaux", first_day=str(leaving))
    assert len(outages(app)) == 1


def test_works_end_are_cancelled_and_stay_readable(app, make, sign_in):
    outage = make.outage(unit := make.home())
    client = sign_in(make.user())
    client.submit(f"/outages/{outage.public_id}/edit", last_day=str(TODAY), cost="12")
    assert outages(app)[0].last_day == TODAY
    client.submit(f"/outages/{outage.public_id}/cancel")
    page = client.follow().text
    assert f"annulé le {day(TODAY)}" in page
    assert "Libre" in client.get(f"/units/{unit.public_id}").text
    refused = client.submit(f"/outages/{outage.public_id}/edit", status=422, reason="Autre")
    assert "déjà annulé" in refused.text


def test_the_second_saver_of_works_gets_both_texts(app, make, sign_in):
    outage = make.outage(make.home())
    url = f"/outages/{outage.public_id}/edit"
    first, second = sign_in(make.user()), sign_in(make.user())
    opened = form_of(second, url)
    first.submit(url, reason="Toiture")
    answer = second.post(url, opened | {"reason": "Façade"}, status=409)
    assert "Toiture" in answer.text
    assert "Façade" in answer.text


def test_an_amount_that_is_none_is_said_and_kept(app, make, sign_in):
    url = f"/units/{make.home().public_id}/outages/new"
    client = sign_in(make.user())
    for nonsense in ("douze", "-3", "1,234", "NaN"):
        refused = client.submit(url, status=422, reason="Toiture", cost=nonsense)
        assert "Indiquez un montant en euros" in refused.text
        assert f'value="{nonsense}"' in refused.text
    assert outages(app) == []


def test_a_check_is_recorded_and_replaces_the_earlier_one(app, make, sign_in):
    unit = make.unit()
    client = sign_in(make.user())
    url = f"/units/{unit.public_id}/checks/new"
    client.submit(url, kind="safety", result="failed", done_on=str(TODAY - timedelta(days=3)))
    client.submit(url, kind="safety", result="passed", done_on=str(TODAY))
    page = client.follow().text
    assert f"En ordre le {day(TODAY)}" in page
    assert "Tous les constats" in page
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(UnitCheck)) == 2


def test_a_check_to_come_or_without_sense_is_refused(app, make, sign_in):
    url = f"/units/{make.unit().public_id}/checks/new"
    client = sign_in(make.user())
    tomorrow, yesterday = str(TODAY + timedelta(days=1)), str(TODAY - timedelta(days=1))
    assert "date est à venir" in client.submit(url, status=422, done_on=tomorrow).text
    assert "ne peut pas finir avant" in client.submit(url, status=422, valid_until=yesterday).text
    assert "Jusqu’à quand" in client.submit(url, status=422, kind="insurance", result="passed").text
    client.submit(url, kind="insurance", result="passed", valid_until=tomorrow)
