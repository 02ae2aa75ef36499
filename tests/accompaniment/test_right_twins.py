"""Where a right stands and when it comes back: the rules and their twins in SQL say the same, for random histories."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from accompaniment.models.entitlements import Entitlement, EntitlementEvent
from accompaniment.queries.rights_due import stands_at
from accompaniment.queries.standing import standing
from accompaniment.rules.entitlements import Due, due_of, next_yearly, standing_on, state_of
from accompaniment.vocab import NOTED_STATES, RightDue, RightState
from app.clock import today
from app.db import db, transaction

DAY = timedelta(days=1)
START = date(2024, 2, 27)


@pytest.fixture
def histories(make, world):
    """Events of random states and days, of several rights that remind in every way; none excludes another."""
    dice, rights = random.Random(36), make.entitlements()
    codes = ("residence_permit", "regularisation_9ter", "integration_income", "ais_application", "bank_account")
    for code in codes:
        for person in (world.household.person, world.household.child):
            for _ in range(dice.randint(1, 9)):
                happened_on = START + dice.randint(0, 400) * DAY
                gone = dice.random() < 0.25
                make.right_event(
                    world.household,
                    person,
                    code,
                    world.worker,
                    state=dice.choice((*NOTED_STATES, *[RightState.OBTAINED] * 5)),
                    happened_on=happened_on,
                    valid_until=dice.choice((None, happened_on + dice.randint(0, 200) * DAY)),
                    next_on=dice.choice((None, happened_on + dice.randint(0, 90) * DAY)),
                    cancelled_on=today() if gone else None,
                    cancelled_by_id=world.worker.id if gone else None,
                )
    return {one.id: one for one in rights.values()}


def by_rules(events, rights, day):
    """(person, right) → what the rules say."""
    found = {}
    for key in {(one.person_id, one.entitlement_id) for one in events}:
        mine = [one for one in events if (one.person_id, one.entitlement_id) == key and one.cancelled_on is None]
        event = standing_on(mine, day)
        if event is not None:
            due = due_of(event, rights[key[1]])
            found[key] = (state_of(event, day), *((due.remind_on, due.deadline) if due else (None, None)))
    return found


def telling_days(events):
    """Days on which something begins or ends, and those after."""
    days = {day for one in events for day in (one.happened_on, one.valid_until) if day is not None}
    return sorted(days | {day + DAY for day in days})


def in_sql(day):
    here = standing(day)
    rows = db.session.execute(sa.select(here))
    return {(row.person_id, row.entitlement_id): (row.state, row.remind_on, row.deadline) for row in rows}


def test_both_twins_say_the_same_on_every_day(app, histories):
    with app.app_context(), transaction("read"):
        events = db.session.scalars(sa.select(EntitlementEvent)).all()
        for day in telling_days(events):
            assert in_sql(day) == by_rules(events, histories, day), day


def test_what_is_held_on_a_day_is_what_is_obtained_then(app, histories):
    with app.app_context(), transaction("read"):
        events = db.session.scalars(sa.select(EntitlementEvent)).all()
        for day in telling_days(events):
            query = sa.select(EntitlementEvent.person_id, EntitlementEvent.entitlement_id).where(stands_at(day))
            held = {tuple(row) for row in db.session.execute(query)}
            said = by_rules(events, histories, day)
            obtained = {key for key, (state, *_) in said.items() if state is RightState.OBTAINED}
            assert held == obtained, day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 12, 1)),
        (date(2027, 1, 20), date(2027, 12, 1)),
    ],
)
def test_a_yearly_renewal_comes_back_from_its_day(day, expected):
    assert next_yearly(day, "12-01") == expected


@pytest.mark.parametrize(
    ("code", "state", "days", "due"),
    [
        ("residence_permit", RightState.OBTAINED, 100, Due(START + 55 * DAY, START + 100 * DAY, RightDue.ENDS)),
        ("urgent_medical_aid", RightState.OBTAINED, 100, Due(START + 85 * DAY, START + 100 * DAY, RightDue.ENDS)),
        ("reference_address", RightState.OBTAINED, None, Due(START + 76 * DAY, START + 90 * DAY, RightDue.AGAIN)),
        ("integration_income", RightState.OBTAINED, None, Due(START + 335 * DAY, START + 365 * DAY, RightDue.AGAIN)),
        ("regularisation_9ter", RightState.IN_PROGRESS, 90, Due(START + 60 * DAY, START + 90 * DAY, RightDue.ENDS)),
        ("ais_application", RightState.OBTAINED, None, Due(date(2024, 12, 1), date(2024, 12, 1), RightDue.YEARLY)),
        ("ais_application", RightState.REFUSED, 100, None),
        ("bank_account", RightState.OBTAINED, None, None),
    ],
)
def test_each_right_of_the_list_comes_back_by_its_rule(make, code, state, days, due):
    right: Entitlement = make.entitlements()[code]
    until = START + days * DAY if days else None
    event = EntitlementEvent(id=1, state=state, happened_on=START, valid_until=until)
    assert due_of(event, right) == due
