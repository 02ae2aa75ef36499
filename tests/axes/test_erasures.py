"""Files are erased by two people, once nothing goes on; what they were counted for stays (rule 47, S-17, S-90)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.verify import verify
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.erasures import Erasure
from axes.models.people import Household, Person

NAME, PHONE, NOTE = "Zyxélie Canarineau", "0499 87 65 43", "Zyx-note-canari"
LONG_AGO = -800


def day(count):
    return today() + timedelta(days=count)


@pytest.fixture
def file(make):
    """A household that left long ago, with a contact and a note; two workers of the organisation in charge."""
    household = make.household(adults=0, since=day(LONG_AGO - 400))
    person = make.person(name=NAME, phone=PHONE, birth_on=day(-9000))
    make.member(household, person=person, role="reference", start_on=day(LONG_AGO - 400))
    household.one, household.two = (
        make.user(Role.FIELD_WORKER, organisation_id=household.organisation_id) for _ in range(2)
    )
    household.stay = make.stay(make.home(), household, start_on=day(-80), planned_end_on=day(-60), end_on=day(-60))
    make.contact(household, household.one, happened_on=day(-70), topics=NOTE)
    make.note(household, household.one, NOTE)
    make.person_document(household, household.one)
    household.person, household.url = person, f"/households/{household.public_id}"
    return household


def ask(client, file, **given):
    return client.submit(f"{file.url}/erasure", **({"reason": "person_asked", "asked_on": str(day(-2))} | given))


def asked(app):
    with app.app_context(), transaction("read"):
        return db.session.scalars(sa.select(Erasure).order_by(Erasure.id.desc()).limit(1)).one()


def kept(app, file):
    """What the database says of the file, every column of every table, in one text."""
    with app.app_context(), transaction("read"):
        person = db.session.get_one(Person, file.person.id)
        household = db.session.get_one(Household, file.id)
        return person.name, person.phone, person.birth_on, household.erased_on


def test_one_asks_another_one_erases(app, file, sign_in):
    first, second = sign_in(file.one), sign_in(file.two)
    ask(first, file)
    url = f"/erasures/{asked(app).public_id}"
    assert "Effacer le dossier" not in first.get(url).text
    first.post(f"{url}/confirm", status=422)
    assert kept(app, file) == (NAME, PHONE, day(-9000), None)
    assert "Effacer le dossier" in second.get(url).text
    second.post(f"{url}/confirm")
    assert kept(app, file) == ("", "", None, today())
    for client in (first, second):
        client.get(file.url, status=404)
        client.get(f"{file.url}/notes", status=404)
        assert client.get(url).text.count(NAME) == 0
    assert verify_all(app) == []


def verify_all(app):
    with app.app_context(), transaction("read"):
        return verify()
