"""A migrated SQLite database with a world in it, guards on; kept in `var/bench` and used again the same day."""

import base64
import hashlib
import os
import secrets
import time
from itertools import cycle
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

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
from app.demo.programme import load_communes, load_programme
from app.factory import build_app
from axes.models.programmes import PartnerConvention, Team
from benchmarks.homes import build
from benchmarks.world import Base, World
from occupancy.services.destinations import load_destinations
from sites.models.communes import Commune
from sites.models.operators import HousingOperator
from sites.vocab import OperatorKind

FOLDER = VAR / "bench"
SECRET = hashlib.sha256(b"measured, never trusted").hexdigest()
FIELD_KEYS = "bench:" + base64.urlsafe_b64encode(hashlib.sha256(b"benchmarks").digest()).decode()
ACTOR = system("benchmarks")
BATCH = 20_000
WORKERS, OPERATORS = 60, 30
LAST = ("unit_availability", "stay", "stay_person", "contribution", "stay_objective", "stay_exit")
SOURCES = ("benchmarks/*.py", "migrations/versions/*.py", "migrations/guards/sqlite/*.sql")


def environment(file: Path) -> dict[str, str]:
    """What the server is told, so that it opens this database."""
    return {
        "TREMPLIN_MODE": Mode.DEMO.value,
        "TREMPLIN_DATABASE_URL": f"sqlite:///{file}",
        "TREMPLIN_SECRET_KEY": SECRET,
        "TREMPLIN_FIELD_KEYS": FIELD_KEYS,
    }


def open_app(file: Path) -> Flask:
    settings = Settings(Mode.DEMO, f"sqlite:///{file}", SECRET, FIELD_KEYS, https=False, require_totp=False)
    return build_app(settings)


def database(stays: int) -> Path:
    """The file of a world of this many stays; made unless there is one of today with the same schema."""
    digest = hashlib.sha256(today().isoformat().encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    file = FOLDER / f"{stays}-{digest.hexdigest()[:12]}.sqlite3"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        _forget_others(stays)
        _make(file.with_suffix(".part"), stays)
        file.with_suffix(".part").rename(file)
    return file


def _forget_others(stays: int) -> None:
    for path in FOLDER.glob(f"{stays}-*"):
        path.unlink()


def _make(file: Path, stays: int) -> None:
    begun = time.monotonic()
    app = open_app(file)
    with app.app_context(), transaction("write"):
        upgrade()
        world = build(World(_stand(), today()), stays)
        _write(world)
        _journal(world)
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        db.session.execute(sa.text("SELECT 1"))
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    rows = sum(len(found) for found in world.rows.values())
    print(f"loaded {stays:,} stays, {rows:,} rows in {time.monotonic() - begun:.0f} s", flush=True)


def _stand() -> Base:
    """Communes, accounts, programme, teams, destinations: the demonstration's own loaders."""
    load_communes()
    users = load_accounts(os.urandom(12).hex(), ACTOR)
    programme = load_programme(today(), users, ACTOR)
    destinations = load_destinations(actor=ACTOR)
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
    return person


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
    record("bench.loaded", None, actor=ACTOR, stays=len(world.rows["stay"]))
    db.session.commit()


def _journal(world: World) -> None:
    """An entry per stay, as `open_stay` leaves one, chained and sealed like any other."""
    worker = system("benchmarks")
    for number, stay in enumerate(sorted(world.rows["stay"], key=lambda one: one["start_on"])):
        queue_in(db.session(), ("stay.opened", Subject("stay", stay["public_id"]), worker, {}, now()))
        if number % BATCH == 0:
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
