"""Every sealed field there is: its canary, looked for wherever it must not be. A new field says who may read it."""

import logging
from collections import defaultdict

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.db import db, transaction
from app.demo.accounts import ACCOUNTS
from axes.models.people import Person
from tests.every.canaries import canary, fields, shapes
from tests.every.readers import READERS
from tests.support.bytes import stored_bytes
from tests.support.walk import rule_of

# Lists and choices of who may open the file anyway: a name beside its reference. Opening the file is what is noted.
LISTS = {
    "households.index",
    "supports.index",
    "tenancies.index",
    "tenancies.gateway",
    "prevention.index",
    "detections.index",
    "funding.show",
    "contacts.pick",
    "incidents.index",
    "incidents.pick",
    "referrals.index",
    "waiting.show",
    "drafts.new",
    "exits.board",
    "exits.column",
    "exits.weekly",
    "follow_ups.index",
    "rights.due",
    "tasks.index",
    "day.mine",
    "mobilisations.index",
    "day.team",
    "hand_overs.show",
    "hand_overs.confirm",
    "collective.show",
    "housing_requests.new",
    "detections.take",
    "collective.attend",
    "rights.due_now",
    "stays.index",
    "supports.next_steps",
    "today.show",
    "today.group",
    "housing_requests.index",
    "lettings.index",
}
IDENTITY = {name for name in READERS if name.startswith("Person.")}
HEALTHY = {account.login for account in ACCOUNTS if account.health_right}


def test_every_sealed_field_says_who_may_read_it():
    assert set(fields()) == set(READERS)


class Heard(logging.Handler):
    """Everything that any logger says, arguments and traces included."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, log_record):
        self.lines.append(logging.Formatter("%(message)s %(args)s").format(log_record) + repr(log_record.__dict__))


@pytest.fixture
def heard():
    handler, loggers = Heard(), [logging.getLogger(name) for name in ("", "sqlalchemy.engine", "tremplin")]
    for logger in loggers:
        logger.addHandler(handler)
    loggers[1].setLevel(logging.INFO)  # as somebody would who looks for a slow statement
    yield handler
    loggers[1].setLevel(logging.NOTSET)
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture(scope="module")
def told(walks):
    """What each account of the demonstration was told on its walk: of each field, the addresses."""
    return {login: _told(pages) for login, pages in walks.items()}


def _told(pages):
    found = defaultdict(set)
    for url, page in pages.items():
        text = "\n".join((url, page.headers, page.content.decode("utf-8", "replace")))
        for name in READERS:
            if any(shape in text for shape in shapes(name)):
                found[name].add(url)
    return found


def test_no_sealed_field_is_read_in_the_stored_bytes(demo):
    content = stored_bytes(demo)
    assert not [name for name in READERS for shape in shapes(name) if shape.encode() in content]


def test_no_column_of_a_sealed_field_holds_what_was_planted(demo):
    with demo.app_context(), transaction("read"):
        for name, (model, attribute, _) in fields().items():
            kept = db.session.scalars(sa.select(model.__table__.c[f"{attribute}_sealed"])).all()
            planted_text = str(canary(name)) if not isinstance(canary(name), bytes) else canary(name).decode()
            raw = [one if isinstance(one, bytes) else one.encode() for one in kept]
            assert raw, name
            assert not [one for one in raw if planted_text.encode() in one], name


def test_no_sealed_field_is_told_to_who_may_not_read_it(told):
    roles = {account.login: account.role for account in ACCOUNTS}
    wrong = [
        (login, name, sorted(urls)[:3])
        for login, fields_told in told.items()
        for name, urls in fields_told.items()
        if roles[login] not in READERS[name] or (name == "Contact.health_topics" and login not in HEALTHY)
    ]
    assert not wrong


def test_the_walk_finds_what_may_be_read(told):
    """Otherwise it would prove nothing."""
    names = {name for fields_told in told.values() for name in fields_told}
    assert {"Person.name", "Person.phone", "Person.birth_year", "Referral.situation", "NoteText.text"} <= names


def test_whoever_reads_an_identity_leaves_a_view_in_the_journal(demo, walks, told):
    """Every page that showed one, whatever its route declares; searches leave their own entry."""
    found = defaultdict(set)
    for login, fields_told in told.items():
        for name in IDENTITY & set(fields_told):
            unseen = [url for url in fields_told[name] if not walks[login][url].is_noted]
            found[name] |= {rule_of(demo, url).endpoint for url in unseen}
    assert {name for name, endpoints in found.items() if endpoints} == {"Person.name"}
    assert found["Person.name"] <= LISTS


def test_no_sealed_field_is_in_the_logs(demo, clients, walks, told, heard):
    worker = next(login for login, pages in walks.items() if "Person.phone" in told[login])
    for url in [url for name in ("Person.name", "Person.phone") for url in sorted(told[worker][name])[:20]]:
        clients[worker].get(url)
    with demo.app_context(), transaction("write"):
        twin = db.session.scalars(sa.select(Person.public_id).limit(1)).one()
        db.session.add(Person(public_id=twin, name=canary("Person.name"), phone=canary("Person.phone")))
        with pytest.raises(IntegrityError) as refused:
            db.session.flush()
        logging.getLogger("tremplin").exception("refused", exc_info=refused.value)
        db.session.rollback()
        db.session.remove()
    assert any("refused" in line for line in heard.lines)
    assert any("SELECT" in line for line in heard.lines)
    said = "\n".join(heard.lines)
    assert not [name for name in READERS for shape in shapes(name) if shape in said]
