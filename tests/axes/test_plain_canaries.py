"""Canaries in the plain fields of households, needs and referrals: what is no secret in the database is still nobody's
who may not open the file; and for whom it is, it is found."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db, transaction
from axes.data.ethos import living_situations
from axes.models.people import Household, HouseholdNeed
from axes.models.referrals import Referral
from axes.vocab import NeedKind, Urgency

MACHINERY = {"id", "public_id", "created_at", "version", "erased_on"}
LINKS = {"organisation_id", "household_id", "programme_id", "convention_id", "author_id"}
PLANTED = {
    Household: {"reference": "H-13-ZYXQQ", "wished_communes": "9797,9798", "is_protected": False},
    HouseholdNeed: {"kind": NeedKind.MEDICAL_EQUIPMENT, "start_on": date(1913, 2, 3), "end_on": None},
    Referral: {
        "living_situation": "3.6",
        "urgency": Urgency.IMMEDIATE,
        "wished_from": date(2093, 4, 5),
        "axis_wished_id": None,
        "waiting_since": None,
    },
}
SITUATION = living_situations()["3.6"].name_fr
TEXTS = {"H-13-ZYXQQ", "9797,9798", "05/04/2093"}  # found nowhere else, on whatever page
LABELS = {"Place pour du matériel médical", "Danger immédiat", SITUATION}  # lists to choose from say these too
OPEN_TO_ALL_FILES = {Role.COORDINATION, Role.ALLOCATION}


@pytest.fixture
def planted(make):
    household = make.household(**PLANTED[Household])
    make.need(household, **PLANTED[HouseholdNeed])
    author = make.user(Role.PARTNER, organisation_id=household.organisation_id)
    facts = PLANTED[Referral] | {"since": datetime(2026, 1, 2, tzinfo=UTC)}
    del facts["waiting_since"]  # a trigger keeps it
    return make.referral(make.programme(), author, household=household, **facts), household, author


def seen(client, referral, household):
    """The canaries that the reader comes upon, on the two files and on the lists."""
    files = f"/households/{household.public_id}", f"/referrals/{referral.public_id}"
    told = [client.http.get(url).text for url in files]
    lists = [client.http.get(url).text for url in ("/", "/households", "/referrals", "/waiting-list", "/exits")]

    return {one for one in TEXTS if one in "".join(told + lists)} | {one for one in LABELS if one in "".join(told)}


ALL = TEXTS | LABELS


@pytest.mark.parametrize("role", sorted(set(Role)))
def test_only_who_may_open_the_files_comes_upon_what_they_say(make, sign_in, planted, role):
    referral, household, author = planted
    found = seen(sign_in(make.user(role)), referral, household)
    assert found == (ALL if role in OPEN_TO_ALL_FILES else set())
    if role is Role.PARTNER:
        assert seen(sign_in(author), referral, household) == ALL, "the walk finds what there is"


@pytest.mark.parametrize("role", sorted(OPEN_TO_ALL_FILES))
def test_of_a_protected_household_nobody_else_comes_upon_any(app, make, sign_in, planted, role):
    referral, household, _ = planted
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE household SET is_protected = TRUE"))
    assert seen(sign_in(make.user(role)), referral, household) == set()


@pytest.mark.parametrize("model", PLANTED, ids=lambda model: model.__name__)
def test_every_plain_field_is_planted(model):
    """A new one says here what it is."""
    columns = {column.name for column in model.__table__.columns if not column.name.endswith("_sealed")}
    assert columns - MACHINERY - LINKS == set(PLANTED[model])
