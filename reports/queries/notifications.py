"""What each is told of until it is done: derived from the records at each reading, so that it goes away by itself.

All kinds in one statement, of one shape (`notification_row`), each in the scope of its reader. What is late beyond the
delay of its kind (`app.auth.queries.delays`) is told to coordination too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.queries.delays import Delays
from app.auth.reader import Reader
from app.auth.vocab import NotificationKind, Role
from app.db import ask, prebuilt
from reports.queries import notification_capteur as capteur
from reports.queries import notification_erasures as erasures
from reports.queries import notification_follow_up as let
from reports.queries import notification_housing as housing
from reports.queries import notification_people as people
from reports.queries import notification_places as places
from reports.queries import notification_signatures as signed
from reports.queries import notification_told as told
from reports.queries.notification_row import Rows, shaped
from reports.queries.notification_transit import in_transit

K, R = NotificationKind, Role
LATE, ESCALATED = "late", "escalated"


@dataclass(frozen=True)
class Part:
    """A kind: its rows for the roles whose work it is; and for coordination, those late beyond the delay."""

    kind: NotificationKind
    rows: Callable[[Reader, date], Rows]
    roles: frozenset[Role]
    told: Callable[[Reader, date, date], Rows] | None = None


def _part(
    kind: NotificationKind, rows: Callable[[Reader, date], Rows], *roles: Role, late: Callable[..., Rows] | None = None
) -> Part:
    return Part(kind, rows, frozenset(roles), late)


PARTS = (
    _part(K.CLOSING, people.closings, R.FIELD_WORKER),
    _part(K.CLOSING, places.closings, R.ALLOCATION, R.COORDINATION),
    _part(K.STAY_OVERDUE, people.stays_overdue, R.FIELD_WORKER, late=told.stays_overdue),
    _part(K.PROPOSAL, people.proposals, R.FIELD_WORKER),
    _part(K.TASK, people.tasks, R.FIELD_WORKER, R.ALLOCATION, R.COORDINATION, late=told.tasks),
    _part(K.EXIT_STEP, people.exit_steps, R.FIELD_WORKER, late=told.exit_steps),
    _part(K.RIGHT, people.rights, R.FIELD_WORKER, late=told.rights),
    _part(K.DOCUMENT, people.documents, R.FIELD_WORKER),
    _part(K.FOLLOW_UP, people.follow_ups, R.FIELD_WORKER, late=told.follow_ups),
    _part(K.WEEKLY, people.weekly, R.FIELD_WORKER),
    _part(K.NEXT_STEP, people.next_steps, R.FIELD_WORKER, late=told.next_steps),
    _part(K.INCIDENT, people.incidents, R.FIELD_WORKER, late=told.incidents),
    _part(K.NETWORK, people.mobilisations, R.FIELD_WORKER, late=told.mobilisations),
    _part(K.SUPPORT_STOPPED, housing.support_stopped, R.FIELD_WORKER, R.COORDINATION),
    _part(K.SUPPORT_STOPPED, housing.stopped_at_landlord, R.HOUSING_OPERATOR),
    _part(K.RESIDENCE, housing.residences, R.FIELD_WORKER, R.COORDINATION),
    _part(K.PREVENTION, housing.prevention, R.FIELD_WORKER, late=told.prevention),
    _part(K.PREVENTION, housing.risks_given, R.FIELD_WORKER),
    _part(K.RESERVED_DWELLING, housing.dwellings_to_fill, R.FIELD_WORKER),
    _part(K.FUNDING, housing.funding_due, R.FIELD_WORKER, R.COORDINATION),
    _part(K.LENGTH, people.beyond_target, R.FIELD_WORKER),
    _part(K.LENGTH, in_transit, R.FIELD_WORKER, R.COORDINATION),
    _part(K.WINTER, people.ends_in_winter, R.FIELD_WORKER),
    _part(K.WINTER, places.closings_in_winter, R.COORDINATION),
    _part(K.BREAK_GLASS, people.break_glass, R.FIELD_WORKER, R.PARTNER),
    _part(K.ERASURE, erasures.erasures_waiting, R.COORDINATION, R.FIELD_WORKER, R.PARTNER),
    _part(K.ERASURE, erasures.files_ended, R.COORDINATION, R.FIELD_WORKER, R.PARTNER),
    _part(K.AGREEMENT, places.agreements, R.COORDINATION, R.HOUSING_OPERATOR),
    _part(K.SUPERVISOR, places.supervisor_notices, R.COORDINATION),
    _part(K.EXTENSION, places.extensions, R.COORDINATION, R.HOUSING_OPERATOR),
    _part(K.EXTENSION_ANSWERED, places.extensions_answered, R.COORDINATION),
    _part(K.REFERRAL, people.referrals, R.ALLOCATION),
    _part(K.COMPLETION, people.completions, R.PARTNER),
    _part(K.HOUSING_REQUEST, capteur.requests_to_follow, R.PARTNER, R.FIELD_WORKER),
    _part(K.HOUSING_REQUEST, capteur.requests_to_read, R.CAPTEUR),
    _part(K.PAST_RESERVATION, capteur.reservations_ending, R.CAPTEUR),
    _part(K.LEAD, capteur.leads, R.CAPTEUR),
    _part(K.LEAD, capteur.visits_silent, R.CAPTEUR),
    _part(K.LEAD, capteur.owners_to_call, R.CAPTEUR),
    _part(K.CHARGE, capteur.charges_left, R.CAPTEUR, R.MEDIATOR, R.COORDINATION),
    _part(K.PRICES, capteur.prices_old, R.CAPTEUR, R.COORDINATION),
    _part(K.CONVENTION, capteur.conventions_ending, R.COORDINATION, R.PARTNER),
    _part(K.CONVENTION, let.tripartites_ending, R.COORDINATION),
    _part(K.SIGNATURE, signed.signatures_of_own, R.PARTNER, R.FIELD_WORKER),
    _part(K.SIGNATURE, signed.signatures_on_paper, R.COORDINATION, late=told.signatures),
    _part(K.CONVENTION, housing.reservations_ending, R.COORDINATION, R.HOUSING_OPERATOR),
    _part(K.SUPPORT_ALERT, let.alerts_to_answer, R.PARTNER, R.FIELD_WORKER),
    _part(K.SUPPORT_ALERT, let.alerts_unanswered, R.MEDIATOR),
    _part(K.SUPPORT_ALERT, let.alerts_escalated, R.COORDINATION),
    _part(K.HOME_VISIT, let.visits_to_note, R.PARTNER, R.FIELD_WORKER),
    _part(K.HOME_VISIT, let.visits_missed, R.MEDIATOR),
    _part(K.SUPPORT_STOPPED, let.unsupported, R.COORDINATION, R.MEDIATOR, R.CAPTEUR),
)


def every_notification(reader: Reader, day: date, delays: Delays) -> sa.Subquery:
    """All rows of a reader: those of `notification_row`, and `kind`, a code."""
    known = dict(delays)
    found = [
        rows.add_columns(sa.literal(part.kind.value, sa.String()).label("kind"))
        for part in PARTS
        for rows in _rows(part, reader, day, known.get(part.kind))
    ]
    return sa.union_all(*(found or [_nothing()])).subquery("notification")


def _rows(part: Part, reader: Reader, day: date, delay: int | None) -> Iterator[Rows]:
    if reader.role in part.roles:
        yield part.rows(reader, day)
    if reader.role is R.COORDINATION and part.told is not None and delay is not None:
        yield part.told(reader, day, day - timedelta(days=delay))


def _nothing() -> Rows:
    """No row at all, of the same shape."""
    return sa.select(*shaped(subject=None), sa.literal(None, sa.String()).label("kind")).where(sa.false())


@prebuilt
def list_notifications(reader: Reader, day: date, delays: Delays, kind: str = "") -> Rows:
    """The rows of a reader, of one kind if given: the longest late first, then by day, news last."""
    one = every_notification(reader, day, delays)
    query = sa.select(one).order_by(one.c.due_on.is_(None), one.c.due_on, one.c.kind, one.c.subject, one.c.stage)
    return query.where(one.c.kind == kind) if kind else query


def counts_by_kind(reader: Reader, day: date, delays: Delays) -> Mapping[str, int]:
    """How many rows of each kind that has any, in the order of the kinds; then `late` and `escalated` among them."""
    found = {row.kind: row for row in ask(_counted(reader, day, delays))}
    counts = {kind.value: found[kind.value].rows for kind in NotificationKind if kind.value in found}
    extra = {name: sum(getattr(row, name) for row in found.values()) for name in (LATE, ESCALATED)}
    return counts | {name: number for name, number in extra.items() if number}


@prebuilt
def _counted(reader: Reader, day: date, delays: Delays) -> Rows:
    one = every_notification(reader, day, delays)
    limits = {kind.value: day - timedelta(days=days) for kind, days in delays if days is not None}
    beyond = sa.case(
        *((sa.and_(one.c.kind == kind, one.c.due_on <= limit), 1) for kind, limit in limits.items()), else_=None
    )
    columns: tuple[Any, ...] = (
        one.c.kind,
        sa.func.count().label("rows"),
        sa.func.count(sa.case((one.c.due_on < sa.literal(day, sa.Date), 1))).label(LATE),
        sa.func.count(beyond).label(ESCALATED),
    )
    return sa.select(*columns).group_by(one.c.kind)
