"""Funding calls, reservation conventions and accompanied tenancies."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine, FundingReturn
from accompaniment.models.reservations import Reservation, ReservationPublic, ReservedDwelling
from accompaniment.models.tenancies import Tenancy
from accompaniment.vocab_housing import Chooser, ReservedFor, ReservedKind, TargetKind, TenancyKind
from app.auth.vocab import OrganisationKind, Role
from app.clock import today

DAY = timedelta(days=1)


def funding_call(make: Any, funder: Any = None, **given: Any) -> FundingCall:
    """A call open since a month, for 1,480 € a household: ten new ones and fifteen tenants over three actions."""
    funder = funder or make.organisation(kind=OrganisationKind.FUNDER)
    days = {
        "first_day": today() - 30 * DAY,
        "asked_until": today() + 60 * DAY,
        "justified_until": today() + 120 * DAY,
    }
    values: dict[str, Any] = {
        "name": f"Appel inventé {make.number()}",
        "year": today().year,
        "envelope_cents": 3_700_000,
    } | days
    targets = given.pop("targets", ((6, 0), (4, 0), (0, 15)))
    made: FundingCall = make.save(FundingCall(funder_id=funder.id, **(values | given)))
    for place, (new, tenants) in enumerate(targets, start=1):
        make.save(FundingAction(call_id=made.id, name=f"Action {place}", new_target=new, tenant_target=tenants))
    return made


def funding_action(make: Any, call: FundingCall) -> FundingAction:
    """The first action of a call."""
    query = sa.select(FundingAction).where(FundingAction.call_id == call.id).order_by(FundingAction.id)
    with make.session() as session:
        found: FundingAction = session.scalars(query.limit(1)).one()
    return found


def funding_line(make: Any, action: Any, household: Any, worker: Any, **given: Any) -> FundingLine:
    """The worker's association asked for it a fortnight ago, for a new household."""
    links = {"call_id": action.call_id, "action_id": action.id, "household_id": household.id}
    by = {"author_id": worker.id, "organisation_id": worker.organisation_id}
    values: dict[str, Any] = {"kind": TargetKind.NEW_HOUSEHOLD, "commitment": "Une visite par semaine"}
    values |= {"requested_on": today() - 14 * DAY}
    made: FundingLine = make.save(FundingLine(**(links | by | values | given)))
    return made


def reservation(make: Any, worker: Any, landlord: Any = None, **given: Any) -> Reservation:
    """Two studios reserved for the worker's association since two hundred days, answered in 14, released after 45."""
    landlord = landlord or make.organisation(kind=OrganisationKind.HOUSING_OPERATOR)
    parties = {"landlord_id": landlord.id, "organisation_id": worker.organisation_id}
    days: dict[str, Any] = {
        "signed_on": today() - 200 * DAY,
        "first_day": today() - 200 * DAY,
        "answer_days": 14,
        "release_days": 45,
    }
    values: dict[str, Any] = {"studios": 2, "chooser": Chooser.ASSOCIATION} | days
    made: Reservation = make.save(Reservation(**(parties | values | given)))
    make.save(ReservationPublic(reservation_id=made.id, public=ReservedFor.STREET))
    return made


def reserved_dwelling(make: Any, reservation: Any, **given: Any) -> ReservedDwelling:
    """A studio offered ten days ago."""
    values = {"place": f"Rue Inventée {make.number()}", "kind": ReservedKind.STUDIO, "offered_on": today() - 10 * DAY}
    made: ReservedDwelling = make.save(ReservedDwelling(reservation_id=reservation.id, **(values | given)))
    return made


def tenancy(make: Any, household: Any, worker: Any, **given: Any) -> Tenancy:
    """A lease since a month on condition of support; a residence ends when told, or in a month."""
    values = {"kind": TenancyKind.NEW_LEASE, "start_on": today() - 30 * DAY, "is_condition": True} | given
    if values["kind"] == TenancyKind.RESIDENCE:
        values.setdefault("leave_by", today() + 30 * DAY)
    links = {"household_id": household.id, "organisation_id": worker.organisation_id}
    made: Tenancy = make.save(Tenancy(**(links | values)))
    return made


def housing_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on: a place in a residence since today, and a funding handed back."""
    worker, call = make.user(Role.FIELD_WORKER), make.funding_call()
    residence = make.tenancy(make.household(), worker, kind=TenancyKind.RESIDENCE, start_on=today())
    line = make.funding_line(make.funding_action(call), make.household(), worker)
    make.save(FundingReturn(line_id=line.id, author_id=worker.id, returned_on=today(), comment="Quand ?"))
    return {"residence": residence.id}
