"""Reservations: signed, dwellings offered under them, held for a household, given back. Each one act."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.reservations import Reservation, ReservationPublic, ReservedDwelling
from accompaniment.queries.reservations import goes_back_on
from accompaniment.rules.reservations import released_from, state_of
from accompaniment.vocab_housing import ReleaseReason, ReservationState, ReservedFor, ReservedKind
from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.conflicts import guarded
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_all, refuse_stale
from axes.models.people import Household

S = ReservationState


def sign_reservation(
    *,
    landlord: Organisation,
    organisation: Organisation,
    terms: Mapping[str, Any],
    publics: Iterable[ReservedFor],
    actor: Actor,
) -> Reservation:
    """A convention of two parties. Raises `Refusal` for days out of order, one party twice, or no dwelling."""
    if landlord.id == organisation.id:
        raise Refusal("reservation.refusal.one_party", "organisation")
    refuse_all(_wrong(terms))
    made = Reservation(landlord_id=landlord.id, organisation_id=organisation.id, **terms)
    made.publics = [ReservationPublic(public=one) for one in publics]
    db.session.add(made)
    db.session.flush()
    record("reservation.signed", made, actor=actor, landlord=landlord, organisation=organisation)
    return made


def edit_reservation(
    *,
    reservation: Reservation,
    version: int,
    terms: Mapping[str, Any],
    publics: Iterable[ReservedFor],
    actor: Actor,
) -> None:
    """Change its terms; the parties stay. Raises `Stale`, or as `sign_reservation`."""
    refuse_stale(reservation, version)
    refuse_all(_wrong(terms))
    for name, value in terms.items():
        setattr(reservation, name, value)
    wanted = set(publics)
    known = {one.public for one in reservation.publics}
    if wanted != known:
        kept = [one for one in reservation.publics if one.public in wanted]
        reservation.publics = kept + [ReservationPublic(public=one) for one in sorted(wanted - known)]
        count_as_changed(reservation)
    db.session.flush()
    record("reservation.edited", reservation, actor=actor)


def _wrong(terms: Mapping[str, Any]) -> Iterator[Refusal]:
    if terms["last_day"] is not None and terms["last_day"] < terms["first_day"]:
        yield Refusal("setting.refusal.ends_before", "last_day", day=shown(terms["first_day"]))
    if terms["release_days"] < terms["answer_days"]:
        yield Refusal("reservation.refusal.released_before_answer", "release_days")
    if not sum(terms[name] for name in ("studios", "one_bedrooms", "two_bedrooms", "larger")):
        yield Refusal("reservation.refusal.no_dwelling", "studios")


def offer_dwelling(
    *, reservation: Reservation, place: str, kind: ReservedKind, offered_on: date, actor: Actor
) -> ReservedDwelling:
    """The landlord reserves a dwelling from a day on. Raises `Refusal` outside the days of the convention."""
    last = reservation.last_day or date.max
    if not reservation.first_day <= offered_on <= last:
        raise Refusal("reservation.refusal.outside", "offered_on", day=shown(reservation.first_day))
    made = ReservedDwelling(reservation_id=reservation.id, place=place, kind=kind, offered_on=offered_on)
    db.session.add(made)
    db.session.flush()
    record("reserved_dwelling.offered", made, actor=actor, reservation=reservation, offered_on=offered_on)
    return made


def withdraw_dwelling(*, dwelling: ReservedDwelling, version: int, reason: ReleaseReason, actor: Actor) -> None:
    """It is reserved no more. Raises `Stale`, `Conflict` where somebody is chosen for it already."""
    refuse_stale(dwelling, version)
    _needs(dwelling, S.FREE)
    _release(dwelling, max(today(), dwelling.offered_on), reason, actor)


def hold_dwelling(*, dwelling: ReservedDwelling, household: Household, actor: Actor) -> None:
    """The association chooses a household for it, on which the actor may act.

    Raises `Conflict` where it is held, let or gone back, or where the household holds another.
    """
    _needs(dwelling, S.FREE)
    if released_from(dwelling.offered_on, dwelling.reservation.release_days) <= today():
        raise Conflict("reservation.conflict.gone_back")
    if dwelling.offered_on > today():
        raise Refusal("reservation.refusal.not_yet", "dwelling", day=shown(dwelling.offered_on))
    with guarded({"uq_reserved_dwelling_held": Conflict("reservation.conflict.holds_another")}):
        dwelling.held_for_id, dwelling.held_on = household.id, today()
    record("reserved_dwelling.held", dwelling, actor=actor, household=household)


def let_go(*, dwelling: ReservedDwelling, actor: Actor) -> None:
    """Nobody is chosen for it any more: it is free again. Raises `Conflict` once it is let."""
    _needs(dwelling, S.HELD)
    if dwelling.let_on is not None:
        raise Conflict("reservation.conflict.state", state=label(S.LET))
    dwelling.held_for_id, dwelling.held_on = None, None
    db.session.flush()
    record("reserved_dwelling.let_go", dwelling, actor=actor)


def release_unused(*, actor: Actor) -> int:
    """Give back the dwellings that nobody held in time, or whose convention is over; how many. Safe to run again.

    They go back as of the day on which they were due, whenever this runs.
    """
    over = sa.or_(goes_back_on() <= today(), Reservation.last_day < today())
    query = sa.select(ReservedDwelling, Reservation.release_days, Reservation.last_day).join(
        ReservedDwelling.reservation
    )
    free = ReservedDwelling.held_on.is_(None), ReservedDwelling.released_on.is_(None), over
    locked = query.where(*free).order_by(ReservedDwelling.id).with_for_update(of=ReservedDwelling)
    found = db.session.execute(locked).all()
    for dwelling, release_days, last_day in found:
        due = released_from(dwelling.offered_on, release_days)
        if last_day is not None:
            due = max(dwelling.offered_on, min(due, last_day + timedelta(days=1)))
        _release(dwelling, due, ReleaseReason.UNUSED, actor)
    return len(found)


def _release(dwelling: ReservedDwelling, day: date, reason: ReleaseReason, actor: Actor) -> None:
    dwelling.released_on, dwelling.release_reason = day, reason
    db.session.flush()
    record("reserved_dwelling.released", dwelling, actor=actor, released_on=day, reason=reason)


def _needs(dwelling: ReservedDwelling, *states: ReservationState) -> None:
    stands = state_of(dwelling, today())
    if stands not in states:
        raise Conflict("reservation.conflict.state", state=label(stands))
