"""Erasures: asked for, done, and what one would take away."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import ask, db
from axes.erasing import every_emptied
from axes.models.erasures import Erasure
from axes.models.people import Household
from axes.queries.scope import countable, readable, within_reach
from axes.vocab_erasures import ErasureState, PersonalData

Rows = sa.Select[*tuple[Any, ...]]
Asker, Confirmer = aliased(User, name="asker"), aliased(User, name="confirmer")


def list_erasures(reader: Reader, state: ErasureState) -> Rows:
    """Erasures that the reader may read: waiting, the first asked first; or over, the last first.

    Columns public_id, reason, asked_on, created_at, done_at, reference, asker, confirmer.
    """
    columns: tuple[Any, ...] = (
        Erasure.public_id,
        Erasure.reason,
        Erasure.asked_on,
        Erasure.created_at,
        Erasure.done_at,
    )
    query = sa.select(*columns, Household.reference, Asker.name.label("asker"), Confirmer.name.label("confirmer"))
    query = query.join(Household, Household.id == Erasure.household_id)
    query = query.outerjoin(Asker, Asker.id == Erasure.asked_by_id)
    query = query.outerjoin(Confirmer, Confirmer.id == Erasure.confirmed_by_id)
    query = query.where(within_reach(reader, Action.ERASURE_ACT), countable(reader, Action.ERASURE_ACT))
    if state is ErasureState.WAITING:
        return query.where(Erasure.is_waiting, Household.erased_on.is_(None)).order_by(Erasure.id)
    return query.where(Erasure.done_at.is_not(None)).order_by(Erasure.done_at.desc(), Erasure.id.desc())


def erasure_of(public_id: str, reader: Reader) -> Erasure | None:
    """An erasure, with its household, people and counts; one that is done is read too."""
    query = (
        sa.select(Erasure)
        .join(Erasure.household)
        .options(
            contains_eager(Erasure.household),
            joinedload(Erasure.asked_by),
            joinedload(Erasure.confirmed_by),
            selectinload(Erasure.counts),
        )
    )
    seen = sa.or_(Erasure.done_at.is_not(None), readable(reader, Action.ERASURE_ACT))
    query = query.where(Erasure.public_id == public_id, countable(reader, Action.ERASURE_ACT), seen)
    return db.session.scalar(query)


def waiting_for(household_id: int) -> Erasure | None:
    """The erasure of a household that was asked and not answered yet."""
    query = sa.select(Erasure).options(joinedload(Erasure.asked_by))
    return db.session.scalar(query.where(Erasure.household_id == household_id, Erasure.is_waiting))


def what_would_go(household_id: int) -> Mapping[PersonalData, int]:
    """How many rows of each kind an erasure would empty or take away. One statement."""
    parts = [
        sa.select(sa.literal(one.kind.value, sa.String()).label("kind"), sa.func.count().label("rows"))
        .select_from(one.table)
        .where(one.of(household_id), one.said())
        for one in every_emptied()
    ]
    every = sa.union_all(*parts).subquery("part")
    rows = ask(sa.select(every.c.kind, sa.func.sum(every.c.rows).label("rows")).group_by(every.c.kind))
    found = {row.kind: int(row.rows) for row in rows}
    return {kind: found[kind.value] for kind in PersonalData if found.get(kind.value)}
