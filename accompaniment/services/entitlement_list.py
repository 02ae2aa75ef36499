"""The list of rights, written once into an installation; after that people edit it. Closed, never deleted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.data.entitlements import entitlement_rows
from accompaniment.models.entitlements import Entitlement
from app.audit.actor import Actor
from app.audit.journal import record
from app.db import db
from app.web.errors import Refusal, refuse_stale


def load_entitlements(*, actor: Actor) -> dict[str, Entitlement]:
    """Write the shipped rights that are missing, leave the others as people made them; all, by code. Run again, it
    adds nothing."""
    known = {one.code: one for one in db.session.scalars(sa.select(Entitlement))}
    new = [Entitlement(**row) for row in entitlement_rows() if row["code"] not in known]
    db.session.add_all(new)
    db.session.flush()
    if new:
        record("entitlement.list_loaded", None, actor=actor, count=len(new))
    return known | {one.code: one for one in new}


def add_entitlement(*, values: Mapping[str, Any], actor: Actor) -> Entitlement:
    """Add a right at the end. Raises `Refusal` when its code is taken."""
    if db.session.scalar(sa.select(Entitlement.id).where(Entitlement.code == values["code"])) is not None:
        raise Refusal("setting.refusal.taken", "code")
    last = db.session.scalar(sa.select(sa.func.max(Entitlement.position)))
    made = Entitlement(**values, position=(last or 0) + 1)
    db.session.add(made)
    db.session.flush()
    record("entitlement.added", made, actor=actor, theme=made.theme, sensitive=made.sensitive)
    return made


def edit_entitlement(*, entitlement: Entitlement, version: int | None, values: Mapping[str, Any], actor: Actor) -> None:
    """Change its words, place or rules, or the day it closed. What it excludes stays.

    A sensitive one stays so: what was noted under that promise is in the files. Raises `Refusal`, or `Stale`.
    """
    refuse_stale(entitlement, version)
    if entitlement.sensitive and not values["sensitive"]:
        raise Refusal("setting.refusal.stays_sensitive", "sensitive")
    for name, value in values.items():
        setattr(entitlement, name, value)
    db.session.flush()
    plain = {name: value for name, value in values.items() if isinstance(value, (int, date))}
    record("entitlement.edited", entitlement, actor=actor, **plain)
