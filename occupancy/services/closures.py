"""Closing a site: open, say what becomes of each stay, relocate all at once, hand back (`domain.md` §9, 9 to 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.reader import Reader
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.i18n.labels import label
from app.web.errors import Conflict, Refusal, refuse_stale
from occupancy.models.agreements import Amendment
from occupancy.models.closures import Closure, ClosureOutcome
from occupancy.models.stays import Stay
from occupancy.queries.agreements import agreed_until
from occupancy.queries.closures import Left, in_the_way, open_stays, outcome_of, standing_closure
from occupancy.queries.coverage import units_of_site
from occupancy.queries.fits import misfits_of
from occupancy.queries.refuges import is_planned_for_another, promise_of, promised_to, suiting
from occupancy.rules.endings import in_winter, last_night_ends
from occupancy.services.entry_cancellations import forget_begun, take_back
from occupancy.services.exits import Departure, end_stay
from occupancy.services.locks import lock_units
from occupancy.services.stays import check_open
from occupancy.services.terms import shorten_openings
from occupancy.services.transfers import Where, transfer
from occupancy.vocab import UNPLANNED, ClosureCause, ClosureOutcomeKind
from sites.models.sites import Site
from sites.models.units import Unit


class StillInTheWay(Conflict):
    """A site cannot be handed back yet; `left` lists what stands in the way."""

    def __init__(self, left: Sequence[Left]) -> None:
        super().__init__("closure.in_the_way")
        self.left = left


def open_closure(
    *, site: Site, cause: ClosureCause, last_day: date, note: str | None, winter_confirmed: bool, actor: Actor
) -> Closure:
    """Announce that everybody leaves a site by `last_day`, included.

    A planned end is not in the past, nor after the agreement of the site; a fire, damage or an order may close a site
    on any day up to now. Raises `Refusal` beside the field, `Conflict` when the site is closing already, or was handed
    back and not lent anew.
    """
    _refuse_day(cause, last_day)
    _refuse_beyond(site, cause, last_day)
    second = _second(site)
    if second is not None:
        raise second
    if cause not in UNPLANNED and in_winter(last_day) and not winter_confirmed:
        raise Refusal("closure.refusal.winter", "winter_confirmed")
    closure = Closure(
        site_id=site.id,
        cause=cause,
        note=note,
        opened_on=today(),
        last_day=last_day,
        winter_confirmed=winter_confirmed,
    )
    with guarded({"uq_closure_standing": lambda: _second(site)}):
        db.session.add(closure)
    record("closure.opened", closure, actor=actor, site=site, cause=cause, last_day=last_day)
    return closure


def _second(site: Site) -> Conflict | None:
    """A site closes once, and again once it was handed back and lent anew."""
    standing = standing_closure(site.id, today())
    if standing is None:
        return None
    if standing.handed_back_on is not None:
        return Conflict("closure.conflict.handed_back", day=shown(standing.handed_back_on))
    return Conflict("closure.conflict.standing_until", day=shown(standing.last_day))


def _refuse_day(cause: ClosureCause, last_day: date) -> None:
    if cause in UNPLANNED and last_day > today():
        raise Refusal("closure.refusal.unplanned_to_come", "last_day", day=shown(today()))
    if cause not in UNPLANNED and last_day < today():
        raise Refusal("closure.refusal.planned_past", "last_day", day=shown(today()))


def _refuse_beyond(site: Site, cause: ClosureCause, last_day: date) -> None:
    """Nobody stays past the agreement: what would is an extension first. One that is over already binds nobody."""
    ends = agreed_until(site.id, today())
    if cause not in UNPLANNED and ends is not None and today() <= ends < last_day:
        raise Refusal("closure.refusal.beyond", "last_day", day=shown(ends))


def set_outcome(
    *,
    closure: Closure,
    stay: Stay,
    version: int | None,
    kind: ClosureOutcomeKind,
    planned_on: date,
    unit: Unit | None,
    amendment: Amendment | None,
    note: str | None,
    actor: Reader,
) -> ClosureOutcome:
    """Say what becomes of a stay: an exit, a transfer to a unit, or an extension by an amendment.

    A transfer to a unit that a proposal holds for the household is settled once they accepted it, and falls with it.
    Raises `Refusal` for a day after the closing, a transfer without a unit elsewhere that is free that day, suits the
    household and is planned for nobody else, an extension without its amendment; `Stale` past `version` of it.
    """
    check_standing(closure)
    _refuse_outcome(closure, stay, kind, planned_on, unit, amendment)
    if unit is not None and kind is ClosureOutcomeKind.TRANSFER_PLANNED:
        _refuse_unfit(stay, unit, planned_on, actor)
    outcome = outcome_of(closure.id, stay.id) or ClosureOutcome(closure_id=closure.id, stay_id=stay.id, version=0)
    refuse_stale(outcome, version)
    outcome.kind, outcome.planned_on, outcome.note = kind, planned_on, note
    _tie(outcome, stay, unit, amendment)
    db.session.add(outcome)
    db.session.flush()
    record("closure.outcome_set", closure, actor=actor, stay=stay, kind=kind, planned_on=planned_on)
    return outcome


def _tie(outcome: ClosureOutcome, stay: Stay, unit: Unit | None, amendment: Amendment | None) -> None:
    """What the kind of outcome speaks of: the unit, with the proposal that holds it, or the amendment."""
    moves = outcome.kind is ClosureOutcomeKind.TRANSFER_PLANNED
    outcome.unit_id = unit.id if unit and moves else None
    outcome.allocation_id = promise_of(stay, outcome.unit_id) if outcome.unit_id else None
    extension = outcome.kind is ClosureOutcomeKind.EXTENSION
    outcome.amendment_id = amendment.id if amendment and extension else None


def _refuse_outcome(
    closure: Closure,
    stay: Stay,
    kind: ClosureOutcomeKind,
    planned_on: date,
    unit: Unit | None,
    amendment: Amendment | None,
) -> None:
    latest = last_night_ends(closure.last_day)
    if stay.end_on is not None:
        raise Conflict("stay.conflict.over")
    if kind is not ClosureOutcomeKind.EXTENSION and not stay.start_on < planned_on <= latest:
        raise Refusal("closure.refusal.too_late", "planned_on", day=shown(latest))
    if kind is ClosureOutcomeKind.TRANSFER_PLANNED and (unit is None or unit.site_id == closure.site_id):
        raise Refusal("closure.refusal.unit_elsewhere", "unit")
    if kind is ClosureOutcomeKind.EXTENSION and amendment is None:
        raise Refusal("closure.refusal.amendment", "amendment")


def _refuse_unfit(stay: Stay, unit: Unit, planned_on: date, actor: Reader) -> None:
    """The unit as the board would judge it on the planned day. One that is promised to the household was judged."""
    lock_units([unit.id])
    if promised_to(stay, Unit.id == unit.id):
        return
    if is_planned_for_another(unit, stay):
        raise Refusal("closure.refusal.unit_planned", "unit", unit=unit.code)
    found = suiting(actor, stay, planned_on, Unit.id == unit.id)
    if not found:
        raise Refusal("closure.refusal.unit_not_free", "unit", unit=unit.code, day=shown(planned_on))
    if found[0].obstacle is not None:
        raise Refusal(f"Obstacle.{found[0].obstacle}", "unit")


def check_standing(closure: Closure, version: int | None = None) -> None:
    """Raise `Stale` when the closure changed since it was read, `Conflict` when it is over."""
    db.session.refresh(closure, attribute_names=["version", "handed_back_on", "cancelled_on", "last_day"])
    if version is not None:
        refuse_stale(closure, version, {})
    if closure.handed_back_on is not None or closure.cancelled_on is not None:
        raise Conflict("closure.conflict.over")


def cancel_closure(*, closure: Closure, version: int, actor: Actor) -> None:
    """The site does not close after all; what was planned for the stays stays readable."""
    check_standing(closure, version)
    closure.cancelled_on = today()
    record("closure.cancelled", closure, actor=actor)
    db.session.flush()


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where one household goes at once: to a unit of the project, or out of it."""

    stay: Stay
    unit: Unit | None = None
    planned_end_on: date | None = None
    departure: Departure | None = None
    misfit_reason: str | None = None


class Unfit(Refusal):
    """Some units do not suit and nobody said why all the same: `lines` has the words by the stay's public name."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        super().__init__("closure.refusal.unfit", count=len(lines))
        self.lines = lines


def relocate_all(*, closure: Closure, moves: Sequence[Move], on: date, actor: Actor) -> None:
    """Move everybody out of a site lost without warning, in one act: all of them, or nobody (rule 11).

    "All" are those whom the actor may know: the others are moved by their own team, and the site waits for them.
    Raises `Unfit` for units that need a reason (rule 19), all of them at once; `Refusal` when somebody was forgotten,
    or as `transfer` and `end_stay` do; then nothing has changed.
    """
    check_standing(closure)
    staying = {stay.id for stay in open_stays(closure.site_id, actor)}
    if staying != {move.stay.id for move in moves}:
        raise Conflict("closure.conflict.others_inside")
    lock_units([move.stay.unit_id for move in moves] + [move.unit.id for move in moves if move.unit])
    unfit = {move.stay.public_id: told for move in moves if (told := _unfit(move, on, actor))}
    if unfit:
        raise Unfit(unfit)
    for move in moves:
        _move(move, on, label(closure.cause), actor)
    record("closure.relocated", closure, actor=actor, stays=[move.stay for move in moves], on=on)


def _unfit(move: Move, on: date, actor: Actor) -> str:
    """What speaks against a unit chosen without a reason, in words."""
    if move.unit is None or move.misfit_reason:
        return ""
    return " ".join(map(label, misfits_of(actor, move.stay, move.unit, on)))


def _move(move: Move, on: date, lost: str, actor: Actor) -> None:
    if move.unit is not None and move.planned_end_on is not None:
        where = Where(
            unit=move.unit, on=on, planned_end_on=move.planned_end_on, misfit_reason=move.misfit_reason, lost=lost
        )
        transfer(stay=move.stay, version=None, where=where, actor=actor)
    elif move.departure is not None:
        _leave(move.stay, move.departure, lost, actor)
    else:
        raise Refusal("closure.refusal.nowhere", f"where_{move.stay.public_id}")


def _leave(stay: Stay, departure: Departure, lost: str, actor: Actor) -> None:
    """Who entered that very day slept nowhere yet: the entry was not, and they wait again. Who came by a transfer
    leaves from where they were before."""
    if departure.left_on != stay.start_on:
        forget_begun(stay, departure.left_on, lost, actor)
        end_stay(stay=stay, version=None, departure=departure, actor=actor)
        return
    check_open(stay)
    before = take_back(stay, lost, actor, lost=True)
    if before is not None:
        end_stay(stay=before, version=None, departure=departure, actor=actor)


def hand_back(*, closure: Closure, version: int, on: date, actor: Actor) -> None:
    """Give the site back to its owner, empty (rule 10). From that day on nothing can be lived in there.

    Raises `StillInTheWay` while a stay or a proposal is open, or an exit inventory is missing.
    """
    check_standing(closure, version)
    if on > today():
        raise Refusal("closure.refusal.hand_back_to_come", "on", day=shown(today()))
    units = units_of_site(closure.site_id)
    lock_units([unit.id for unit in units])
    left = in_the_way(closure.site_id, on, actor)
    if left:
        raise StillInTheWay(left)
    shorten_openings([unit.id for unit in units], on, on)
    with guarded({"closure_keeps_stays": lambda: StillInTheWay(in_the_way(closure.site_id, on, actor))}):
        closure.handed_back_on = on
    record("closure.handed_back", closure, actor=actor, on=on)
