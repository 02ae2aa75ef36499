"""The same race through the real server, whose two workers share nothing but the database."""

from app.auth.vocab import Role
from app.clock import today
from tests.occupancy.test_allocation_races import close_all, live
from tests.support.race import at_once
from tests.support.server import Browser, served

ROUNDS = 6


def test_two_workers_one_unit(app, make):
    programme, unit = make.programme(), make.home(code="1.3")
    rivals = [make.waiting_household(programme) for _ in range(2)]
    people = [make.user(Role.ALLOCATION), make.user(Role.COORDINATION)]
    with served(app) as address:
        browsers = [Browser(address) for _ in people]
        for browser, person in zip(browsers, people, strict=True):
            browser.sign_in(person)
        for _ in range(ROUNDS):
            answers = at_once(*[_proposal(*one, unit) for one in zip(browsers, rivals, strict=True)])
            assert sorted(status for status, _ in answers) == [303, 409], answers
            assert live(app) == 1
            close_all(app)


def _proposal(browser, household, unit):
    data = browser.machinery() | {"start_on": today().isoformat()}
    return lambda: browser.send(f"/allocations/new/{unit.public_id}/{household.public_id}", data)
