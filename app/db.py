"""Base class of every table, the database session, and how each database is opened."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Any, Self, TypeVar, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from app.clock import now
from app.crypto.search import SORTED_LETTERS, sort_key

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python, on both databases (SQLite alone would return it naive)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Ancestor of every table; constraints are named, so that both databases and migrations speak of the same."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={str: sa.String(200), date: sa.Date(), datetime: UtcDateTime()},
    )
    __journalled__ = True


db = SQLAlchemy(model_class=Base)


Builder = TypeVar("Builder", bound=Callable[..., Any])


class Scoped(ABC):
    """What scopes a statement to somebody: a reader, or what holds one."""

    @abstractmethod
    def for_anybody(self) -> Self | None:
        """The same of whoever asks, to build a statement that serves all of them; None where this is somebody else."""


def prebuilt(build: Builder) -> Builder:
    """Keep the statements that a function builds, by its arguments: to build one costs more than to ask it.

    For functions of their arguments alone, which can be hashed: a day is an argument, an instant is `at_instant`, what
    a page asks (keys, an offset) a named parameter. Who asks is a parameter too, filled in as the statement is
    executed: as many are kept as there are roles, not readers, and none holds anybody's key. Statements for others than
    who asks (jobs, agendas) hold theirs, and few of them are kept.
    """
    kept, of_others = lru_cache(maxsize=256)(build), lru_cache(maxsize=8)(build)

    @wraps(build)
    def built(*given: Any) -> Any:
        general = [one.for_anybody() if isinstance(one, Scoped) else one for one in given]
        of_another = any(one is None and told is not None for one, told in zip(general, given, strict=True))
        return of_others(*given) if of_another else kept(*general)

    return cast("Builder", built)


KEYS: Any = sa.bindparam("keys", expanding=True)  # a page of keys, found by a statement before (`app.web.paging`)


def ask(statement: sa.Select[*tuple[Any, ...]], values: dict[str, Any] | None = None) -> Any:
    """The result of a statement of plain columns, in the transaction of the session but past its unit of work.

    The session would look for records to follow in them, which costs a tenth of a millisecond a statement. It does not
    flush first: for pages, which only read.
    """
    return db.session.connection().execute(statement, values or {})


def way_to_ask(statement: sa.Select[Any]) -> Callable[..., Any]:
    """`ask` for a statement of plain columns; the session's `execute` where it gives records."""
    records = any(isinstance(column["type"], type) for column in statement.column_descriptions)
    return db.session.execute if records else ask


def looked_up(name: str, look_up: Callable[[], Any], kind: Any) -> Any:
    """A value that a statement which may be kept looks up at each execution. Its name must be its own, never `unique`:
    SQLAlchemy would take the statement for one of the same shape that holds a plain value, and look nothing up."""
    return sa.bindparam(name, callable_=look_up, type_=kind)


def at_instant(after: timedelta = timedelta()) -> Any:
    """Now, or so long after, for a statement that may be kept: the clock is asked when it is executed."""
    name = f"instant_{'before' if after < timedelta() else 'after'}_{abs(after) // timedelta(seconds=1)}"
    return looked_up(name, lambda: now() + after, UtcDateTime())


def insert_of(model: Any) -> Any:
    """An insert that can say what to do where the row is there already: `on_conflict_do_nothing` and its like."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def new_public_id() -> str:
    """128 random bits for a URL: says nothing, cannot be guessed (S-73)."""
    return secrets.token_urlsafe(16)


class Identified:
    """A record with a key of its own and a public name for URLs, journal and sealed fields."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(22), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


@event.listens_for(Identified, "init", propagate=True)
def _name_before_use(target: Identified, args: Any, kwargs: dict[str, Any]) -> None:
    """Give the public name before other attributes: sealed ones are bound to it."""
    sa.orm.configure_mappers()  # a process may begin by building a record
    target.public_id = kwargs.pop("public_id", None) or new_public_id()


# Compared by its bytes on both databases: what it holds is already in order.
SORT_KEY = sa.String(SORTED_LETTERS).with_variant(sa.String(SORTED_LETTERS, collation="C"), "postgresql")


def _key_of_name(context: Any) -> str:
    return sort_key(context.get_current_parameters()["name"])


class Named:
    """A record whose name sorts lists: by `sort_name`, which follows `name` and puts "Érable" before "Verrière"."""

    sort_name: Mapped[str] = mapped_column(SORT_KEY, default=_key_of_name, index=True)

    @sa.orm.validates("name")
    def _follow_name(self, _attribute: str, name: str | None) -> str | None:
        self.sort_name = sort_key(name or "")
        return name


class Versioned:
    """A record that two people may edit: the second saver is told, never overwrites (DESIGN §3.12)."""

    version: Mapped[int] = mapped_column(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def count_as_changed(record: "Versioned") -> None:
    """Move a record's version on though only rows beside it change: the next saver must be told."""
    sa.orm.attributes.flag_modified(record, "created_at")


def unless_filled(name: str, *columns: str) -> Any:
    """A property `name` of a model: none of these columns is filled. Of a record it is a truth, of its class or of an
    alias the condition: what is open, alive or standing is said once."""

    def of(record: Any) -> bool:
        return all(getattr(record, column) is None for column in columns)

    def condition(model: Any) -> sa.ColumnElement[bool]:
        return sa.and_(*(getattr(model, column).is_(None) for column in columns))

    of.__name__ = name
    return hybrid_property(of, expr=condition)


def coded(enum: type[StrEnum]) -> sa.Enum:
    """Column of stable codes with a CHECK; codes are never shown raw."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


# How the next transaction begins. Writes take SQLite's lock at once: a deferred one fails under load.
transaction_mode: ContextVar[str] = ContextVar("transaction_mode", default="write")
READING = ("SELECT", "WITH", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "VALUES")


class WriteWhileReading(Exception):
    """A safe request tried to change the database (DESIGN §5)."""


@contextmanager
def transaction(mode: str) -> Iterator[None]:
    """Within, new transactions begin in `mode`: "read" or "write"."""
    token = transaction_mode.set(mode)
    try:
        yield
    finally:
        transaction_mode.reset(token)


def open_database(engine: Engine, *, sqlite_synchronous: str = "FULL") -> None:
    """Attach the hooks that make SQLite safe and that keep reads from writing."""
    if engine.dialect.name == "sqlite":
        _open_sqlite(engine, sqlite_synchronous)
    else:
        _open_postgresql(engine)
    event.listen(engine, "before_cursor_execute", _refuse_write_while_reading)


def _open_sqlite(engine: Engine, synchronous: str) -> None:
    pragmas = (
        "busy_timeout=5000",
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
        "mmap_size=1073741824",
        "trusted_schema=OFF",
        "secure_delete=ON",  # a document that is removed leaves nothing in the file, wherever SQLite was built
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must never begin by itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reading = transaction_mode.get() == "read"
        connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


def _open_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute("SET statement_timeout = '15s'")
            cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
            cursor.execute("SET jit = off")  # to compile a statement of a page takes longer than to answer it
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if transaction_mode.get() == "read":
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _refuse_write_while_reading(
    connection: sa.Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> None:
    if transaction_mode.get() != "read":
        return
    word = statement.lstrip(" (\n").split(None, 1)[0].upper()
    if word not in READING and word not in {"BEGIN", "SET"}:
        raise WriteWhileReading(f"a safe request tried to {word}")
