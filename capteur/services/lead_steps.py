"""What comes next about an owner or a dwelling: one step at a time, done by the next act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.audit.actor import Actor
from app.clock import today
from app.db import db
from app.i18n.formats import day as shown
from app.web.errors import Refusal, refuse_all
from capteur.models.opportunities import Opportunity
from capteur.models.owners import LeadStep, Owner
from capteur.vocab_owners import LeadAction


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What is to be done next, and when; both or neither."""

    action: LeadAction | None = None
    due_on: date | None = None

    def wrong(self) -> Iterator[Refusal]:
        """What refuses one without the other, or a day that has passed."""
        if (self.action is None) != (self.due_on is None):
            yield Refusal("lead.refusal.both", "next_on" if self.due_on is None else "next_action")
        if self.due_on is not None and self.due_on < today():
            yield Refusal("lead.refusal.past", "next_on", day=shown(today()))


def plan_next(owner: Owner, opportunity: Opportunity | None, step: NextStep, actor: Actor) -> None:
    """Count what was to be done as done today, and say what comes next, if anything is told. The caller journals."""
    refuse_all(step.wrong())
    about = LeadStep.opportunity_id == opportunity.id if opportunity else LeadStep.opportunity_id.is_(None)
    done = sa.update(LeadStep).where(LeadStep.owner_id == owner.id, about, LeadStep.done_on.is_(None))
    db.session.execute(done.values(done_on=today()))
    if step.action is not None:
        keys = {"owner_id": owner.id, "opportunity_id": opportunity.id if opportunity else None}
        db.session.add(LeadStep(action=step.action, due_on=step.due_on, author_id=actor.user_id, **keys))
    db.session.flush()
