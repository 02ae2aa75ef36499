"""Accompanied housing in the demonstration, all invented: a funding call, reserved dwellings, tenancies, a gateway."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine, FundingReturn
from accompaniment.models.reservations import Reservation, ReservationPublic, ReservedDwelling
from accompaniment.models.supports import Support
from accompaniment.models.tenancies import Tenancy
from accompaniment.rules.tenancies import latest_leave
from accompaniment.vocab import Roof
from accompaniment.vocab_housing import Chooser, FundingRefusal, ReleaseReason, ReservedFor, ReservedKind
from accompaniment.vocab_housing import TargetKind as Target
from accompaniment.vocab_housing import TenancyKind as Kind
from app.auth.models.users import User
from app.db import db
from axes.models.people import Household

EACH = 148_000  # cents: 37,000 € for 10 + 15 households
# name, whose account works on it (none: every association), new households, sitting tenants
ACTIONS = (
    ("De la rue au bail", "diogenes", 6, 0),
    ("Passerelle après la résidence temporaire", "axe2", 4, 0),
    ("Maillage de partenaires pour les locataires", None, 0, 15),
)
PROMISE = "Une visite par semaine les trois premiers mois, puis tous les quinze jours ; budget et voisinage."
DONE = "Onze visites, le budget tient, le bail est renouvelé."
# What came of each request, in turn, so many days ago.
STORIES: tuple[dict[str, int], ...] = (
    {"asked": 170, "granted": 160, "sent": 40, "justified": 30},
    {"asked": 165, "granted": 150},
    {"asked": 160, "granted": 150, "sent": 6},
    {"asked": 150, "granted": 140},
    {"asked": 20},
    {"asked": 150, "granted": 140, "sent": 50, "justified": 35},
    {"asked": 60, "refused": 45},
    {"asked": 30, "returned": 8},
)


def fund_housing(today: date, users: dict[str, User]) -> None:
    """Write the call with what was asked of it, the conventions, and the tenancies; the same each time."""
    _fund(today, users)
    landlord = users["comensia"].organisation_id
    street = _reserve(today, landlord, users["diogenes"], (ReservedFor.STREET, ReservedFor.PRISON))
    gateway = _reserve(today, landlord, users["axe2"], (ReservedFor.WOMEN_LEAVING, ReservedFor.YOUNG_LEAVING))
    _offer(gateway, "Clos des Noisetiers 8, boîte 2 (fictif)", ReservedKind.ONE_BEDROOM, today - timedelta(days=9))
    late = _offer(gateway, "Clos des Noisetiers 8, boîte 5 (fictif)", ReservedKind.STUDIO, today - timedelta(days=70))
    late.released_on, late.release_reason = today - timedelta(days=25), ReleaseReason.UNUSED
    _lives(today, users["diogenes"], street)
    _stopped(today, landlord)
    db.session.flush()


def _fund(today: date, users: dict[str, User]) -> None:
    begun = today - timedelta(days=200)
    call = FundingCall(name="Logements accompagnés (fictif)", year=begun.year, envelope_cents=25 * EACH)
    call.funder_id, call.first_day = users["financeur"].organisation_id, begun
    call.asked_until, call.justified_until = today + timedelta(days=60), today + timedelta(days=150)
    db.session.add(call)
    db.session.flush()
    actions = [_action(call, users[whose] if whose else None, name, targets) for name, whose, *targets in ACTIONS]
    for turn, support in enumerate(_open_supports()):
        own = support.roof is not Roof.STAY
        leaves = support.organisation_id == actions[1].organisation_id
        action = actions[0] if own else actions[1] if leaves else actions[2]
        story = STORIES[turn % len(STORIES)]
        _ask(support, action, Target.NEW_HOUSEHOLD if own or leaves else Target.SITTING_TENANT, story, today, users)


def _action(call: FundingCall, user: User | None, name: str, targets: list[Any]) -> FundingAction:
    action = FundingAction(call_id=call.id, name=name, new_target=targets[0], tenant_target=targets[1])
    action.organisation_id = user.organisation_id if user else None
    db.session.add(action)
    db.session.flush()
    return action


def _open_supports() -> Iterator[Support]:
    """One of each household that is not protected, those under no roof of the programme first; seventeen at most."""
    query = sa.select(Support).join(Household, Household.id == Support.household_id)
    query = query.where(Support.end_on.is_(None), Household.is_protected.is_(False))
    seen: set[int] = set()
    for support in db.session.scalars(query.order_by(Support.roof == Roof.STAY, Support.id)).all():
        if support.household_id not in seen and len(seen) < 17:
            seen.add(support.household_id)
            yield support


def _ask(
    support: Support, action: FundingAction, kind: Target, story: dict[str, int], today: date, users: dict[str, User]
) -> None:
    days = {name: today - timedelta(days=ago) for name, ago in story.items()}
    line = FundingLine(call_id=action.call_id, action_id=action.id, household_id=support.household_id, kind=kind)
    line.organisation_id, line.author_id = support.organisation_id, support.reference_worker_id or users["axe2"].id
    line.commitment, line.requested_on = PROMISE, days["asked"]
    line.granted_on, line.granted_cents = days.get("granted"), EACH if "granted" in days else None
    line.refused_on, line.refusal = days.get("refused"), FundingRefusal.NOT_IN_TARGET if "refused" in days else None
    line.sent_on, line.justified_on, line.returned_on = (days.get(one) for one in ("sent", "justified", "returned"))
    if line.sent_on is not None:
        line.justification, line.justified_cents = DONE, EACH - 12_000
    db.session.add(line)
    db.session.flush()
    if line.returned_on is not None:
        said = FundingReturn(line_id=line.id, author_id=users["coordination"].id, returned_on=line.returned_on)
        said.comment = "Combien de visites par mois, et qui prend le relais pendant les congés ?"
        db.session.add(said)


def _reserve(today: date, landlord: int, worker: User, publics: tuple[ReservedFor, ...]) -> Reservation:
    begun = today - timedelta(days=250)
    made = Reservation(landlord_id=landlord, organisation_id=worker.organisation_id, signed_on=begun, first_day=begun)
    made.chooser, made.answer_days, made.release_days = Chooser.ASSOCIATION, 14, 45
    made.studios, made.one_bedrooms = 2, 1
    made.publics = [ReservationPublic(public=one) for one in publics]
    db.session.add(made)
    db.session.flush()
    return made


def _offer(
    reservation: Reservation, place: str, kind: ReservedKind, offered_on: date, household_id: int | None = None
) -> ReservedDwelling:
    made = ReservedDwelling(reservation_id=reservation.id, place=place, kind=kind, offered_on=offered_on)
    made.held_for_id, made.held_on = household_id, offered_on + timedelta(days=6) if household_id else None
    db.session.add(made)
    db.session.flush()
    return made


def _lives(today: date, worker: User, reservation: Reservation) -> None:
    """Those whom an association met in the street: one has a lease on condition of support, one is a tenant of before,
    two leave a residence, for one of whom a dwelling is held."""
    query = sa.select(Support).where(
        Support.organisation_id == worker.organisation_id, Support.end_on.is_(None), Support.roof != Roof.STAY
    )
    supports = list(db.session.scalars(query.order_by(Support.start_on, Support.id)))
    leased, tenant, soon, later = supports[:4]
    home = _offer(
        reservation, "Rue des Tanneurs 90 (fictif)", ReservedKind.STUDIO, leased.start_on, leased.household_id
    )
    home.let_on = leased.start_on + timedelta(days=21)
    _tenancy(leased, Kind.NEW_LEASE, home.let_on, dwelling_id=home.id, landlord_id=reservation.landlord_id)
    _tenancy(tenant, Kind.SITTING, tenant.start_on, landlord_id=reservation.landlord_id, is_condition=False)
    for support, left in ((soon, 52), (later, 200)):
        began = today + timedelta(days=left) - timedelta(days=730)
        _tenancy(support, Kind.RESIDENCE, began, leave_by=latest_leave(began), is_condition=False)
    held = today - timedelta(days=12)
    _offer(reservation, "Rue des Tanneurs 92 (fictif)", ReservedKind.STUDIO, held, later.household_id)


def _tenancy(support: Support, kind: Kind, start_on: date, **facts: Any) -> None:
    values = {"is_condition": True} | facts
    made = Tenancy(household_id=support.household_id, organisation_id=support.organisation_id, kind=kind, **values)
    made.start_on = start_on
    db.session.add(made)
    db.session.flush()


def _stopped(today: date, landlord: int) -> None:
    """A lease whose support, a condition of it, ended last: coordination and the landlord are told."""
    going_on = sa.select(Support.household_id).where(Support.end_on.is_(None))
    query = sa.select(Support).join(Household, Household.id == Support.household_id)
    query = query.where(Support.end_on <= today, Household.is_protected.is_(False))
    query = query.where(Support.household_id.not_in(going_on)).order_by(Support.end_on.desc(), Support.id).limit(1)
    support = db.session.scalar(query)
    if support is not None and support.end_on is not None:
        since = max(support.start_on, support.end_on - timedelta(days=20))
        _tenancy(support, Kind.NEW_LEASE, since, landlord_id=landlord)
