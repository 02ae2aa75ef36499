"""The state of a referral: one notion in Python and in SQL, now and as of any day; the waiting list that follows."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.auth.vocab import Role
from app.clock import BRUSSELS, now
from app.db import db
from axes.models.people import Household
from axes.models.referrals import Referral, ReferralEvent
from axes.queries.referrals import state_in_sql
from axes.rules.referrals import ALLOWED, LEADS_TO, may_happen, state_of
from axes.vocab import ReferralEventKind, ReferralState
from tests.support.referrals import referred

E, S = ReferralEventKind, ReferralState
START = datetime(2026, 3, 27, 12, tzinfo=BRUSSELS)  # the clocks change two days later


@given(st.lists(st.sampled_from(E)))
def test_news_changes_nothing_and_the_last_step_decides(events):
    steps = [event for event in events if event is not E.NEWS]
    assert state_of(events) is state_of(steps)
    assert state_of(events) is (LEADS_TO[steps[-1]] if steps else S.DRAFT)


def test_each_state_allows_what_the_trade_allows():
    for closed in (S.REFUSED, S.WITHDRAWN):
        assert not ALLOWED[closed]
    assert ALLOWED[S.HOUSED] == {E.ENTRY_CANCELLED}
    assert may_happen(S.SUBMITTED, E.ACCEPTED)
    assert not may_happen(S.TO_COMPLETE, E.ACCEPTED)
    assert not may_happen(S.DRAFT, E.ACCEPTED)
    assert not may_happen(S.WAITING, E.ACCEPTED)
    assert {state for state, events in ALLOWED.items() if E.HOUSED in events} == {S.WAITING}


def walks():
    """Every life of up to five steps that the rules allow."""
    found = [()]
    for walk in found:
        if len(walk) < 5:
            found += [(*walk, event) for event in sorted(ALLOWED[state_of(walk)])]
    return found


def test_python_and_sql_agree_on_every_life_and_day(app, make, programme, sender):
    lives = [walk for walk in walks() if len(walk) == 5 or not ALLOWED[state_of(walk)]][::7]
    referrals = _written(make, referred(make, programme, sender, S.DRAFT), lives)
    with app.app_context():
        for days in (None, -1, 0, 1, 2, 4, 9):
            day = None if days is None else (START + timedelta(days=days)).date()
            found = dict(map(tuple, db.session.execute(sa.select(Referral.id, state_in_sql(day)))))
            for referral, walk in zip(referrals, lives, strict=True):
                known = walk if days is None else walk[: max(days + 1, 0)]
                assert found[referral.id] == state_of(known), (walk, days)


def _written(make, like, lives):
    """One referral per life, with a step a day."""
    columns = ("programme_id", "organisation_id", "convention_id", "household_id", "author_id")
    made = [Referral(**{name: getattr(like, name) for name in columns}) for _ in lives]
    make.save(*made)
    events = [
        ReferralEvent(
            referral_id=one.id,
            kind=kind,
            at=START + timedelta(days=place),
            refusal_reason="no_room" if kind is E.REFUSED else None,
        )
        for one, walk in zip(made, lives, strict=True)
        for place, kind in enumerate(walk)
    ]
    make.save(*events)
    return made


@pytest.fixture
def waiting(make, programme, sender):
    """Three households that wait: since ten days, since forty, and since five but urgently."""

    def since(days, **given):
        return referred(make, programme, sender, S.WAITING, since=now() - timedelta(days=days), **given)

    return since(10), since(40), since(5, urgency="immediate")


def references(app, *referrals):
    with app.app_context():
        return [db.session.get(Household, one.household_id).reference for one in referrals]


def order(text, names):
    return sorted(names, key=text.index)


def test_the_most_urgent_come_first_then_the_longest_wait(app, make, sign_in, waiting):
    ten, forty, urgent = references(app, *waiting)
    text = sign_in(make.user(Role.COORDINATION)).get("/waiting-list").text
    assert order(text, [ten, forty, urgent]) == [urgent, forty, ten]
    assert "40 jours" in text
    assert "sans nouvelles depuis 40 jours" in text
    assert "sans nouvelles depuis 10 jours" not in text


def test_the_list_narrows_to_what_is_asked(app, make, sign_in, programme, waiting):
    browser = sign_in(make.user(Role.ALLOCATION))
    names = references(app, *waiting)
    make.assessment(programme, type("Id", (), {"id": waiting[0].household_id}), decided=3)
    axis = programme.axes[3].public_id

    def shown(query):
        text = browser.get(f"/waiting-list?{query}", fragment=True).text
        return [place for place, name in enumerate(names) if name in text]

    assert shown("silent=1") == [1]
    assert shown(f"axis={axis}") == [0]
    assert shown("axis=none") == [1, 2]
    assert shown("urgency=immediate") == [2]
    assert shown("size=1") == [0, 1, 2]
    assert shown("size=2") == []
    assert shown("axis=nonsense&urgency=x&size=99") == []


def test_who_no_longer_waits_leaves_the_list(app, make, sign_in, programme, sender, waiting):
    browser = sign_in(make.user(Role.ALLOCATION))
    reference = references(app, waiting[0])[0]
    make.save(ReferralEvent(referral_id=waiting[0].id, kind=E.HOUSED))
    assert reference not in browser.get("/waiting-list").text


def test_an_assessment_elsewhere_does_not_hide_the_axis_decided_here(make, sign_in, programme, waiting):
    household = type("Id", (), {"id": waiting[0].household_id})
    for decided in (2, 3):
        make.assessment(programme, household, decided=decided)
    make.assessment(make.programme(), household, decided=1)
    text = sign_in(make.user(Role.ALLOCATION)).get("/waiting-list", fragment=True).text
    assert text.count("Axe 3") == 1
    assert "Axe 1" not in text
    assert "Axe 2" not in text


def test_the_waiting_list_says_what_was_promised(make, sign_in, programme):
    unit = make.home(make.site(name="Dubrucq"), code="1.3")
    proposed = make.allocation(programme, unit=unit)
    entering = make.waiting_household(programme, team=None)
    there = make.home(make.site(name="Trèfles"), code="0.1")
    make.entry_planned(there, entering, team=programme.teams[3, "Smes"])
    make.waiting_household(programme)
    text = sign_in(make.user(Role.ALLOCATION)).get("/waiting-list").text
    assert text.count("proposé\u00a0: Dubrucq 1.3") == 1
    assert f"/allocations/{proposed.public_id}" in text
    assert text.count("\u00a0: Trèfles 0.1") == 1


def test_where_a_protected_household_is_proposed_is_for_those_named(make, sign_in, programme):
    hidden = make.waiting_household(programme, is_protected=True)
    make.allocation(programme, household=hidden, unit=make.home(make.site(name="Dubrucq")))
    for role in (Role.ALLOCATION, Role.COORDINATION, Role.FIELD_WORKER):
        assert "Dubrucq" not in sign_in(make.user(role)).get("/waiting-list").text
