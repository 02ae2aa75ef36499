"""What is under way with those who seek dwellings and mediate, to be passed on when one of them leaves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.models.users import User
from app.clock import today
from app.db import db
from axes.models.programmes import Programme
from capteur.models.duties import Delegation, Duty
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.visits import Visit
from capteur.vocab_mediation import DutyKind


def _won(programme: Programme | type[Programme]) -> sa.Select[Any]:
    query = sa.select(Opportunity.id).join(Opportunity.owner).where(Owner.programme_id == programme.id)
    return query.correlate(Programme)


def _held(programme: Programme | type[Programme], user_id: Any) -> dict[str, tuple[Any, sa.ColumnElement[bool]]]:
    """(model, condition) of each kind of charge of somebody (a key, or its column) that goes on."""
    running = Duty.user_id == user_id, Duty.is_running, Duty.opportunity_id.in_(_won(programme))
    planned = Visit.visitor_id == user_id, Visit.is_planned, Visit.opportunity_id.in_(_won(programme))
    covers = Delegation.to_user_id == user_id, Delegation.programme_id == programme.id, Delegation.last_day >= today()
    return {
        "prospecting": (Duty, sa.and_(*running, Duty.kind == DutyKind.PROSPECTOR)),
        "mediating": (Duty, sa.and_(*running, Duty.kind == DutyKind.MEDIATOR)),
        "visits": (Visit, sa.and_(*planned)),
        "covers": (Delegation, sa.and_(*covers)),
    }


def people_in_charge(programme: Programme) -> Sequence[Any]:
    """Those with whom anything is under way, who left first: the account's public_id, name, role and closing, and how
    much of each kind."""
    counts = {
        name: sa.select(sa.func.count()).select_from(model).where(one).correlate(User).scalar_subquery()
        for name, (model, one) in _held(programme, User.id).items()
    }
    columns: tuple[Any, ...] = (User.public_id, User.name, User.role, User.deactivated_at)
    query = sa.select(*columns, *(count.label(name) for name, count in counts.items()))
    query = query.where(sa.or_(*(count > 0 for count in counts.values())))
    query = query.order_by(User.deactivated_at.is_(None), User.sort_name, User.id)
    return db.session.execute(query.limit(200)).all()


def closed_with_charges() -> sa.ColumnElement[bool]:
    """Condition on `app_user` and `programme`: the account was closed, and charges of it go on there."""
    held = [sa.exists().where(one).correlate(User, Programme) for _, one in _held(Programme, User.id).values()]
    return sa.and_(User.deactivated_at.is_not(None), sa.or_(*held))


def somebody_in_charge(programme: Programme, public_id: str) -> User | None:
    """Somebody with whom anything is under way in the programme."""
    held = [sa.exists().where(one).correlate(User) for _, one in _held(programme, User.id).values()]
    return db.session.scalar(sa.select(User).where(User.public_id == public_id, sa.or_(*held)))


def held_by(programme: Programme, user_id: int) -> dict[str, Sequence[Any]]:
    """All that is under way with somebody, by kind, in order."""
    found = {}
    for name, (model, one) in _held(programme, user_id).items():
        query = sa.select(model).where(one).order_by(model.id)
        if model is Delegation:
            query = query.options(joinedload(Delegation.from_user))
        found[name] = db.session.scalars(query).all()
    return found
