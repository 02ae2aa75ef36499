"""Two people change one household at the same time: one wins, the other is told (DESIGN §3.12)."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from axes.models.people import HouseholdMember, HouseholdNeed
from tests.occupancy.test_stay_races import poster
from tests.occupancy.test_stays import rows
from tests.support.race import at_once

DAY = timedelta(days=1)


@pytest.fixture
def household(make):
    return make.household(adults=0)


@pytest.fixture
def two(make, sign_in, household):
    """Two workers of the organisation that brought the household."""
    own = {"organisation_id": household.organisation_id}
    return [sign_in(make.user(Role.FIELD_WORKER, **own)) for _ in "ab"]


@pytest.mark.parametrize("what", ["members", "needs"])
def test_who_ends_it_second_sees_both_days(app, make, household, two, what):
    made = make.member(household) if what == "members" else make.need(household)
    url = f"/{what}/{made.public_id}/{'leave' if what == 'members' else 'end'}"
    first, second = two
    first.submit(url, end_on=(today() - 2 * DAY).isoformat())
    answer = second.post(url, {"version": made.version, "end_on": today().isoformat()}, status=409)
    (row,) = html.fromstring(answer.text).xpath("//table[@class='diff']/tbody/tr")
    assert [one.text_content().strip() for one in row.xpath(".//ins|.//del")] == [
        f"{day:%d/%m/%Y}" for day in (today() - 2 * DAY, today())
    ]
    (kept,) = rows(app, HouseholdMember if what == "members" else HouseholdNeed)
    assert kept.end_on == today() - 2 * DAY


@pytest.mark.parametrize(
    ("what", "model", "typed"),
    [
        ("needs", HouseholdNeed, {"kind": "step_free"}),
        ("members", HouseholdMember, {"name": "Awa", "role": "reference"}),
    ],
)
def test_of_two_at_once_one_is_written(app, household, two, what, model, typed):
    url, typed = f"/households/{household.public_id}/{what}/new", typed | {"start_on": today().isoformat()}
    answers = at_once(*[poster(client, url, **typed) for client in two])
    won, told = sorted(answers, key=lambda one: one.status_code)
    assert (won.status_code, told.status_code in {409, 422}) == (303, True), [one.status_code for one in answers]
    assert "déjà" in told.text
    assert len(rows(app, model)) == 1
