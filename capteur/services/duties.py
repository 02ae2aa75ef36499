"""Who is in charge of a dwelling, and who stands in for whom while they are away."""

from collections.abc import Iterator
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.conflicts import guarded
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all, refuse_stale
from axes.models.programmes import Programme
from capteur.models.duties import Delegation, Duty
from capteur.models.opportunities import Opportunity
from capteur.queries.duties import delegation_in_the_way, running_duty
from capteur.services.days import refuse_day
from capteur.services.namings import pass_naming
from capteur.vocab_mediation import DutyKind


def take_charge(*, dwelling: Opportunity, kind: DutyKind, user: User, start_on: date, actor: Actor) -> Duty:
    """`user` is in charge from a day on; whoever was is until that day, and no longer named as the mediator of a
    protected household: `user` is.

    Raises `Refusal` for a day to come, one on or before which somebody else began, or one already in charge.
    """
    refuse_day(start_on, "start_on")
    before = running_duty(dwelling.id, kind)
    if before is not None:
        if before.user_id == user.id:
            raise Refusal("duty.refusal.same", "user", name=user.name)
        if start_on <= before.start_on:
            raise Refusal("duty.refusal.before", "start_on", name=before.user.name, day=shown(before.start_on))
        before.end_on = start_on
        db.session.flush()
        if kind is DutyKind.MEDIATOR:
            pass_naming(opportunity_id=dwelling.id, leaver=before.user, receiver=user, actor=actor)
    made = Duty(opportunity_id=dwelling.id, kind=kind, user_id=user.id, start_on=start_on, author_id=actor.user_id)
    with guarded({"capteur_duty_no_overlap": Refusal("duty.refusal.overlap", "start_on")}):
        db.session.add(made)
    record("capteur_duty.taken", made, actor=actor, dwelling=dwelling, kind=kind, user=user, since=start_on)
    return made


def delegate(
    *, programme: Programme, away: User, delegate: User, first_day: date, last_day: date, actor: Actor
) -> Delegation:
    """`delegate` stands in for `away` from a first to a last day, both included.

    Raises `Refusal` for days that cannot be, oneself, or where one of the two is away or stands in already.
    """
    refuse_all(_wrong(away, delegate, first_day, last_day))
    keys = {"programme_id": programme.id, "from_user_id": away.id, "to_user_id": delegate.id}
    made = Delegation(**keys, first_day=first_day, last_day=last_day, author_id=actor.user_id)
    _refuse_in_the_way(made, last_day)
    _save(made)
    told = {"away": away, "delegate": delegate, "first_day": first_day, "last_day": last_day}
    record("capteur_delegation.made", made, actor=actor, **told)
    return made


def move_end(*, delegation: Delegation, version: int | None, last_day: date, actor: Actor) -> None:
    """Change its last day: today at the earliest. Raises `Stale`, or `Refusal` as when it was made."""
    refuse_stale(delegation, version)
    if delegation.last_day < today() or last_day < today():
        raise Refusal("delegation.refusal.over", "last_day")
    _refuse_order(delegation.first_day, last_day)
    _refuse_in_the_way(delegation, last_day)
    delegation.last_day = last_day
    _save(delegation)
    record("capteur_delegation.moved", delegation, actor=actor, last_day=last_day)


def pass_cover(*, delegation: Delegation, delegate: User, actor: Actor) -> None:
    """Another stands in, for all of its days. Raises `Refusal` as when it was made."""
    people, period = (delegation.from_user_id, delegate.id), (delegation.first_day, delegation.last_day)
    _refuse_other(delegation_in_the_way(delegation.programme_id, people, period, delegation.id))
    delegation.to_user_id = delegate.id
    _save(delegation)
    record("capteur_delegation.passed", delegation, actor=actor, delegate=delegate)


def _wrong(away: User, delegate: User, first_day: date, last_day: date) -> Iterator[Refusal]:
    if away.id == delegate.id:
        yield Refusal("delegation.refusal.oneself", "delegate")
    if last_day < today():
        yield Refusal("delegation.refusal.over", "last_day")
    elif last_day < first_day:
        yield Refusal("setting.refusal.ends_before", "last_day", day=shown(first_day))


def _refuse_order(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refusal("setting.refusal.ends_before", "last_day", day=shown(first_day))


def _refuse_in_the_way(one: Delegation, last_day: date) -> None:
    people, period = (one.from_user_id, one.to_user_id), (one.first_day, last_day)
    _refuse_other(delegation_in_the_way(one.programme_id, people, period, one.id or 0))


def _refuse_other(other: Delegation | None) -> None:
    if other is not None:
        names = {"away": other.from_user.name, "delegate": other.to_user.name}
        days = {"first": shown(other.first_day), "last": shown(other.last_day)}
        raise Refusal("delegation.refusal.overlap", "last_day", **names, **days)


def _save(one: Delegation) -> None:
    with guarded({"capteur_delegation_no_overlap": Refusal("delegation.refusal.overlap_now", "last_day")}):
        db.session.add(one)
