"""What a unit's own dates say of a day: the rule, and the same in SQL (DESIGN §3.1)."""

from datetime import date

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.periods import PaperPeriod
from sites.models.units import Unit, UnitAvailability, UnitCheck, UnitOutage
from sites.queries.units import condition_as_of, latest_checks
from sites.rules.units import Check, Outage, condition_on, missing_to_open
from sites.vocab import CheckKind, CheckResult, OutageKind, Payer, UnitCondition, UnitUse
from tests.support.periods import closed_paper, days, paper
from tests.support.unguarded import unguarded

ON_BOTH = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
outages = st.builds(Outage, kind=st.sampled_from(OutageKind), period=paper)
units = st.tuples(st.lists(closed_paper, max_size=3), st.lists(outages, max_size=3), st.lists(outages, max_size=1))
DAY = date(2028, 2, 10)
BEFORE, ON, AFTER = (
    PaperPeriod(date(2028, 2, 1), date(2028, 2, 9)),
    PaperPeriod(date(2028, 2, 10), date(2028, 2, 20)),
    PaperPeriod(date(2028, 2, 11), date(2028, 2, 20)),
)
WORKS, DAMAGE = (Outage(kind, PaperPeriod(DAY, DAY)) for kind in OutageKind)


def test_the_condition_of_a_unit_in_words():
    assert condition_on(DAY, [], []) is UnitCondition.TO_OPEN
    assert condition_on(DAY, [AFTER], []) is UnitCondition.NOT_YET
    assert condition_on(DAY, [ON], []) is UnitCondition.OPEN
    assert condition_on(DAY, [BEFORE], []) is UnitCondition.CLOSED
    assert condition_on(DAY, [BEFORE, AFTER], []) is UnitCondition.NOT_YET
    assert condition_on(DAY, [ON], [WORKS]) is UnitCondition.WORKS
    assert condition_on(DAY, [], [WORKS, DAMAGE]) is UnitCondition.DAMAGED
    assert condition_on(DAY, [BEFORE], [DAMAGE]) is UnitCondition.CLOSED


def write(session, number, unit):
    """Write one drawn unit; its last list of outages was cancelled."""
    availabilities, standing, cancelled = unit
    row = Unit(site_id=1, code=str(number), use=UnitUse.DWELLING, max_persons=1)
    session.add(row)
    session.flush()
    session.add_all(
        UnitAvailability(unit_id=row.id, first_day=one.first_day, last_day=one.last_day) for one in availabilities
    )
    session.add_all(
        UnitOutage(
            unit_id=row.id,
            kind=one.kind,
            first_day=one.period.first_day,
            last_day=one.period.last_day,
            reason="Essai",
            payer=Payer.UNKNOWN,
            cancelled_on=cancelled_on,
        )
        for one, cancelled_on in [*((one, None) for one in standing), *((one, DAY) for one in cancelled)]
    )
    session.flush()
    return row.id


def test_the_same_condition_in_sql(app):
    @ON_BOTH
    @given(drawn=st.lists(units, min_size=1, max_size=4), day=days)
    def compare(drawn, day):
        with unguarded(app) as session:
            expected = {}
            for number, unit in enumerate(drawn):
                expected[write(session, number, unit)] = condition_on(day, unit[0], unit[1]).value
            found = session.execute(sa.select(Unit.id, condition_as_of(day)))
            assert {row.id: row[1] for row in found} == expected

    compare()


checks = st.builds(
    Check,
    kind=st.sampled_from([CheckKind.SAFETY, CheckKind.INSURANCE]),
    result=st.sampled_from(CheckResult),
    done_on=days,
)


def test_the_check_that_counts_is_the_last_one_done_by_the_day(app):
    @ON_BOTH
    @given(drawn=st.lists(checks, max_size=6), day=days)
    def compare(drawn, day):
        with unguarded(app) as session:
            for one in drawn:
                session.add(UnitCheck(unit_id=1, kind=one.kind, result=one.result, done_on=one.done_on))
                session.flush()
            expected = {}
            for one in sorted(drawn, key=lambda one: one.done_on):
                if one.done_on <= day:
                    expected[one.kind] = (one.result, one.done_on)
            found = session.scalars(latest_checks(day))
            assert {row.kind: (row.result, row.done_on) for row in found} == expected

    compare()


def test_what_is_missing_to_open():
    good = {kind: Check(kind, CheckResult.PASSED, DAY, DAY) for kind in CheckKind}
    assert missing_to_open(good, DAY) == []
    assert missing_to_open(good, date(2028, 2, 11)) == [
        CheckKind.SAFETY,
        CheckKind.ENTRY_INVENTORY,
        CheckKind.INSURANCE,
    ]
    endless = Check(CheckKind.INSURANCE, CheckResult.PASSED, DAY)
    assert missing_to_open(good | {CheckKind.INSURANCE: endless}, DAY) == [CheckKind.INSURANCE]
    assert missing_to_open({}, DAY) == [CheckKind.SAFETY, CheckKind.ENTRY_INVENTORY, CheckKind.INSURANCE]
