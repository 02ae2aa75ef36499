"""Capteur programmes side by side: each reader enters their own, any other does not exist."""

from datetime import timedelta

import pytest

from app.auth.vocab import OrganisationKind, Role
from app.clock import today


@pytest.fixture
def charleroi(make):
    return make.capteur_programme(name="Capteur Charleroi")


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


def test_a_prospector_enters_the_programmes_of_their_organisation_alone(make, sign_in, charleroi, namur):
    programme = make.programme()
    browser = sign_in(make.prospector(charleroi))
    listed = browser.get("/capteur").text
    assert "Capteur Charleroi" in listed
    assert "Capteur Namur" not in listed
    assert "Capteur Charleroi" in browser.get(f"/capteur/{charleroi.public_id}").text
    for other in (namur, programme):
        browser.get(f"/capteur/{other.public_id}", status=404)


@pytest.mark.parametrize(("last_day", "status"), [(0, 200), (-1, 404)])
def test_a_seat_counts_to_its_last_day(make, sign_in, namur, last_day, status):
    ours = make.organisation(kind=OrganisationKind.COORDINATION)
    seat = {"first_day": today() - timedelta(days=9), "last_day": today() + timedelta(days=last_day)}
    make.capteur_seat(namur, ours, **seat)
    coordination = make.user(Role.COORDINATION, organisation_id=ours.id)
    sign_in(coordination).get(f"/capteur/{namur.public_id}", status=status)


@pytest.mark.parametrize(("sent_on", "status"), [(today(), 200), (None, 404)])
def test_a_partner_enters_once_a_convention_was_sent(make, sign_in, charleroi, namur, sent_on, status):
    ours = make.organisation(kind=OrganisationKind.REFERRER)
    draft = {"sent_on": sent_on, "signed_on": None, "partner_signatory": None, "programme_signatory": None}
    make.capteur_convention(charleroi, ours, make.prospector(charleroi), **draft)
    browser = sign_in(make.user(Role.PARTNER, organisation_id=ours.id))
    browser.get(f"/capteur/{charleroi.public_id}", status=status)
    browser.get(f"/capteur/{namur.public_id}", status=404)


@pytest.mark.parametrize("sent_on", [today(), None])
def test_the_menu_leads_field_workers_here_once_a_convention_was_sent(make, sign_in, namur, sent_on):
    ours = make.organisation()
    draft = {"sent_on": sent_on, "signed_on": None, "partner_signatory": None, "programme_signatory": None}
    make.capteur_convention(namur, ours, make.prospector(namur), **draft)
    menu = sign_in(make.user(Role.FIELD_WORKER, organisation_id=ours.id)).get("/contacts").text
    assert ('href="/capteur"' in menu) is (sent_on is not None)
    assert 'href="/capteur"' in sign_in(make.user(Role.PARTNER)).get("/").text
