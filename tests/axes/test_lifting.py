"""Lifting a protection takes two people: one asks, another one of those named answers (S-17)."""

import json
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html
from sqlalchemy.exc import IntegrityError

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import now
from app.db import db, transaction
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from axes.models.people import Household, ProtectedReader, ProtectionLifting

REASON = "L’ex-compagnon a quitté le pays, la police l’a confirmé"


@pytest.fixture
def home(make):
    """A protected household, two workers named for it, and one of the same organisation who is not."""
    household = make.household(adults=0, is_protected=True)
    make.member(household, person=make.person(name="Awa Cachée"))
    organisation = household.organisation_id
    household.one, household.two, household.stranger = (
        make.user(Role.FIELD_WORKER, organisation_id=organisation) for _ in range(3)
    )
    for worker in (household.one, household.two):
        make.save(ProtectedReader(household_id=household.id, user_id=worker.id))
    household.url = f"/households/{household.public_id}"
    return household


def ask(client, home):
    return client.submit(f"{home.url}/protection/lift", reason=REASON)


def answer_url(app, home, answer):
    with app.app_context(), transaction("read"):
        last = sa.select(ProtectionLifting.public_id).order_by(ProtectionLifting.id.desc()).limit(1)
        return f"{home.url}/protection/lift/{db.session.scalar(last)}/{answer}"


def is_protected(app, home):
    with app.app_context(), transaction("read"):
        return db.session.scalar(sa.select(Household.is_protected).where(Household.id == home.id))


def mails(app):
    with app.app_context(), transaction("read"):
        asked = sa.select(OutboxMail.kind, OutboxMail.user_id).where(OutboxMail.kind == MailKind.LIFTING_ASKED)
        return [tuple(row) for row in db.session.execute(asked)]


def events(app, home):
    with app.app_context(), transaction("read"):
        query = sa.select(JournalEntry.event, JournalEntry.user_id, JournalEntry.facts)
        rows = db.session.execute(query.where(JournalEntry.subject_id == home.public_id).order_by(JournalEntry.id))
        return [(event, user, json.loads(facts)) for event, user, facts in rows if "lift" in event]


def test_one_asks_and_another_confirms(app, home, make, sign_in):
    one, two, stranger = sign_in(home.one), sign_in(home.two), sign_in(home.stranger)
    ask(one, home)
    assert is_protected(app, home)
    assert mails(app) == [("lifting_asked", home.two.id)]
    stranger.get(home.url, status=404)
    stranger.post(answer_url(app, home, "confirm"), status=404)
    assert "ex-compagnon" in two.get(home.url).text
    two.post(answer_url(app, home, "confirm"))
    assert "La protection est levée" in two.follow().text
    assert "Awa Cachée" in stranger.get(home.url).text
    told = events(app, home)
    assert [(event, user) for event, user, _ in told] == [
        ("household.lifting_asked", home.one.id),
        ("household.protection_lifted", home.two.id),
    ]
    assert told[1][2]["asked_by"] == home.one.id


def test_who_asked_cannot_confirm(app, home, sign_in):
    one = sign_in(home.one)
    ask(one, home)
    page = lxml_html.fromstring(one.get(home.url).text)
    actions = page.xpath("//form[contains(@action, '/protection/lift/')]/@action")
    assert [action.rsplit("/", 1)[1] for action in actions] == ["refuse"]
    one.post(answer_url(app, home, "confirm"), status=422)
    assert is_protected(app, home)
    one.post(answer_url(app, home, "refuse"))
    assert [event for event, _, _ in events(app, home)][-1] == "household.lifting_withdrawn"
    assert is_protected(app, home)


def test_a_refusal_keeps_the_household_protected_and_it_can_be_asked_again(app, home, sign_in):
    one, two = sign_in(home.one), sign_in(home.two)
    ask(one, home)
    again = two.submit(f"{home.url}/protection/lift", status=409, reason=REASON)
    assert "déjà demandé" in again.text
    two.post(answer_url(app, home, "refuse"))
    assert is_protected(app, home)
    two.post(answer_url(app, home, "confirm"), status=409)
    assert is_protected(app, home)
    ask(two, home)
    one.post(answer_url(app, home, "confirm"))
    assert not is_protected(app, home)


@pytest.mark.parametrize("answers", [("confirm", "confirm"), ("confirm", "refuse")])
def test_of_two_answers_at_once_one_counts_and_the_other_is_told(app, make, home, sign_in, answers):
    three = make.user(Role.FIELD_WORKER, organisation_id=home.organisation_id)
    make.save(ProtectedReader(household_id=home.id, user_id=three.id))
    ask(sign_in(home.one), home)
    clients = [sign_in(home.two), sign_in(three)]
    urls = [answer_url(app, home, answer) for answer in answers]
    tokens = [client.csrf_token() for client in clients]
    gate, found = Barrier(2), [0, 0]

    def send(number):
        gate.wait()
        data = {"csrf_token": tokens[number]}
        found[number] = clients[number].http.post(urls[number], data=data).status_code

    threads = [Thread(target=send, args=(number,)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert found.count(303) == 1
    assert 409 in found
    assert len(events(app, home)) == 2


def test_alone_nobody_can_ask(home, make, sign_in):
    household = make.household(is_protected=True, organisation_id=home.organisation_id, named=(home.one,))
    url = f"/households/{household.public_id}/protection/lift"
    refused = sign_in(home.one).submit(url, status=422, reason=REASON)
    assert "désignez d’abord" in refused.text
    make.save(ProtectedReader(household_id=household.id, user_id=make.user(Role.ALLOCATION).id))
    sign_in(home.one).submit(url, status=422, reason=REASON)


def test_a_reason_is_a_sentence(home, sign_in):
    sign_in(home.one).submit(f"{home.url}/protection/lift", status=422, reason="trop court   ")


def test_the_database_itself_wants_another_person(app, home, make):
    lifting = make.save(ProtectionLifting(household_id=home.id, asked_by_id=home.one.id, reason=REASON))
    change = sa.update(ProtectionLifting).where(ProtectionLifting.id == lifting.id)
    for outcome, user in (("confirmed", home.one), ("refused", home.one), ("withdrawn", home.two)):
        with app.app_context(), transaction("write"), pytest.raises(IntegrityError, match="answered_by_another"):
            db.session.execute(change.values(outcome=outcome, decided_by_id=user.id, decided_at=now()))
