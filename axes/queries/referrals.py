"""Referrals as their readers may see them, and the state that follows from their events, in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation
from app.clock import brussels_midnight, today
from app.db import db, prebuilt
from app.periods import paper_contains
from axes.models.people import Household
from axes.models.programmes import Axis, PartnerConvention, Programme, Team
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.assessments import decided_axes
from axes.queries.households import adults_now, minors_now
from axes.queries.scope import nameable, named_for, readable
from axes.rules.referrals import LEADS_TO, OPEN, state_of
from axes.vocab import ReferralEventKind, ReferralState, Urgency


def state_in_sql(day: date | None = None) -> sa.ColumnElement[str]:
    """`state_of` as an expression on `referral`, as of the end of `day` (now, unless given)."""
    last = (
        sa.select(ReferralEvent.kind)
        .where(ReferralEvent.referral_id == Referral.id, ReferralEvent.kind != ReferralEventKind.NEWS)
        .order_by(ReferralEvent.id.desc())
        .limit(1)
        .correlate(Referral)
    )
    if day is not None:
        last = last.where(ReferralEvent.at < brussels_midnight(day + timedelta(days=1)))
    names = {event.value: state.value for event, state in LEADS_TO.items()}
    found = sa.cast(last.scalar_subquery(), sa.String)
    return sa.case(names, value=found, else_=ReferralState.DRAFT.value)


def waits() -> sa.ColumnElement[bool]:
    """`state_in_sql() == WAITING`, spelled for the index of the few who wait among all who ever did."""
    return Referral.waiting_since.is_not(None)


def state_now(referral: Referral) -> ReferralState:
    """State of a referral whose events are loaded."""
    return state_of(event.kind for event in referral.events)


def visible(reader: Reader, action: Action) -> sa.ColumnElement[bool]:
    """Condition on `referral` joined to `household`: the reader may do `action` on it.

    A sender stops at the own organisation's requests, even where the household was brought by it and referred again
    by others. A draft is its sender's alone.
    """
    own = Referral.organisation_id == reader.organisation_id
    relations = reader.relations(action)
    if not relations:
        return sa.false()
    unprotected = sa.or_(Household.is_protected.is_(False), named_for(reader))
    if Relation.OTHER not in relations and Relation.SHARED not in relations:
        return sa.and_(own, unprotected)
    return sa.or_(sa.and_(own, unprotected), sa.and_(readable(reader, action), state_in_sql() != ReferralState.DRAFT))


def referral_for(reader: Reader, action: Action, public_id: str) -> Referral | None:
    """A referral on which `reader` may do `action`, with its events, questions, household and sender."""
    query = (
        sa.select(Referral)
        .join(Referral.household)
        .where(Referral.public_id == public_id, visible(reader, action))
        .options(
            contains_eager(Referral.household),
            joinedload(Referral.organisation),
            joinedload(Referral.programme),
            joinedload(Referral.author),
            joinedload(Referral.axis_wished),
            selectinload(Referral.events).joinedload(ReferralEvent.user),
            selectinload(Referral.events).selectinload(ReferralEvent.comments),
        )
    )
    return db.session.scalar(query)


def own_referral(reader: Reader, public_id: str) -> Referral | None:
    """As `referral_for`, for acts of the sender: only the own organisation's."""
    found = referral_for(reader, Action.REFERRAL_WRITE, public_id)
    return found if found is not None and found.organisation_id == reader.organisation_id else None


@dataclass(frozen=True)
class ReferralFilters:
    """What a list is narrowed to; codes and public ids, as in its address."""

    state: str | None = None
    axis: str | None = None
    urgency: str | None = None
    organisation: str | None = None
    size: str | None = None
    silent: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "ReferralFilters":
        """From the address; what is empty or too long narrows nothing."""
        return cls(**{name: args.get(name, "").strip()[:22] or None for name in cls.__dataclass_fields__})


def _since(kind: ReferralEventKind) -> Any:
    """When an event of this kind last happened."""
    return (
        sa.select(sa.func.max(ReferralEvent.at))
        .where(ReferralEvent.referral_id == Referral.id, ReferralEvent.kind == kind)
        .correlate(Referral)
        .scalar_subquery()
    )


def _last_event_at() -> Any:
    return (
        sa.select(sa.func.max(ReferralEvent.at))
        .where(ReferralEvent.referral_id == Referral.id)
        .correlate(Referral)
        .scalar_subquery()
    )


URGENCY_RANK = sa.case(
    {Urgency.IMMEDIATE.value: 0, Urgency.HIGH.value: 1}, value=sa.cast(Referral.urgency, sa.String), else_=2
)
FIRST_IN_LINE: tuple[Any, ...] = (URGENCY_RANK, Referral.waiting_since, Referral.id)


def _decided_for(axis: sa.Subquery) -> sa.ColumnElement[bool]:
    return sa.and_(axis.c.household_id == Referral.household_id, axis.c.programme_id == Referral.programme_id)


def _rows() -> tuple[sa.Select[Any], sa.Subquery]:
    axis = decided_axes()
    decided = (axis.c.axis_number, axis.c.name_fr, axis.c.name_nl, axis.c.name_en, axis.c.assessment_id)
    query = (
        sa.select(*_plain_columns(), *decided)
        .select_from(Referral)
        .join(Household, Household.id == Referral.household_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .outerjoin(axis, _decided_for(axis))
    )
    return query, axis


def _plain_columns() -> tuple[Any, ...]:
    instant = Referral.created_at.type
    return (
        Referral.public_id,
        Referral.household_id,
        Household.public_id.label("household_public_id"),
        Household.reference,
        Household.is_protected,
        Referral.urgency,
        Referral.created_at,
        sa.func.coalesce(Organisation.short_name, Organisation.name).label("organisation"),
        Programme.waiting_news_days,
        adults_now().label("adults"),
        minors_now().label("minors"),
        state_in_sql().label("state"),
        sa.type_coerce(_since(ReferralEventKind.SUBMITTED), instant).label("submitted_at"),
        sa.type_coerce(_since(ReferralEventKind.ACCEPTED), instant).label("accepted_at"),
        sa.type_coerce(_last_event_at(), instant).label("last_at"),
    )


def list_referrals(reader: Reader, filters: ReferralFilters) -> sa.Select[Any]:
    """Referrals the reader may see, the latest first: plain columns, no name."""
    query, axis = _rows()
    query = query.where(visible(reader, Action.REFERRAL_VIEW))
    return _narrowed(query, axis, filters).order_by(Referral.id.desc())


def waiting_list(reader: Reader, filters: ReferralFilters, now: datetime) -> sa.Select[Any]:
    """Keys of referrals accepted and waiting: most urgent first, then the longest wait; for `waiting_rows`."""
    query = _waiting(reader, filters, today())
    return query.where(sa.or_(*_silent(now))) if filters.silent else query


@prebuilt
def _waiting(reader: Reader, filters: ReferralFilters, _day: date) -> sa.Select[Any]:
    """Joins only what the filters ask. Kept for the day it is built on: who is of the household depends on it."""
    query = (
        sa.select(Referral.id)
        .join(Household, Household.id == Referral.household_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(waits(), visible(reader, Action.REFERRAL_VIEW))
    )
    axis = decided_axes()
    if filters.axis:
        query = query.outerjoin(axis, _decided_for(axis))
    return _narrowed(query, axis, filters, with_state=False).order_by(*FIRST_IN_LINE)


def waiting_rows(keys: sa.Select[Any]) -> sa.Select[Any]:
    """What the list shows of a page of `waiting_list`, which the reader's scope has chosen, in its order."""
    query, _ = _rows()
    return query.where(Referral.id.in_(keys.scalar_subquery())).order_by(*FIRST_IN_LINE)


def _silent(now: datetime) -> list[sa.ColumnElement[bool]]:
    """Without news for longer than the programme allows; one condition per programme's setting in use."""
    settings = db.session.scalars(sa.select(Programme.waiting_news_days).distinct())
    conditions = [
        sa.and_(Programme.waiting_news_days == days, _last_event_at() < now - timedelta(days=days)) for days in settings
    ]
    return conditions or [sa.false()]


def _narrowed(
    query: sa.Select[Any], axis: sa.Subquery, filters: ReferralFilters, *, with_state: bool = True
) -> sa.Select[Any]:
    if with_state and filters.state == ReferralState.WAITING:
        query = query.where(waits())
    elif with_state and filters.state in set(ReferralState):
        query = query.where(state_in_sql() == filters.state)
    if filters.axis == "none":
        query = query.where(axis.c.axis_id.is_(None))
    elif filters.axis:
        query = query.where(
            axis.c.axis_id == sa.select(Axis.id).where(Axis.public_id == filters.axis).scalar_subquery()
        )
    if filters.urgency in set(Urgency):
        query = query.where(Referral.urgency == filters.urgency)
    if filters.organisation:
        query = query.where(Organisation.public_id == filters.organisation)
    if filters.size in {"1", "2", "3", "4", "5"}:
        persons = adults_now() + minors_now()
        query = query.where(persons >= 5 if filters.size == "5" else persons == int(filters.size))
    return query


def state_counts(reader: Reader) -> dict[str, int]:
    """How many referrals the reader sees in each state."""
    state = state_in_sql().label("state")
    seen = (
        sa.select(state)
        .select_from(Referral)
        .join(Household, Household.id == Referral.household_id)
        .where(visible(reader, Action.REFERRAL_VIEW))
        .subquery()
    )
    query = sa.select(seen.c.state, sa.func.count()).group_by(seen.c.state)
    return {state: count for state, count in db.session.execute(query)}


def conventions_in_force(organisation_id: int, day: date) -> Sequence[PartnerConvention]:
    """Conventions that let an organisation refer on `day`, one per programme, by programme."""
    query = (
        sa.select(PartnerConvention)
        .join(PartnerConvention.programme)
        .where(PartnerConvention.organisation_id == organisation_id)
        .where(paper_contains(PartnerConvention.first_day, PartnerConvention.last_day, day))
        .options(contains_eager(PartnerConvention.programme))
        .order_by(Programme.name, PartnerConvention.id)
    )
    by_programme = {one.programme_id: one for one in db.session.scalars(query)}
    return list(by_programme.values())


def own_households(reader: Reader) -> Sequence[Household]:
    """Households the reader may refer (again): those in charge, without an open referral; latest first, 100 at most."""
    open_one = sa.exists().where(Referral.household_id == Household.id, state_in_sql().in_(list(OPEN)))
    query = (
        sa.select(Household)
        .where(readable(reader, Action.REFERRAL_WRITE), ~open_one)
        .order_by(Household.id.desc())
        .limit(100)
    )
    return db.session.scalars(query).all()


def open_referral_of(household_id: int) -> Referral | None:
    """The referral of a household that is a draft, under way or waiting, if any."""
    query = sa.select(Referral).where(Referral.household_id == household_id, state_in_sql().in_(list(OPEN)))
    return db.session.scalar(query.order_by(Referral.id.desc()).limit(1))


def senders(reader: Reader) -> Sequence[Organisation]:
    """Organisations whose referrals the reader sees in a list, for its filter."""
    if reader.only_own(Action.REFERRAL_VIEW):
        return []
    sent = sa.exists().where(Referral.organisation_id == Organisation.id)
    return db.session.scalars(sa.select(Organisation).where(sent).order_by(Organisation.name)).all()


def assessors_of(programme_id: int) -> Sequence[Organisation]:
    """Organisations with a team in the programme today: those who may assess a household with its agreement."""
    query = (
        sa.select(Organisation)
        .join(Team, Team.organisation_id == Organisation.id)
        .join(Axis, Axis.id == Team.axis_id)
        .where(Axis.programme_id == programme_id, paper_contains(Team.first_day, Team.last_day, today()))
        .distinct()
        .order_by(Organisation.name)
    )
    return db.session.scalars(query).all()


def is_nameable(reader: Reader, household_id: int) -> bool:
    """Whether the reader may see who the household is."""
    query = sa.select(Household.id).where(Household.id == household_id, nameable(reader))
    return db.session.scalar(query) is not None
