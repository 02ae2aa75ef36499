"""What an amendment changes from a day to come on, and an amendment that is still open, as the pages show them."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from occupancy.models.agreements import AgreementTerm, Amendment
from tests.occupancy.test_agreement_amendments import LAST, draft, openings, sign
from tests.support.agreements import NOW, rows


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def agreement(make):
    """Until 30 September 2026, on two dwellings."""
    site = make.site()
    return make.agreement(site, last_day=LAST, units=[make.unit(site), make.unit(site)])


def test_a_reduction_counts_from_its_effective_day_and_is_announced_until_then(app, make, sign_in):
    """Terms are those in force as of the day asked; dwellings and plans reckon with what was signed at once."""
    site = make.site(name="Les Lilas")
    agreement = make.agreement(site, last_day=date(2027, 12, 31), units=[make.unit(site)])
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2027-03-31", effective_on="2027-03-01")
    sign(app, client, signed_on="2026-05-04")
    pages = [f"/agreements/{agreement.public_id}", "/agreements", f"/sites/{site.public_id}", "/sites"]
    ahead = "à partir du 01/03/2027\u00a0: jusqu’au 31/03/2027"
    for url in pages:
        shown = client.get(url).text
        assert ahead in shown, url
        assert "31/12/2027" in shown, url
    assert "31/12/2027" in client.get("/reports/sites").text
    assert "31/03/2027" not in client.get("/reports/sites").text
    assert openings(app) == [(date(2027, 3, 31),)]
    with time_machine.travel(datetime(2027, 2, 28, 10, tzinfo=UTC), tick=True):
        home = sign_in(make.user()).get("/").text
        assert "le 31/12/2027\u202f; à partir du 01/03/2027\u00a0: le 31/03/2027" in home
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=UTC), tick=True):
        later = sign_in(make.user())
        for url in pages:
            assert ahead not in later.get(url).text, url
        assert "31/12/2027" not in later.get("/reports/sites").text
        assert "31/12/2027" in later.get("/reports/sites?as_of=2027-02-28").text


def test_an_extension_counts_at_once_and_tells_until_its_day_what_stands_without_it(app, sign_in, make, agreement):
    client, url = sign_in(make.user()), f"/agreements/{agreement.public_id}"
    draft(client, agreement, "extension", new_last_day="2027-06-30", effective_on="2026-08-01")
    sign(app, client, signed_on="2026-05-04")
    shown = client.get(url).text
    assert (
        "au 30/06/2027 inclus\u202f; sans l’avenant n°\u00a01, qui prend effet le 01/08/2026\u00a0: jusqu’au" in shown
    )
    assert "à partir du 01/08/2026\u00a0: jusqu’au 30/06/2027" in shown
    with time_machine.travel(datetime(2026, 8, 1, 10, tzinfo=UTC), tick=True):
        later = sign_in(make.user()).get(url).text
    assert "du 01/01/2026 au 30/06/2027 inclus<" in later
    assert "à partir du 01/08/2026" not in later


def test_what_lengthens_a_reduction_to_come_waits_for_it(app, make, sign_in, agreement):
    client = sign_in(make.user())
    draft(client, agreement, "reduction", new_last_day="2026-07-31", effective_on="2026-07-01")
    sign(app, client, signed_on="2026-05-04")
    draft(client, agreement, "extension", new_last_day="2026-08-31", effective_on="2026-05-04")
    sign(app, client, signed_on="2026-05-04")
    assert rows(app, sa.select(AgreementTerm.in_force_on).order_by(AgreementTerm.id))[1:] == [(date(2026, 7, 1),)] * 2
    assert "du 01/01/2026 au 30/09/2026" in client.get(f"/agreements/{agreement.public_id}").text


def test_an_open_amendment_is_shown_instead_of_what_it_would_refuse(app, make, sign_in, agreement):
    client = sign_in(make.user())
    url = f"/agreements/{agreement.public_id}"
    refused = (f"{url}/amendments/new", f"{url}/termination/new")
    assert all(f'href="{one}"' in client.get(url).text for one in refused)
    draft(client, agreement, "units_added", units=[make.unit(site_id=agreement.site_id, code="103")])
    shown = client.get(url).text
    ((public_id,),) = rows(app, sa.select(Amendment.public_id))
    assert not any(f'href="{one}"' in shown for one in refused)
    assert "avenant n°\u00a01 est en préparation" in shown
    assert f'href="/amendments/{public_id}/sign"' in shown
    sign(app, client, paper=None, signed_on="2026-05-04")
    signed = client.get(url).text
    assert all(f'href="{one}"' in signed for one in refused)
    assert "à partir du 01/06/2026\u00a0: Ajout de logements" in signed
    assert '<td data-label="Logements" class="num">2</td>' in client.get("/agreements").text, "103 joins in June"
