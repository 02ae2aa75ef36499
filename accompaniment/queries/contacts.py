"""Contacts: of a household, of a worker; whom to note one for; what comes next; what they add up to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accompaniment.models.contacts import Contact
from accompaniment.models.supports import Support
from accompaniment.queries.files import in_force, of_organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import db
from axes.models.people import Household
from axes.models.programmes import Axis, Team
from axes.queries.persons import named_so
from axes.queries.scope import nameable, readable, within_reach

STANDING = Contact.cancelled_on.is_(None)


def contacts_of(household_id: int) -> sa.Select[Any]:
    """The contacts of a household whose file was opened, the latest first, cancelled ones too; people and author."""
    return (
        sa.select(Contact)
        .where(Contact.household_id == household_id)
        .options(joinedload(Contact.author), joinedload(Contact.organisation), selectinload(Contact.people))
        .order_by(Contact.happened_on.desc(), Contact.id.desc())
    )


def contact_to_act_on(public_id: str, reader: Reader) -> Contact | None:
    """A contact of the reader's organisation, on a household on which they may act."""
    query = (
        sa.select(Contact)
        .join(Contact.household)
        .options(contains_eager(Contact.household), selectinload(Contact.people), joinedload(Contact.author))
        .where(Contact.public_id == public_id, Contact.organisation_id == reader.organisation_id)
        .where(readable(reader, Action.SUPPORT_ACT))
    )
    return db.session.scalar(query)


def households_to_note(reader: Reader, text: str | None = None, *, named: bool = False) -> sa.Select[Any]:
    """Households that the reader's organisation accompanies, those they met last first, then their own, then others:
    public_id, id, reference, axis_number, mine, last_on. With a text, those whose reference has it or, if `named`, of
    which somebody has that name."""
    mine = Support.reference_worker_id == reader.user_id
    met = (
        sa.select(sa.func.max(Contact.happened_on))
        .where(Contact.household_id == Household.id, Contact.author_id == reader.user_id, STANDING)
        .correlate(Household)
        .scalar_subquery()
    )
    last_on, own = sa.type_coerce(met, sa.Date).label("last_on"), sa.func.max(sa.case((mine, 1), else_=0)).label("mine")
    number = sa.func.min(Axis.number).label("axis_number")
    columns: tuple[Any, ...] = (Household.id, Household.public_id, Household.reference, number, own, last_on)
    query = (
        sa.select(*columns)
        .join(Support, Support.household_id == Household.id)
        .join(Team, Team.id == Support.team_id)
        .join(Axis, Axis.id == Team.axis_id)
        .where(of_organisation(reader.organisation_id), in_force(today()))
        .where(within_reach(reader, Action.SUPPORT_ACT), readable(reader, Action.SUPPORT_ACT))
        .group_by(Household.id, Household.public_id, Household.reference)
    )
    if text:
        by_name = sa.and_(nameable(reader), Household.id.in_(named_so(text))) if named else sa.false()
        query = query.where(sa.or_(Household.reference.icontains(text, autoescape=True), by_name))
    return query.order_by(last_on.is_(None), last_on.desc(), own.desc(), Household.reference)


def next_steps(reader: Reader, day: date | None = None) -> sa.Select[Any]:
    """What the reader has to do next after contacts of theirs, or with households they are the reference of: the rows
    of `steps_asked`, the most pressing first. Until `day`, if given."""
    reference = sa.exists().where(
        Support.id == Contact.support_id, Support.reference_worker_id == reader.user_id, Support.end_on.is_(None)
    )
    query = steps_asked(reader).where(sa.or_(is_to_step(reader.user_id), reference))
    if day is not None:
        query = query.where(Contact.next_on <= day)
    return query.order_by(Contact.next_on, Contact.id)


def steps_asked(reader: Reader) -> sa.Select[Any]:
    """Next steps that the reader's organisation has to do, of households on which the reader may act: public_id of the
    contact and household, household_id, reference, next_on, next_step_sealed, who (the key of who does it)."""
    columns: tuple[Any, ...] = (
        Contact.public_id,
        Contact.household_id,
        Contact.next_step_sealed,
        Contact.next_on,
        does_step().label("who"),
        Household.public_id.label("household_public_id"),
        Household.reference,
    )
    return (
        sa.select(*columns)
        .join(Household, Household.id == Contact.household_id)
        .where(Contact.organisation_id == reader.organisation_id, *asked())
        .where(readable(reader, Action.SUPPORT_ACT))
    )


def does_step() -> sa.ColumnElement[Any]:
    """The key of who does the next step of a `contact`: its author, unless it was handed over."""
    return sa.func.coalesce(Contact.next_worker_id, Contact.author_id)


def is_to_step(user_id: Any) -> sa.ColumnElement[bool]:
    """Condition on `contact`: they do its next step. As `does_step`, but each way has its index."""
    passed_on = Contact.next_worker_id.is_not(None)
    return sa.or_(Contact.next_worker_id == user_id, sa.and_(Contact.author_id == user_id, ~passed_on))


def asked() -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `contact`: it asks for a next step that is not done."""
    return Contact.next_on.is_not(None), Contact.next_done_on.is_(None), STANDING


def was_met(household_id: int, organisation_id: int) -> bool:
    """Whether the organisation noted a contact with the household that took place."""
    contact = sa.exists().where(Contact.household_id == household_id, Contact.organisation_id == organisation_id)
    return bool(db.session.scalar(sa.select(contact.where(Contact.cancelled_on.is_(None)))))


def steps_of(household_id: int, organisation_id: int | None = None) -> Sequence[Contact]:
    """Contacts of a household that still ask for a next step (of one organisation, if given), the first due first."""
    query = sa.select(Contact).where(Contact.household_id == household_id, *asked())
    if organisation_id is not None:
        query = query.where(Contact.organisation_id == organisation_id)
    query = query.options(joinedload(Contact.author), joinedload(Contact.next_worker))
    return db.session.scalars(query.order_by(Contact.next_on, Contact.id)).all()
