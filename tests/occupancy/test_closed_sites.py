"""A site that has closed offers nothing: its units are closed on every page, and nobody was late before a fire."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay
from occupancy.vocab import ClosureCause
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)


@pytest.fixture
def coordinator(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


def columns(page, site):
    """The numbers of a site in the list, by the heading of their column."""
    (row,) = html.document_fromstring(page).xpath(f"//tr[.//a[normalize-space()='{site.name}']]")
    cells = {cell.get("data-label"): cell.text_content().strip() for cell in row.xpath("./td")}
    return {label: int(text) for label, text in cells.items() if text.isdigit()}


@pytest.mark.parametrize(
    ("cause", "last_day", "free"),
    [
        (ClosureCause.FIRE, today(), 0),
        (ClosureCause.ORDER, today() - 3 * DAY, 0),
        (ClosureCause.WORKS, today() - DAY, 0),
        (ClosureCause.WORKS, today(), 1),
    ],
)
def test_units_of_a_site_that_has_closed_are_not_free(make, coordinator, cause, last_day, free):
    site = make.site()
    unit = make.home(site)
    a_closure(make, site, cause=cause, last_day=last_day, opened_on=last_day)
    assert columns(coordinator.get("/sites").text, site)["Libre"] == free
    told = coordinator.get(f"/sites/{site.public_id}/units").text
    assert ("Fermé" in told) is (free == 0)
    assert ("Fermé" in coordinator.get(f"/units/{unit.public_id}").text) is (free == 0)


def test_the_housing_operator_sees_the_unit_closed_too(make, sign_in):
    operator = make.housing_operator()
    site = make.site(operator)
    unit = make.home(site)
    a_closure(make, site, cause=ClosureCause.FIRE, last_day=today())
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation=_organisation(operator)))
    assert "Fermé" in client.get(f"/units/{unit.public_id}").text


class _Of:
    def __init__(self, key):
        self.id = key


def _organisation(operator):
    return _Of(operator.organisation_id)


def test_nobody_moves_into_a_site_that_burnt(app, make, coordinator):
    stay, site = make.stay(), make.site()
    unit = make.home(site)
    a_closure(make, site, cause=ClosureCause.FIRE, last_day=today())
    address = f"/stays/{stay.public_id}/transfer"
    assert unit.public_id not in coordinator.get(address).text
    make.home()
    coordinator.submit(address, status=422, on=today().isoformat(), unit=unit.public_id)
    assert len(rows(app, Stay)) == 1


def test_a_fire_in_winter_asks_no_confirmation_and_invents_no_past_steps(app, make, coordinator):
    site = make.site()
    make.stay(make.home(site))
    coordinator.submit(
        f"/sites/{site.public_id}/closure/new", cause="fire", last_day=(today() - timedelta(days=300)).isoformat()
    )
    for closure in rows(app, Closure):
        page = coordinator.get(f"/closures/{closure.public_id}").text
        assert "en retard" not in page
        assert "perdu sans préavis" in page


def test_the_columns_of_the_list_add_up(make, coordinator):
    site = make.site()
    for _ in range(2):
        make.stay(make.home(site))
    make.home(site)
    make.entry_planned(unit=make.home(site))
    make.home(site, first_day=today() + 20 * DAY)
    make.unit(site)
    found = columns(coordinator.get("/sites").text, site)
    total = found.pop("Logements")
    assert sum(found.values()) == total == 6
    assert found["Réservé"] == 1
    assert found["À ouvrir"] == 2
