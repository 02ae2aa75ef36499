"""Accompanied tenancies: begun, changed, the condition lifted, ended. Each one act."""

from dataclasses import dataclass
from datetime import date, timedelta

from accompaniment.models.reservations import ReservedDwelling
from accompaniment.models.tenancies import Tenancy
from accompaniment.queries.files import open_support_of
from accompaniment.queries.tenancies import open_tenancy_of
from accompaniment.rules.tenancies import latest_leave
from accompaniment.vocab import Roof
from accompaniment.vocab_housing import TenancyEnd, TenancyKind
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.auth.reader import Reader
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_stale
from axes.models.people import Household

FURTHEST = timedelta(days=31)  # a day to come is not said further ahead


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the household lives under. `dwelling`: the one reserved and held for it; else `landlord` and `place`.

    `leave_by` is the last day in a residence; without one, the latest that there may be.
    """

    kind: TenancyKind
    start_on: date
    is_condition: bool
    landlord: Organisation | None = None
    place: str | None = None
    leave_by: date | None = None
    dwelling: ReservedDwelling | None = None


def begin_tenancy(*, household: Household, terms: Terms, actor: Reader) -> Tenancy:
    """The actor's association accompanies the household in this dwelling from a day on.

    A lease ends the place in a residence of the same association on that day: the gateway. Raises `Refusal` for days
    that cannot be, `Conflict` while another tenancy of the household goes on.
    """
    _check(terms)
    _leave_residence(household, terms, actor)
    made = Tenancy(household_id=household.id, organisation_id=actor.organisation_id, kind=terms.kind)
    _set(made, terms)
    if terms.dwelling is not None:
        _let(terms.dwelling, household, made)
    with guarded({"uq_tenancy_open": lambda: _in_the_way(household)}):
        db.session.add(made)
    record("tenancy.begun", made, actor=actor, household=household, kind=terms.kind, start_on=terms.start_on)
    _put_under(made, terms, actor)
    return made


def _put_under(tenancy: Tenancy, terms: Terms, actor: Reader) -> None:
    """The association's support goes on under this roof; a stay of the programme remains the roof that it is."""
    support = open_support_of(tenancy.household_id, tenancy.organisation_id)
    if support is None or support.roof is Roof.STAY or tenancy.start_on > today():
        return
    support.roof = Roof.ADDRESS if tenancy.kind is TenancyKind.RESIDENCE else Roof.LEASE
    support.place = terms.dwelling.place if terms.dwelling else terms.place
    db.session.flush()
    record("support.edited", support, actor=actor, roof=support.roof)


def _leave_residence(household: Household, terms: Terms, actor: Reader) -> None:
    standing = open_tenancy_of(household.id)
    leaves = standing is not None and standing.kind is TenancyKind.RESIDENCE and terms.kind is TenancyKind.NEW_LEASE
    if standing is None or not leaves or standing.organisation_id != actor.organisation_id:
        return
    if terms.start_on < standing.start_on:
        raise Refusal("tenancy.refusal.before_residence", "start_on", day=shown(standing.start_on))
    standing.end_on, standing.end_reason = terms.start_on, TenancyEnd.LASTING_LEASE
    db.session.flush()
    record("tenancy.ended", standing, actor=actor, end_on=terms.start_on, reason=TenancyEnd.LASTING_LEASE)


def _let(dwelling: ReservedDwelling, household: Household, tenancy: Tenancy) -> None:
    if dwelling.held_for_id != household.id or dwelling.let_on is not None:
        raise Conflict("tenancy.conflict.not_held")
    if tenancy.start_on < dwelling.offered_on:
        raise Refusal("tenancy.refusal.before_offer", "start_on", day=shown(dwelling.offered_on))
    dwelling.let_on = tenancy.start_on
    tenancy.dwelling_id, tenancy.landlord_id = dwelling.id, dwelling.reservation.landlord_id


def _in_the_way(household: Household) -> Conflict:
    standing = open_tenancy_of(household.id)
    if standing is None:
        return Conflict("conflict.stale")
    said = {"kind": label(standing.kind), "day": shown(standing.start_on), "association": standing.organisation.name}
    return Conflict("tenancy.conflict.open", **said)


def edit_tenancy(*, tenancy: Tenancy, version: int, terms: Terms, actor: Reader) -> None:
    """Change what it is; its kind and a reserved dwelling stay. Raises `Stale`, `Refusal`, `Conflict` once it ended."""
    refuse_stale(tenancy, version)
    _refuse_ended(tenancy)
    _check(terms)
    if terms.is_condition and tenancy.lifted_on is not None and terms.start_on > tenancy.lifted_on:
        raise Refusal("tenancy.refusal.too_far", "start_on", day=shown(tenancy.lifted_on))
    if tenancy.dwelling is not None:
        if terms.start_on < tenancy.dwelling.offered_on:
            raise Refusal("tenancy.refusal.before_offer", "start_on", day=shown(tenancy.dwelling.offered_on))
        tenancy.dwelling.let_on = terms.start_on
    _set(tenancy, terms)
    if not terms.is_condition:
        tenancy.lifted_on = None
    db.session.flush()
    record("tenancy.edited", tenancy, actor=actor, start_on=terms.start_on, leave_by=tenancy.leave_by)


def lift_condition(*, tenancy: Tenancy, version: int, lifted_on: date, actor: Reader) -> None:
    """Support is no condition any more from a day on: the landlord agreed. Raises `Stale`, `Refusal`, `Conflict`."""
    refuse_stale(tenancy, version)
    _refuse_ended(tenancy)
    if not tenancy.is_condition or tenancy.lifted_on is not None:
        raise Conflict("tenancy.conflict.no_condition")
    _within(lifted_on, tenancy, "lifted_on", today())
    tenancy.lifted_on = lifted_on
    db.session.flush()
    record("tenancy.condition_lifted", tenancy, actor=actor, lifted_on=lifted_on)


def end_tenancy(*, tenancy: Tenancy, version: int, end_on: date, end_reason: TenancyEnd, actor: Reader) -> None:
    """It ends on `end_on`, the first day without it. Raises `Stale`, `Refusal`, `Conflict` once it ended."""
    refuse_stale(tenancy, version)
    _refuse_ended(tenancy)
    _within(end_on, tenancy, "end_on", today() + FURTHEST)
    tenancy.end_on, tenancy.end_reason = end_on, end_reason
    if tenancy.dwelling is not None:
        tenancy.dwelling.left_on = end_on
    db.session.flush()
    record("tenancy.ended", tenancy, actor=actor, end_on=end_on, reason=end_reason)


def _within(day: date, tenancy: Tenancy, field: str, last: date) -> None:
    if not tenancy.start_on <= day <= last:
        raise Refusal("tenancy.refusal.day", field, first=shown(tenancy.start_on), last=shown(last))


def _refuse_ended(tenancy: Tenancy) -> None:
    if tenancy.end_on is not None:
        raise Conflict("tenancy.conflict.ended", day=shown(tenancy.end_on))


def _check(terms: Terms) -> None:
    if terms.start_on > today() + FURTHEST:
        raise Refusal("tenancy.refusal.too_far", "start_on", day=shown(today() + FURTHEST))
    if terms.kind is not TenancyKind.RESIDENCE:
        return
    if terms.leave_by is not None and not terms.start_on < terms.leave_by <= latest_leave(terms.start_on):
        raise Refusal("tenancy.refusal.two_years", "leave_by", day=shown(latest_leave(terms.start_on)))


def _set(tenancy: Tenancy, terms: Terms) -> None:
    residence = tenancy.kind is TenancyKind.RESIDENCE
    tenancy.start_on, tenancy.is_condition = terms.start_on, terms.is_condition
    tenancy.leave_by = (terms.leave_by or latest_leave(terms.start_on)) if residence else None
    if tenancy.dwelling_id is None:
        tenancy.landlord_id = terms.landlord.id if terms.landlord else None
        tenancy.place = terms.place
