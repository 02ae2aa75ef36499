"""Sealed columns: what is stored tells nothing, opens only in its row and column (S-86, S-87)."""

import base64
import os
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.crypto import (
    DoesNotOpen,
    Sealed,
    SealedBytesRequired,
    SealedDate,
    SealedRequired,
    SealingError,
    place_of,
    reseal,
    reseal_column,
    seal_text,
    sealed_attributes,
    unseal_column,
)
from tests.support.field_keys import AFTER, DURING, keys_of_a_test, rotate_to


class Base(DeclarativeBase):
    """Tables of this file only."""


class Named:
    """As `app.db.Identified` does: the public name is there before the other attributes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    alias_sealed: Mapped[str | None] = mapped_column(sa.Text)
    alias = Sealed()

    def __init__(self, **values: Any) -> None:
        self.public_id = values.pop("public_id", None) or secrets.token_urlsafe(16)
        super().__init__(**values)


class Person(Named, Base):
    __tablename__ = "person"
    full_name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    full_name = Sealed()
    born_on_sealed: Mapped[str | None] = mapped_column(sa.Text)
    born_on = SealedDate()


class Paper(Named, Base):
    __tablename__ = "paper"
    title_sealed: Mapped[str] = mapped_column(sa.Text)
    title = SealedRequired()
    scan_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    scan = SealedBytesRequired()
    full_name_sealed: Mapped[str | None] = mapped_column(sa.Text)
    full_name = Sealed()


class Bare(Base):
    __tablename__ = "bare"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str | None]
    word_sealed: Mapped[str | None]
    word = Sealed()
    lost = Sealed()


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    with keys_of_a_test():
        yield


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as whole:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        whole.rollback()


def stored(session: Session, record: Any) -> Any:
    """The record read again from the database."""
    session.add(record)
    session.flush()
    session.expire_all()
    return record


def test_the_database_holds_nothing_clear(session: Session) -> None:
    canary = "Zénobie-Canari"
    person = stored(session, Person(full_name=canary, alias=canary, born_on=date(1987, 6, 5)))
    stored(session, Paper(title=canary, scan=canary.encode() * 3))
    database: Any = session.connection().connection.driver_connection
    content = database.serialize()
    shapes = [canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode(), b"1987-06-05"]
    shapes += [base64.b64encode(b"x" * lead + canary.encode())[4:-4] for lead in range(3)]
    assert [shape for shape in shapes if shape in content] == []
    assert person.public_id.encode() in content


def test_a_value_moved_by_sql_does_not_open(session: Session) -> None:
    one, two = stored(session, Person(full_name="Un", alias="A")), stored(session, Person(full_name="Deux"))
    session.execute(sa.update(Person).where(Person.id == two.id).values(full_name_sealed=one.full_name_sealed))
    session.execute(sa.update(Person).where(Person.id == one.id).values(alias_sealed=Person.full_name_sealed))
    session.expire_all()
    for record, name in ((two, "full_name"), (one, "alias")):
        with pytest.raises(DoesNotOpen):
            getattr(record, name)
    assert one.full_name == "Un"


def test_equal_values_cause_no_update(session: Session) -> None:
    person = stored(session, Person(full_name="Zoé", born_on=date(2000, 2, 29)))
    person.full_name, person.born_on, person.alias = "Zoé", date(2000, 2, 29), None
    assert not session.is_modified(person)
    person.full_name = "Zoë"
    assert session.is_modified(person)
    assert stored(session, person).full_name == "Zoë"


def test_none_empties_the_column(session: Session) -> None:
    person = stored(session, Person(full_name="Zoé", alias=None))
    person.full_name = None
    assert (stored(session, person).full_name, person.full_name_sealed, person.alias) == (None, None, None)


def test_dates_and_documents_come_back(session: Session) -> None:
    scan = os.urandom(1000)
    paper = stored(session, Paper(title="Bail", scan=scan))
    assert (paper.title, paper.scan, len(paper.scan_sealed)) == ("Bail", scan, 1000 + len("k1.") + 12 + 16)
    assert stored(session, Person(born_on=date(1, 1, 1))).born_on == date(1, 1, 1)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Person, {"full_name": 85073003328}),
        (Person, {"born_on": datetime(1985, 7, 30, 3, 33)}),
        (Paper, {"title": None}),
        (Paper, {"scan": "85073003328"}),
    ],
)
def test_another_type_is_refused_without_the_value(model: type[Any], values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=f"{model.__name__}.{next(iter(values))} takes") as refused:
        model(**values)
    assert "33" not in str(refused.value)


def test_a_required_value_not_yet_given_is_an_error() -> None:
    with pytest.raises(AttributeError, match=r"Paper\.title has no value yet"):
        _ = Paper().title


def test_sealing_needs_a_public_name_and_a_mapped_column() -> None:
    with pytest.raises(SealingError, match=r"bare\.word_sealed is sealed to its row"):
        Bare(word="x")
    with pytest.raises(TypeError, match="needs a mapped column lost_sealed"):
        Bare(public_id="a", lost="x")


def test_what_does_not_open_is_not_overwritten_by_accident(session: Session) -> None:
    person = Person(full_name="Un", public_id="a")
    person.full_name_sealed = Person(full_name="Deux").full_name_sealed
    with pytest.raises(DoesNotOpen):
        person.full_name = "Trois"
    person.full_name = None
    person.full_name = "Trois"
    assert person.full_name == "Trois"


def test_the_sealed_attributes_of_a_model_are_known() -> None:
    class Plain(Person):
        alias = None

    assert set(sealed_attributes(Person)) == {"full_name", "alias", "born_on"}
    assert sealed_attributes(Person)["born_on"] is Person.born_on
    assert set(sealed_attributes(Plain)) == {"full_name", "born_on"}


def test_plain_columns_can_be_opened(session: Session) -> None:
    person = stored(session, Person(full_name="Zoé", born_on=date(1990, 1, 2)))
    row = session.execute(sa.select(Person.public_id, Person.full_name_sealed, Person.born_on_sealed)).one()
    assert unseal_column(Person, "full_name", row.public_id, row.full_name_sealed) == person.full_name
    assert unseal_column(Person, Person.born_on, row.public_id, row.born_on_sealed) == date(1990, 1, 2)
    assert unseal_column(Person, "full_name", row.public_id, None) is None
    for name in ("born_on", "public_id"):
        with pytest.raises(TypeError, match="is not sealed text"):
            unseal_column(Person, name, row.public_id, row.born_on_sealed)


def test_after_resealing_the_old_key_can_go(session: Session) -> None:
    person = stored(session, Person(full_name="Zoé", born_on=date(1990, 1, 2)))
    paper = stored(session, Paper(title="Bail", scan=b"\x00\xff"))
    rotate_to(DURING)
    person.alias = "Z"
    assert (person.full_name, paper.scan) == ("Zoé", b"\x00\xff")
    assert (reseal(person), reseal(paper)) == (2, 2)
    session.flush()
    assert (reseal(person), reseal(paper), session.is_modified(person)) == (0, 0, False)
    rotate_to(AFTER)
    stored(session, person)
    assert (person.full_name, person.born_on, person.alias) == ("Zoé", date(1990, 1, 2), "Z")
    assert (paper.title, paper.scan) == ("Bail", b"\x00\xff")


def test_a_plain_column_is_resealed_once() -> None:
    sealed = seal_text("Zoé", place_of("person", "full_name_sealed", "a"))
    assert reseal_column(Person, Person.full_name, "a", sealed) == sealed
    rotate_to(DURING)
    again = reseal_column(Person, Person.full_name, "a", sealed)
    assert again.startswith("k2.")
    assert unseal_column(Person, "full_name", "a", again) == "Zoé"
    assert reseal_column(Person, Person.full_name, "a", again) == again
