"""The rent of a lease beside what was offered and what the household can pay."""

from app.auth.vocab import Role
from app.clock import today
from app.periods.days import ONE_DAY
from capteur.models.lettings import Letting
from tests.capteur.test_lettings import base
from tests.occupancy.test_stays import rows


def test_a_rent_above_what_the_household_can_pay_is_said_to_be_meant(app, make, sign_in):
    namur, sender = make.capteur_programme(name="Capteur Namur"), make.user(Role.PARTNER)
    prospector, dwelling = make.prospector(namur), make.captured(namur, on=today() - 5 * ONE_DAY)
    asked = make.waiting_request(namur, sender, max_rent_cents=45_000)
    made = make.housing_proposal(asked, dwelling, prospector, selected_on=today())
    make.tripartite(made, prospector, sender.organisation_id, sender.organisation_id)
    client, url = sign_in(prospector), f"{base(namur)}/proposals/{made.public_id}/letting"
    assert "Ce loyer dépasse" in client.submit(url, status=422, rent="700,00").text
    assert rows(app, Letting) == []
    client.submit(url, rent="700,00", above="y")
    assert [one.rent_cents for one in rows(app, Letting)] == [70_000]
