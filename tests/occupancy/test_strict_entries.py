"""What is typed of amounts and papers: nothing is guessed, nothing is older than the stay could be."""

from datetime import timedelta

import pytest

from app.clock import today
from occupancy.models.stays import Contribution, Stay
from tests.occupancy.test_stays import rows
from tests.occupancy.test_transfers import housed


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1e2", None),
        ("+50", None),
        ("50,5", 5_050),
        ("50,", None),
        ("50,255", None),
        ("1 0", None),
        ("٥٠", None),
        ("50", 5_000),
        ("50,25", 5_025),
        ("50.25", 5_025),
        ("0 100,00", None),
        ("1\u202f000", None),
    ],
)
def test_an_amount_is_digits_and_cents(app, make, sign_in, typed, cents):
    stay, worker = housed(make)
    client = sign_in(worker)
    # 1 000 euros are an amount, though above the cap of the agreement.
    data = {"start_on": today().isoformat(), "amount": typed, "basis": "work"}
    client.submit(f"/stays/{stay.public_id}/contribution", status=303 if cents else 422, **data)
    assert [one.amount_cents for one in rows(app, Contribution)] == ([cents] if cents else [])


def test_papers_are_not_decades_older_than_the_stay(app, make, sign_in):
    stay, worker = housed(make)
    client = sign_in(worker)
    address = f"/stays/{stay.public_id}/papers"
    refused = client.submit(address, status=422, agreement_signed_on="1999-05-01")
    assert "trop ancien pour ce séjour" in refused.text
    signed_on = stay.start_on - timedelta(days=3)
    client.submit(address, agreement_signed_on=signed_on.isoformat())
    assert rows(app, Stay)[0].agreement_signed_on == signed_on
