"""Ending an agreement early: notice respected, in force until its day, nobody left behind (rules 3 and 12)."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from occupancy.models.agreements import AgreementTerm, SupervisorNotice, Termination
from occupancy.models.stays import Stay
from sites.models.units import UnitAvailability
from sites.vocab import OperatorKind
from tests.support.agreements import NOW, TODAY, events, rows


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def lent(make):
    """An agreement of a SISP until the end of 2027 on one dwelling; the operator gives 90 days of notice."""
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    unit = make.unit(site, code="101")
    days = {"last_day": date(2027, 12, 31), "owner_notice_days": 90}
    return make.agreement(site, units=[unit], **days), unit


def give(client, agreement, status=303, **facts):
    typed = {"given_by": "housing_operator", "notified_on": "2026-05-04", "reason": "Vente avancée"} | facts
    return client.submit(f"/agreements/{agreement.public_id}/termination/new", status=status, **typed)


def test_notice_given_ends_it_on_its_day_and_not_before(app, make, sign_in, lent):
    agreement, _unit = lent
    client = sign_in(make.user())
    give(client, agreement, last_day="2026-08-31")
    query = sa.select(AgreementTerm.known_on, AgreementTerm.last_day).order_by(AgreementTerm.id)
    assert rows(app, query)[-1] == (TODAY, date(2026, 8, 31))
    assert rows(app, sa.select(UnitAvailability.last_day)) == [(date(2026, 8, 31),)]
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert "Se termine" in shown
    assert "Préavis donné\u00a0: dernier jour le 31/08/2026" in shown
    assert "amendments/new" not in shown
    with time_machine.travel(date(2026, 9, 1), tick=True):
        assert "Résiliée" in sign_in(make.user()).get(f"/agreements/{agreement.public_id}").text
    assert rows(app, sa.select(SupervisorNotice.event)) == [("termination",)]
    assert events(app) == ["supervisor_notice.owed", "agreement.terminated"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"last_day": "2026-08-01"}, "90 jours\u00a0: au plus tôt le 02/08/2026"),
        ({"last_day": "2027-12-31"}, "se termine déjà le 31/12/2027"),
        ({"last_day": "2026-05-03", "given_by": "partnership"}, "ne peut pas précéder le 04/05/2026"),
        ({"last_day": "2026-12-01"}, "confirmez-la par écrit"),
        ({"last_day": "2026-08-31", "notified_on": "2026-05-05"}, "à venir"),
        ({"last_day": "2026-08-31", "reason": ""}, "Raison"),
        ({"last_day": ""}, "Dernier jour"),
    ],
)
def test_a_notice_that_a_rule_refuses_says_the_first_day_that_works(make, sign_in, lent, facts, said):
    assert said in give(sign_in(make.user()), lent[0], status=422, **facts).text


def test_without_a_notice_in_the_agreement_none_is_asked(app, make, sign_in, lent):
    give(sign_in(make.user()), lent[0], given_by="partnership", last_day="2026-05-04")
    assert rows(app, sa.select(Termination.last_day)) == [(TODAY,)]


def test_the_first_day_the_notice_allows_is_accepted(app, make, sign_in, lent):
    give(sign_in(make.user()), lent[0], last_day="2026-08-02")
    assert rows(app, sa.select(Termination.last_day)) == [(date(2026, 8, 2),)]


def test_a_stay_beyond_is_listed_then_given_its_day(app, make, sign_in, lent):
    agreement, unit = lent
    stay = make.stay(unit, planned_end_on=date(2026, 12, 1))
    client = sign_in(make.user())
    refused = give(client, agreement, status=409, last_day="2026-08-31")
    assert "Logement 101" in refused.text
    assert f'name="leaves_{stay.public_id}"' in refused.text
    assert "Vente avancée" in refused.text
    typed = {"given_by": "housing_operator", "notified_on": "2026-05-04", "reason": "Vente avancée"}
    typed |= {"last_day": "2026-08-31", f"leaves_{stay.public_id}": "2026-09-01"}
    client.post(f"/agreements/{agreement.public_id}/termination/new", typed)
    assert rows(app, sa.select(Stay.planned_end_on)) == [(date(2026, 9, 1),)]


def test_an_open_proposal_beyond_is_listed_too(app, make, sign_in, lent):
    agreement, unit = lent
    make.entry_planned(unit)
    refused = give(sign_in(make.user()), agreement, status=409, last_day="2026-08-31")
    assert "Logement 101" in refused.text
    assert rows(app, sa.select(Termination.id)) == []


def test_notice_is_given_once_and_not_over_an_open_amendment(app, make, sign_in, lent):
    agreement = lent[0]
    amendment = make.amendment(agreement, new_last_day=date(2028, 6, 30))
    client = sign_in(make.user())
    assert "déjà en préparation" in give(client, agreement, status=409, last_day="2026-08-31").text
    client.post(f"/amendments/{amendment.public_id}/drop")
    give(client, agreement, last_day="2026-08-31")
    assert "déjà été donné" in give(client, agreement, status=409, last_day="2026-08-31").text
    client.submit(
        f"/agreements/{agreement.public_id}/amendments/new",
        status=422,
        kind="other",
        reason="Trop tard",
        effective_on="2026-06-01",
    )


def test_a_draft_has_no_notice_to_give(make, sign_in):
    agreement = make.agreement(signed_on=None)
    assert "encore un projet" in give(sign_in(make.user()), agreement, status=422, last_day="2026-08-31").text
