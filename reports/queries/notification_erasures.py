"""What people are told of data protection: erasures that wait for a second person, files whose time has ended."""

from datetime import date

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.periods.shift import brussels_day, months_later
from axes.models.erasures import Erasure, KeepingNotice
from axes.models.people import Household
from axes.queries.keeping import announced_to
from axes.queries.scope import readable
from axes.rules.keeping import ANSWER_MONTHS
from reports.queries.notification_row import Rows, shaped


def erasures_waiting(reader: Reader, _day: date) -> Rows:
    """Those that somebody else asked for, by the day on which the person is to be answered."""
    columns = shaped(
        subject=Erasure.public_id,
        stage="waiting",
        reference=Household.reference,
        day=brussels_day(Erasure.created_at),
        due_on=months_later(Erasure.asked_on, ANSWER_MONTHS),
    )
    query = sa.select(*columns).select_from(Erasure).join(Household, Household.id == Erasure.household_id)
    others = Erasure.asked_by_id != reader.user_id
    return query.where(Erasure.is_waiting, others, readable(reader, Action.ERASURE_ACT))


def files_ended(reader: Reader, _day: date) -> Rows:
    """How many files were announced: one row, if any."""
    number = sa.func.count(KeepingNotice.household_id)
    query = sa.select(*shaped(subject="ended", stage="ended", number=number)).select_from(KeepingNotice)
    announced = KeepingNotice.household_id + 0  # SQLite would look for the announcement of each household ever known
    query = query.join(Household, Household.id == announced)
    return query.where(announced_to(reader)).having(number > 0)
