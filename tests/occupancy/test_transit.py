"""Eighteen months in a dwelling of a social rental agency: told in time, nothing is prevented (rule 24)."""

from datetime import timedelta

import pytest

from app.clock import today
from app.periods import add_months
from sites.vocab import OperatorKind
from tests.occupancy.test_stays import team_of


@pytest.mark.parametrize(
    ("kind", "months", "ago", "said"),
    [
        (OperatorKind.AIS, 15, -1, None),
        (OperatorKind.AIS, 15, 0, "18 mois seront atteints le"),
        (OperatorKind.AIS, 18, -1, "18 mois seront atteints le"),
        (OperatorKind.AIS, 18, 0, "18 mois sont atteints depuis le"),
        (OperatorKind.SISP, 19, 0, None),
    ],
)
def test_a_transit_dwelling_of_an_agency_has_a_word_at_15_months_and_an_alert_at_18(
    make, sign_in, kind, months, ago, said
):
    _, team, worker = team_of(make)
    start = add_months(today(), -months) - timedelta(days=ago)
    home = make.home(make.site(make.housing_operator(kind=kind)))
    stay = make.stay(home, make.household(since=start), team=team, start_on=start)
    page = sign_in(worker).get(f"/stays/{stay.public_id}").text
    assert ("logement de transit" in page.lower()) is bool(said)
    assert said is None or f"{said} {add_months(start, 18):%d/%m/%Y}" in page.replace("\u00a0", " ")
