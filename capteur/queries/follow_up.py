"""Whose follow-up a reader may read: visits due and alerts, by the convention #2 that they follow from.

Those who work in the programme read all of it; a sender that of its own requests; a support body what was asked of
itself, by a version that names it. A protected household is read by the workers named alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.auth.models.organisations import Organisation
from app.auth.models.users import User
from app.auth.queries.organisations import is_open
from app.auth.reader import Reader
from app.auth.vocab import Action, Role
from app.clock import today
from app.db import db
from app.periods import paper_contains
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.scope import in_the_open, readable
from capteur.models.lettings import Letting
from capteur.models.programmes import CapteurSeat
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.tripartites import Tripartite
from capteur.queries.tripartites import in_force_on

VIEW, ACT = Action.FOLLOW_UP_VIEW, Action.FOLLOW_UP_ACT


def readable_follow_up(reader: Reader, action: Action = VIEW) -> sa.ColumnElement[bool]:
    """Condition on `tripartite`, `housing_request` and `household`: the reader may do `action` on what follows."""
    if not reader.may(action):
        return sa.false()
    if not reader.only_own(action):
        return readable(reader, action)
    supported = sa.and_(Tripartite.support_id == reader.organisation_id, in_the_open(reader))
    if action is ACT:
        return supported
    return sa.or_(supported, sa.and_(Request.organisation_id == reader.organisation_id, readable(reader, action)))


def followed(
    reader: Reader, programme: Programme | type[Programme], model: Any, *what: Any, action: Action = VIEW
) -> sa.Select[Any]:
    """`what` of the visits due, or of the alerts (`model`), of the programme (with the class: of any that the caller
    narrows to) on which the reader may do `action`."""
    query = sa.select(*(what or (model,))).select_from(model).join(Letting, Letting.id == model.letting_id)
    query = query.join(Tripartite, Tripartite.id == model.tripartite_id).join(
        Proposal, Proposal.id == Letting.proposal_id
    )
    query = query.join(Request, Request.id == Proposal.request_id).join(Household, Household.id == Request.household_id)
    return query.where(Request.programme_id == programme.id, readable_follow_up(reader, action))


def with_letting(model: Any) -> tuple[Any, ...]:
    """What lists show beside a visit or an alert: the household's reference, the dwelling, the support body."""
    home = joinedload(model.letting)
    return (
        home.joinedload(Letting.household),
        home.joinedload(Letting.opportunity),
        joinedload(model.tripartite).joinedload(Tripartite.support),
    )


def convention_today(proposal_id: int) -> Tripartite | None:
    """The version in force today, with its support body; None for a household without support."""
    query = sa.select(Tripartite).where(Tripartite.proposal_id == proposal_id, in_force_on(today()))
    return db.session.scalar(query.options(joinedload(Tripartite.support)))


def _open_accounts(*roles: Role) -> sa.Select[User]:
    query = sa.select(User).join(Organisation, Organisation.id == User.organisation_id)
    return query.where(User.role.in_(roles), User.deactivated_at.is_(None), is_open()).order_by(User.sort_name, User.id)


def referents_of(organisation_id: int) -> Sequence[User]:
    """Those who answer for a support body, by name: its partners' accounts, or its field workers."""
    accounts = _open_accounts(Role.PARTNER, Role.FIELD_WORKER)
    return db.session.scalars(accounts.where(User.organisation_id == organisation_id)).all()


def coordination_of(programme_id: int, day: date) -> Sequence[User]:
    """Those of coordination whose organisation has a seat in the programme that day."""
    seats = sa.select(CapteurSeat.organisation_id).where(
        CapteurSeat.programme_id == programme_id, paper_contains(CapteurSeat.first_day, CapteurSeat.last_day, day)
    )
    return db.session.scalars(_open_accounts(Role.COORDINATION).where(User.organisation_id.in_(seats))).all()
