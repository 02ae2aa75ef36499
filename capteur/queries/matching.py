"""Which requests a captured dwelling suits, and which dwellings a request: read once, compared by the rules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from axes.models.programmes import Programme
from axes.queries.scope import readable
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest as Request
from capteur.models.requests import RequestArea
from capteur.queries.opportunities import stands
from capteur.queries.requests import state_in_sql
from capteur.rules.dwellings import type_of
from capteur.rules.matching import SIZES, Match, Place, Wish, match
from capteur.vocab import RequestState as State
from capteur.vocab_dwellings import OpportunityStage as Stage

CANDIDATES = (State.WAITING, State.DORMANT, State.PROPOSED, State.VISIT_PLANNED)
MOST = 300  # requests compared with a dwelling at once
FREE = (Stage.CAPTURED, Stage.VACANT, Stage.RESERVED)


@dataclass(frozen=True)
class Candidate:
    """A request beside a dwelling; `proposed` where the dwelling was proposed to it already."""

    request: Request
    state: State
    match: Match
    proposed: bool


@dataclass(frozen=True)
class Candidates:
    """In order; apart those that are not matched by themselves: under the low price, or not confirmed in time."""

    ranked: list[Candidate]
    by_hand: list[Candidate]
    dormant: list[Candidate]
    total: int = 0  # how many there are, of which at most `MOST` are compared


@dataclass(frozen=True)
class Offered:
    """A dwelling beside a request."""

    dwelling: Opportunity
    stage: Stage
    match: Match


def wish_of(request: Request) -> Wish:
    """What is compared of a request whose areas are loaded. A reason makes its excluded areas nobody's to know."""
    by = defaultdict(set)
    for one in request.areas:
        by[one.excluded].add(one.area_id)
    return Wish(
        max_rent_cents=request.max_rent_cents,
        max_charges_cents=request.max_charges_cents,
        dwelling_type=request.dwelling_type,
        wanted=frozenset(by[False]),
        excluded=frozenset(by[True]),
        protected=request.excluded_reason_sealed is not None,
        highest_floor=request.highest_floor,
        step_free=bool(request.step_free),
        animals=bool(request.animals),
        track=request.track,
        from_exit=request.candidacy_id is not None,
    )


def place_of(one: Opportunity) -> Place:
    """What is compared of a dwelling."""
    return Place(**{name: getattr(one, name) for name in Place.__dataclass_fields__})


def match_of(request: Request, opportunity: Opportunity, day: date) -> Match:
    """The comparison of one with the other."""
    return match(wish_of(request), place_of(opportunity), day)


def candidates_for(
    reader: Reader, programme: Programme, dwelling: Opportunity, confirm_days: int, day: date, most: int = MOST
) -> Candidates:
    """The requests of the programme that wait, or are proposed elsewhere, ranked for the dwelling: `most` at most,
    those with the fewest things against them (`_against`) and among those the longest waiting."""
    state = state_in_sql(confirm_days)
    alive = HousingProposal.request_id == Request.id, HousingProposal.opportunity_id == dwelling.id
    proposed = sa.exists().where(*alive, HousingProposal.is_alive).correlate(Request)
    columns: tuple[Any, ...] = (Request, state, proposed, sa.func.count().over())
    query = sa.select(*columns).join(Request.household)
    query = query.where(
        Request.programme_id == programme.id,
        Request.is_alive,
        readable(reader, Action.HOUSING_REQUEST_VIEW),
        state.in_([one.value for one in CANDIDATES]),
    )
    whole = contains_eager(Request.household), joinedload(Request.organisation), selectinload(Request.areas)
    place, found, total = place_of(dwelling), [], 0
    query = query.options(*whole).order_by(_against(place), Request.submitted_on, Request.id).limit(most)
    for request, standing, told, count in db.session.execute(query):
        total = count
        found.append(Candidate(request, State(standing), match(wish_of(request), place, day), told))
    return _parted(sorted(found, key=lambda one: (one.request.submitted_on, one.request.id)), total)


def _against(place: Place) -> sa.ColumnElement[int]:
    """How many criteria fail in a request, as `capteur.rules.matching` says, by what a column tells: so that whoever
    the dwelling suits is read before those it does not."""
    larger = SIZES[SIZES.index(type_of(place.kind, place.bedrooms)) + 1 :]
    area = RequestArea.request_id == Request.id, RequestArea.area_id == place.area_id, RequestArea.excluded
    fails: list[sa.ColumnElement[bool]] = [
        Request.max_rent_cents < (place.rent_cents or 0),
        Request.dwelling_type.in_(larger),
        sa.exists().where(*area).correlate(Request),
    ]
    if place.step_free is False:
        fails.append(Request.step_free.is_(True))
    if place.animals is False:
        fails.append(Request.animals.is_(True))
    if place.has_lift is False and place.floor is not None:
        fails.append(Request.highest_floor < place.floor)
    if place.track is not None:
        fails.append(Request.track != place.track)
    if place.for_exits:
        fails.append(Request.candidacy_id.is_(None))
    counted: sa.ColumnElement[int] = sa.literal(0)
    for one in fails:
        counted = counted + sa.case((one, 1), else_=0)
    return counted


def _parted(found: Iterable[Candidate], total: int) -> Candidates:
    """Those found, the longest waiting first, parted and ranked."""
    parts = Candidates([], [], [], total)
    for one in sorted(found, key=lambda each: each.match.order):
        dormant = one.state is State.DORMANT
        (parts.dormant if dormant else parts.by_hand if one.request.below_low else parts.ranked).append(one)
    return parts


def dwellings_for(programme: Programme, request: Request, day: date) -> Sequence[Offered]:
    """The dwellings of the programme that may be proposed, ranked for a request that the reader opened."""
    columns: tuple[Any, ...] = (Opportunity, OpportunityEvent.stage)
    query = sa.select(*columns).join(OpportunityEvent, stands())
    query = query.join(Owner, Owner.id == Opportunity.owner_id).where(
        Owner.programme_id == programme.id, OpportunityEvent.stage.in_(FREE)
    )
    query = query.options(joinedload(Opportunity.area)).order_by(Opportunity.id)
    wish = wish_of(request)
    found = [Offered(one, stage, match(wish, place_of(one), day)) for one, stage in db.session.execute(query)]
    return sorted(found, key=lambda each: each.match.order)
