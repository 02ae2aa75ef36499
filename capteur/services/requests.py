"""Housing requests: begun, written, sent, completed, confirmed, taken, refused, withdrawn. A state is its events."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import now, today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.happenings import Happening
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household
from axes.models.programmes import Programme
from capteur.models.conventions import CapteurConvention
from capteur.models.requests import HousingRequest, RequestArea, RequestEvent
from capteur.queries.conventions import convention_in_force
from capteur.queries.doubles import is_known_here
from capteur.queries.prices import prices_for, standing_table
from capteur.queries.requests import untouched_since
from capteur.rules.prices import Gap, gap_of
from capteur.rules.requests import ASKED, ENDS, may_happen, state_of
from capteur.vocab import RequestEventKind as Kind
from capteur.vocab import RequestRefusal, RequestState

REQUEST_MOVED = Happening()  # request, kind, actor: a step was written
REQUEST_OVER = Happening()  # request, actor: it ended without a home
TAKEN_BACK = (Kind.WITHDRAWN, Kind.UNREACHABLE)
EXPIRES_AFTER = timedelta(days=180)  # a first setting: half a year without a word of the sender


@dataclass(frozen=True)
class Written:
    """What a request says: its columns, and areas by whether the household must not live there (True)."""

    columns: Mapping[str, Any]
    areas: Mapping[int, bool] | None


def begin_request(*, programme: Programme, household: Household, actor: Actor) -> HousingRequest:
    """Begin a draft (gate G1).

    Raises `Refusal` without a convention in force today, `Conflict` when the household has a living request here.
    """
    convention = _gate(programme.id, actor.organisation_id)
    made = HousingRequest(
        programme_id=programme.id,
        organisation_id=actor.organisation_id,
        convention_id=convention.id,
        household_id=household.id,
        author_id=actor.user_id,
        started_on=today(),
    )
    with guarded({"uq_housing_request_alive": Conflict("housing_request.conflict.alive")}):
        db.session.add(made)
    record("housing_request.begun", made, actor=actor, household=household, programme=programme)
    return made


def _gate(programme_id: int, organisation_id: int) -> CapteurConvention:
    found = convention_in_force(programme_id, organisation_id, today())
    if found is None:
        raise Refusal("housing_request.refusal.no_convention")
    return found


def write_request(*, request: HousingRequest, written: Written, version: int, actor: Actor) -> None:
    """Save a draft, or the fields that are asked about. Raises `Stale`, or `Conflict` when it is not its turn."""
    refuse_stale(request, version)
    state = _state(request)
    if state not in {RequestState.DRAFT, RequestState.TO_COMPLETE}:
        raise Conflict("housing_request.conflict.moved")
    for name, value in written.columns.items():
        setattr(request, name, value)
    if written.areas is not None:
        request.areas[:] = [one for one in request.areas if one.area_id in written.areas]
        standing = {one.area_id: one for one in request.areas}
        for area_id, excluded in written.areas.items():
            if area_id in standing:
                standing[area_id].excluded = excluded
            else:
                request.areas.append(RequestArea(area_id=area_id, excluded=excluded))
        count_as_changed(request)
    db.session.flush()
    record("housing_request.written", request, actor=actor)


def lacking(request: HousingRequest) -> list[str]:
    """The fields that it must still say before it is sent."""
    values = {
        name: getattr(request, f"{name}_cents" if name in {"income", "max_rent"} else name, None)
        for name in ASKED
        if name != "wanted"
    }
    values["wanted"] = any(not one.excluded for one in request.areas) or None
    return [name for name in ASKED if values[name] is None or values[name] == ""]


def gap_today(request: HousingRequest) -> tuple[Any, Gap | None]:
    """The price table that stands today, and how far the budget is from it."""
    table = standing_table(request.programme_id, today())
    if table is None or request.dwelling_type is None or request.max_rent_cents is None:
        return table, None
    wanted = [one.area_id for one in request.areas if not one.excluded]
    return table, gap_of(request.max_rent_cents, prices_for(table, wanted, request.dwelling_type))


def send_request(
    *, request: HousingRequest, seen: str | None, below_reason: str | None, version: int, actor: Actor
) -> bool:
    """Send a draft, or send it again once completed; whether somebody of the household is asked for by another request
    of the programme: no more is told of it. `seen` names the price table shown and acknowledged.

    Raises `Refusal` for a field to fill in, without a convention in force today (gate G1), when the prices changed
    since they were shown, or for a rent under the low one without its reason.
    """
    refuse_stale(request, version)
    missing = lacking(request)
    if missing:
        raise Refusal("housing_request.refusal.incomplete")
    again = _state(request) is RequestState.TO_COMPLETE
    convention_id = request.convention_id if again else _gate(request.programme_id, request.organisation_id).id
    table, gap = _acknowledged(request, seen, below_reason)
    if not again:
        request.convention_id, request.submitted_on = convention_id, today()
    request.price_table_id = table.id if table else None
    request.gap_cents, request.below_low = (gap.gap_cents, gap.below) if gap else (None, None)
    request.below_reason = below_reason if gap and gap.below else None
    request.confirmed_on = today()
    _add(request, Kind.RESUBMITTED if again else Kind.SUBMITTED, actor)
    known = is_known_here(request)
    if known:
        record("housing_request.known_already", request, actor=actor)
    return known


def _acknowledged(request: HousingRequest, seen: str | None, below_reason: str | None) -> tuple[Any, Gap | None]:
    """The table and the gap, once read: what is refused is refused before anything is written."""
    table, gap = gap_today(request)
    if table is not None and table.public_id != seen:
        raise Refusal("housing_request.refusal.prices_changed")
    if gap is not None and gap.below and not below_reason:
        raise Refusal("housing_request.refusal.below", "below_reason")
    return table, gap


def ask_completion(*, request: HousingRequest, fields: Collection[str], text: str, version: int, actor: Actor) -> None:
    """Send it back: only the fields asked about reopen. Raises `Refusal` without any."""
    refuse_stale(request, version)
    asked = [name for name in ASKED if name in fields]
    if not asked:
        raise Refusal("housing_request.refusal.no_field", "fields")
    _add(request, Kind.COMPLETION_ASKED, actor, fields=",".join(asked), text=text)


def accept_request(*, request: HousingRequest, version: int, actor: Actor) -> None:
    """Take it on the waiting list."""
    refuse_stale(request, version)
    _add(request, Kind.ACCEPTED, actor)


def refuse_request(
    *, request: HousingRequest, refusal: RequestRefusal, text: str | None, version: int, actor: Actor
) -> None:
    """Refuse it. Raises `Refusal` for "other" without words."""
    refuse_stale(request, version)
    if refusal is RequestRefusal.OTHER and not text:
        raise Refusal("housing_request.refusal.other_needs_text", "text")
    _add(request, Kind.REFUSED, actor, refusal=refusal, text=text)


def confirm_request(*, request: HousingRequest, actor: Actor) -> None:
    """The household still wants it: it waits on, and wakes where it was dormant."""
    request.confirmed_on = today()
    _add(request, Kind.CONFIRMED, actor)


def withdraw_request(*, request: HousingRequest, kind: Kind, text: str | None, version: int, actor: Actor) -> None:
    """The sender takes it back: it is wanted no more, or nobody can reach the household."""
    refuse_stale(request, version)
    _add(request, kind, actor, text=text)


def expire_requests(*, actor: Actor) -> int:
    """End requests that nobody touched for `EXPIRES_AFTER`: drafts, those to be completed, those asleep. How many."""
    found = untouched_since(now() - EXPIRES_AFTER)
    for request in found:
        _add(request, Kind.EXPIRED, actor)
    return len(found)


def move_request(*, request: HousingRequest, kind: Kind, actor: Actor, text: str | None = None) -> None:
    """A step that follows from another act: proposed, visit planned, selected, back, housed, unreachable, expired.

    Raises `Conflict` when it may not follow where the request stands.
    """
    _add(request, kind, actor, text=text)


def _add(request: HousingRequest, kind: Kind, actor: Actor, **values: Any) -> None:
    count_as_changed(request)
    db.session.flush()  # takes the row, or is told that somebody else did
    if not may_happen(_state(request), kind):
        raise Conflict("housing_request.conflict.moved")
    db.session.add(RequestEvent(request_id=request.id, kind=kind, user_id=actor.user_id, **values))
    if kind in ENDS:
        request.ended_at = now()
    db.session.flush()
    facts = {"refusal": values["refusal"]} if values.get("refusal") else {}
    record(f"housing_request.{kind.value}", request, actor=actor, **facts)
    REQUEST_MOVED.tell(request=request, kind=kind, actor=actor)
    if kind in ENDS and kind is not Kind.HOUSED:
        REQUEST_OVER.tell(request=request, actor=actor)


def _state(request: HousingRequest) -> RequestState:
    query = sa.select(RequestEvent.kind).where(RequestEvent.request_id == request.id).order_by(RequestEvent.id)
    return state_of(db.session.scalars(query))
