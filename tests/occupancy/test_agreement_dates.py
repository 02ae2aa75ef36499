"""Terms, states and site periods: the rules in Python against the same in SQL, on both databases (DESIGN §3.1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import db, transaction
from occupancy.models.agreements import Agreement, AgreementTerm, Termination
from occupancy.models.closures import Closure
from occupancy.queries.agreements import agreement_state, final_last_day, site_periods, term_last_day
from occupancy.rules import agreements as rules
from occupancy.rules.agreements import Closed, Dates, SitePeriod, Term
from occupancy.vocab import AgreementState, ClosureCause, ObjectiveReason, Party

FIRST = date(2027, 8, 31)
# Few days, six months apart and one beside the other, so that ends that touch are common.
days = st.sampled_from(
    [
        FIRST,
        date(2027, 9, 1),
        date(2028, 2, 29),
        date(2028, 3, 1),
        date(2028, 3, 2),
        date(2028, 8, 31),
        date(2028, 9, 1),
    ]
)
closings = st.builds(Closed, days, st.none() | days)
ON_BOTH = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def dated(draw: st.DrawFn) -> Dates:
    """An agreement as the services write it: terms from the signature on, in the order in which they were known."""
    first_day = draw(days)
    if draw(st.booleans()):
        return Dates(first_day, cancelled_on=draw(st.none() | days))
    known = sorted(draw(st.lists(days, min_size=1, max_size=3)))
    counts = [known[0], *(max(day, draw(days)) for day in known[1:])]  # an amendment may count later
    terms = tuple(Term(day, max(first_day, draw(days)), on) for day, on in zip(known, counts, strict=True))
    return Dates(first_day, known[0], terms, draw(st.none() | st.just(known[-1])))


def write(session: Session, site_id: int, number: int, dates: Dates) -> Agreement:
    signed = Agreement(
        site_id=site_id,
        reference=f"H-{number}",
        reason=ObjectiveReason.SALE,
        signed_on=dates.signed_on,
        cancelled_on=dates.cancelled_on,
        cancel_reason="Essai" if dates.cancelled_on else None,
        first_day=dates.first_day,
        last_day=max([dates.first_day, *(term.last_day for term in dates.terms)]),
    )
    session.add(signed)
    session.flush()
    for term in dates.terms:
        session.add(AgreementTerm(agreement_id=signed.id, **asdict(term)))
        session.flush()
    if dates.notified_on is not None:
        session.add(
            Termination(
                agreement_id=signed.id,
                given_by=Party.PARTNERSHIP,
                notified_on=dates.notified_on,
                last_day=dates.terms[-1].last_day,
                reason="Essai",
            )
        )
    session.flush()
    return signed


@contextmanager
def undone(app) -> Iterator[Session]:
    with app.app_context(), transaction("write"), Session(db.engine) as session:
        yield session
        session.rollback()


def test_agreements_alone_and_together(app, make):
    site = make.site()

    @ON_BOTH
    @given(agreements=st.lists(dated(), max_size=3), day=days, closed=st.none() | closings)
    def compare(agreements: list[Dates], day: date, closed: Closed | None) -> None:
        with undone(app) as session:
            rows = [write(session, site.id, number, one) for number, one in enumerate(agreements)]
            if closed is not None:
                session.add(Closure(site_id=site.id, cause=ClosureCause.FIRE, opened_on=FIRST, **asdict(closed)))
                session.flush()
            query = sa.select(Agreement.id, term_last_day(day), final_last_day(day), agreement_state(day))
            found = {row[0]: tuple(row[1:]) for row in session.execute(query)}
            for row, one in zip(rows, agreements, strict=True):
                ends = (rules.term_last_day(one.terms, day), rules.final_last_day(one.terms, day))
                assert found[row.id] == (*ends, rules.agreement_state(day, one))
            period = site_periods(day)
            columns = ("first_day", "last_day", "state", "final_last_day")
            together = session.execute(sa.select(*(period.c[name] for name in columns))).all()
            expected = rules.site_period(day, agreements, closed)
            assert [SitePeriod(*row) for row in together] == ([] if expected is None else [expected])

    compare()


def test_states_on_the_days_that_matter():
    signed = Dates(date(2026, 1, 1), date(2025, 12, 1), (Term(date(2025, 12, 1), date(2026, 12, 31)),))
    expected = {
        date(2025, 11, 30): AgreementState.DRAFT,
        date(2025, 12, 1): AgreementState.SIGNED,
        date(2025, 12, 31): AgreementState.SIGNED,
        date(2026, 1, 1): AgreementState.ACTIVE,
        date(2026, 6, 30): AgreementState.ACTIVE,
        date(2026, 7, 1): AgreementState.ENDING,
        date(2026, 12, 31): AgreementState.ENDING,
        date(2027, 1, 1): AgreementState.ENDED,
    }
    assert {day: rules.agreement_state(day, signed) for day in expected} == expected


def test_notice_leaves_it_in_force_until_its_day():
    terms = (Term(date(2025, 12, 1), date(2027, 12, 31)), Term(date(2026, 2, 1), date(2026, 8, 31)))
    ended = Dates(date(2026, 1, 1), date(2025, 12, 1), terms, date(2026, 2, 1))
    assert rules.agreement_state(date(2026, 1, 31), ended) is AgreementState.ACTIVE
    assert rules.agreement_state(date(2026, 8, 31), ended) is AgreementState.ENDING
    assert rules.agreement_state(date(2026, 9, 1), ended) is AgreementState.TERMINATED


def test_months_of_a_site_count_shared_days_once_and_no_gap():
    half = (date(2023, 3, 15), date(2023, 6, 30))
    assert rules.months_covered([half, (date(2023, 6, 1), date(2023, 7, 31))]) == rules.months_covered(
        [(date(2023, 3, 15), date(2023, 7, 31))]
    )
    assert rules.months_covered([(date(2020, 1, 1), date(2020, 1, 31)), (date(2022, 1, 1), date(2022, 2, 28))]) == 3


def test_a_site_cut_by_its_closure_did_not_end_by_the_notice_of_another_agreement():
    signed, cut = date(2025, 12, 1), date(2026, 8, 31)
    noticed = Dates(date(2026, 1, 1), signed, (Term(signed, cut),), signed)
    longer = Dates(date(2026, 1, 1), signed, (Term(signed, date(2027, 12, 31)),))
    period = rules.site_period(date(2026, 9, 1), [noticed, longer], closed=Closed(cut))
    assert period == SitePeriod(date(2026, 1, 1), cut, AgreementState.ENDED, cut)
    alone = rules.site_period(date(2026, 9, 1), [noticed])
    assert alone is not None
    assert alone.state is AgreementState.TERMINATED


def test_a_site_handed_back_and_lent_anew_has_the_days_of_its_new_agreement():
    first = Dates(date(2026, 1, 1), date(2025, 12, 1), (Term(date(2025, 12, 1), date(2026, 12, 31)),))
    anew = Dates(date(2027, 3, 1), date(2027, 2, 1), (Term(date(2027, 2, 1), date(2028, 12, 31)),))
    closed = Closed(date(2026, 9, 30), date(2026, 10, 5))
    before, after = rules.site_period(date(2027, 1, 31), [first, anew], closed), date(2027, 4, 1)
    assert before == SitePeriod(date(2026, 1, 1), date(2026, 9, 30), AgreementState.ENDED, date(2026, 9, 30))
    lent = rules.site_period(after, [first, anew], closed)
    assert lent == SitePeriod(date(2026, 1, 1), date(2028, 12, 31), AgreementState.ACTIVE, date(2028, 12, 31))


def test_a_site_given_back_early_ends_that_day_once_it_is_known():
    signed = Dates(date(2026, 1, 1), date(2025, 12, 1), (Term(date(2025, 12, 1), date(2027, 12, 31)),))
    closed, back = Closed(date(2026, 9, 30), date(2026, 8, 5)), date(2026, 8, 5)
    before, after = (rules.site_period(day, [signed], closed) for day in (date(2026, 8, 4), date(2026, 8, 6)))
    assert before == SitePeriod(date(2026, 1, 1), date(2026, 9, 30), AgreementState.ENDING, date(2026, 9, 30))
    assert after == SitePeriod(date(2026, 1, 1), back, AgreementState.ENDED, back)
