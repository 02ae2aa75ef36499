"""Two coordinators at the same second, over HTTP, many times: exactly one wins, the other is told (DESIGN §3.4)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.actor import system
from app.audit.journal import record_in
from app.audit.verify import verify
from app.auth.vocab import Role
from app.clock import now, today
from app.db import db, transaction
from occupancy.models.allocations import Allocation
from occupancy.models.stays import Stay
from tests.support.race import at_once

ROUNDS = 30
FEW = 8
DAY = timedelta(days=1)


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def two(make, sign_in):
    """Two browsers, of the allocation team and of the coordination."""
    return [sign_in(make.user(Role.ALLOCATION)), sign_in(make.user(Role.COORDINATION))]


def proposal(client, unit, household, start_on=None):
    """The act of proposing, ready to be sent at once: the form is open already."""
    url = f"/allocations/new/{unit.public_id}/{household.public_id}"
    data = client.machinery() | {"start_on": (start_on or today()).isoformat()}
    return lambda: client.http.post(url, data=data)


def close_all(app):
    """Undo a round: nothing is held any more."""
    with app.app_context(), transaction("write"), Session(db.engine) as session:
        session.execute(sa.update(Allocation).where(Allocation.closed_at.is_(None)).values(closed_at=now()))
        record_in(session, "test.round", None, actor=system("tests"))
        session.commit()


def live(app):
    with app.app_context(), transaction("read"):
        return db.session.scalar(sa.select(sa.func.count()).where(Allocation.closed_at.is_(None)))


def one_wins(app, answers):
    """One was sent on to the allocation, the other got the page of the conflict; gives that page."""
    assert sorted(answer.status_code for answer in answers) == [303, 409], [answer.text[-900:] for answer in answers]
    assert live(app) == 1
    return next(answer.text for answer in answers if answer.status_code == 409)


def test_one_unit_for_two_households(app, make, programme, two):
    unit = make.home(code="1.3")
    rivals = [make.waiting_household(programme) for _ in two]
    for _ in range(ROUNDS):
        answers = at_once(*[proposal(client, unit, rival) for client, rival in zip(two, rivals, strict=True)])
        told = one_wins(app, answers)
        winner = rivals[[answer.status_code for answer in answers].index(303)]
        assert f"1.3 est déjà proposé à {winner.reference}" in told
        close_all(app)
    with app.app_context():
        assert verify() == []


def test_two_units_for_one_household(app, make, programme, two):
    units, household = [make.home(), make.home()], make.waiting_household(programme)
    for _ in range(FEW):
        told = one_wins(
            app, at_once(*[proposal(client, unit, household) for client, unit in zip(two, units, strict=True)])
        )
        assert f"est déjà proposé à {household.reference}" in told
        close_all(app)


def test_the_same_proposal_twice(app, make, programme, two):
    unit, household = make.home(), make.waiting_household(programme)
    for _ in range(FEW):
        one_wins(app, at_once(*[proposal(client, unit, household) for client in two]))
        close_all(app)


def test_periods_that_touch_both_win(app, make, programme, two):
    unit = make.home()
    rivals = [make.waiting_household(programme) for _ in two]
    days = [today(), today() + DAY * programme.axes[2].target_days]
    for _ in range(FEW):
        acts = [proposal(*one) for one in zip(two, (unit, unit), rivals, days, strict=True)]
        answers = at_once(*acts)
        assert [answer.status_code for answer in answers] == [303, 303], [answer.text[-900:] for answer in answers]
        assert live(app) == 2
        close_all(app)


def test_an_expired_proposal_is_retaken_by_one(app, make, programme, two):
    """The old one is closed by whoever comes first, on its unit and on its household."""
    rivals = [make.waiting_household(programme) for _ in two]
    for _ in range(FEW):
        unit = make.home()
        make.allocation(programme, unit=unit, household=rivals[0], expired=True)
        one_wins(app, at_once(*[proposal(client, unit, rival) for client, rival in zip(two, rivals, strict=True)]))
        close_all(app)


def test_crossed_expired_proposals_do_not_lock_each_other(app, make, programme, two):
    """Each takes the unit on which the other's household had let a proposal expire."""
    rivals, units = [make.waiting_household(programme) for _ in two], [make.home(), make.home()]
    for _ in range(FEW):
        for rival, unit in zip(rivals, units, strict=True):
            make.allocation(programme, unit=unit, household=rival, expired=True)
        acts = [proposal(*one) for one in zip(two, reversed(units), rivals, strict=True)]
        assert [answer.status_code for answer in at_once(*acts)] == [303, 303]
        close_all(app)


def moved_in(app, make, unit, household):
    """A stay that begins in the unit, written as a transfer would."""

    def act():
        try:
            make.save(
                Stay(unit_id=unit.id, household_id=household.id, start_on=today(), planned_end_on=today() + DAY * 9)
            )
        except IntegrityError:
            return False
        return True

    return act


def test_a_proposal_against_a_stay(app, make, programme, two):
    waiting, mover = make.waiting_household(programme), make.household()
    for _ in range(FEW):
        unit = make.home()
        answer, moved = at_once(proposal(two[0], unit, waiting), moved_in(app, make, unit, mover))
        assert (answer.status_code, moved) in {(303, False), (409, True)}, answer.text[-900:]
        assert answer.status_code == 303 or "n’est pas disponible" in answer.text
        close_all(app)
