"""Risk, stages and retention: what the rules promise whatever the dates, and SQL that says the same as Python."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.models.exit_plans import ExitPlan
from accompaniment.queries.exit_stages import risk_on, stage_on
from accompaniment.queries.follow_ups import expected
from accompaniment.queries.retention import homes
from accompaniment.queries.retention import state_at as state_in_sql
from accompaniment.rules.exit_risks import risk_of
from accompaniment.rules.exit_stages import Left, Move, stage_of
from accompaniment.rules.follow_ups import MILESTONES, due_on, follow_up_state
from accompaniment.rules.retention import Home, retention, state_at
from accompaniment.vocab_exits import TYPED_STAGES, ExitRisk, ExitStage, HomeState
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from app.periods import add_months
from axes.models.people import Household
from occupancy.vocab import OutcomeClass

DAY = timedelta(days=1)
NOW = date(2026, 6, 30)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
worse = {risk: place for place, risk in enumerate(ExitRisk)}


@given(days, st.none() | days, st.sampled_from(ExitStage), st.integers(0, 20), st.none() | days, st.none() | days)
def test_more_steps_never_lessen_the_risk(day, deadline, stage, steps, planned_on, moves_on):
    before = risk_of(day, deadline, stage, steps, planned_on, moves_on)
    assert worse[risk_of(day, deadline, stage, steps + 1, planned_on, moves_on)] >= worse[before]


@given(days, days, st.sampled_from(ExitStage), st.integers(0, 20), st.none() | days, st.none() | days)
def test_a_later_deadline_never_adds_risk(day, deadline, stage, steps, planned_on, moves_on):
    before = risk_of(day, deadline, stage, steps, planned_on, moves_on)
    assert worse[risk_of(day, deadline + DAY, stage, steps, planned_on, moves_on)] <= worse[before]


some_homes = st.lists(
    st.builds(
        Home,
        left_on=st.dates(date(2022, 1, 1), NOW),
        known_months=st.sampled_from([0, *MILESTONES, 36, 48]),
        ended_on=st.none() | st.dates(date(2022, 1, 1), NOW),
        voluntary=st.sampled_from([True, False, None]),
        back_on=st.none() | st.dates(date(2022, 1, 1), NOW),
    ),
    max_size=20,
)


@given(some_homes, st.sampled_from([3, 12, 24, 36, 48]))
def test_everybody_housed_then_counts_once(some, months):
    found = retention(some, months, NOW)
    assert found.n == sum(add_months(home.left_on, months) <= NOW for home in some)
    assert sum(found.count(state) for state in HomeState) == found.n


@given(some_homes, st.sampled_from([3, 12, 24, 36, 48]))
def test_retention_is_a_share_and_leaving_out_volunteers_never_lowers_it(some, months):
    found = retention(some, months, NOW)
    shares = (found.with_voluntary, found.without_voluntary)
    assert all(share is None or 0 <= share <= 1 for share in shares)
    if None not in shares:
        assert shares[0] <= shares[1]


@given(some_homes, st.sampled_from([12, 24]))
def test_whom_nobody_asked_is_never_kept(some, months):
    before = retention(some, months, NOW)
    after = retention([*some, Home(left_on=date(2022, 1, 1))], months, NOW)
    assert after.count(HomeState.IN_PLACE) == before.count(HomeState.IN_PLACE)
    assert after.n == before.n + 1


def test_the_formula_of_the_domain():
    """Ten housed two years ago: five there, two left by their will, one died, one lost it, one not known."""
    left = date(2024, 1, 1)
    some = [Home(left, known_months=24)] * 5 + [Home(left, ended_on=date(2025, 1, 1), voluntary=True)] * 2
    some += [Home(left, ended_on=date(2025, 1, 1), voluntary=None), Home(left)]
    some += [Home(left, ended_on=date(2025, 1, 1), voluntary=False)]
    found = retention(some, 24, NOW)
    assert (found.n, found.without_voluntary, found.with_voluntary) == (10, Fraction(5, 7), Fraction(5, 9))


def test_the_risk_in_sql_is_the_risk_in_python(app):
    chance = Random(7)
    with app.app_context(), transaction("read"):
        for _ in range(150):
            stage = chance.choice(list(ExitStage))
            deadline = chance.choice([None, NOW + DAY * chance.randint(-30, 400)])
            planned, moves = (chance.choice([None, NOW + DAY * chance.randint(-20, 420)]) for _ in range(2))
            steps = chance.randint(0, 12)
            columns = {
                "deadline": sa.literal(deadline, sa.Date),
                "stage": sa.literal(stage.value, sa.String),
                "steps": sa.literal(steps, sa.Integer),
                "planned_on": sa.literal(planned, sa.Date),
                "moves_on": sa.literal(moves, sa.Date),
            }
            asked = (NOW, deadline, stage, steps, planned, moves)
            assert db.session.scalar(sa.select(risk_on(NOW, **columns))) == risk_of(*asked).value, asked


@pytest.mark.parametrize("seed", [1, 2])
def test_the_stage_in_sql_is_the_stage_in_python(app, make, seed):
    chance, wanted = Random(seed), {}
    codes = {"PRIV": OutcomeClass.DURABLE, "HF": OutcomeClass.HOUSING_FIRST, "STREET": OutcomeClass.EMERGENCY}
    for _ in range(10):
        household, started = make.household(), today() - DAY * chance.randint(20, 60)
        plan = make.exit_plan(household, started_on=started, stage=ExitStage.SEARCHING)
        moves = [Move(started, 0, ExitStage.SEARCHING)]
        for order in range(chance.randint(0, 3)):
            moves.append(Move(started + DAY * chance.randint(0, 15), order + 1, chance.choice(TYPED_STAGES)))
            make.exit_move(plan, moves[-1].stage, moved_on=moves[-1].moved_on)
        wanted[household.id] = stage_of(started, moves, _left(make, chance, household, started, codes))
    with app.app_context(), transaction("read"):
        query = sa.select(Household.id, stage_on(today())).join(ExitPlan, ExitPlan.household_id == Household.id)
        assert dict(db.session.execute(query).all()) == {key: stage.value for key, stage in wanted.items()}


def _left(make, chance, household, started, codes):
    """Perhaps an exit, before the plan or since, and perhaps a return."""
    if chance.random() < 0.4:
        return None
    code, left_on = chance.choice(list(codes)), started + DAY * chance.randint(-10, 15)
    stay = make.stay(household=household, start_on=left_on - 30 * DAY, end_on=left_on)
    make.stay_exit(stay, left_on=left_on, code=code)
    back = chance.random() < 0.4
    if back:
        make.stay(household=household, start_on=left_on + DAY)
    return Left(left_on, codes[code], back)


@pytest.mark.parametrize("seed", [3, 4])
def test_homes_and_follow_ups_in_sql_are_those_of_python(app, make, seed):
    chance, author = Random(seed), make.user(Role.FIELD_WORKER)
    known = [_lived(make, chance, author, turn) for turn in range(10)]
    with app.app_context(), transaction("read"):
        for months in (3, 12, 24, 36):
            home = homes(today()).c
            found = dict(db.session.execute(sa.select(home.left_on, state_in_sql(home, months, today()))).all())
            states = {one.left_on: state_at(one, months, today()) for one, _ in known}
            assert found == {left: state.value if state else None for left, state in states.items()}
        rows = db.session.execute(sa.select(expected(today()).subquery())).all()
    for row in rows:
        months_done = next(done for one, done in known if one.left_on == row.left_on)
        assert row.due_on == due_on(row.left_on, row.months)
        assert row.state == follow_up_state(row.left_on, row.months, today(), done=row.months in months_done)


def _lived(make, chance, author, turn):
    """A person's lasting home and what follow-ups found of it; each leaves on a day of their own."""
    left = today() - DAY * (100 * turn + chance.randint(5, 90))
    unit = make.home(first_day=left - 100 * DAY)
    stay = make.stay(unit, start_on=left - 40 * DAY, end_on=left)
    make.stay_exit(stay, left_on=left, code=chance.choice(["PRIV", "HF"]))
    done, ended_on, voluntary, known = set(), None, None, 0
    for months in MILESTONES:
        due = due_on(left, months)
        if due > today() or ended_on is not None or chance.random() < 0.4:
            continue
        result = chance.choice(["still_there", "still_there", "unknown", "lost", "deceased"])
        facts = {}
        if result in {"lost", "deceased"}:
            ended_on = due - DAY * chance.randint(0, 20)
            voluntary = chance.choice([True, False]) if result == "lost" else None
            facts = {"home_end_on": ended_on, "voluntary": voluntary, "end_reason": "other"}
        make.follow_up(stay, author, months, done_on=due, result=result, **facts)
        done.add(months)
        known = months if result == "still_there" else known
    return Home(left, known, ended_on, voluntary), done
