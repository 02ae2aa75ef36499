"""All charges of a prospector or a mediator who leaves are passed on to a colleague, in one act."""

from collections.abc import Iterable
from datetime import timedelta

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import today
from app.db import db
from app.web.errors import Refusal
from axes.models.programmes import Programme
from capteur.models.duties import Delegation, Duty
from capteur.queries.charges import held_by
from capteur.services.duties import delegate, pass_cover
from capteur.services.namings import pass_naming


def pass_charges(*, programme: Programme, leaver: User, receiver: User, actor: Actor) -> dict[str, int]:
    """From today on `receiver` is in charge of what `leaver` was: dwellings, visits of dwellings to come, and standing
    in for others. How much of each kind.

    Raises `Refusal` for the same person, where nothing is left, or where the receiver is away while they would stand
    in: all of it is passed on, or nothing.
    """
    if leaver.id == receiver.id:
        raise Refusal("charge.refusal.oneself", "receiver")
    held = held_by(programme, leaver.id)
    counts = {name: len(rows) for name, rows in held.items()}
    if not any(counts.values()):
        raise Refusal("charge.refusal.nothing", name=leaver.name)
    _pass_duties([*held["prospecting"], *held["mediating"]], receiver, actor)
    for duty in held["mediating"]:
        pass_naming(opportunity_id=duty.opportunity_id, leaver=leaver, receiver=receiver, actor=actor)
    for visit in held["visits"]:
        visit.visitor_id = receiver.id
    for cover in held["covers"]:
        _pass_cover(programme, cover, receiver, actor)
    db.session.flush()
    record("capteur_charges.passed", programme, actor=actor, leaver=leaver, receiver=receiver, **counts)
    return counts


def _pass_duties(duties: Iterable[Duty], receiver: User, actor: Actor) -> None:
    """Who was in charge is until today; one that began today never was theirs."""
    for duty in duties:
        if duty.start_on >= today():
            duty.user_id = receiver.id
            continue
        duty.end_on = today()
        db.session.flush()
        facts = {"opportunity_id": duty.opportunity_id, "kind": duty.kind, "start_on": today()}
        db.session.add(Duty(user_id=receiver.id, author_id=actor.user_id, **facts))


def _pass_cover(programme: Programme, cover: Delegation, receiver: User, actor: Actor) -> None:
    """Of a cover under way the days to come are the receiver's."""
    last_day, away = cover.last_day, cover.from_user
    if away.id == receiver.id:
        raise Refusal("charge.refusal.away", "receiver", name=receiver.name)
    if cover.first_day >= today():
        pass_cover(delegation=cover, delegate=receiver, actor=actor)
        return
    cover.last_day = today() - timedelta(days=1)
    db.session.flush()
    days = {"first_day": today(), "last_day": last_day}
    delegate(programme=programme, away=away, delegate=receiver, actor=actor, **days)
