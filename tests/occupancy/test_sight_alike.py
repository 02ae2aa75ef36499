"""An occupied unit and one kept for somebody the reader may not know answer alike where nothing else needs saying."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from sites.models.units import UnitAvailability

DAY = timedelta(days=1)
OWN = re.compile(r"[0-9a-f]{16}|COP-\d+")  # number of the request, reference of the agreement


@pytest.fixture
def alike(make):
    """A unit where somebody lives, and one where somebody does whom the reader may not know."""
    site = make.site(name="Les Tilleuls")
    units = [make.home(site, code="TIL-7"), make.home(site, code="TIL-8")]
    for unit, is_protected in zip(units, (False, True), strict=True):
        make.stay(unit, make.household(is_protected=is_protected), planned_end_on=today() + 40 * DAY)
    return units


def words(page, unit):
    return OWN.sub("?", page.xpath("string(//main)").replace(unit.code, "?"))


@pytest.mark.parametrize("kind", ["new", "why"])
@pytest.mark.parametrize("role", [Role.COORDINATION, Role.ALLOCATION])
def test_pairs_are_refused_alike(make, sign_in, alike, role, kind):
    waiting = make.waiting_household(make.programme())
    client = sign_in(make.user(role))
    for start in (today(), today() + 9 * DAY):
        urls = [f"/allocations/{kind}/{unit.public_id}/{waiting.public_id}?from={start}" for unit in alike]
        told = [html.fromstring(client.get(url, status=409).text) for url in urls]
        assert words(told[0], alike[0]) == words(told[1], alike[1])
        assert "n’est pas disponible" in words(told[0], alike[0])


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.ALLOCATION])
def test_proposals_are_refused_alike(make, sign_in, alike, role):
    """Sent to address after address, whatever the day asked."""
    waiting = make.waiting_household(make.programme())
    client = sign_in(make.user(role))
    for start in (today(), today() + 39 * DAY):
        urls = [f"/allocations/new/{unit.public_id}/{waiting.public_id}" for unit in alike]
        pages = [client.post(url, {"start_on": str(start)}, status=409).text for url in urls]
        told = [words(html.fromstring(text), unit) for text, unit in zip(pages, alike, strict=True)]
        assert told[0] == told[1]
        assert "n’est pas disponible" in told[0]


@pytest.mark.parametrize("planned", [False, True])
def test_works_are_refused_alike(make, sign_in, alike, planned):
    client, told = sign_in(make.user()), []
    days = {"first_day": str(today() + 5 * DAY)} | ({"last_day": str(today() + 9 * DAY)} if planned else {})
    for unit in alike:
        asked = {"kind": "works", "reason": "Chaudière"} | days
        refused = client.submit(f"/units/{unit.public_id}/outages/new", status=422, **asked)
        told.append(words(html.fromstring(refused.text), unit))
    assert told[0] == told[1]
    assert "n’est pas disponible ces jours-là" in told[0]


@pytest.mark.parametrize(
    ("act", "field", "day"), [("close", "last_day", 5), ("edit", "last_day", 5), ("edit", "first_day", 1)]
)
def test_periods_are_refused_alike(app, make, sign_in, alike, act, field, day):
    client, told = sign_in(make.user()), []
    for unit in alike:
        with app.app_context():
            opening = db.session.scalar(
                sa.select(UnitAvailability.public_id).where(UnitAvailability.unit_id == unit.id)
            )
        asked = {field: (today() + day * DAY).isoformat()}
        refused = client.submit(f"/availabilities/{opening}/{act}", status=422, **asked)
        told.append(words(html.fromstring(refused.text), unit))
    assert told[0] == told[1]
    assert "ne peut pas encore être raccourcie" in told[0]
    assert "Quelqu’un" not in told[0]


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.ALLOCATION, Role.FIELD_WORKER])
def test_works_are_said_alike(make, sign_in, alike, role):
    client = sign_in(make.user(role))
    free = make.home(code="LIBRE")
    texts = [client.get(f"/units/{unit.public_id}").text for unit in (*alike, free)]
    told = [" ".join(html.fromstring(text).xpath("string(//*[@id='outages'])").split()) for text in texts]
    assert told[0] == told[1]
    assert "Ni travaux" not in told[0]
    assert "Ni travaux" in told[2]
