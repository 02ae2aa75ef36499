"""Referrals as their readers may see them, and the state that follows from their events, in SQL."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.audit.models import JournalEntry
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action, Relation
from app.clock import brussels_midnight, today
from app.db import db
from app.periods import days_between, paper_contains
from app.periods.shift import brussels_day
from axes.models.people import Household
from axes.models.programmes import Axis, PartnerConvention, Programme, Team
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.scope import nameable, named_for, readable, within_reach
from axes.rules.referrals import LEADS_TO, OPEN, state_of
from axes.vocab import ReferralEventKind, ReferralState


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


def days_waited() -> sa.ColumnElement[int]:
    """Days from the one of the acceptance to today, in Brussels, wherever a wait is told (rule 21)."""
    return days_between(brussels_day(Referral.waiting_since), today())


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


def conventions_in_force(organisation_id: int, day: date) -> Sequence[PartnerConvention]:
    """Conventions that let an organisation refer on `day`, one per programme, by programme."""
    query = (
        sa.select(PartnerConvention)
        .join(PartnerConvention.programme)
        .where(PartnerConvention.organisation_id == organisation_id)
        .where(paper_contains(PartnerConvention.first_day, PartnerConvention.last_day, day))
        .options(contains_eager(PartnerConvention.programme))
        .order_by(Programme.sort_name, PartnerConvention.id)
    )
    by_programme = {one.programme_id: one for one in db.session.scalars(query)}
    return list(by_programme.values())


def own_households(reader: Reader) -> sa.Select[Household]:
    """Households the reader may refer (again): those in charge, without an open referral; latest first."""
    open_one = sa.exists().where(Referral.household_id == Household.id, state_in_sql().in_(list(OPEN)))
    mine = within_reach(reader, Action.REFERRAL_WRITE), readable(reader, Action.REFERRAL_WRITE)
    return sa.select(Household).where(*mine, ~open_one).order_by(Household.id.desc())


def open_referral_of(household_id: int) -> Referral | None:
    """The referral of a household that is a draft, under way or waiting, if any."""
    query = sa.select(Referral).where(Referral.household_id == household_id, state_in_sql().in_(list(OPEN)))
    return db.session.scalar(query.order_by(Referral.id.desc()).limit(1))


def assessors_of(programme_id: int) -> Sequence[Organisation]:
    """Organisations with a team in the programme today: those who may assess a household with its agreement."""
    query = (
        sa.select(Organisation)
        .join(Team, Team.organisation_id == Organisation.id)
        .join(Axis, Axis.id == Team.axis_id)
        .where(Axis.programme_id == programme_id, paper_contains(Team.first_day, Team.last_day, today()))
        .distinct()
        .order_by(Organisation.sort_name, Organisation.id)
    )
    return db.session.scalars(query).all()


def is_nameable(reader: Reader, household_id: int) -> bool:
    """Whether the reader may see who the household is."""
    query = sa.select(Household.id).where(Household.id == household_id, nameable(reader))
    return db.session.scalar(query) is not None


def written_since_asked(referral: Referral) -> bool:
    """Whether the sender changed the request, or its people, since it was last sent back: so says the journal."""
    entry, household = JournalEntry, referral.household
    of_request = sa.and_(entry.subject_type == Referral.__tablename__, entry.subject_id == referral.public_id)
    asked = sa.select(sa.func.max(entry.id)).where(of_request, entry.event == "referral.completion_asked")
    written = sa.and_(of_request, entry.event == "referral.written", entry.facts != '{"changed": 0}')
    people = sa.and_(
        entry.subject_type == Household.__tablename__,
        entry.subject_id == household.public_id,
        entry.event.in_(("household.member_added", "household.member_left", "person.edited")),
    )
    since = sa.func.coalesce(asked.scalar_subquery(), 0)
    return db.session.scalar(sa.select(entry.id).where(sa.or_(written, people), entry.id > since).limit(1)) is not None
