"""Alerts to support bodies: raised, acknowledged, acted on, solved; reminded of while nobody answers."""

from dataclasses import dataclass
from datetime import date

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.users import User
from app.clock import now, today
from app.db import db, insert_of, new_public_id
from app.mail.outbox import enqueue
from app.mail.vocab import MailKind
from app.periods import add_working_days
from app.web.errors import Refusal, refuse_stale
from axes.models.programmes import Programme
from capteur.models.concertations import ConcertationItem
from capteur.models.follow_up import AlertReminder, SupportAlert
from capteur.models.lettings import Letting
from capteur.queries.alerts import alerts_to_remind
from capteur.queries.follow_up import convention_today, coordination_of, referents_of
from capteur.rules.follow_up import reminders_due
from capteur.vocab_follow_up import AlertLevel, AlertOrigin, AlertSubject


@dataclass(frozen=True, kw_only=True)
class AlertFacts:
    """What the support body is asked to look into, for whom, and who of it."""

    origin: AlertOrigin
    subject: AlertSubject
    words: str
    addressee: User | None = None


def raise_alert(
    *, letting: Letting, facts: AlertFacts, programme: Programme, public_url: str, actor: Actor
) -> SupportAlert:
    """Alert the body that supports the household today; it answers within the working days of the convention #2.

    Raises `Refusal` where nobody supports the household, or the addressee is of another organisation.
    """
    paper = convention_today(letting.proposal_id)
    if paper is None or not letting.is_running:
        raise Refusal("alert.refusal.nobody")
    if facts.addressee is not None and facts.addressee.organisation_id != paper.support_id:
        raise Refusal("alert.refusal.addressee", "addressee")
    made = SupportAlert(
        letting_id=letting.id,
        tripartite_id=paper.id,
        origin=facts.origin,
        subject=facts.subject,
        words=facts.words,
        raised_on=today(),
        answer_by=add_working_days(today(), paper.response_days),
        author_id=actor.user_id,
        addressee_id=facts.addressee.id if facts.addressee else None,
    )
    db.session.add(made)
    db.session.flush()
    told = [facts.addressee] if facts.addressee else referents_of(paper.support_id)
    for user in told:
        enqueue(MailKind.SUPPORT_ALERT, user_id=user.id, link=_link(public_url, programme, made))
    record("support_alert.raised", made, actor=actor, letting=letting, about=facts.subject, until=made.answer_by)
    return made


def _link(public_url: str, programme: Programme, alert: SupportAlert) -> str:
    return f"{public_url}/capteur/{programme.public_id}/alerts/{alert.public_id}"


def acknowledge_alert(*, alert: SupportAlert, actor: Actor) -> None:
    """The support body has read it and deals with it: the clock stops. Raises `Refusal` for one that is solved."""
    if not alert.is_open:
        raise Refusal("alert.refusal.solved")
    if alert.acknowledged_on is None:
        alert.acknowledged_on, alert.handler_id = today(), actor.user_id
        db.session.flush()
        record("support_alert.acknowledged", alert, actor=actor, on=today())


def act_on_alert(*, alert: SupportAlert, plan: str, version: int | None, actor: Actor) -> None:
    """Say what is being done, which answers it as well; said anew by the same act.

    Raises `Stale`, or `Refusal` for one that is solved.
    """
    refuse_stale(alert, version)
    acknowledge_alert(alert=alert, actor=actor)
    alert.plan, alert.acting_on = plan, alert.acting_on or today()
    db.session.flush()
    record("support_alert.acted_on", alert, actor=actor, on=today())


def solve_alert(*, alert: SupportAlert, outcome: str, by_support: bool, version: int | None, actor: Actor) -> None:
    """It is over, and how. Said by the support body it is an answer too; by the mediator it is none.

    Raises `Stale`, or `Refusal` for one that is solved.
    """
    refuse_stale(alert, version)
    if not alert.is_open:
        raise Refusal("alert.refusal.solved")
    if by_support:
        acknowledge_alert(alert=alert, actor=actor)
    alert.outcome, alert.solved_on = outcome, today()
    db.session.flush()
    record("support_alert.solved", alert, actor=actor, on=today())


def remind_of_alerts(*, public_url: str, actor: Actor) -> int:
    """Tell whoever has to be told of alerts that nobody answered: its addressee, then all referents of the support
    body, then coordination and the next concertation. How many levels were told.

    Each level is told once for an alert, whenever and however often the jobs are run; late, each person by one mail.
    """
    return sum(_remind(alert, public_url, actor) for alert in alerts_to_remind(today()))


def _remind(alert: SupportAlert, public_url: str, actor: Actor) -> int:
    told = 0
    people: set[int] = set()
    done = {one.level for one in alert.reminders}
    for level, due_on in reminders_due(alert.answer_by, today()):
        users = [] if level in done else _people(alert, level)
        if level in done or not _insert(alert, level, due_on, len(users)):
            continue
        told, people = told + 1, people | {user.id for user in users}
        record("support_alert.reminded", alert, actor=actor, level=level, due_on=due_on)
        if level is AlertLevel.COORDINATION:
            _put_on_agenda(alert)
    link = _link(public_url, alert.letting.proposal.request.programme, alert)
    for user_id in sorted(people):
        enqueue(MailKind.ALERT_REMINDER, user_id=user_id, link=link)
    return told


def _people(alert: SupportAlert, level: AlertLevel) -> list[User]:
    """Who is told at a level; all referents where the addressee is nobody, or left."""
    if level is AlertLevel.COORDINATION:
        return list(coordination_of(alert.letting.proposal.request.programme_id, today()))
    referents = list(referents_of(alert.tripartite.support_id))
    mine = [one for one in referents if one.id == alert.addressee_id]
    return mine if level is AlertLevel.ADDRESSEE and mine else referents


def _insert(alert: SupportAlert, level: AlertLevel, due_on: date, people: int) -> bool:
    """Write that a level is told, unless another run did."""
    values = {"alert_id": alert.id, "level": level, "due_on": due_on, "told_on": today(), "people": people}
    values |= {"public_id": new_public_id(), "created_at": now()}
    added = insert_of(AlertReminder).values(**values).on_conflict_do_nothing().returning(AlertReminder.id)
    return db.session.scalar(added) is not None


def _put_on_agenda(alert: SupportAlert) -> None:
    values = {"programme_id": alert.letting.proposal.request.programme_id, "alert_id": alert.id, "added_on": today()}
    values |= {"organisation_id": alert.tripartite.support_id}
    values |= {"public_id": new_public_id(), "created_at": now(), "version": 1}
    db.session.execute(insert_of(ConcertationItem).values(**values).on_conflict_do_nothing())
