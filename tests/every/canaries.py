"""A string found nowhere else in each row of every sealed field, so that it can be looked for wherever it must not be.

The fields are enumerated from the models: a new one is tried as soon as it exists.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa

from accompaniment.models.entitlements import PersonResidence
from accompaniment.models.incidents import Incident
from accompaniment.vocab_incidents import IncidentKind
from app.audit.actor import system
from app.audit.journal import record
from app.auth.models.kept_forms import KeptForm
from app.auth.models.users import User
from app.clock import today
from app.crypto import SealedBytesRequired, SealedDate, sealed_attributes
from app.db import Base, db
from app.mail.outbox import OutboxMail
from app.mail.vocab import MailKind
from axes.models.people import BreakGlass, Household, Person, ProtectionLifting
from occupancy.models.meetings import AllocationMeeting
from occupancy.models.stays import Stay, StayExtension
from tests.every.readers import FIELD

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


def plant() -> None:
    """A canary in every row of every sealed field; what the database refuses to change is changed all the same."""
    with _unguarded():
        _add_what_the_demonstration_lacks()
        for model, name, _ in fields().values():
            rows = db.session.scalars(sa.select(model)).all()
            assert rows, f"nothing to plant in {model.__name__}"
            for row in rows:
                setattr(row, name, canary(f"{model.__name__}.{name}"))
        record("test.planted", None, actor=system("tests"))
        db.session.flush()
    db.session.commit()


@contextmanager
def _unguarded() -> Iterator[None]:
    """Within the transaction under way no trigger acts."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield
        return
    triggers = db.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        db.session.execute(sa.text(f'DROP TRIGGER "{name}"'))
    yield
    connection = db.session.connection().connection  # as it stands: SQLAlchemy would read parameters in its colons
    for _, statement in triggers:
        connection.execute(statement)


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
