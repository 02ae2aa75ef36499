"""The annex checklist and what the supervisor must be told (rule 5)."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from app.audit.actor import system
from app.auth.vocab import Role
from app.db import db, transaction
from occupancy.models.agreements import AgreementAnnex, SupervisorNotice
from occupancy.services.supervisor_notices import tell_of_occupants
from sites.vocab import OperatorKind
from tests.support.agreements import NOW, TODAY, events, rows


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def supervised(make):
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    unit = make.unit(site)
    return make.agreement(site, units=[unit]), unit


def test_an_annex_is_ticked_and_an_insurance_says_until_when(app, make, sign_in):
    agreement, client = make.agreement(), sign_in(make.user())
    url = f"/agreements/{agreement.public_id}/annexes"
    client.submit(f"{url}/house_rules", done_on="2026-05-01", note="Cinq langues")
    assert "jusqu’à quand" in client.submit(f"{url}/owner_insurance", status=422, done_on="2026-05-01").text
    client.submit(f"{url}/owner_insurance", status=422, done_on="2026-05-05", valid_until="2027-05-01")
    client.submit(f"{url}/owner_insurance", status=422, done_on="2026-05-01", valid_until="2026-04-30")
    client.submit(f"{url}/owner_insurance", done_on="2026-05-01", valid_until="2026-05-03")
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert "expiré" in shown
    assert "fait le 01/05/2026" in shown
    assert events(app) == ["annex.recorded", "annex.recorded"]


def test_a_renewal_replaces_the_days_and_is_told_to_the_supervisor(app, make, sign_in, supervised):
    agreement, client = supervised[0], sign_in(make.user())
    url = f"/agreements/{agreement.public_id}/annexes/owner_insurance"
    client.submit(url, done_on="2026-01-01", valid_until="2026-05-31")
    assert rows(app, sa.select(SupervisorNotice.event)) == []
    client.submit(url, done_on="2026-05-04", valid_until="2027-05-31")
    assert rows(app, sa.select(AgreementAnnex.valid_until)) == [(date(2027, 5, 31),)]
    assert rows(app, sa.select(SupervisorNotice.event)) == [("insurance",)]


def test_without_the_notice_before_the_signature_the_page_does_not_say_that_nothing_is_to_be_sent(
    make, sign_in, supervised
):
    client, url = sign_in(make.user()), f"/agreements/{supervised[0].public_id}"
    assert "parmi les annexes" in client.get(url).text
    client.submit(f"{url}/annexes/supervisor_notice", done_on="2026-01-01")
    shown = client.get(url).text
    assert "parmi les annexes" not in shown
    assert "Aucun avis à envoyer" in shown


def test_an_ais_is_asked_nothing_for_a_supervisor_it_does_not_have(make, sign_in):
    agreement, client = make.agreement(), sign_in(make.user())
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert "SLRB" not in shown
    assert "Calendrier de rénovation" not in shown
    url = f"/agreements/{agreement.public_id}"
    client.submit(f"{url}/annexes/renovation_schedule", status=422)
    client.submit(f"{url}/supervisor-notices/new", status=422, event="site_visit", due_on="2026-06-01")
    client.get(f"{url}/annexes/nonsense", status=404)


def test_a_notice_is_due_then_sent_with_its_proof(app, make, sign_in, supervised):
    agreement, client = supervised[0], sign_in(make.user())
    client.submit(f"/agreements/{agreement.public_id}/supervisor-notices/new", event="site_visit", due_on="2026-05-01")
    assert "Visite du site" in client.follow().text
    ((public_id,),) = rows(app, sa.select(SupervisorNotice.public_id))
    url = f"/supervisor-notices/{public_id}/send"
    client.submit(url, status=422, sent_on="2026-05-04", proof="")
    client.submit(url, status=422, sent_on="2026-05-05", proof="Recommandé RR123")
    client.submit(url, sent_on="2026-05-04", proof="Recommandé RR123")
    assert "Recommandé RR123" in client.follow().text
    assert "déjà été envoyé" in client.submit(url, status=422, sent_on="2026-05-04", proof="Encore").text


def test_occupants_that_change_are_told_once_until_it_is_sent(app, supervised):
    for day in (date(2026, 4, 20), date(2026, 4, 28)):
        with app.app_context(), transaction("write"):
            tell_of_occupants(supervised[1].id, day=day, actor=system("tests"))
            db.session.commit()
    assert rows(app, sa.select(SupervisorNotice.event, SupervisorNotice.due_on)) == [
        ("occupant_change", date(2026, 5, 4))
    ]


def test_others_do_not_write(make, sign_in, supervised, app):
    notice = make.save(SupervisorNotice(agreement_id=supervised[0].id, event="site_visit", due_on=TODAY))
    client = sign_in(make.user(Role.ALLOCATION))
    assert "send" not in client.get(f"/agreements/{supervised[0].public_id}").text.split("main")[1]
    client.get(f"/supervisor-notices/{notice.public_id}/send", status=404)
    client.post(f"/agreements/{supervised[0].public_id}/supervisor-notices/new", status=404)
