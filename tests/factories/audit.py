"""The journal."""

from typing import Any

from app.audit.actor import system
from app.audit.journal import record_in


def journal_entry(make: Any) -> None:
    """What factories write goes without an entry: they are no act of anybody."""
    with make.session() as session:
        record_in(session, "test.made", None, actor=system("tests"))
