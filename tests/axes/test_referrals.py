"""A referral's life, through the pages: drafted, sent, sent back, completed, accepted, refused, withdrawn."""

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db
from axes.models.people import Consent, HouseholdNeed
from axes.models.referrals import Referral
from axes.queries.referrals import state_now
from axes.vocab import ConsentScope, NeedKind, ReferralState

STORY = {"living_situation": "1.1", "situation": "À la rue depuis l’hiver.", "wish": "Une chambre à elle."}


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def partner(make, programme):
    """A worker of a partner with a convention in force."""
    worker = make.user(Role.PARTNER)
    make.convention(programme, _organisation(worker))
    return worker


def _organisation(user):
    class Named:
        id = user.organisation_id

    return Named


def latest(app):
    with app.app_context():
        query = sa.select(Referral).order_by(Referral.id.desc()).options(sa.orm.selectinload(Referral.events))
        return db.session.scalars(query).first()


def state(app, referral):
    with app.app_context():
        query = sa.select(Referral).where(Referral.id == referral.id).options(sa.orm.selectinload(Referral.events))
        return state_now(db.session.scalars(query).one())


def test_a_partner_drafts_completes_and_sends(app, make, sign_in, programme, partner):
    browser = sign_in(partner)
    browser.submit("/referrals/new", name="Zoé Lammertyn", birth_year="1988")
    edit = browser.last.headers["Location"]
    referral = latest(app)
    browser.submit(edit, situation="Dort dans une gare.", act="save")
    assert state(app, referral) is ReferralState.DRAFT
    assert "Dort dans une gare." in browser.get(edit).text
    answer = browser.submit(edit, status=422, act="send")
    assert "Dites où vit le ménage." in answer.text
    assert "Dites ce que le ménage souhaite." in answer.text
    browser.submit(edit, act="send", needs=["step_free"], **STORY)
    send = browser.last.headers["Location"]
    assert "Choisissez au moins une équipe" in browser.submit(send, status=422, agreed="y").text
    smes = programme.organisations["Smes"]
    browser.submit(send, share=[smes.public_id], known="y", agreed="y")
    assert state(app, referral) is ReferralState.SUBMITTED
    assert "votre demande est bien arrivée" in browser.follow().text
    with app.app_context():
        scopes = {one.scope: one.organisation_id for one in db.session.scalars(sa.select(Consent))}
        needs = list(db.session.scalars(sa.select(HouseholdNeed.kind)))
    assert scopes == {ConsentScope.SHARE_FILE: smes.id, ConsentScope.KNOWN_TO_PARTNERSHIP: None}
    assert needs == [NeedKind.STEP_FREE]


def test_without_a_convention_in_force_nothing_is_drafted(app, make, sign_in, programme):
    worker = make.user(Role.PARTNER)
    make.convention(programme, _organisation(worker), last_day=make.programme and __import__("datetime").date(2021, 1, 1))
    browser = sign_in(worker)
    assert "pas de convention en vigueur" in browser.get("/referrals/new").text
    browser.post("/referrals/new", {"name": "Quelqu’un"}, status=422)
    assert latest(app) is None
