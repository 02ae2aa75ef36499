"""Housing requests of one programme: a partner its own, a prospector and coordination those that were sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.clock import local, today
from app.db import db
from app.periods.shift import day_shifted
from axes.models.people import Household
from axes.models.programmes import Programme
from axes.queries.persons import members_of
from axes.queries.scope import readable, within_reach
from axes.vocab import MemberRole
from capteur.models.programmes import CapteurSettings
from capteur.models.request_documents import RequestDocument
from capteur.models.requests import HousingRequest as Request
from capteur.models.requests import RequestArea, RequestEvent
from capteur.rules.requests import LEADS, on_day, state_of
from capteur.vocab import RequestState as State

VIEW, WRITE = Action.HOUSING_REQUEST_VIEW, Action.HOUSING_REQUEST_WRITE


def stands_in_sql() -> sa.ColumnElement[str]:
    """The state to which its steps led, confirmed in time or not; the same as `capteur.rules.requests.state_of`."""
    step = (
        sa.select(RequestEvent.kind)
        .where(RequestEvent.request_id == Request.id, RequestEvent.kind.in_(list(LEADS)))
        .order_by(RequestEvent.id.desc())
        .limit(1)
        .correlate(Request)
        .scalar_subquery()
    )
    leads = {kind.value: state.value for kind, state in LEADS.items()}
    return sa.case(leads, value=sa.cast(step, sa.String), else_=State.DRAFT.value)


def state_in_sql(confirm_days: int) -> sa.ColumnElement[str]:
    """The state as of today; the same as `capteur.rules.requests.on_day` of `state_of`."""
    state = stands_in_sql()
    late = Request.confirmed_on < today() - timedelta(days=confirm_days)
    return sa.case((sa.and_(state == State.WAITING.value, late), State.DORMANT.value), else_=state)


def _scope(reader: Reader, programme: Programme, action: Action) -> sa.ColumnElement[bool]:
    """Conditions on `housing_request` joined to `household`: what was never sent is its sender's alone."""
    own = Request.organisation_id == reader.organisation_id
    seen = own if reader.only_own(action) else Request.submitted_on.is_not(None)
    return sa.and_(Request.programme_id == programme.id, readable(reader, action), seen)


def list_requests(
    reader: Reader, programme: Programme, confirm_days: int, state: str | None = None
) -> sa.Select[Request, str]:
    """Requests that the reader may read, those alive first, the oldest first; of one state if told."""
    where = state_in_sql(confirm_days)
    query = (
        sa.select(Request, where.label("state"))
        .join(Request.household)
        .where(_scope(reader, programme, VIEW))
        .options(contains_eager(Request.household), joinedload(Request.organisation))
        .order_by(Request.ended_at.is_not(None), Request.submitted_on, Request.id)
    )
    return query if state is None else query.where(where == state)


def request_for(reader: Reader, programme: Programme, public_id: str, action: Action) -> Request | None:
    """The request, with what its page says, where the reader may do `action` on it."""
    query = (
        sa.select(Request)
        .join(Request.household)
        .where(Request.public_id == public_id, _scope(reader, programme, action))
        .options(
            contains_eager(Request.household),
            joinedload(Request.organisation),
            joinedload(Request.convention),
            joinedload(Request.price_table),
            joinedload(Request.areas).joinedload(RequestArea.area),
            joinedload(Request.documents).joinedload(RequestDocument.author),
            selectinload(Request.events).joinedload(RequestEvent.user),
        )
    )
    return db.session.execute(query).unique().scalar_one_or_none()


def confirm_days_of(programme_id: int) -> int:
    query = sa.select(CapteurSettings.confirm_days).where(CapteurSettings.programme_id == programme_id)
    return db.session.scalars(query).one()


def state_now(request: Request, confirm_days: int) -> State:
    """The state of a request whose events are loaded."""
    state = state_of(event.kind for event in request.events)
    return on_day(state, request.confirmed_on, confirm_days, today())


def state_today(request_id: int, confirm_days: int) -> State:
    """Where the request stands, asked of the database."""
    query = sa.select(state_in_sql(confirm_days)).where(Request.id == request_id)
    return State(db.session.scalars(query).one())


def households_to_ask_for(reader: Reader, programme: Programme) -> sa.Select[Household]:
    """Households in charge of the reader's organisation without a living request here; latest first."""
    alive = sa.exists().where(
        Request.household_id == Household.id, Request.programme_id == programme.id, Request.is_alive
    )
    mine = within_reach(reader, WRITE), readable(reader, WRITE)
    return sa.select(Household).where(*mine, ~alive.correlate(Household)).order_by(Household.id.desc())


def first_person(household_id: int) -> str | None:
    """The name of the reference person, to be shortened for the prospector."""
    for one in members_of(household_id, named=True):
        if one.role is MemberRole.REFERENCE and one.is_present and one.identity:
            return one.identity.name
    return None


def untouched_since(instant: datetime) -> Sequence[Request]:
    """For a job: requests that wait for their sender, without a step since: drafts, those asked about, and those that
    have been asleep since then."""
    state, day = stands_in_sql(), local(instant).date()
    later = sa.exists().where(RequestEvent.request_id == Request.id, RequestEvent.at > instant).correlate(Request)
    awake = sa.type_coerce(day_shifted(Request.confirmed_on, CapteurSettings.confirm_days), sa.Date) >= day
    asleep = sa.and_(state == State.WAITING.value, ~awake)
    silent = sa.and_(state.in_((State.DRAFT.value, State.TO_COMPLETE.value)), Request.started_on < day)
    query = sa.select(Request).join(CapteurSettings, CapteurSettings.programme_id == Request.programme_id)
    query = query.where(Request.is_alive, ~later, sa.or_(asleep, silent))
    return db.session.scalars(query.order_by(Request.id)).all()
