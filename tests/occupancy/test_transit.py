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


@pytest.mark.parametrize(("months", "said"), [(15, "Bientôt 18 mois"), (18, "18 mois dépassés"), (14, None)])
def test_worker_and_coordination_are_told_until_the_household_has_left(make, sign_in, months, said):
    _, team, worker = team_of(make)
    start = add_months(today(), -months)
    home = make.home(make.site(make.housing_operator(kind=OperatorKind.AIS)))
    household = make.household(since=start)
    make.stay(home, household, team=team, start_on=start, planned_end_on=today() + timedelta(days=200))
    for reader in (worker, make.user()):
        page = sign_in(reader).get("/notifications").text
        assert ("logement d’AIS" in page) is bool(said)
        assert said is None or (said in page and household.reference in page)
    assert "logement d’AIS" not in sign_in(make.user(worker.role)).get("/notifications").text
