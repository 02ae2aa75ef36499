"""Who is in charge of a dwelling, who stands in for whom, and what is therefore in a reader's hands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.db import db
from app.periods import lived_contains, paper_contains
from axes.models.programmes import Programme
from capteur.models.duties import Delegation, Duty
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.owners import Owner
from capteur.models.programmes import CapteurSeat
from capteur.vocab_mediation import DutyKind

ACT = Action.MEDIATION_ACT
IN_THE_FIELD = (Role.CAPTEUR, Role.MEDIATOR)


def in_hand(reader: Reader, programme: Programme | type[Programme], day: date) -> sa.ColumnElement[bool]:
    """Condition on `letting`: the reader acts as its mediator on `day`: in charge of its dwelling, standing in for who
    is, or a mediator where nobody is. With the class `Programme`, of whichever `programme` the query joins."""
    if not reader.may(ACT):
        return sa.false()
    let = Letting.opportunity_id, DutyKind.MEDIATOR, day
    mine = _in_charge(*let, _is_reader(reader, programme, day)).correlate(Letting)
    return mine if reader.only_own(ACT) else sa.or_(mine, ~_in_charge(*let).correlate(Letting))


def leads_in_hand(reader: Reader, day: date) -> sa.ColumnElement[bool]:
    """Condition on `opportunity`, its `programme` joined: the reader is in charge of it as its prospector on `day`,
    stands in for who is, or nobody is."""
    sought = Opportunity.id, DutyKind.PROSPECTOR, day
    mine = _in_charge(*sought, _is_reader(reader, Programme, day)).correlate(Opportunity)
    return sa.or_(mine, ~_in_charge(*sought).correlate(Opportunity))


def _is_reader(reader: Reader, programme: Programme | type[Programme], day: date) -> sa.ColumnElement[bool]:
    """Condition on `capteur_duty`: it is the reader's, or of somebody for whom they stand in that day."""
    away = sa.select(Delegation.from_user_id).where(
        Delegation.programme_id == programme.id,
        Delegation.to_user_id == reader.user_id,
        paper_contains(Delegation.first_day, Delegation.last_day, day),
    )
    return sa.or_(Duty.user_id == reader.user_id, Duty.user_id.in_(away.correlate(Programme)))


def _in_charge(dwelling_id: Any, kind: DutyKind, day: date, *who: sa.ColumnElement[bool]) -> sa.Exists:
    on = lived_contains(Duty.start_on, Duty.end_on, day)
    return sa.exists().where(Duty.opportunity_id == dwelling_id, Duty.kind == kind, on, *(who or [works_here()]))


def works_here() -> sa.ColumnElement[bool]:
    """Condition on `capteur_duty`: its person has an account. What somebody who left was in charge of is nobody's,
    until it is passed on: their colleagues are told of it meanwhile."""
    return sa.exists().where(User.id == Duty.user_id, User.deactivated_at.is_(None)).correlate(Duty)


def mediator_on(day: date) -> Any:
    """The mediator in charge of a dwelling on `day`, as a subquery of its key and the name."""
    query = sa.select(Duty.opportunity_id, User.name).join(User, User.id == Duty.user_id)
    query = query.where(User.deactivated_at.is_(None))
    on = Duty.kind == DutyKind.MEDIATOR, lived_contains(Duty.start_on, Duty.end_on, day)
    return query.where(*on).subquery()


def duties_of(opportunity_id: int) -> Sequence[Any]:
    """(duty, name of who stands in for its person today), the last first."""
    delegate, away = aliased(User), aliased(Delegation)
    today_away = sa.and_(
        away.from_user_id == Duty.user_id,
        away.programme_id == Owner.programme_id,
        paper_contains(away.first_day, away.last_day, today()),
    )
    query = sa.select(Duty, delegate.name).join(Opportunity, Opportunity.id == Duty.opportunity_id)
    query = query.join(Owner, Owner.id == Opportunity.owner_id).outerjoin(away, today_away)
    query = query.outerjoin(delegate, delegate.id == away.to_user_id).where(Duty.opportunity_id == opportunity_id)
    query = query.options(joinedload(Duty.user)).order_by(Duty.start_on.desc(), Duty.id.desc())
    return db.session.execute(query.limit(40)).all()


def running_duty(opportunity_id: int, kind: DutyKind) -> Duty | None:
    """Who is in charge, without an end."""
    query = sa.select(Duty).where(Duty.opportunity_id == opportunity_id, Duty.kind == kind, Duty.is_running)
    return db.session.scalar(query.options(joinedload(Duty.user)))


def dwelling_in(programme: Programme, public_id: str) -> Opportunity | None:
    """The dwelling, of the programme entered."""
    query = sa.select(Opportunity).join(Opportunity.owner)
    return db.session.scalar(query.where(Opportunity.public_id == public_id, Owner.programme_id == programme.id))


def field_workers(programme: Programme) -> sa.Select[User]:
    """Prospectors and mediators of the organisations with a seat today, by name."""
    seats = sa.select(CapteurSeat.organisation_id).where(
        CapteurSeat.programme_id == programme.id,
        paper_contains(CapteurSeat.first_day, CapteurSeat.last_day, today()),
    )
    query = sa.select(User).join(Organisation, Organisation.id == User.organisation_id)
    query = query.where(User.role.in_(IN_THE_FIELD), User.deactivated_at.is_(None), User.organisation_id.in_(seats))
    return query.options(joinedload(User.organisation)).order_by(User.sort_name, User.id)


def delegations_of(programme: Programme) -> sa.Select[Any]:
    """Who stands in for whom, the latest first."""
    query = sa.select(Delegation).where(Delegation.programme_id == programme.id)
    query = query.options(joinedload(Delegation.from_user), joinedload(Delegation.to_user))
    return query.order_by(Delegation.first_day.desc(), Delegation.id.desc())


def delegation_in(programme: Programme, public_id: str) -> Delegation | None:
    query = delegations_of(programme).where(Delegation.public_id == public_id)
    found: Delegation | None = db.session.scalar(query)
    return found


def delegation_in_the_way(
    programme_id: int, people: tuple[int, int], period: tuple[date, date], own: int = 0
) -> Delegation | None:
    """The first one that `people` (who is away, who stands in) may not have beside it in the period."""
    away, delegate = people
    hits = sa.or_(Delegation.from_user_id.in_([away, delegate]), Delegation.to_user_id == away)
    query = sa.select(Delegation).where(Delegation.programme_id == programme_id, Delegation.id != own, hits)
    query = query.where(Delegation.first_day <= period[1], Delegation.last_day >= period[0])
    query = query.options(joinedload(Delegation.from_user), joinedload(Delegation.to_user))
    return db.session.scalar(query.order_by(Delegation.first_day, Delegation.id).limit(1))
