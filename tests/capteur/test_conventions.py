"""Conventions #1: their states day by day, one open version at a time, the next in the place of the one before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.db import db
from capteur.models.conventions import CapteurConvention
from capteur.queries.conventions import in_force_on
from capteur.rules.conventions import state_of

CONTACTS = {"contact": "Une Personne", "backup": "Une Autre"}
SIGNED = {"partner_signatory": "La direction", "programme_signatory": "Le programme"}


def day(count):
    return today() + timedelta(days=count)


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def partner(make):
    return make.organisation(name="Relais du Pont", kind=OrganisationKind.REFERRER)


@pytest.fixture
def coordination(make, sign_in, namur):
    user = make.user(Role.COORDINATION)
    make.capteur_seat(namur, user)
    return sign_in(user)


def versions(app):
    with app.app_context():
        query = sa.select(CapteurConvention).order_by(CapteurConvention.number)
        return list(db.session.scalars(query))


def draft(browser, namur, partner, status=303, **given):
    url = f"/capteur/{namur.public_id}/conventions/new"
    browser.submit(url, status=status, organisation=partner.public_id, **(CONTACTS | given))
    return browser.last.headers.get("Location")


def sign(browser, url, status=303, **given):
    browser.post(f"{url}/send")
    return browser.submit(f"{url}/signature", status=status, **(SIGNED | given))


def test_a_convention_goes_from_draft_to_force_and_the_next_version_takes_its_place(app, coordination, namur, partner):
    url = draft(coordination, namur, partner, first_day=day(-5).isoformat())
    assert "Brouillon" in coordination.get(url).text
    sign(coordination, url)
    assert "En vigueur" in coordination.get(url).text
    following = draft(coordination, namur, partner, first_day=day(10).isoformat(), response_days="4")
    sign(coordination, following)
    first, second = versions(app)
    assert (first.ended_on, first.end_reason, second.number, second.response_days) == (day(9), "replaced", 2, 4)
    states = [[state_of(one, day(n)).value for n in (9, 10)] for one in (first, second)]
    assert states == [["in_force", "terminated"], ["signed", "in_force"]]


def test_one_version_is_open_at_a_time(app, coordination, namur, partner):
    url = draft(coordination, namur, partner)
    draft(coordination, namur, partner, status=409)
    coordination.post(f"{url}/drop")
    draft(coordination, namur, partner, backup="Une autre permanence")
    assert [one.number for one in versions(app)] == [1, 2]


def test_nobody_signs_what_was_not_sent_nor_before_an_earlier_version_began(coordination, namur, partner):
    url = draft(coordination, namur, partner)
    coordination.submit(f"{url}/signature", status=422, **SIGNED)
    sign(coordination, url)
    earlier = draft(coordination, namur, partner, first_day=day(-1).isoformat())
    sign(coordination, earlier, status=422)


@pytest.mark.parametrize("facts", [{}, {"last_day": 3}, {"ended_on": 2}, {"first_day": 1}, {"signed_on": None}])
def test_the_database_finds_in_force_what_the_rule_does(app, make, namur, partner, facts):
    given = {name: day(count) if count is not None else None for name, count in facts.items()}
    given |= {"end_reason": "common"} if "ended_on" in facts else {}
    made = make.capteur_convention(namur, partner, make.user(), **given)
    with app.app_context():
        for count in range(-1, 5):
            found = db.session.scalar(sa.select(CapteurConvention.id).where(in_force_on(day(count))))
            assert (found == made.id) is (state_of(made, day(count)) == "in_force"), count


def test_a_partner_reads_its_own_alone_and_never_a_draft(make, sign_in, namur, partner):
    other = make.organisation(name="Autre Relais", kind=OrganisationKind.REFERRER)
    author = make.user()
    mine = make.capteur_convention(namur, partner, author, last_day=day(20))
    nothing = {"sent_on": None, "signed_on": None}
    draft_ = make.capteur_convention(namur, partner, author, number=2, first_day=day(21), **nothing)
    theirs = make.capteur_convention(namur, other, author)
    browser, base = sign_in(make.user(Role.PARTNER, organisation_id=partner.id)), f"/capteur/{namur.public_id}"
    assert "Autre Relais" not in browser.get(f"{base}/conventions").text
    for one, status in ((mine, 200), (draft_, 404), (theirs, 404)):
        browser.get(f"{base}/conventions/{one.public_id}", status=status)
    browser.get(f"{base}/conventions/new", status=404)
