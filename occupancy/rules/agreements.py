"""Dates and states of agreements, without the database; `occupancy.queries.agreements` says the same in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.periods import add_months, months_of
from occupancy.vocab import AgreementState

ENDING_MONTHS = 6  # under six months before its last day an agreement is ending (`domain.md` §9, rule 3)
IN_FORCE = frozenset({AgreementState.ACTIVE, AgreementState.ENDING})
UNSIGNED = frozenset({AgreementState.DRAFT, AgreementState.CANCELLED})
OVER = frozenset({AgreementState.ENDED, AgreementState.TERMINATED})


@dataclass(frozen=True)
class Term:
    """The last day of an agreement as known from a day on, in the order the terms were written.

    `in_force_on` is the day from which it counts, where that comes after.
    """

    known_on: date
    last_day: date
    in_force_on: date | None = None

    def counts(self, day: date) -> bool:
        """Whether it is in force by `day`."""
        return (self.in_force_on or self.known_on) <= day


@dataclass(frozen=True)
class Dates:
    """What decides the state of one agreement.

    `notified_on` is the day notice was given, `cancelled_on` the day its draft was given up, if they were.
    """

    first_day: date
    signed_on: date | None = None
    terms: tuple[Term, ...] = ()
    notified_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True)
class Closed:
    """A closure known by a day: everybody out by `last_day`; `handed_back_on` once the owner has the site again."""

    last_day: date
    handed_back_on: date | None = None

    def ends_on(self, day: date) -> date:
        """The site's last day as known by `day`: that of the hand-back, where it was given back before it had to be."""
        back = self.handed_back_on
        return self.last_day if back is None or back > day else min(self.last_day, back)


@dataclass(frozen=True)
class SitePeriod:
    """A site as its agreements make it as of a day; `last_day` is the last one in force then.

    `final_last_day` is the one that signed changes to come will make of it.
    """

    first_day: date
    last_day: date
    state: AgreementState
    final_last_day: date


def term_last_day(terms: Iterable[Term], day: date) -> date | None:
    """The last day in force on `day`: that of the latest term known that counts by then, None when there is none."""
    return final_last_day((term for term in terms if term.counts(day)), day)


def final_last_day(terms: Iterable[Term], day: date) -> date | None:
    """The last day by the latest term known on `day`, though it may count later only."""
    last_day, latest = None, date.min
    for term in terms:
        if latest <= term.known_on <= day:
            last_day, latest = term.last_day, term.known_on
    return last_day


def ending_before(day: date) -> date:
    """A last day before this one is ending as of `day`."""
    return add_months(day, ENDING_MONTHS)


def agreement_state(day: date, dates: Dates) -> AgreementState:
    """The state of an agreement as of `day`: derived, never typed (rule 3)."""
    last_day, final = term_last_day(dates.terms, day), final_last_day(dates.terms, day)
    if dates.cancelled_on is not None and dates.cancelled_on <= day:
        return AgreementState.CANCELLED
    if last_day is None or final is None or dates.signed_on is None or dates.signed_on > day:
        return AgreementState.DRAFT
    if last_day < day:
        return AgreementState.TERMINATED if _noticed(dates, day) else AgreementState.ENDED
    if dates.first_day > day:
        return AgreementState.SIGNED
    return AgreementState.ENDING if final < ending_before(day) else AgreementState.ACTIVE


def _noticed(dates: Dates, day: date) -> bool:
    return dates.notified_on is not None and dates.notified_on <= day


def site_period(day: date, agreements: Iterable[Dates], closed: Closed | None = None) -> SitePeriod | None:
    """The period of a site as of `day`, over the agreements signed by then; None when there is none.

    `closed` is a closure known by then: a site lost to a fire, or given back early, ends before its agreement, until it
    is lent anew.
    """
    signed = [one for one in agreements if agreement_state(day, one) not in UNSIGNED]
    if not signed:
        return None
    first_day = min(one.first_day for one in signed)
    last_day = max(_last(one, day) for one in signed)
    final = max(final_last_day(one.terms, day) or _last(one, day) for one in signed)
    if closed is not None and not lent_anew(day, signed, closed):
        end = closed.ends_on(day)
        last_day, final = min(last_day, end), min(final, end)
    return SitePeriod(first_day, last_day, _site_state(day, signed, last_day, final), final)


def lent_anew(day: date, signed: Iterable[Dates], closed: Closed) -> bool:
    """Whether a site that was handed back by `day` is lent again, by an agreement that begins after that."""
    back = closed.handed_back_on
    return back is not None and back <= day and any(one.first_day > back for one in signed)


def _site_state(day: date, signed: Sequence[Dates], last_day: date, final: date) -> AgreementState:
    if last_day < day:
        latest = max(_last(one, day) for one in signed)
        noticed = any(_noticed(one, day) and _last(one, day) == latest for one in signed)
        return AgreementState.TERMINATED if noticed and last_day == latest else AgreementState.ENDED
    if not any(one.first_day <= day <= _last(one, day) for one in signed):
        return AgreementState.SIGNED
    return AgreementState.ENDING if final < ending_before(day) else AgreementState.ACTIVE


def _last(dates: Dates, day: date) -> date:
    last_day = term_last_day(dates.terms, day)
    assert last_day is not None
    return last_day


def months_covered(periods: Iterable[tuple[date, date]]) -> Fraction:
    """Exact months covered by several paper periods, days that two of them share counted once (rule 2)."""
    months, covered_to = Fraction(0), date.min
    for first_day, last_day in sorted(periods):
        start = max(first_day, covered_to + timedelta(days=1))
        if last_day >= start:
            months += months_of(start, last_day)
        covered_to = max(covered_to, last_day)
    return months
