"""Files whose time of keeping has ended: derived from the last dated act with their household, never stored (rule 47).

One list of acts (`axes.erasing`) gives both the day of the last contact and the files without any since a day.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.reader import Reader
from app.auth.vocab import Action
from app.db import KEYS, ask, db
from axes.erasing import every_act, every_followed, every_under_way
from axes.models.erasures import Erasure, KeepingHold, KeepingNotice, KeepingPeriod
from axes.models.people import Household
from axes.queries.scope import readable
from axes.rules.keeping import DEFAULTS, ended_before
from axes.vocab_erasures import KeepingClass, UnderWay

Rows = sa.Select[Any]
Months = dict[KeepingClass, int]


def months_kept() -> Months:
    """Months by class: those of the installation over those shipped. One statement."""
    kept = db.session.execute(sa.select(KeepingPeriod.kind, KeepingPeriod.months))
    return DEFAULTS | {kind: months for kind, months in kept}


def period_of(kind: KeepingClass) -> KeepingPeriod | None:
    """What the installation says of a class, if anything."""
    return db.session.scalar(sa.select(KeepingPeriod).where(KeepingPeriod.kind == kind))


def is_followed() -> sa.ColumnElement[bool]:
    """Condition on `household`: it was housed or accompanied once."""
    return sa.or_(*(_some(rows) for rows in every_followed()))


def goes_on(day: date) -> sa.ColumnElement[bool]:
    """Condition on `household`: something is under way with it, or holds its file."""
    return sa.or_(*(_some(rows) for _, rows in every_under_way(day)))


def _some(rows: Rows, *conditions: Any) -> sa.ColumnElement[bool]:
    of = rows.selected_columns[0]
    return rows.where(of == Household.id, *conditions).correlate(Household).exists()


def has_ended(day: date, months: Months) -> sa.ColumnElement[bool]:
    """Condition on `household`: its file is there, nothing goes on with it, and its last contact is long enough ago."""
    limits = {kind: sa.literal(ended_before(day, months[kind]), sa.Date) for kind in KeepingClass}
    limit = sa.case((is_followed(), limits[KeepingClass.FOLLOWED]), else_=limits[KeepingClass.ASKED])
    lately = (_some(rows, rows.selected_columns.day >= limit) for rows in every_act())
    return sa.and_(Household.erased_on.is_(None), ~goes_on(day), *(~one for one in lately))


def ended_files(reader: Reader, day: date, months: Months) -> Rows:
    """Keys of the files that `reader` may have erased because their time has ended, the oldest file first: of those
    announced, so that the list reads no other file."""
    query = sa.select(Household.id).join(KeepingNotice, KeepingNotice.household_id == Household.id)
    return query.where(announced_to(reader), has_ended(day, months)).order_by(Household.id)


def announced_to(reader: Reader) -> sa.ColumnElement[bool]:
    """Condition on a household that was announced: the reader may ask for its erasure, and nobody did."""
    waiting = sa.exists().where(Erasure.household_id == Household.id, Erasure.is_waiting).correlate(Household)
    return sa.and_(readable(reader, Action.ERASURE_ACT), ~waiting)


def shown_files() -> Rows:
    """Of the `KEYS` found: id, public_id, reference, last_contact, followed; in the same order."""
    columns = (Household.id, Household.public_id, Household.reference, last_contact().label("last_contact"))
    query = sa.select(*columns, is_followed().label("followed"))
    return query.where(Household.id.in_(KEYS)).order_by(Household.id)


def last_contact() -> sa.ColumnElement[Any]:
    """The day of the last act with a household; none where nothing ever happened."""
    days = []
    for rows in every_act():
        of, day = rows.selected_columns
        days.append(rows.with_only_columns(day.label("day")).where(of == Household.id).correlate(Household))
    every = sa.union_all(*days).subquery("act")
    return sa.type_coerce(sa.select(sa.func.max(every.c.day)).correlate(Household).scalar_subquery(), sa.Date)


def standing_of(household_id: int) -> Any:
    """One file: last_contact, followed."""
    query = sa.select(last_contact().label("last_contact"), is_followed().label("followed"))
    return ask(query.where(Household.id == household_id)).one()


def under_way(household_id: int, day: date) -> Sequence[UnderWay]:
    """What goes on with a household: what keeps its file. One statement."""
    columns = [_some(rows).label(kind.value) for kind, rows in every_under_way(day)]
    row = ask(sa.select(*columns).where(Household.id == household_id)).one()
    return [kind for kind in UnderWay if row._mapping.get(kind.value)]


def hold_of(household_id: int) -> KeepingHold | None:
    """What keeps the file by decision, lifted or not over yet."""
    query = sa.select(KeepingHold).options(sa.orm.joinedload(KeepingHold.author))
    return db.session.scalar(query.where(KeepingHold.household_id == household_id, KeepingHold.lifted_on.is_(None)))
