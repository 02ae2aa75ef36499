"""The lettings, people and requests behind the figures of a capteur programme: one row per thing counted, as of a day.

Those in the reader's sight, and no other (docs/decisions/0013).
"""

from datetime import date

import sqlalchemy as sa

from app.auth.vocab import Action
from app.clock import brussels_midnight
from app.periods import add_months
from app.periods.days import ONE_DAY
from axes.models.people import Household, HouseholdMember
from axes.queries.scope import countable
from capteur.models.lettings import Letting
from capteur.models.mediation import MediationCase
from capteur.models.opportunities import Opportunity
from capteur.models.proposals import HousingProposal as Proposal
from capteur.models.requests import HousingRequest as Request
from capteur.vocab_lettings import LettingEnd
from capteur.vocab_mediation import Severity
from reports.queries.capteur_asked import Asked, Rows, shaped
from reports.rules.capteur import RETENTION_MONTHS

KEPT = (LettingEnd.LASTING, LettingEnd.AIS_ELSEWHERE)
WORST = list(Severity)[-1]
NEVER = date(9999, 12, 31)


def in_sight(asked: Asked) -> sa.ColumnElement[bool]:
    """Condition on `household`: in the reader's sight; everybody without a reader."""
    return sa.true() if asked.reader is None else countable(asked.reader, Action.LETTING_VIEW)


def _lettings(asked: Asked) -> Rows:
    """Lettings of the programme begun by the day."""
    query = sa.select(*shaped(Letting, Household.reference, Letting.start_on)).select_from(Letting)
    query = query.join(Proposal, Proposal.id == Letting.proposal_id).join(Request, Request.id == Proposal.request_id)
    query = query.join(Household, Household.id == Letting.household_id)
    return query.where(Request.programme_id == asked.programme_id, Letting.start_on <= asked.day, in_sight(asked))


def _over(asked: Asked) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(Letting.end_on <= asked.day, sa.false())


def _begun(asked: Asked) -> Rows:
    """Those begun in the period, long enough ago to tell."""
    old = Letting.start_on <= add_months(asked.day, -RETENTION_MONTHS)
    return lettings(asked).where(old)


def lettings(asked: Asked) -> Rows:
    """Lettings begun in the period."""
    return _lettings(asked).where(Letting.start_on >= asked.first_day)


def very_problematic(asked: Asked) -> Rows:
    """Of these, those with a mediation case of the highest level, as it is known today, opened by the day."""
    case = MediationCase.letting_id == Letting.id, MediationCase.opened_on <= asked.day
    worst = sa.exists().where(*case, MediationCase.severity == WORST)
    return lettings(asked).where(worst.correlate(Letting))


def too_young(asked: Asked) -> Rows:
    """Lettings of the period that began too lately to be counted."""
    young = Letting.start_on > add_months(asked.day, -RETENTION_MONTHS)
    return lettings(asked).where(young)


def _ended(asked: Asked, *reasons: LettingEnd) -> sa.ColumnElement[bool]:
    return sa.and_(_over(asked), Letting.end_reason.in_(reasons))


def deaths(asked: Asked) -> Rows:
    return _begun(asked).where(_ended(asked, LettingEnd.DEATH))


def left_by_choice(asked: Asked) -> Rows:
    return _begun(asked).where(_ended(asked, LettingEnd.VOLUNTARY))


def begun(asked: Asked) -> Rows:
    """What raw retention is a share of: all those begun, but deaths."""
    return _begun(asked).where(~_ended(asked, LettingEnd.DEATH))


def begun_and_not_left(asked: Asked) -> Rows:
    """What retention is a share of: those, but who left by their own choice."""
    return begun(asked).where(~_ended(asked, LettingEnd.VOLUNTARY))


def kept(asked: Asked) -> Rows:
    """Still there, or gone to a home that lasts; an AIS that keeps the tenant ends nothing."""
    return _begun(asked).where(sa.or_(~_over(asked), _ended(asked, *KEPT)))


def persons_housed(asked: Asked) -> Rows:
    """Distinct persons who lived in a dwelling of the programme, in its lettings."""
    lives = sa.and_(
        HouseholdMember.household_id == Letting.household_id,
        HouseholdMember.start_on <= asked.day,
        HouseholdMember.start_on < sa.func.coalesce(Letting.end_on, NEVER),
        sa.or_(HouseholdMember.end_on.is_(None), HouseholdMember.end_on > Letting.start_on),
    )
    query = _lettings(asked).join(HouseholdMember, lives).order_by(None)
    person = HouseholdMember.person_id
    columns = (
        person.label("subject_id"),
        sa.func.min(Household.reference).label("label"),
        sa.func.min(Letting.public_id).label("url_id"),
        sa.func.min(Letting.start_on, type_=sa.Date).label("since"),
    )
    return query.with_only_columns(*columns, maintain_column_froms=True).group_by(person)


def dwellings_lived_in(asked: Asked) -> Rows:
    """Distinct dwellings of the lettings that are counted."""
    query = _lettings(asked).join(Opportunity, Opportunity.id == Letting.opportunity_id).order_by(None)
    columns = shaped(Opportunity, Opportunity.reference, sa.func.min(Letting.start_on, type_=sa.Date))
    query = query.with_only_columns(*columns, maintain_column_froms=True)
    return query.group_by(Opportunity.id, Opportunity.reference, Opportunity.public_id)


def _requests(asked: Asked) -> Rows:
    """Requests sent in the period, with the letting that came of them by the day, if one did."""
    query = sa.select(*shaped(Request, Household.reference, Request.submitted_on)).select_from(Request)
    query = query.join(Household, Household.id == Request.household_id)
    housed = sa.select(Proposal.request_id, sa.func.min(Letting.start_on, type_=sa.Date).label("start_on"))
    housed = housed.join(Letting, Letting.proposal_id == Proposal.id).where(Letting.start_on <= asked.day)
    found = housed.group_by(Proposal.request_id).subquery("housed")
    query = query.outerjoin(found, found.c.request_id == Request.id).add_columns(found.c.start_on.label("housed_on"))
    sent = Request.submitted_on.between(asked.first_day, asked.day)
    return query.where(Request.programme_id == asked.programme_id, sent, in_sight(asked))


def requests_housed(asked: Asked) -> Rows:
    """Those with a lease; `housed_on` is its first day."""
    rows = _requests(asked).subquery("sent")
    return sa.select(rows).where(rows.c.housed_on.is_not(None))


def requests_waiting(asked: Asked) -> Rows:
    """Those still without a lease on the day: how long they will have waited is not known."""
    tomorrow = brussels_midnight(asked.day + ONE_DAY)
    alive = sa.or_(Request.ended_at.is_(None), Request.ended_at >= tomorrow)
    rows = _requests(asked).where(alive).subquery("sent")
    return sa.select(rows).where(rows.c.housed_on.is_(None))


def requests_given_up(asked: Asked) -> Rows:
    """Those that ended without a lease."""
    ended = Request.ended_at < brussels_midnight(asked.day + ONE_DAY)
    rows = _requests(asked).where(ended).subquery("sent")
    return sa.select(rows).where(rows.c.housed_on.is_(None))
