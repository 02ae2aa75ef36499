"""The indicative price table: copied, filled, published once, old after a year; and the gap of a budget."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.periods import add_months
from capteur.queries.prices import standing_table
from capteur.rules.prices import gap_of, is_old

PRICES = {("Nord", "studio"): (500, 600, 700)}


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def browser(make, sign_in, namur):
    return sign_in(make.prospector(namur))


def test_the_next_version_begins_with_the_prices_before_and_is_published_once(app, browser, make, namur):
    make.price_table(namur, make.user(), PRICES)
    base = f"/capteur/{namur.public_id}/prices"
    browser.submit(f"{base}/new", source="Baux signés", first_day=today().isoformat())
    draft = browser.last.headers["Location"]
    south = {"area": namur.areas["Sud"].public_id, "dwelling_type": "studio", "charges": "60"}
    browser.submit(f"{draft}/price", **south, low="650", median="640", high="700", status=422)
    browser.submit(f"{draft}/price", **south, low="550", median="640", high="700")
    browser.submit(f"{draft}/publication")
    shown = browser.get(base).text
    assert all(amount in shown for amount in ("600,00", "640,00", "Baux signés"))
    browser.submit(f"{draft}/price", **south, low="1", median="2", high="3", status=422)
    browser.submit(f"{draft}/publication", status=422)


def test_a_version_to_come_does_not_stand_yet(app, make, namur):
    author = make.user()
    now_ = make.price_table(namur, author, PRICES)
    later = make.price_table(namur, author, PRICES, number=2, first_day=today() + timedelta(days=1))
    with app.app_context():
        stands = [standing_table(namur.id, today() + timedelta(days=n)).id for n in (0, 1)]
        assert standing_table(namur.id, today() - timedelta(days=31)) is None
    assert stands == [now_.id, later.id]


def test_a_partner_never_reads_a_draft_and_is_told_of_old_prices(make, sign_in, namur):
    author, ours = make.user(), make.organisation(kind=OrganisationKind.REFERRER)
    make.capteur_convention(namur, ours, author)
    make.price_table(namur, author, PRICES, first_day=add_months(today(), -13))
    draft = make.price_table(namur, author, PRICES, number=2, published_at=None)
    partner, base = sign_in(make.user(Role.PARTNER, organisation_id=ours.id)), f"/capteur/{namur.public_id}/prices"
    assert "plus de 12 mois" in partner.get(base).text
    partner.get(f"{base}/{draft.public_id}", status=404)
    partner.get(f"{base}/new", status=404)


@pytest.mark.parametrize(
    ("budget", "gap", "below"),
    [(60000, 0, False), (50000, -10000, False), (49999, -10001, True), (70000, 10000, False)],
)
def test_the_gap_is_that_of_the_cheapest_area(budget, gap, below):
    rows = [SimpleNamespace(low_cents=low, median_cents=median) for low, median in ((50000, 60000), (45000, 65000))]
    found = gap_of(budget, rows)
    assert (found.gap_cents, found.below) == (gap, below)
    assert gap_of(budget, []) is None


def test_a_table_is_old_the_day_after_its_months():
    first = add_months(today(), -12)
    assert not is_old(first, 12, today())
    assert is_old(first - timedelta(days=1), 12, today())


def test_our_own_leases_of_the_year_stand_beside_the_table_from_five_on(browser, make, namur):
    make.price_table(namur, make.user(), PRICES)
    sender, url = make.user(Role.PARTNER), f"/capteur/{namur.public_id}/prices"
    for cents in (61_100, 63_300, 62_200, 90_000):
        make.letting(namur, sender, rent_cents=cents)
    make.letting(namur, sender, rent_cents=10_000, start_on=add_months(today(), -12))
    assert "622,00" not in browser.get(url).text, "four of this year: one more would tell of somebody"
    make.letting(namur, sender, rent_cents=62_200)
    assert "622,00" in browser.get(url).text
