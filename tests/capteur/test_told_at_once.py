"""What several rules refuse of one form is told at once, each beside its field."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import today

DAY = timedelta(days=1)
LONG_AGO = (today() - 300 * DAY).isoformat()
FORMS = {
    "end": ({"end_on": LONG_AGO, "inventory_out_on": LONG_AGO, "reason": "other"}, "end_on inventory_out_on words"),
    "edit": ({"last_day": LONG_AGO, "reference_rent": "500,00"}, "last_day reference_rent_on"),
    "mediation/new": (
        {"cause": "other", "severity": "light", "hat": "mediator", "happened_on": LONG_AGO},
        "cause_words happened_on owner_note",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_field_that_a_rule_refuses_is_named(make, sign_in, form):
    programme = make.capteur_programme()
    letting = make.letting(programme, make.user(Role.PARTNER))
    user = make.mediator(programme) if form.startswith("mediation") else make.prospector(programme)
    given, expected = FORMS[form]
    url = f"/capteur/{programme.public_id}/lettings/{letting.public_id}/{form}"
    page = html.fromstring(sign_in(user).submit(url, status=422, **given).text)
    told = page.xpath("//*[contains(@class, 'error-summary')]//a/@href")
    assert sorted(told) == [f"#{name}" for name in expected.split()]
