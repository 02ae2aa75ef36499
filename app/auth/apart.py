"""Writing that must stay although the request is refused: failed attempts, forms kept for later."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.db import db, transaction


@contextmanager
def apart() -> Iterator[Session]:
    """A transaction of its own, committed at the end of the block.

    What the request's transaction did so far is given up, so this comes first: SQLite has one writer at a time.
    """
    db.session.rollback()
    with transaction("write"), Session(db.engine) as session:
        yield session
        session.commit()
