"""A reader's day and that of their teams: what is due, counted and listed, the latest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from accompaniment.models.contacts import Contact
from accompaniment.models.exit_plans import ExitStep
from accompaniment.models.tasks import Task
from accompaniment.queries.day_parts import everything
from accompaniment.queries.day_scope import DayScope
from accompaniment.queries.tasks import household_columns
from accompaniment.rules.tasks import moment_of
from accompaniment.vocab_tasks import DueKind, Moment
from app.auth.models.users import User
from app.crypto import unseal_column
from app.db import ask, db, prebuilt
from app.web.asked import Filters
from axes.models.people import Household

SEALED: dict[DueKind, tuple[Any, str]] = {
    DueKind.TASK: (Task, "title"),
    DueKind.STEP: (Contact, "next_step"),
    DueKind.EXIT_STEP: (ExitStep, "name"),
}


@dataclass(frozen=True)
class DayFilters(Filters):
    """What the day is narrowed to: `kind`, and of which team (public id)."""

    kind: str | None = None
    team: str | None = None

    @property
    def kept_kind(self) -> DueKind | None:
        """The kind asked for; nonsense is all."""
        return DueKind(self.kind) if self.kind in set(DueKind) else None


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something due: `thing` and `other` name where one acts, `text` is what people wrote, the names are a list's."""

    kind: DueKind
    on: date
    moment: Moment
    thing: str
    other: str | None
    household_id: int | None
    household_public_id: str | None
    reference: str | None
    who: str | None
    text: str | None
    code: str | None
    name_fr: str | None
    name_nl: str | None
    name_en: str | None
    until: date | None
    done: bool


@prebuilt
def due_list(of: DayScope, kind: DueKind | None = None) -> sa.Select[Any]:
    """Everything due until the end of the week, late ones first, with its household and who does it."""
    query, row = _shown(of, everything(of, kind))
    return query.order_by(row.on, row.kind, row.household_id, row.thing, row.code)


def one_task(of: DayScope, public_id: str) -> Any:
    """The row of one task in that list, or None."""
    query, row = _shown(of, everything(of, DueKind.TASK))
    return db.session.execute(query.where(row.thing == public_id)).one_or_none()


def _shown(of: DayScope, rows: sa.Select[Any]) -> tuple[sa.Select[Any], Any]:
    row = rows.subquery("shown")
    query = sa.select(row, User.name.label("who_name"), *household_columns(of.reader)).select_from(row)
    query = query.outerjoin(Household, Household.id == row.c.household_id).outerjoin(User, User.id == row.c.who)
    return query, row.c


def dues(rows: Sequence[Any], day: date) -> list[Due]:
    """The rows in words, as far as people wrote them."""
    return [_due(row, day) for row in rows]


def _due(row: Any, day: date) -> Due:
    kind = DueKind(row.kind)
    text = None
    if kind in SEALED and row.sealed is not None:
        model, name = SEALED[kind]
        text = unseal_column(model, name, row.thing, row.sealed)
    same = ("on", "thing", "other", "household_id", "household_public_id", "reference", "code", "until")
    facts = {name: getattr(row, name) for name in (*same, "name_fr", "name_nl", "name_en")}
    return Due(kind=kind, moment=moment_of(row.on, day), text=text, who=row.who_name, done=bool(row.done), **facts)


@dataclass
class DayCounts:
    """How many things are still to be done, by moment and by kind; and how many are listed, by kind, done ones too."""

    by_moment: dict[Moment, int]
    by_kind: dict[DueKind, int]
    listed: dict[DueKind, int]

    @property
    def total(self) -> int:
        return sum(self.by_moment.values())

    @property
    def late(self) -> int:
        return self.by_moment.get(Moment.LATE, 0)

    @property
    def now(self) -> int:
        """Late, or for today."""
        return self.late + self.by_moment.get(Moment.TODAY, 0)


def day_counts(of: DayScope) -> DayCounts:
    """What there is to do, in one statement."""
    moments, kinds, listed = Counter[Moment](), Counter[DueKind](), Counter[DueKind]()
    for moment, kind, rows, to_do in ask(_counted(of)):
        moments[Moment(moment)] += to_do
        kinds[DueKind(kind)] += to_do
        listed[DueKind(kind)] += rows
    return DayCounts(moments, kinds, listed)


@prebuilt
def _counted(of: DayScope) -> sa.Select[Any]:
    row = everything(of).subquery("row").c
    today = sa.literal(of.day, sa.Date())
    moment = sa.case(
        (row.on < today, Moment.LATE.value), (row.on == today, Moment.TODAY.value), else_=Moment.WEEK.value
    )
    each = sa.select(moment.label("moment"), row.kind, row.done).subquery("each").c
    to_do = sa.func.count(sa.case((each.done == 0, 1)))
    return sa.select(each.moment, each.kind, sa.func.count(), to_do).group_by(each.moment, each.kind)
