"""What a dwelling needs to be captured, and what became of those that were."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.db import db
from capteur.models.captures import Capture, DwellingTransfer
from capteur.models.guarantees import Guarantee
from capteur.models.lettings import Letting
from capteur.models.opportunities import Opportunity
from capteur.models.owners import LeadStep
from capteur.models.visits import Visit
from capteur.queries.guarantees import accepted_guarantee
from capteur.queries.prices import prices_for, standing_table
from capteur.queries.visits import last_held
from capteur.rules.dwellings import type_of
from capteur.vocab_dwellings import Verdict


@dataclass(frozen=True)
class Gate:
    """What stands of the gate before a capture: the last visit held, and a guarantee that the owner accepted."""

    visit: Visit | None
    guarantee: Guarantee | None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not there yet, in the order in which it comes; empty where the way is free but for the agreement."""
        suitable = self.visit is not None and self.visit.verdict is Verdict.SUITABLE
        told = {"visit": self.visit is not None, "suitable": suitable, "guarantee": self.guarantee is not None}
        return tuple(name for name, stands in told.items() if not stands)


def gate_of(opportunity_id: int) -> Gate:
    """What is there today of what a capture needs."""
    return Gate(last_held(opportunity_id), accepted_guarantee(opportunity_id))


def indicative_cents(opportunity: Opportunity, programme_id: int, day: date) -> int | None:
    """The median rent of the table in force for the area and the type; None where it says nothing of them."""
    table = standing_table(programme_id, day)
    if table is None or opportunity.area_id is None:
        return None
    rows = prices_for(table, [opportunity.area_id], type_of(opportunity.kind, opportunity.bedrooms))
    return rows[0].median_cents if rows else None


def became_of(opportunity_id: int) -> Any:
    """What comes next about a dwelling (`LeadStep`), how it was won (`Capture`, with its author), and what was agreed
    when a social rental agency took it over (`DwellingTransfer`): each or none."""
    step = sa.and_(LeadStep.opportunity_id == Opportunity.id, LeadStep.is_open)
    found: tuple[Any, ...] = (LeadStep, Capture, DwellingTransfer)
    query = sa.select(*found).select_from(Opportunity).outerjoin(LeadStep, step)
    query = query.outerjoin(Capture, Capture.opportunity_id == Opportunity.id).outerjoin(Capture.author)
    taken = sa.and_(DwellingTransfer.opportunity_id == Opportunity.id, DwellingTransfer.stands)
    query = query.outerjoin(DwellingTransfer, taken)
    query = query.where(Opportunity.id == opportunity_id).options(contains_eager(Capture.author))
    return db.session.execute(query).one()


def standing_transfer(opportunity_id: int) -> DwellingTransfer | None:
    """How the dwelling was taken over, unless that was cancelled."""
    query = sa.select(DwellingTransfer).where(DwellingTransfer.opportunity_id == opportunity_id)
    return db.session.scalar(query.where(DwellingTransfer.stands))


def last_lease_end(opportunity_id: int) -> date | None:
    """The day its last tenant left; None while somebody lives there, or where nobody did."""
    query = sa.select(Letting.end_on).where(Letting.opportunity_id == opportunity_id)
    return db.session.scalar(query.order_by(Letting.start_on.desc()).limit(1))
