"""What is planned for the stays of a closing site: only moves that can be, and a plan that cannot counts no more."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from axes.vocab import NeedKind
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import ClosureCause, ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure, main_of
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)
LAST = today() + 60 * DAY
ON = LAST - 10 * DAY


@pytest.fixture
def coordinator(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


@pytest.fixture
def closing(make):
    """A site that closes in two months, and what lives there: `closing.stay(adults, ...)`."""
    return Closing(make)


class Closing:
    def __init__(self, make):
        self.make, self.site = make, make.site()
        self.closure = a_closure(make, self.site, last_day=LAST)

    def stay(self, **household):
        household = self.make.household(since=today() - 90 * DAY, **household)
        return self.make.stay(self.make.home(self.site), household)

    def planned(self, stay, unit):
        """As written before anybody looked at the unit."""
        given = {"kind": ClosureOutcomeKind.TRANSFER_PLANNED, "planned_on": ON, "unit_id": unit.id}
        return self.make.save(ClosureOutcome(closure_id=self.closure.id, stay_id=stay.id, **given))

    def address(self, stay):
        return f"/closures/{self.closure.public_id}/stays/{stay.public_id}"


def test_a_milestone_gone_by_is_done_only_once_everybody_has_an_outcome(make, coordinator):
    site = make.site()
    url = f"/closures/{a_closure(make, site, last_day=today() + 100 * DAY, winter_confirmed=True).public_id}"
    assert "à faire · en retard" not in main_of(coordinator, url)
    make.stay(make.home(site))
    (first, *_) = html.fromstring(coordinator.get(url).text).xpath("//*[@id='countdown']//li")
    said = first.text_content()
    assert "Occupants et équipes prévenus" in said
    assert "à faire · en retard" in said
    assert "fait)" not in said


def plan(client, closing, stay, unit, status=303, on=ON):
    data = {"kind": "transfer_planned", "planned_on": on.isoformat(), "unit": unit.public_id}
    return client.submit(closing.address(stay), status=status, **data)


def without(client, closing):
    """How many stays the page of the closing counts without anything planned."""
    page = client.get(f"/closures/{closing.closure.public_id}").text
    return page.count("pas encore de suite prévue")


def test_a_unit_too_small_is_neither_offered_nor_accepted(app, make, closing, coordinator):
    stay, small = closing.stay(adults=4), make.home(max_persons=2, bedrooms=1)
    assert small.public_id not in coordinator.get(closing.address(stay)).text
    refused = plan(coordinator, closing, stay, small, status=422)
    assert "Le ménage est trop grand pour ce logement." in refused.text
    assert not rows(app, ClosureOutcome)


def test_a_unit_with_steps_is_not_for_who_cannot_climb_them(app, make, closing, coordinator):
    stay, stairs = closing.stay(), make.home(step_free=False)
    flat = make.home(step_free=True)
    make.need(_household(app, stay), NeedKind.STEP_FREE)
    page = coordinator.get(closing.address(stay)).text
    assert stairs.public_id not in page
    assert flat.public_id in page
    refused = plan(coordinator, closing, stay, stairs, status=422)
    assert "plain-pied, ce logement n’en a pas" in refused.text
    plan(coordinator, closing, stay, flat)


def _household(app, stay):
    from app.db import db
    from axes.models.people import Household

    with app.app_context():
        return db.session.get_one(Household, stay.household_id)


def test_a_unit_is_planned_for_one_household(app, make, closing, coordinator):
    first, second, unit = closing.stay(), closing.stay(), make.home()
    plan(coordinator, closing, first, unit)
    plan(coordinator, closing, first, unit)  # changed for itself
    assert unit.public_id not in coordinator.get(closing.address(second)).text
    refused = plan(coordinator, closing, second, unit, status=422)
    assert "déjà prévu pour un autre ménage" in refused.text
    assert len(rows(app, ClosureOutcome)) == 1


def test_units_that_free_up_by_the_planned_day_are_offered(make, closing, coordinator):
    stay, freed, later = closing.stay(), make.home(), make.home()
    make.stay(freed, planned_end_on=ON - 5 * DAY)
    make.stay(later, planned_end_on=ON + 5 * DAY)
    page = coordinator.get(f"{closing.address(stay)}?on={ON.isoformat()}").text
    assert freed.public_id in page
    assert later.public_id not in page
    refused = plan(coordinator, closing, stay, later, status=422)
    assert f"n’est pas libre le {ON:%d/%m/%Y}" in refused.text
    plan(coordinator, closing, stay, freed)


def _lived_in(make, unit):
    make.stay(unit, planned_end_on=today() + 200 * DAY)


def _promised(make, unit):
    make.entry_planned(unit=unit)


def _site_closes(make, unit):
    a_closure(make, _Site(unit.site_id), last_day=ON - DAY)


def _burnt(make, unit):
    a_closure(make, _Site(unit.site_id), cause=ClosureCause.FIRE, last_day=today())


class _Site:
    def __init__(self, site_id):
        self.id = site_id


def _out(make, unit):
    make.outage(unit, first_day=today(), last_day=None)


@pytest.mark.parametrize("happens", [_lived_in, _promised, _site_closes, _burnt, _out])
def test_a_plan_that_cannot_be_any_more_counts_as_none(make, closing, coordinator, happens):
    stay, unit = closing.stay(), make.home()
    plan(coordinator, closing, stay, unit)
    assert without(coordinator, closing) == 0
    happens(make, unit)
    assert without(coordinator, closing) == 1
    assert f" {unit.code} ne sera pas libre ce jour-là." in coordinator.get(closing.address(stay)).text
    assert "dont 1 sans suite prévue" in coordinator.get(f"/sites/{closing.site.public_id}/closure").text


def test_of_two_plans_for_one_unit_the_first_stands(make, closing, coordinator):
    unit = make.home()
    for stay in (closing.stay(), closing.stay()):
        closing.planned(stay, unit)
    assert without(coordinator, closing) == 1


def test_a_note_is_read_by_those_its_words_name_and_never_by_the_lender(make, sign_in):
    operator = make.housing_operator()
    site = make.site(operator)
    closure, stay = a_closure(make, site, last_day=LAST, note="Canari de la clôture"), make.stay(make.home(site))
    leaves = {"kind": ClosureOutcomeKind.EXIT_PLANNED, "planned_on": ON, "note": "Canari de la suite"}
    make.save(ClosureOutcome(closure_id=closure.id, stay_id=stay.id, **leaves))
    url = f"/closures/{closure.public_id}"
    for role in (Role.COORDINATION, Role.ALLOCATION, Role.FIELD_WORKER):
        assert "Canari de la clôture" in sign_in(make.user(role)).get(url).text
    coordinator = sign_in(make.user(Role.COORDINATION))
    assert "jamais l’opérateur logement" in coordinator.get(f"{url}/stays/{stay.public_id}").text
    assert "Canari de la suite" in coordinator.get(url).text
    lender = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    lender.get(url, status=404)
    for page in ("/", *(f"/sites/{site.public_id}{tab}" for tab in ("", "/units", "/history", "/documents"))):
        assert "Canari" not in lender.get(page).text
