"""Concertation: meetings, what they talk about and decide; what people decide about a partner's convention #1."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.audit.actor import Actor
from app.audit.journal import record
from app.auth.models.organisations import Organisation
from app.clock import today
from app.db import count_as_changed, db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_stale
from axes.models.programmes import Programme
from capteur.models.concertations import Concertation, ConcertationDecision, ConcertationItem, PartnerReview
from capteur.queries.conventions import convention_in_force
from capteur.vocab_follow_up import ReviewVerdict


@dataclass(frozen=True, kw_only=True)
class DecisionFacts:
    """What was decided, who does it, until when."""

    words: str
    who: str
    due_on: date | None = None


def write_meeting(*, programme: Programme, facts: Mapping[str, Any], actor: Actor) -> Concertation:
    """Set a meeting down: to come, or held."""
    made = Concertation(programme_id=programme.id, author_id=actor.user_id)
    _fill(made, facts)
    db.session.add(made)
    db.session.flush()
    record("concertation.written", made, actor=actor, programme=programme, on=made.held_on)
    return made


def edit_meeting(*, meeting: Concertation, facts: Mapping[str, Any], version: int | None, actor: Actor) -> None:
    """Say anew when and where, who came, what was said. Raises `Stale`."""
    refuse_stale(meeting, version)
    _fill(meeting, facts)
    db.session.flush()
    record("concertation.edited", meeting, actor=actor, on=meeting.held_on)


def _fill(meeting: Concertation, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(meeting, name, value)


def add_item(
    *, programme: Programme, subject: str, organisation: Organisation | None, actor: Actor
) -> ConcertationItem:
    """Put something on the agenda of the next meeting."""
    keys = {"programme_id": programme.id, "organisation_id": organisation.id if organisation else None}
    made = ConcertationItem(subject=subject, added_on=today(), author_id=actor.user_id, **keys)
    db.session.add(made)
    db.session.flush()
    record("concertation.item_added", made, actor=actor, programme=programme)
    return made


def decide(
    *, item: ConcertationItem, meeting: Concertation, facts: DecisionFacts, version: int | None, actor: Actor
) -> ConcertationDecision:
    """Write down what a meeting decided about an item, which is then of that meeting and waits no more.

    Raises `Stale`; `Refusal` for a meeting to come, an item of another meeting, a day that has passed.
    """
    refuse_stale(item, version)
    if meeting.held_on > today():
        raise Refusal("concertation.refusal.to_come", None, day=shown(meeting.held_on))
    if item.concertation_id not in (None, meeting.id):
        raise Refusal("concertation.refusal.elsewhere")
    if facts.due_on is not None and facts.due_on < meeting.held_on:
        raise Refusal("setting.refusal.ends_before", "due_on", day=shown(meeting.held_on))
    item.concertation_id = meeting.id
    count_as_changed(item)
    keys = {"item_id": item.id, "author_id": actor.user_id}
    made = ConcertationDecision(who=facts.who, due_on=facts.due_on, **keys)
    made.words = facts.words
    db.session.add(made)
    db.session.flush()
    record("concertation.decided", made, actor=actor, item=item, meeting=meeting, due_on=facts.due_on)
    return made


def finish_decision(*, decision: ConcertationDecision, actor: Actor) -> None:
    """What was decided is done."""
    if decision.done_on is None:
        decision.done_on = today()
        db.session.flush()
        record("concertation.done", decision, actor=actor, on=today())


def review_partner(
    *,
    programme: Programme,
    organisation_id: int,
    breaches: int,
    verdict: ReviewVerdict,
    reason: str,
    actor: Actor,
) -> PartnerReview:
    """People looked at a partner that answered late twice in 90 days, and say what becomes of its convention #1, and
    why. Nothing else changes: an amendment or an end is written on the convention, by somebody.

    Raises `Refusal` where no answer was late since the last review.
    """
    if not breaches:
        raise Refusal("reactivity.refusal.nothing")
    standing = convention_in_force(programme.id, organisation_id, today())
    keys = {"programme_id": programme.id, "organisation_id": organisation_id, "author_id": actor.user_id}
    made = PartnerReview(decided_on=today(), breaches=breaches, verdict=verdict, reason=reason, **keys)
    made.convention_id = standing.id if standing else None
    db.session.add(made)
    db.session.flush()
    record("partner_review.decided", made, actor=actor, programme=programme, verdict=verdict, breaches=breaches)
    return made
