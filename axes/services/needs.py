"""The needs ticked in a referral, as dated needs of the household."""

import sqlalchemy as sa

from app.audit.actor import Actor
from app.audit.journal import record
from app.clock import today
from app.db import db
from axes.models.people import Household, HouseholdNeed
from axes.services.households import add_need, end_need
from axes.vocab import NeedKind


def set_needs(*, household: Household, kinds: set[NeedKind], actor: Actor) -> bool:
    """Make the household's needs of today these: new ones begin, others end. One ticked by mistake today is undone.

    Whether anything changed.
    """
    query = sa.select(HouseholdNeed).where(
        HouseholdNeed.household_id == household.id,
        sa.or_(HouseholdNeed.end_on.is_(None), HouseholdNeed.end_on > today()),
    )
    standing = {need.kind: need for need in db.session.scalars(query)}
    for kind in sorted(kinds - set(standing)):
        add_need(household=household, kind=kind, start_on=today(), actor=actor)
    for kind in sorted(set(standing) - kinds):
        _stop(household, standing[kind], actor)
    return kinds != set(standing)


def _stop(household: Household, need: HouseholdNeed, actor: Actor) -> None:
    if need.start_on < today():
        end_need(household=household, need=need, end_on=today(), actor=actor)
        return
    record("household.need_undone", household, actor=actor, kind=need.kind)
    db.session.delete(need)
    db.session.flush()
