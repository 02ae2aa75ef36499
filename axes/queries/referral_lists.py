"""Lists of referrals as a reader sees them: narrowed by the address, counted by state; who waits, first come first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import today
from app.db import KEYS, db, prebuilt
from app.web.asked import Filters
from axes.models.people import Household
from axes.models.programmes import Axis, Programme
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.assessments import decided_axes
from axes.queries.households import adults_now, minors_now, persons_now
from axes.queries.referrals import days_waited, state_in_sql, visible, waits
from axes.vocab import ReferralEventKind, ReferralState, Urgency

NO_AXIS = "none"
MOST_PERSONS = 5  # and more


@dataclass(frozen=True)
class ReferralFilters(Filters):
    """What a list is narrowed to; codes and public ids, as in its address."""

    state: str | None = None
    axis: str | None = None
    urgency: str | None = None
    organisation: str | None = None
    size: str | None = None
    silent: str | None = None


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
    """Referrals the reader may see, the latest begun first: plain columns, no name. Senders see theirs by the day they
    sent them, and a draft by the day it was begun."""
    query, axis = _rows()
    query = query.where(visible(reader, Action.REFERRAL_VIEW))
    sent = sa.func.coalesce(_since(ReferralEventKind.SUBMITTED), Referral.created_at)
    latest = sent if reader.only_own(Action.REFERRAL_VIEW) else Referral.created_at
    return _narrowed(query, axis, filters).order_by(latest.desc(), Referral.id.desc())


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


@prebuilt
def waiting_rows(_day: date) -> sa.Select[Any]:
    """What the list shows of a page of `waiting_list`, which the reader's scope has chosen, in its order."""
    query, _ = _rows()
    query = query.add_columns(days_waited().label("waiting_days"))
    return query.where(Referral.id.in_(KEYS)).order_by(*FIRST_IN_LINE)


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
    if filters.axis == NO_AXIS:
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
        persons = persons_now()
        query = query.where(
            persons >= MOST_PERSONS if filters.size == str(MOST_PERSONS) else persons == int(filters.size)
        )
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


@dataclass(frozen=True)
class WaitingFacets:
    """How many wait for each choice of each filter, over all that the reader may see; names of who sent them."""

    axes: Mapping[str, int]
    urgencies: Mapping[str, int]
    sizes: Mapping[str, int]
    organisations: Mapping[str, int]
    senders: Sequence[tuple[str, str]]

    @property
    def total(self) -> int:
        return sum(self.urgencies.values())


def waiting_facets(reader: Reader) -> WaitingFacets:
    """Counts for the filters of the waiting list, in one statement; senders only for readers of several."""
    counters: dict[str, Counter[str]] = {name: Counter() for name in ("axes", "urgencies", "sizes", "organisations")}
    names: dict[str, str] = {}
    for axis, urgency, organisation, name, persons, _, number in db.session.execute(_facets(reader, today())):
        keys = (axis or NO_AXIS, urgency.value, organisation, str(min(persons, MOST_PERSONS)))
        for counter, key in zip(("axes", "urgencies", "organisations", "sizes"), keys, strict=True):
            counters[counter][key] += number
        names[organisation] = name
    own = reader.only_own(Action.REFERRAL_VIEW)
    return WaitingFacets(**counters, senders=() if own else tuple(names.items()))


@prebuilt
def _facets(reader: Reader, _day: date) -> sa.Select[Any]:
    axis, chosen = decided_axes(), aliased(Axis)
    persons = persons_now().label("persons")
    waiting = (
        sa.select(
            chosen.public_id.label("axis"),
            Referral.urgency,
            Organisation.public_id,
            Organisation.name,
            persons,
            Organisation.sort_name,
        )
        .select_from(Referral)
        .join(Household, Household.id == Referral.household_id)
        .join(Organisation, Organisation.id == Referral.organisation_id)
        .outerjoin(axis, _decided_for(axis))
        .outerjoin(chosen, chosen.id == axis.c.axis_id)
        .where(waits(), visible(reader, Action.REFERRAL_VIEW))
        .subquery("waiting")
    )
    return sa.select(waiting, sa.func.count()).group_by(*waiting.c).order_by(waiting.c.sort_name, waiting.c.public_id)


def senders(reader: Reader) -> Sequence[Organisation]:
    """Organisations whose referrals the reader sees in a list, for its filter."""
    if reader.only_own(Action.REFERRAL_VIEW):
        return []
    sent = sa.exists().where(Referral.organisation_id == Organisation.id)
    query = sa.select(Organisation).where(sent).order_by(Organisation.sort_name, Organisation.id)
    return db.session.scalars(query).all()
