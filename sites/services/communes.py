"""The 19 municipalities and their postal codes, written once into an installation; real public data."""

import csv
from pathlib import Path

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from sites.models.communes import Commune

FILE = Path(__file__).parents[1] / "data" / "communes.csv"


def load_communes(*, actor: Actor) -> int:
    """Write the municipalities that are missing; how many were. Run again, it adds nothing. The caller commits."""
    known = set(db.session.scalars(sa.select(Commune.postal_code)))
    with FILE.open(encoding="utf-8", newline="") as file:
        new = [Commune(**row) for row in csv.DictReader(file) if row["postal_code"] not in known]
    db.session.add_all(new)
    db.session.flush()
    if new:
        record("commune.list_loaded", None, actor=actor, count=len(new))
    return len(new)
