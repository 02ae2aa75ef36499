"""The dwellings, owners and partners behind the figures of a capteur programme: one row per thing counted, as of a day.

They are the programme's, whoever lives there.
"""

from typing import Any

import sqlalchemy as sa

from app.auth.models.organisations import Organisation
from app.periods.days import ONE_DAY
from capteur.models.captures import Capture
from capteur.models.conventions import CapteurConvention
from capteur.models.measures import WorkedMonth
from capteur.models.opportunities import Opportunity, OpportunityEvent
from capteur.models.owners import Owner, OwnerContact, OwnerEvent
from capteur.models.visits import Visit
from capteur.queries.conventions import in_force_on
from capteur.queries.standing import last_event_of
from capteur.queries.stock import stock_rows
from capteur.vocab import RequestTrack
from capteur.vocab_dwellings import OpportunityStage, StockCount, VisitOutcome
from capteur.vocab_owners import Initiative, OwnerStage
from reports.queries.capteur_asked import Asked, Rows, shaped


def _dwellings(asked: Asked, since: Any) -> Rows:
    query = sa.select(*shaped(Opportunity, Opportunity.reference, since))
    return query.join(Owner, Owner.id == Opportunity.owner_id).where(Owner.programme_id == asked.programme_id)


def _first_visits() -> Any:
    """The first visit that was held of each dwelling."""
    query = sa.select(Visit.opportunity_id, sa.func.min(Visit.happened_on, type_=sa.Date).label("visited_on"))
    return query.where(Visit.outcome == VisitOutcome.HELD).group_by(Visit.opportunity_id).subquery("first_visit")


def first_visited(asked: Asked) -> Rows:
    """Dwellings whose first visit fell in the period."""
    first = _first_visits()
    query = _dwellings(asked, first.c.visited_on).join(first, first.c.opportunity_id == Opportunity.id)
    return query.where(first.c.visited_on.between(asked.first_day, asked.day))


def visited_and_won(asked: Asked) -> Rows:
    """Of these, those won by the day."""
    won = sa.exists().where(Capture.opportunity_id == Opportunity.id, Capture.captured_on <= asked.day)
    return first_visited(asked).where(won.correlate(Opportunity))


def won(asked: Asked) -> Rows:
    """Dwellings won by the day."""
    query = _dwellings(asked, Capture.captured_on).join(Capture, Capture.opportunity_id == Opportunity.id)
    return query.where(Capture.captured_on <= asked.day)


def won_for_goal(asked: Asked) -> Rows:
    """Those won in the days of the goal; none without one."""
    goal = asked.goal
    if goal is None:
        return won(asked).where(sa.false())
    return won(asked).where(Capture.captured_on.between(goal.first_day, goal.last_day))


def won_in_noted_months(asked: Asked) -> Rows:
    """Those won in a month whose days worked are noted."""
    noted = worked_months(asked).subquery("noted")
    in_month = sa.exists().where(_month_of(Capture.captured_on) == noted.c.since)
    return won(asked).where(in_month.correlate(Capture))


def won_in_other_months(asked: Asked) -> Rows:
    """Those won in the period, in a month whose days nobody noted: they are in no pace."""
    noted = won_in_noted_months(asked).with_only_columns(Opportunity.id)
    return won(asked).where(Capture.captured_on >= asked.first_day, Opportunity.id.not_in(noted))


def won_for_housing_first(asked: Asked) -> Rows:
    return won(asked).where(Opportunity.track == RequestTrack.HOUSING_FIRST)


def _stock(asked: Asked, count: StockCount) -> Rows:
    """As the page of dwellings won counts them."""
    rows = stock_rows(asked.programme_id, count, asked.day).order_by(None).subquery("stock")
    columns = (rows.c.id.label("subject_id"), rows.c.reference.label("label"), rows.c.public_id.label("url_id"))
    return sa.select(*columns, rows.c.effective_on.label("since"), rows.c.ever_let).select_from(rows)


def won_and_let(asked: Asked) -> Rows:
    """Dwellings won that were let once, by the day."""
    rows = _stock(asked, StockCount.CAPTURED).subquery("won_rows")
    return sa.select(rows).where(rows.c.ever_let)


def let(asked: Asked) -> Rows:
    """Dwellings let once, by the day."""
    return _stock(asked, StockCount.EVER_LET)


def let_and_failed(asked: Asked) -> Rows:
    """Of these, those lost to a conflict or an eviction."""
    rows = _stock(asked, StockCount.FAILED).subquery("failed_rows")
    return sa.select(rows).where(rows.c.ever_let)


def _month_of(day: Any) -> Any:
    return sa.extract("year", day) * 12 + sa.extract("month", day)


def worked_months(asked: Asked) -> Rows:
    """Months whose days are noted, and that are over by the day: `since` numbers them, `amount` is in half days."""
    key = WorkedMonth.year * 12 + WorkedMonth.month
    after = asked.day + ONE_DAY
    since = asked.first_day
    first = since.year * 12 + since.month + (since.day > 1)
    month = sa.cast(WorkedMonth.year, sa.String) + sa.literal("-") + sa.cast(WorkedMonth.month, sa.String)
    query = sa.select(*shaped(WorkedMonth, month, key), WorkedMonth.half_days.label("amount"))
    return query.where(
        WorkedMonth.programme_id == asked.programme_id, key >= first, key < after.year * 12 + after.month
    )


def active_owners(asked: Asked) -> Rows:
    """Owners with whom the relation stood as active on the day."""
    stands = last_event_of(OwnerEvent, Owner, asked.day)
    query = sa.select(*shaped(Owner, Owner.reference, OwnerEvent.effective_on)).join(OwnerEvent, stands)
    return query.where(Owner.programme_id == asked.programme_id, OwnerEvent.stage == OwnerStage.ACTIVE)


def loyal_owners(asked: Asked) -> Rows:
    """Of these, those with two dwellings won, or who called by themselves after one of theirs was let."""
    of_owner = (
        sa.select(sa.func.count()).select_from(Capture).join(Opportunity, Opportunity.id == Capture.opportunity_id)
    )
    of_owner = of_owner.where(Opportunity.owner_id == Owner.id, Capture.captured_on <= asked.day)
    came_back = (
        sa.exists()
        .where(OwnerContact.owner_id == Owner.id, OwnerContact.initiative == Initiative.THEM)
        .where(Opportunity.owner_id == Owner.id, OpportunityEvent.opportunity_id == Opportunity.id)
        .where(OpportunityEvent.stage == OpportunityStage.LET)
        .where(OwnerContact.happened_on > OpportunityEvent.effective_on, OwnerContact.happened_on <= asked.day)
    )
    two = of_owner.correlate(Owner).scalar_subquery() >= 2
    return active_owners(asked).where(sa.or_(two, came_back.correlate(Owner)))


def partners(asked: Asked) -> Rows:
    """Organisations whose convention #1 is in force on the day."""
    query = sa.select(*shaped(CapteurConvention, Organisation.name, CapteurConvention.first_day))
    query = query.join(Organisation, Organisation.id == CapteurConvention.organisation_id)
    return query.where(CapteurConvention.programme_id == asked.programme_id, in_force_on(asked.day))
