"""What a backup says of itself, found again once restored: revision, rows of each table, ends of the journal."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sqlalchemy as sa

from app.audit.models import JournalHead
from app.clock import now

BLOCK = 1 << 20
REVISION = "alembic_version"


@dataclass(frozen=True)
class Manifest:
    """`journal` is a digest of the last link of every chain; `sha256` and `size` are those of the payload."""

    database: str
    revision: str
    rows: dict[str, int]
    journal: str
    made_at: str = field(default_factory=lambda: now().isoformat(timespec="seconds"))
    size: int = 0
    sha256: str = ""

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode()


def described(connection: sa.Connection) -> Manifest:
    """The manifest of what `connection` sees in its transaction."""
    tables = sorted(sa.inspect(connection).get_table_names())
    if REVISION not in tables:
        return Manifest(connection.dialect.name, "", {}, "")
    rows = {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in tables}
    revision = connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table(REVISION))) or ""
    return Manifest(connection.dialect.name, revision, rows, _journal(connection))


def _journal(connection: sa.Connection) -> str:
    heads = connection.execute(sa.select(*JournalHead.__table__.c).order_by(JournalHead.organisation_id))
    return hashlib.sha256(repr([tuple(head) for head in heads]).encode()).hexdigest()


def digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def differences(promised: Manifest, found: Manifest) -> list[str]:
    """What is not as the backup said it was, a line each."""
    wrong = []
    if found.revision != promised.revision:
        wrong.append(f"schema {found.revision or 'none'} instead of {promised.revision}")
    for name in sorted(promised.rows.keys() | found.rows.keys()):
        there, wanted = found.rows.get(name), promised.rows.get(name)
        if there != wanted:
            wrong.append(f"{name}: {there} rows instead of {wanted}")
    if found.journal != promised.journal:
        wrong.append("the journal ends elsewhere")
    return wrong
