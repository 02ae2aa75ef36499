"""What becomes of each row about a household when it is erased, and what the floors above know of its last contact.

Each package says it once, in its own `erasing.py`, for its own tables, and hands it over when the application is built.
`tests/every/test_erasing.py` goes through the schema: a column that may hold words is emptied here, or exempted there
with a reason.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.crypto import SealedDate, sealed_attributes
from app.periods.shift import brussels_day
from axes.models.assessments import AssessmentAnswer, Assignment, AxisAssessment
from axes.models.erasures import KeepingHold
from axes.models.people import (
    BreakGlass,
    Consent,
    Household,
    HouseholdMember,
    HouseholdNeed,
    Person,
    PersonWord,
    ProtectionLifting,
)
from axes.models.referrals import Referral, ReferralComment, ReferralEvent
from axes.queries.referrals import state_in_sql
from axes.vocab import ReferralState
from axes.vocab_erasures import PersonalData as Data
from axes.vocab_erasures import UnderWay

Rows = sa.Select[Any]
PERSONS = ""  # the path of what belongs to the people themselves


@dataclass(frozen=True)
class Emptied:
    """Rows of a table that lose what they say of people: every sealed value, and the plain columns in `also`, which
    become what is told there. `path` are the foreign keys that lead to the household, one after the other; with `gone`
    the rows go altogether.
    """

    model: Any
    kind: Data
    path: str = "household_id"
    also: Mapping[str, Any] = field(default_factory=dict)
    gone: bool = False

    @property
    def table(self) -> sa.Table:
        return self.model.__table__  # type: ignore[no-any-return]

    def values(self) -> dict[str, Any]:
        """What each column becomes. A column that must hold something, or whose emptiness means something, holds
        nothing but an empty text: what there was is gone, that there was something is still known."""
        found: dict[str, Any] = {
            f"{name}_sealed": sa.null() if isinstance(attribute, SealedDate) else self._blank(f"{name}_sealed")
            for name, attribute in sealed_attributes(self.model).items()
        }
        return found | {name: self._blank(name) if value is BLANK else value for name, value in self.also.items()}

    def _blank(self, name: str) -> Any:
        column = self.table.c[name]
        nothing: Any = b"" if isinstance(column.type, sa.LargeBinary) else ""
        return sa.case((column.is_(None), sa.null()), else_=sa.literal(nothing, column.type))

    def said(self) -> sa.ColumnElement[bool]:
        """Condition on a row: there is something to take away."""
        if self.gone:
            return sa.true()
        return sa.or_(*(self.table.c[name].is_distinct_from(value) for name, value in self.values().items()))

    def of(self, household_id: Any) -> sa.ColumnElement[bool]:
        """Condition on a row: it is about this household."""
        return _follow(self.table, self.path, household_id)


BLANK = object()  # an empty text where there was one


def _follow(table: sa.Table, path: str, household_id: Any) -> sa.ColumnElement[bool]:
    if table is Household.__table__:
        return table.c.id == household_id  # type: ignore[no-any-return]
    if path == PERSONS:
        return table.c.id.in_(_people_of_nobody_else(household_id))
    name, _, rest = path.partition(".")
    (target,) = (
        key.column.table for key in table.c[name].foreign_keys if key.constraint and len(key.constraint.columns) == 1
    )
    if target is Household.__table__:
        return table.c[name] == household_id  # type: ignore[no-any-return]
    return table.c[name].in_(sa.select(target.c.id).where(_follow(target, rest, household_id)))


def _people_of_nobody_else(household_id: Any) -> Rows:
    """Its people, but for those who are, or were, in another household that was not erased: their names are its."""
    other = sa.select(HouseholdMember.person_id).join(Household, Household.id == HouseholdMember.household_id)
    other = other.where(Household.id != household_id, Household.erased_on.is_(None))
    mine = sa.select(HouseholdMember.person_id).where(HouseholdMember.household_id == household_id)
    return mine.where(HouseholdMember.person_id.not_in(other))


@dataclass(frozen=True)
class Erasing:
    """What a package says of its tables. `acts` are dated acts (household, day); `followed`, households that were
    housed or accompanied; `under_way`, as of a day, those with whom something goes on; `ends`, given a household and a
    day, ends what a restored backup still believes to go on with somebody who was erased."""

    emptied: tuple[Emptied, ...] = ()
    acts: tuple[Rows, ...] = ()
    followed: tuple[Rows, ...] = ()
    under_way: Mapping[UnderWay, Callable[[date], Rows]] = field(default_factory=dict)
    ends: Callable[[int, date], None] | None = None


_packages: list[Erasing] = []


def hand_over(package: Erasing) -> None:
    """Have a package's tables erased too; called when the application is built. Twice the same is once."""
    if package not in _packages:
        _packages.append(package)


def every_emptied() -> Iterator[Emptied]:
    """In the order of the packages and of their own lists: what hangs on a row comes before it."""
    return (one for package in reversed(_packages) for one in package.emptied)


def every_act() -> Iterator[Rows]:
    return (one for package in _packages for one in package.acts)


def every_followed() -> Iterator[Rows]:
    return (one for package in _packages for one in package.followed)


def every_under_way(day: date) -> Iterator[tuple[UnderWay, Rows]]:
    return ((kind, rows(day)) for package in _packages for kind, rows in package.under_way.items())


def end_what_goes_on(household_id: int, day: date) -> None:
    """A restored backup may believe that stays and supports of somebody go on, who was erased since: nobody could open
    them to end them."""
    for package in reversed(_packages):
        if package.ends is not None:
            package.ends(household_id, day)


def acted_on(household_id: Any, day: Any, *conditions: sa.ColumnElement[bool]) -> Rows:
    """A kind of act: `household_id` and `day`."""
    query = sa.select(household_id.label("household_id"), sa.type_coerce(day, sa.Date).label("day"))
    return query.where(*conditions)


def _holds(day: date) -> Rows:
    return sa.select(KeepingHold.household_id).where(KeepingHold.lifted_on.is_(None), KeepingHold.last_day >= day)


def _requests(_day: date) -> Rows:
    asked = [state.value for state in (ReferralState.SUBMITTED, ReferralState.WAITING)]
    return sa.select(Referral.household_id).where(state_in_sql().in_(asked))


EVENT = "referral_id.household_id"
AXES = Erasing(
    emptied=(
        Emptied(PersonWord, Data.IDENTITY, "person_id", gone=True),
        Emptied(Person, Data.IDENTITY, PERSONS, {"languages": None, "needs_interpreter": False}),
        Emptied(Household, Data.IDENTITY, PERSONS, {"wished_communes": None}),
        Emptied(HouseholdNeed, Data.IDENTITY, gone=True),
        Emptied(Consent, Data.CONSENT, also={"recipient": BLANK, "purpose": BLANK}),
        Emptied(BreakGlass, Data.CONSENT),
        Emptied(ProtectionLifting, Data.CONSENT),
        Emptied(AssessmentAnswer, Data.REQUEST, "assessment_id.household_id", gone=True),
        Emptied(AxisAssessment, Data.REQUEST),
        Emptied(Assignment, Data.REQUEST, also={"reason": BLANK, "end_reason": BLANK}),
        Emptied(ReferralComment, Data.REQUEST, "event_id." + EVENT),
        Emptied(ReferralEvent, Data.REQUEST, EVENT),
        Emptied(Referral, Data.REQUEST),
    ),
    acts=(
        acted_on(HouseholdMember.household_id, HouseholdMember.start_on),
        acted_on(HouseholdMember.household_id, HouseholdMember.end_on),
        acted_on(Consent.household_id, Consent.given_on),
        acted_on(AxisAssessment.household_id, AxisAssessment.assessed_on),
        acted_on(Assignment.household_id, Assignment.start_on),
        acted_on(Assignment.household_id, Assignment.end_on),
        acted_on(Referral.household_id, brussels_day(ReferralEvent.at), ReferralEvent.referral_id == Referral.id),
    ),
    under_way={UnderWay.REFERRAL: _requests, UnderWay.HOLD: _holds},
)
