"""A migrated database with a world in it, guards on; SQLite's is kept in `var/bench` and used again the same day."""

import base64
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from accompaniment.services.entitlement_list import load_entitlements
from app.audit.actor import system
from app.audit.journal import Subject, queue_in, record
from app.auth.models.users import User, UserSession
from app.auth.queries.readers import hash_token
from app.auth.vocab import OrganisationKind, Role
from app.clock import now, today
from app.config import ROOT, VAR, Mode, Settings
from app.db import Base as Table
from app.db import db, new_public_id, transaction
from app.demo.accounts import load_accounts, organisation
from app.demo.programme import SINCE, load_programme
from app.factory import build_app
from axes.models.programmes import PartnerConvention, Team, TeamMember
from benchmarks.homes import build
from benchmarks.world import Base, Crew, World
from occupancy.services.destinations import load_destinations
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.services.communes import load_communes
from sites.vocab import OperatorKind

KINDS = ("sqlite", "postgresql")
FOLDER = VAR / "bench"
SECRET = hashlib.sha256(b"measured, never trusted").hexdigest()
FIELD_KEYS = "bench:" + base64.urlsafe_b64encode(hashlib.sha256(b"benchmarks").digest()).decode()
ACTOR = system("benchmarks")
BATCH = 20_000
ENTRIES = 2_000  # of the journal a transaction: PostgreSQL ends one that stands still while they are sealed
WORKERS, OPERATORS = 60, 30
OF_STAYS = ("stay_person", "contribution", "stay_objective", "stay_exit", "support", "contact", "follow_up")
LAST = ("unit_availability", "stay", *OF_STAYS, "closure_outcome")
SOURCES = ("benchmarks/*.py", "migrations/versions/*.py", "migrations/guards/sqlite/*.sql")


def environment(url: str) -> dict[str, str]:
    """What the server is told, so that it opens this database."""
    return {
        "TREMPLIN_MODE": Mode.DEMO.value,
        "TREMPLIN_DATABASE_URL": url,
        "TREMPLIN_SECRET_KEY": SECRET,
        "TREMPLIN_FIELD_KEYS": FIELD_KEYS,
        "TREMPLIN_FILES_AN_HOUR": "1000000",  # one account stands for many
    }


def open_app(url: str) -> Flask:
    return build_app(Settings(Mode.DEMO, url, SECRET, FIELD_KEYS, https=False, require_totp=False))


@contextmanager
def worlds(kind: str) -> Iterator[Callable[[int], str]]:
    """A function that gives the address of a world of so many stays; PostgreSQL is started, and gone at the end."""
    if kind == "sqlite":
        yield database
        return
    from tests.support.postgres import clone_database, temporary_postgres

    with temporary_postgres() as admin:

        def load(stays: int) -> str:
            url = clone_database(admin, "template0", f"world_{stays}")
            _make(url, stays)
            return url

        yield load


def database(stays: int) -> str:
    """The address of a world of this many stays; made unless there is one of today with the same schema."""
    digest = hashlib.sha256(today().isoformat().encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    file = FOLDER / f"{stays}-{digest.hexdigest()[:12]}.sqlite3"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        _forget_others(stays)
        _make(f"sqlite:///{file.with_suffix('.part')}", stays)
        file.with_suffix(".part").rename(file)
    return f"sqlite:///{file}"


def _forget_others(stays: int) -> None:
    for path in FOLDER.glob(f"{stays}-*"):
        path.unlink()


def _make(url: str, stays: int) -> None:
    begun = time.monotonic()
    app = open_app(url)
    with app.app_context(), transaction("write"):
        upgrade()
        world = build(World(_stand(), today()), stays)
        _write(world)
        _journal(world)
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        db.session.remove()
        if url.startswith("sqlite"):
            _fold(db.engine)
        db.engine.dispose()
    rows = sum(len(found) for found in world.rows.values())
    print(f"loaded {stays:,} stays, {rows:,} rows in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _fold(engine: sa.Engine) -> None:
    """Put the log of writes into the file itself, so that the file alone is the database."""
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _stand() -> Base:
    """Communes, accounts, programme, teams, destinations: the demonstration's own loaders."""
    load_communes(actor=ACTOR)
    users = load_accounts(os.urandom(12).hex(), ACTOR)
    programme = load_programme(today(), users, ACTOR)
    destinations = load_destinations(actor=ACTOR)
    rights = load_entitlements(actor=ACTOR)
    workers = [
        _worker(number, team) for number, team in zip(range(WORKERS), cycle(programme.teams.values()), strict=False)
    ]
    operators = [_operator(number) for number in range(OPERATORS)]
    record("bench.accounts_loaded", None, actor=ACTOR)
    db.session.flush()
    known = Base(
        programme=programme.programme.id,
        teams=[(team.id, team.axis_id) for team in programme.teams.values()],
        workers=[one.id for one in workers],
        crews={team.id: _crew(team) for team in programme.teams.values()},
        rights=[one.id for one in rights.values() if one.exclusive_group is None],
        conventions=[(one.id, one.organisation_id) for one in db.session.scalars(sa.select(PartnerConvention))],
        operators=[one.id for one in operators],
        destinations=[one.id for one in destinations.values()],
        communes=list(db.session.scalars(sa.select(Commune.postal_code).order_by(Commune.postal_code))),
    )
    db.session.commit()
    return known


def _worker(number: int, team: Team) -> User:
    person = User(
        email=f"worker{number}@tremplin.example",
        name=f"Travailleur {number}",
        organisation_id=team.organisation_id,
        role=Role.FIELD_WORKER,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(TeamMember(team_id=team.id, user_id=person.id, start_on=SINCE))
    return person


def _crew(team: Team) -> Crew:
    """Who works in a team: the accounts of the demonstration too."""
    members = db.session.scalars(sa.select(TeamMember.user_id).where(TeamMember.team_id == team.id))
    return Crew(team.id, team.organisation_id, sorted(members))


def _operator(number: int) -> HousingOperator:
    body = organisation(f"Opérateur {number} (fictif)", OrganisationKind.HOUSING_OPERATOR)
    lender = HousingOperator(organisation_id=body.id, kind=list(OperatorKind)[number % len(OperatorKind)])
    db.session.add(lender)
    return lender


def _write(world: World) -> None:
    """Rows in the order of their foreign keys; units open once an agreement covers them. Guards check each row."""
    for table in sorted(Table.metadata.sorted_tables, key=lambda table: table.name in LAST):
        rows = world.rows.get(table.name, [])
        for begin in range(0, len(rows), BATCH):
            db.session.execute(sa.insert(table), rows[begin : begin + BATCH])
    if db.engine.dialect.name == "postgresql":
        _count_on(world)
    record("bench.loaded", None, actor=ACTOR, stays=len(world.rows["stay"]))
    db.session.commit()


def _count_on(world: World) -> None:
    """PostgreSQL gives the next key from a counter, which the rows with their own keys have not moved."""
    for table, last in world.last_id.items():
        db.session.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))


def _journal(world: World) -> None:
    """An entry per stay, as `open_stay` leaves one, chained and sealed like any other."""
    worker = system("benchmarks")
    for number, stay in enumerate(sorted(world.rows["stay"], key=lambda one: one["start_on"])):
        queue_in(db.session(), ("stay.opened", Subject("stay", stay["public_id"]), worker, {}, now()))
        if number % ENTRIES == 0:
            db.session.commit()
            db.session.expunge_all()
    db.session.commit()


def sign_in(app: Flask, email: str) -> str:
    """A session of this account, as its cookie."""
    token = new_public_id()
    with app.app_context(), transaction("write"):
        user = db.session.scalars(sa.select(User).where(User.email == email)).one()
        db.session.add(UserSession(token_hash=hash_token(token), user_id=user.id))
        db.session.commit()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)})
    return f"tremplin={value}"
