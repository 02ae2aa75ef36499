"""What people are told about accompanied housing: support that stopped, residences that end, dwellings, funding.

A landlord is told of dwellings and days alone.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accompaniment.models.detections import Detection
from accompaniment.models.funding import FundingCall, FundingLine
from accompaniment.models.reservations import Reservation, ReservedDwelling
from accompaniment.models.supports import Support
from accompaniment.models.tenancies import Tenancy
from accompaniment.queries import funding
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.prevention_due import deadlines_asked
from accompaniment.queries.reservations import goes_back_on, is_open, readable_reservations, stopped_for_landlord
from accompaniment.queries.tenancies import broken, broken_since, gateways, in_sight
from accompaniment.rules.tenancies import LINKED_BEFORE
from accompaniment.vocab_housing import FundingState
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods.shift import day_shifted
from axes.models.people import Household
from reports.queries.notification_people import mine
from reports.queries.notification_row import Rows, shaped

WEEK, ANSWERED_WITHIN = timedelta(days=7), 7  # a landlord is answered within a week; a first setting
RENEWED_BEFORE = timedelta(days=60)  # how long before its end a reservation convention is told; a first setting
JUSTIFIED_BEFORE = 30  # days before the last day to justify; a first setting


def support_stopped(reader: Reader, day: date) -> Rows:
    """Tenancies whose support stopped though it is a condition: for coordination all in sight, for a worker those of
    their households, also of the last ones that they accompanied."""
    since = broken_since(day)
    columns = shaped(
        subject=Tenancy.public_id,
        link=Household.public_id,
        place=Organisation.name,
        reference=Household.reference,
        day=since,
        due_on=since,
    )
    query = sa.select(*columns).select_from(Tenancy).join(Tenancy.household).join(Tenancy.organisation)
    return query.where(broken(day), *in_sight(reader), *_mine(reader, day))


def _mine(reader: Reader, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `tenancy`: of a worker's households; who steers reads those of all."""
    if not reader.may(Action.TENANCY_ACT):
        return ()
    was = sa.exists().where(
        Support.household_id == Tenancy.household_id,
        Support.organisation_id == Tenancy.organisation_id,
        Support.reference_worker_id == reader.user_id,
    )
    return Tenancy.organisation_id == reader.organisation_id, sa.or_(mine(reader, day), was.correlate(Tenancy))


def stopped_at_landlord(reader: Reader, day: date) -> Rows:
    """The same for its landlord: which dwelling, which association, since when."""
    one = stopped_for_landlord(reader, day).order_by(None).subquery().c
    columns = {"stage": "landlord", "place": sa.func.coalesce(one.place + " · " + one.association, one.association)}
    return sa.select(*shaped(subject=one.public_id, day=one.since, due_on=one.since, **columns))


def residences(reader: Reader, day: date) -> Rows:
    """Places in residences that end within three months, and no dwelling is held for what follows."""
    soon = Tenancy.leave_by <= sa.literal(day + timedelta(days=LINKED_BEFORE), sa.Date())
    query = gateways(reader, day).order_by(None).where(soon, ReservedDwelling.id.is_(None), *_mine(reader, day))
    columns = shaped(
        subject=Tenancy.public_id,
        link=Household.public_id,
        reference=Household.reference,
        day=Tenancy.leave_by,
        due_on=Tenancy.leave_by,
    )
    return query.with_only_columns(*columns, maintain_column_froms=True)


def prevention(reader: Reader, day: date) -> Rows:
    """What the cases that the reader follows ask for within a week, or should have been done."""
    row = deadlines_asked(DayScope(reader, day)).subquery("deadline_asked").c
    columns = shaped(subject=row.public_id, reference=row.reference, day=row.on, due_on=row.on)
    return sa.select(*columns).where(row.on <= day + WEEK)


def risks_given(reader: Reader, day: date) -> Rows:
    """What landlords told the reader's association of, that nobody took up or set aside."""
    due = day_shifted(Detection.found_on, ANSWERED_WITHIN)
    about = {"subject": Detection.public_id, "place": Organisation.name, "day": Detection.found_on, "due_on": due}
    query = sa.select(*shaped(stage="given", **about)).select_from(Detection)
    query = query.join(Organisation, Organisation.id == Detection.detected_by_id)
    waits = (Detection.household_id.is_(None), Detection.set_aside_on.is_(None), Detection.found_on <= day)
    return query.where(Detection.organisation_id == reader.organisation_id, *waits)


def dwellings_to_fill(reader: Reader, day: date) -> Rows:
    """Dwellings reserved for the reader's association that nobody holds, by when somebody is proposed; within a week of
    the day on which they go back, by then."""
    soon = goes_back_on() <= sa.literal(day + WEEK, sa.Date())
    due = sa.case((soon, goes_back_on()), else_=day_shifted(ReservedDwelling.offered_on, Reservation.answer_days))
    about = {"subject": ReservedDwelling.public_id, "link": Reservation.public_id, "place": ReservedDwelling.place}
    query = sa.select(*shaped(**about, stage=sa.case((soon, "back")), day=due, due_on=due))
    query = query.select_from(ReservedDwelling)
    query = query.join(ReservedDwelling.reservation)
    return query.where(Reservation.organisation_id == reader.organisation_id, *is_open(day))


def reservations_ending(reader: Reader, day: date) -> Rows:
    """Reservation conventions whose last day is near, and that no other of the same parties follows: to its landlord,
    and to who keeps them all."""
    later = aliased(Reservation)
    same = later.landlord_id == Reservation.landlord_id, later.organisation_id == Reservation.organisation_id
    goes_on = sa.or_(later.last_day.is_(None), later.last_day > Reservation.last_day)
    followed = sa.exists().where(*same, later.id != Reservation.id, goes_on).correlate(Reservation)
    last = {"day": Reservation.last_day, "due_on": Reservation.last_day}
    columns = shaped(subject=Reservation.public_id, stage="reservation", place=Organisation.name, **last)
    query = sa.select(*columns).select_from(Reservation)
    query = query.join(Organisation, Organisation.id == Reservation.organisation_id)
    near = Reservation.last_day.between(day, day + RENEWED_BEFORE)
    return query.where(readable_reservations(reader), near, ~followed)


def funding_due(reader: Reader, day: date) -> Rows:
    """Of who decides: requests and justifications that wait. Of an association: what came back, and what is to be
    justified within a month; to who asked, or whose household it is."""
    state = funding.state()
    if reader.may(Action.FUNDING_DECIDE):
        waits: sa.ColumnElement[bool] = state.in_((FundingState.REQUESTED.value, FundingState.SENT.value))
    else:
        soon = FundingCall.justified_until <= sa.literal(day + timedelta(days=JUSTIFIED_BEFORE), sa.Date())
        granted = sa.and_(state == FundingState.GRANTED.value, soon)
        whose = sa.or_(FundingLine.author_id == reader.user_id, mine(reader, day))
        waits = sa.and_(sa.or_(state == FundingState.RETURNED.value, granted), whose)
    until = sa.case((FundingLine.granted_on.is_(None), FundingCall.asked_until), else_=FundingCall.justified_until)
    columns = shaped(
        subject=FundingLine.public_id,
        stage=state,
        place=FundingCall.name,
        reference=Household.reference,
        day=until,
        due_on=until,
    )
    query = sa.select(*columns).select_from(FundingLine).join(FundingLine.household)
    query = query.join(FundingCall, FundingCall.id == FundingLine.call_id)
    return query.where(waits, *funding.in_sight(reader))
