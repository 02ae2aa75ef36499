"""Follow-up of lettings: alerts, visits due, concertation."""

from datetime import timedelta
from typing import Any

from app.auth.models.users import User
from app.auth.vocab import Role
from app.clock import today
from app.periods import add_working_days
from capteur.models.concertations import Concertation, ConcertationDecision, ConcertationItem, PartnerReview
from capteur.models.follow_up import AlertReminder, DueVisit, SupportAlert
from capteur.models.lettings import Letting


def support_alert(make: Any, letting: Letting, author: User, **given: Any) -> SupportAlert:
    """Raised today, unless told, by the convention #2 of `make.letting`."""
    raised_on = given.pop("raised_on", today())
    values = {"origin": "mediator", "subject": "arrears", "words": "Deux loyers en retard", "raised_on": raised_on}
    values |= {"answer_by": add_working_days(raised_on, 2)}
    keys = {"letting_id": letting.id, "tripartite_id": letting.convention.id, "author_id": author.id}
    return make.save(SupportAlert(**(keys | values | given)))


def due_visit(make: Any, letting: Letting, **given: Any) -> DueVisit:
    """Due today, not noted yet, unless told."""
    keys = {"letting_id": letting.id, "tripartite_id": letting.convention.id}
    return make.save(DueVisit(**(keys | {"due_on": today()} | given)))


def concertation(make: Any, programme: Any, author: User, **given: Any) -> Concertation:
    values = {"programme_id": programme.id, "author_id": author.id, "held_on": today()}
    return make.save(Concertation(**(values | given)))


def concertation_item(make: Any, programme: Any, author: User, **given: Any) -> ConcertationItem:
    """Something that somebody added, waiting for a meeting."""
    values = {"programme_id": programme.id, "added_on": today(), "subject": "Permanences d’été", "author_id": author.id}
    return make.save(ConcertationItem(**(values | given)))


def concertation_decision(make: Any, item: ConcertationItem, author: User, **given: Any) -> ConcertationDecision:
    values = {"item_id": item.id, "words": "Un numéro de garde", "who": "Service Un", "author_id": author.id}
    return make.save(ConcertationDecision(**(values | given)))


def partner_review(make: Any, programme: Any, organisation_id: int, author: User, **given: Any) -> PartnerReview:
    keys = {"programme_id": programme.id, "organisation_id": organisation_id, "author_id": author.id}
    values = {"decided_on": today(), "breaches": 2, "verdict": "keep", "reason": "Une équipe malade"}
    return make.save(PartnerReview(**(keys | values | given)))


def follow_up_to_guard(make: Any) -> dict[str, int]:
    """Rows to try the guards on."""
    programme, sender = make.capteur_programme(), make.user(Role.PARTNER)
    author, letting = make.user(), make.letting(programme, sender)
    on = today() - timedelta(days=20)
    alert = make.support_alert(letting, author, raised_on=on)
    make.save(AlertReminder(alert_id=alert.id, level="addressee", due_on=alert.answer_by, told_on=today(), people=1))
    make.partner_review(programme, sender.organisation_id, author)
    return {"alert_a": alert.id}
