"""A lost second factor goes by two administrators, and its owner is told at each step (S-25)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit.models import JournalEntry
from app.auth.models.factor_resets import FactorReset
from app.auth.models.proofs import RecoveryCode
from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import now
from app.db import db, transaction
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from tests.support.moments import later
from tests.support.race import at_once

A_DAY = timedelta(hours=24)


@pytest.fixture
def lost(make):
    """Somebody whose telephone is gone."""
    user = make.user(Role.FIELD_WORKER, name="Sacha Sans Clé", totp_since=now())
    make.save(RecoveryCode(user_id=user.id, selector="ABCD", code_hash="x"))
    return user


@pytest.fixture
def two(make, sign_in):
    """Two administrators, signed in."""
    return [sign_in(make.user(Role.ADMINISTRATOR, name=name)) for name in ("Alex Un", "Bo Deux")]


def url(user, act=""):
    return f"/accounts/{user.public_id}/factor-reset{act}"


def state(app, user):
    """Whether the factor stands, how many recovery codes, which mails, which acts in the journal."""
    with app.app_context(), transaction("read"):
        mails = list(db.session.scalars(sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id)))
        named = JournalEntry.event.startswith("factor")
        acts = list(db.session.scalars(sa.select(JournalEntry.event).where(named).order_by(JournalEntry.id)))
        codes = db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode))
        return db.session.get_one(User, user.id).totp_since is not None, codes, mails, acts


def test_one_asks_another_confirms_and_the_owner_is_told(app, lost, two):
    first, second = two
    first.post(url(lost))
    assert "Un autre administrateur doit confirmer" in first.follow().text
    assert state(app, lost) == (True, 1, [MailKind.FACTOR_RESET_ASKED], ["factor_reset.asked"])
    listed = second.get("/accounts").text
    assert "Sacha Sans Clé" in listed.split("demandé par")[0]
    assert "Alex Un" in second.get(f"/accounts/{lost.public_id}").text
    second.post(url(lost, "/confirm"))
    mails = [MailKind.FACTOR_RESET_ASKED, MailKind.FACTOR_CHANGED]
    assert state(app, lost) == (False, 0, mails, ["factor_reset.asked", "factor_reset.confirmed", "factor.removed"])
    assert "demandé par" not in second.get("/accounts").text


def test_the_owner_then_enters_with_the_password_alone(lost, two, visitor):
    assert "/sign-in/code" in visitor.sign_in(lost).headers["Location"]
    two[0].post(url(lost))
    two[1].post(url(lost, "/confirm"))
    assert visitor.sign_in(lost).headers["Location"] == "/"


def test_nobody_confirms_their_own_demand(app, lost, two):
    two[0].post(url(lost))
    page = two[0].post(url(lost, "/confirm"), status=422)
    assert "vous avez demandé ce retrait vous-même" in page.text
    assert state(app, lost)[0] is True
    assert "Confirmer le retrait" not in two[0].get(f"/accounts/{lost.public_id}").text


def test_nor_takes_away_their_own_factor(app, make, sign_in, two):
    admin = make.user(Role.ADMINISTRATOR)
    client = sign_in(admin)
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(User.__table__).where(User.id == admin.id).values(totp_since=now()))
    client.post(url(admin), status=422)
    two[0].post(url(admin))
    client.post(url(admin, "/confirm"), status=422)
    client.post(url(admin, "/withdraw"), status=422)
    assert state(app, admin)[0] is True


def test_without_a_demand_nothing_is_confirmed(app, lost, two):
    two[0].post(url(lost, "/confirm"), status=422)
    two[0].post(url(lost, "/withdraw"), status=422)
    assert state(app, lost) == (True, 1, [], [])


def test_a_demand_lives_a_day(app, lost, two):
    two[0].post(url(lost))
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(FactorReset.__table__).values(created_at=now() - A_DAY))
        connection.execute(sa.update(User.__table__).where(User.id == lost.id).values(totp_since=now() - 2 * A_DAY))
    two[1].post(url(lost, "/confirm"), status=422)
    assert state(app, lost)[0] is True
    two[1].post(url(lost))
    two[0].post(url(lost, "/confirm"))
    assert state(app, lost)[0] is False


def test_a_factor_set_up_since_is_not_the_one_that_was_lost(app, lost, two):
    two[0].post(url(lost))
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(User.__table__).where(User.id == lost.id).values(totp_since=now()))
    two[1].post(url(lost, "/confirm"), status=422)
    assert state(app, lost)[0] is True


@pytest.mark.parametrize("who", [0, 1])
def test_anybody_of_them_gives_it_up(app, lost, two, who):
    two[0].post(url(lost))
    two[who].post(url(lost, "/withdraw"))
    two[1].post(url(lost, "/confirm"), status=422)
    assert state(app, lost)[3] == ["factor_reset.asked", "factor_reset.withdrawn"]


def test_one_demand_at_a_time(app, lost, two):
    two[0].post(url(lost))
    assert "déjà demandé" in two[1].post(url(lost), status=422).text
    assert state(app, lost)[2] == [MailKind.FACTOR_RESET_ASKED]


def test_asked_and_confirmed_at_once_each_happens_once(app, lost, make, sign_in):
    admins = [sign_in(make.user(Role.ADMINISTRATOR)) for _ in range(4)]
    hidden = [client.machinery() for client in admins]

    def post(place, act):
        return lambda: admins[place].http.post(url(lost, act), data=hidden[place]).status_code

    assert sorted(at_once(*(post(place, "") for place in range(4)))) == [303, 422, 422, 422]
    answers = at_once(*(post(place, "/confirm") for place in range(4)))
    assert answers.count(303) == 1
    assert state(app, lost)[3] == ["factor_reset.asked", "factor_reset.confirmed", "factor.removed"]


def test_a_recent_password_is_asked(lost, two):
    with later(minutes=14):
        two[0].get("/account")
    with later(minutes=16):
        answer = two[0].post(url(lost), status=302)
    assert "/confirm" in answer.headers["Location"]


def test_others_know_nothing_of_it(make, sign_in, lost):
    client = sign_in(make.user(Role.COORDINATION))
    for act in ("", "/confirm", "/withdraw"):
        client.post(url(lost, act), status=404)


def test_without_a_factor_there_is_nothing_to_ask(make, two):
    user = make.user()
    two[0].post(url(user), status=422)
    assert "factor-reset" not in two[0].get(f"/accounts/{user.public_id}").text


def test_the_database_itself_wants_two(make, lost):
    admin = make.user(Role.ADMINISTRATOR)
    with pytest.raises(IntegrityError, match="two_people"):
        make.save(FactorReset(user_id=lost.id, asked_by_id=admin.id, confirmed_by_id=admin.id))
    with pytest.raises(IntegrityError, match="not_for_oneself"):
        make.save(FactorReset(user_id=lost.id, asked_by_id=lost.id))
