"""Every sealed field there is: a string found nowhere else in each of its rows, looked for wherever it must not be.

The fields are enumerated from the models: a new one is tried as soon as it exists, and asks here who may read it.
"""

import base64
import logging
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accompaniment.models.entitlements import PersonResidence
from accompaniment.models.incidents import Incident
from accompaniment.vocab_incidents import IncidentKind
from app.audit.actor import system
from app.audit.journal import record
from app.audit.models import JournalEntry
from app.auth.models.kept_forms import KeptForm
from app.auth.models.users import User
from app.clock import today
from app.crypto import SealedBytesRequired, SealedDate, sealed_attributes
from app.db import Base, db, transaction
from app.demo.accounts import ACCOUNTS, SHOWN
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from axes.models.people import BreakGlass, Household, Person, ProtectionLifting
from occupancy.models.meetings import AllocationMeeting
from occupancy.models.stays import Stay, StayExtension
from tests.every.readers import FIELD, READERS
from tests.support.bytes import stored_bytes
from tests.support.client import StrictClient
from tests.support.walk import rule_of, walk

# Lists and choices of who may open the file anyway: a name beside its reference. Opening the file is what is noted.
LISTS = {
    "households.index",
    "supports.index",
    "tenancies.index",
    "tenancies.gateway",
    "funding.show",
    "contacts.pick",
    "incidents.index",
    "incidents.pick",
    "referrals.index",
    "waiting.show",
    "drafts.new",
    "exits.board",
    "exits.column",
    "follow_ups.index",
    "rights.due",
    "tasks.index",
    "day.mine",
    "mobilisations.index",
    "day.team",
    "hand_overs.show",
}
IDENTITY = {name for name in READERS if name.startswith("Person.")}
HEALTHY = {account.login for account in ACCOUNTS if account.health_right}
YEAR, BORN = 1913, date(1913, 2, 7)
# No text: a page shows a word for it, which others say too.
CODES = {"AssessmentAnswer.answer": "unknown", "PersonResidence.kind_code": "legal", "HousingRequest.care": "yes"}


@cache
def fields():
    """Every sealed attribute of every model: `Model.attribute` and the attribute."""
    found = {}
    for mapper in Base.registry.mappers:
        for name, attribute in sealed_attributes(mapper.class_).items():
            found[f"{mapper.class_.__name__}.{name}"] = (mapper.class_, name, attribute)
    return found


@cache
def canary(name):
    """What is planted in a field, as it is given to the model."""
    attribute = fields()[name][2]
    if isinstance(attribute, SealedDate):
        return BORN
    if name == "Person.birth_year":
        return str(YEAR)
    if name in CODES:
        return CODES[name]
    word = f"Zyx{sorted(fields()).index(name):02}canari"
    return word.encode() if isinstance(attribute, SealedBytesRequired) else word


@cache
def shapes(name):
    """The same as it might leak."""
    planted = canary(name)
    if isinstance(planted, date):
        return {f"{planted:%d/%m/%Y}", planted.isoformat()}
    if name in CODES:
        return set()
    if name == "Person.birth_year":
        return {f"en {YEAR}", f"({YEAR})", f'value="{YEAR}"'}
    word = planted.decode() if isinstance(planted, bytes) else planted
    return {word, word.lower(), base64.b64encode(word.encode()).decode().rstrip("=")[:-1]}


def test_every_sealed_field_says_who_may_read_it():
    assert set(fields()) == set(READERS)


class Reading(StrictClient):
    """A browser that remembers what it was told, and whether the journal noted a view for it."""

    def __init__(self, app):
        super().__init__(app)
        self.told, self.unseen = defaultdict(set), defaultdict(set)

    def _checked(self, response, status, url):
        answer = super()._checked(response, status, url)
        text = answer.data.decode("utf-8", "replace")
        text += "".join(f"{name}: {value}\n" for name, value in answer.headers)
        shown = {name for name in READERS if any(shape in text for shape in shapes(name))}
        for name in shown:
            self.told[name].add(url)
        if shown & IDENTITY and not self._noted():
            for name in shown & IDENTITY:
                self.unseen[name].add(url)
        return answer

    def _noted(self):
        """Whether the last thing that the journal says of anybody is a view, or a search."""
        with self.app.app_context(), transaction("read"):
            query = sa.select(JournalEntry.event, JournalEntry.request_id).order_by(JournalEntry.id.desc()).limit(40)
            rows = db.session.execute(query).all()
        return any(row.event.endswith(".viewed") or row.event == "search.made" for row in rows if row[1] == rows[0][1])


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
def planted(demo):
    """The demonstration with a canary in every row of every sealed field."""
    with demo.app_context(), transaction("write"):
        _unguard()
        _add_what_the_demonstration_lacks()
        for model, name, _ in fields().values():
            rows = db.session.scalars(sa.select(model)).all()
            assert rows, f"nothing to plant in {model.__name__}"
            for row in rows:
                setattr(row, name, canary(f"{model.__name__}.{name}"))
        record("test.planted", None, actor=system("tests"))
        db.session.commit()
        db.session.remove()
    return demo


def _unguard():
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        return
    triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append_only%'")
    for name in db.session.scalars(triggers).all():
        db.session.execute(sa.text(f'DROP TRIGGER "{name}"'))


def _add_what_the_demonstration_lacks():
    user = db.session.scalars(sa.select(User).where(User.role == FIELD).order_by(User.id)).first()
    households = db.session.scalars(sa.select(Household.id).order_by(Household.id)).all()
    person = db.session.scalars(sa.select(Person.id).order_by(Person.id)).first()
    stay = db.session.scalars(sa.select(Stay).where(Stay.end_on.is_(None)).order_by(Stay.id)).first()
    db.session.execute(sa.update(Incident).values(kind=IncidentKind.DAMAGE))  # the others have no technical part
    ends = {"previous_end_on": stay.planned_end_on - timedelta(days=9), "new_end_on": stay.planned_end_on}
    db.session.add_all(
        [
            *(BreakGlass(household_id=one, user_id=user.id, session_id="", reason="?") for one in households[:40]),
            PersonResidence(person_id=person, author_id=user.id, since=today(), kind_code="?"),
            ProtectionLifting(household_id=households[0], asked_by_id=user.id, reason="?"),
            StayExtension(stay_id=stay.id, decided_on=today(), reason="?", **ends),
            AllocationMeeting(held_on=today() - timedelta(days=1), present="?", note="?"),
            OutboxMail(user_id=user.id, kind=MailKind.INVITATION, link="?"),
            KeptForm(user_id=user.id, session_hash="?", path="/", content="?"),
        ]
    )
    db.session.flush()


def read_as(account, app):
    client = Reading(app)
    client.sign_in(account)
    list(walk(app, client))
    return client


@pytest.fixture(scope="module")
def readings(planted):
    """What each account of the demonstration was told on its walk, and by a search.

    Of a role one account on PostgreSQL: which rows an account is given is tried on both databases by `test_access`.
    """
    accounts = {account.login: account for account in ACCOUNTS[:SHOWN]}
    with planted.app_context():
        if db.engine.dialect.name == "postgresql":
            accounts = {account.role: account for account in accounts.values()}
    return {account.login: read_as(account, planted) for account in accounts.values()}


def test_no_sealed_field_is_read_in_the_stored_bytes(planted):
    content = stored_bytes(planted)
    assert not [name for name in READERS for shape in shapes(name) if shape.encode() in content]


def test_no_column_of_a_sealed_field_holds_what_was_planted(planted):
    with planted.app_context(), transaction("read"):
        for name, (model, attribute, _) in fields().items():
            kept = db.session.scalars(sa.select(model.__table__.c[f"{attribute}_sealed"])).all()
            planted_text = str(canary(name)) if not isinstance(canary(name), bytes) else canary(name).decode()
            raw = [one if isinstance(one, bytes) else one.encode() for one in kept]
            assert raw, name
            assert not [one for one in raw if planted_text.encode() in one], name


def test_no_sealed_field_is_told_to_who_may_not_read_it(readings):
    roles = {account.login: account.role for account in ACCOUNTS}
    wrong = [
        (login, name, sorted(urls)[:3])
        for login, client in readings.items()
        for name, urls in client.told.items()
        if roles[login] not in READERS[name] or (name == "Contact.health_topics" and login not in HEALTHY)
    ]
    assert not wrong


def test_the_walk_finds_what_may_be_read(readings):
    """Otherwise it would prove nothing."""
    told = {name for client in readings.values() for name in client.told}
    assert {"Person.name", "Person.phone", "Person.birth_year", "Referral.situation", "NoteText.text"} <= told


def test_whoever_reads_an_identity_leaves_a_view_in_the_journal(readings):
    """Every page that showed one, whatever its route declares; searches leave their own entry."""
    found = defaultdict(set)
    for client in readings.values():
        for name, urls in client.unseen.items():
            for url in urls:
                found[name].add(rule_of(client.app, url).endpoint)
    assert set(found) == {"Person.name"}
    assert found["Person.name"] <= LISTS


def test_no_sealed_field_is_in_the_logs(planted, heard):
    told = read_as(next(account for account in ACCOUNTS if account.role is FIELD), planted).told
    assert {"Person.name", "Person.phone"} <= set(told)
    with planted.app_context(), transaction("write"):
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
