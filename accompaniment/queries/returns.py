"""People who come back within 24 months of an exit: seen by whoever may read both the new file and the earlier one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import db
from app.periods import add_months
from app.periods.shift import brussels_day
from axes.models.people import Household, HouseholdMember
from axes.models.referrals import Referral
from axes.queries.scope import readable
from occupancy.models.exits import Destination, StayExit
from occupancy.models.stays import Stay, StayPerson

WITHIN = 24  # months


def returns_of(household_id: int, since: date, reader: Reader) -> Sequence[Any]:
    """Exits, in the 24 months before `since`, of people of the household: columns reference, household_public_id,
    left_on, name_fr, name_nl, name_en, people. Nothing of files that the reader may not open."""
    columns: tuple[Any, ...] = (
        Household.reference,
        Household.public_id.label("household_public_id"),
        StayExit.left_on,
        Destination.name_fr,
        Destination.name_nl,
        Destination.name_en,
    )
    members = sa.select(HouseholdMember.person_id).where(HouseholdMember.household_id == household_id)
    query = (
        sa.select(*columns, sa.func.count(StayPerson.person_id.distinct()).label("people"))
        .select_from(StayExit)
        .join(Stay, Stay.id == StayExit.stay_id)
        .join(StayPerson, sa.and_(StayPerson.stay_id == Stay.id, StayPerson.end_on == StayExit.left_on))
        .join(Household, Household.id == Stay.household_id)
        .join(Destination, Destination.id == StayExit.destination_id)
        .where(StayExit.replaced_at.is_(None), StayPerson.person_id.in_(members))
        .where(StayExit.left_on.between(add_months(since, -WITHIN), since))
        .where(readable(reader, Action.EXIT_VIEW))
        .group_by(*columns, StayExit.id)
    )
    return db.session.execute(query.order_by(StayExit.left_on.desc(), StayExit.id)).all()


def stay_begun(public_id: str, reader: Reader) -> tuple[int, date] | None:
    """(household, first day) of a stay that the reader may open."""
    query = sa.select(Stay.household_id, Stay.start_on).join(Household, Household.id == Stay.household_id)
    row = db.session.execute(query.where(Stay.public_id == public_id, readable(reader, Action.STAY_VIEW))).one_or_none()
    return None if row is None else (row[0], row[1])


def referral_made(public_id: str, reader: Reader) -> tuple[int, date] | None:
    """(household, day it was written) of a referral that the reader may open."""
    made = sa.type_coerce(brussels_day(Referral.created_at), sa.Date)
    query = sa.select(Referral.household_id, made).join(Household, Household.id == Referral.household_id)
    readables = Referral.public_id == public_id, readable(reader, Action.REFERRAL_VIEW)
    row = db.session.execute(query.where(*readables)).one_or_none()
    return None if row is None else (row[0], row[1])
