"""Drafting, covering and signing an agreement, through HTTP (`domain.md` §9, rules 1 to 7 and 12)."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from lxml import html as lxml_html

from app.auth.vocab import Role
from occupancy.models.agreements import Agreement, AgreementTerm, AgreementUnit, SupervisorNotice
from sites.vocab import OperatorKind, UnitUse
from tests.support.agreements import NOW, TODAY, events, rows


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel(NOW, tick=True):
        yield


FACTS = {
    "reference": "COP-2026-07",
    "reason": "renovation",
    "first_day": "2026-06-01",
    "last_day": "2027-06-30",
    "owner_notice_days": "90",
    "partner_notice_days": "",
    "adult_cap": "150",
    "minor_cap": "49,50",
    "contribution_rule": "Un tiers des charges",
    "domiciliation": "yes",
}


def draft(client, site, status=303, **facts):
    return client.submit(f"/sites/{site.public_id}/agreements/new", status=status, **(FACTS | facts))


def test_from_an_empty_site_to_a_signed_agreement(app, make, sign_in):
    site = make.site()
    dwelling, room = make.unit(site), make.unit(site, use=UnitUse.COMMON_ROOM)
    client = sign_in(make.user())
    assert "Pas encore de convention" in client.get(f"/sites/{site.public_id}/agreements").text
    draft(client, site)
    client.submit(client.last.headers["Location"], units=[dwelling.public_id, room.public_id])
    shown = client.follow().text
    assert "Projet" in shown
    assert "49,50" in shown
    ((public_id, caps),) = rows(app, sa.select(Agreement.public_id, Agreement.minor_cap_cents))
    assert caps == 4950
    client.submit(f"/agreements/{public_id}/sign", signed_on="2026-05-04")
    assert "Signée" in client.follow().text
    assert rows(app, sa.select(AgreementTerm.known_on, AgreementTerm.last_day)) == [(TODAY, date(2027, 6, 30))]
    assert rows(app, sa.select(sa.func.count()).select_from(AgreementUnit)) == [(2,)]
    assert events(app) == ["agreement.drafted", "agreement.units_chosen", "agreement.signed"]


def test_a_draft_moves_its_units_with_its_first_day(app, make, sign_in):
    site = make.site()
    agreement = make.agreement(site, signed_on=None, last_day=date(2026, 6, 30), units=[make.unit(site)])
    client = sign_in(make.user())
    client.submit(f"/agreements/{agreement.public_id}/edit", first_day="2026-02-01")
    assert rows(app, sa.select(AgreementUnit.first_day)) == [(date(2026, 2, 1),)]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": "other", "reason_text": ""}, "sans motif écrit"),
        ({"last_day": "2026-05-31"}, "ne peut pas précéder le 01/06/2026"),
        ({"reference": ""}, "Référence"),
        ({"first_day": "2026-02-30"}, "Premier jour"),
        ({"adult_cap": "cent"}, "Plafond par adulte"),
        ({"reason": "caprice"}, "Motif objectif"),
    ],
)
def test_a_draft_that_a_rule_refuses_keeps_what_was_typed(make, sign_in, facts, said):
    site = make.site()
    answer = draft(sign_in(make.user()), site, status=422, **facts)
    assert said in answer.text
    assert "Un tiers des charges" in answer.text


def test_a_reference_is_used_once(make, sign_in):
    client = sign_in(make.user())
    draft(client, make.site())
    assert "COP-2026-07 est déjà" in draft(client, make.site(), status=422).text


def test_an_end_in_winter_warns_and_passes_once_confirmed(app, make, sign_in):
    site, client = make.site(), sign_in(make.user())
    for last_day in ("2026-11-01", "2027-03-15"):
        warned = draft(client, site, status=422, last_day=last_day)
        assert "confirmez-la par écrit" in warned.text
    typed = FACTS | {"last_day": "2027-03-15", "winter_confirmation": "Relogement garanti par l’opérateur"}
    client.post(f"/sites/{site.public_id}/agreements/new", typed)
    assert rows(app, sa.select(Agreement.winter_confirmation)) == [("Relogement garanti par l’opérateur",)]
    draft(client, site, reference="COP-2026-08", last_day="2027-03-16")
    draft(client, site, reference="COP-2026-09", last_day="2026-10-31")


def test_signing_needs_units_and_a_day_that_came(make, sign_in):
    agreement = make.agreement(signed_on=None)
    client = sign_in(make.user())
    url = f"/agreements/{agreement.public_id}/sign"
    assert "au moins un logement" in client.submit(url, status=422, signed_on="2026-05-04").text
    assert "à venir" in client.submit(url, status=422, signed_on="2026-05-05").text


def test_the_page_that_signs_lists_what_is_missing_and_what_of_it_blocks(make, sign_in):
    """Each line leads to where it is filled in; what blocks is exactly what the signature refuses."""
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    agreement = make.agreement(site, signed_on=None)
    client, url = sign_in(make.user()), f"/agreements/{agreement.public_id}"

    def listed(part):
        page = lxml_html.fromstring(client.get(f"{url}/sign").text)
        return {one.text_content(): one.get("href") for one in page.xpath(f"//section[@id='agreement-{part}']//li//a")}

    blocking = {"Aucun logement choisi": "/units", "Calendrier de rénovation": "/annexes/renovation_schedule"}
    blocking |= {"Avis préalable à la SLRB": "/annexes/supervisor_notice"}
    assert listed("blocking") == {name: url + path for name, path in blocking.items()}
    others = listed("others")
    assert others["Assurance du propriétaire"] == f"{url}/annexes/owner_insurance"
    assert others["Préavis du partenariat non écrit"] == f"{url}/edit"
    assert others["Convention signée à joindre"] == f"{url}/documents/new"
    assert "État des lieux de sortie" not in others
    make.covered_unit(agreement, make.unit(site))
    client.submit(f"{url}/annexes/renovation_schedule", done_on="2026-04-01", valid_until="2026-05-03")
    client.submit(f"{url}/annexes/supervisor_notice", done_on="2026-04-02")
    assert listed("blocking") == {}
    assert "expirée le 03/05/2026" in client.get(f"{url}/sign").text
    client.submit(f"{url}/sign", signed_on="2026-05-04")


def test_a_unit_lent_elsewhere_blocks_and_is_named(make, sign_in):
    site = make.site()
    unit = make.unit(site, code="101")
    make.agreement(site, reference="COP-1", last_day=date(2026, 9, 30), units=[unit])
    agreement = make.agreement(site, signed_on=None, units=[unit])
    shown = sign_in(make.user()).get(f"/agreements/{agreement.public_id}/sign").text
    assert "Par la convention COP-1, jusqu’au 30/09/2026." in shown


def test_a_sisp_agreement_waits_for_its_schedule_and_notice(app, make, sign_in):
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    agreement = make.agreement(site, signed_on=None, units=[make.unit(site)])
    client = sign_in(make.user())
    url = f"/agreements/{agreement.public_id}"
    refused = client.submit(f"{url}/sign", status=422, signed_on="2026-05-04")
    assert "Calendrier de rénovation, Avis préalable à la SLRB" in refused.text
    client.submit(f"{url}/annexes/renovation_schedule", done_on="2026-04-01")
    assert "Calendrier" not in client.submit(f"{url}/sign", status=422, signed_on="2026-05-04").text
    client.submit(f"{url}/annexes/supervisor_notice", done_on="2026-04-02")
    client.submit(f"{url}/sign", signed_on="2026-05-04")
    owed = rows(app, sa.select(SupervisorNotice.event, SupervisorNotice.due_on, SupervisorNotice.sent_on))
    assert owed == [("signature", date(2026, 5, 18), None)]


def test_a_unit_is_covered_by_one_agreement_at_a_time(make, sign_in):
    site = make.site()
    unit = make.unit(site, code="204")
    make.agreement(site, reference="COP-1", units=[unit], last_day=date(2026, 12, 31))
    late = make.agreement(site, signed_on=None, units=[unit], first_day=date(2026, 12, 31), last_day=date(2027, 6, 30))
    after = make.agreement(site, signed_on=None, units=[unit], first_day=date(2027, 1, 1), last_day=date(2027, 6, 30))
    client = sign_in(make.user())
    refused = client.submit(f"/agreements/{late.public_id}/sign", status=422, signed_on="2026-05-04")
    assert "204 est déjà couvert par la convention COP-1 jusqu’au 31/12/2026" in refused.text
    client.submit(f"/agreements/{after.public_id}/sign", signed_on="2026-05-04")


def test_a_signed_agreement_is_no_longer_edited_nor_signed_again(make, sign_in):
    site = make.site()
    agreement = make.agreement(site, units=[make.unit(site)], last_day=date(2026, 9, 30))
    client = sign_in(make.user())
    url = f"/agreements/{agreement.public_id}"
    for act in ("edit", "units", "sign"):
        assert "préparez un avenant" in client.submit(f"{url}/{act}", status=422).text


def test_the_second_to_save_a_draft_sees_both_texts(make, sign_in):
    agreement = make.agreement(signed_on=None, last_day=date(2026, 9, 30))
    client, url = sign_in(make.user()), f"/agreements/{agreement.public_id}/edit"
    first = client.submit(url, contribution_rule="Charges réelles")
    assert first.status_code == 303
    typed = FACTS | {"contribution_rule": "Forfait", "version": str(agreement.version)}
    late = client.post(url, typed, status=409)
    assert "Charges réelles" in late.text
    assert "Forfait" in late.text


def test_units_of_another_site_are_not_offered(make, sign_in):
    agreement, other = make.agreement(signed_on=None), make.unit()
    sign_in(make.user()).post(f"/agreements/{agreement.public_id}/units", {"units": other.public_id}, status=422)


@pytest.mark.parametrize("role", [Role.FIELD_WORKER, Role.ALLOCATION, Role.HOUSING_OPERATOR])
def test_others_read_and_do_not_write(make, sign_in, role):
    operator = make.housing_operator()
    site = make.site(operator)
    agreement = make.agreement(site, signed_on=None)
    own = {"organisation_id": operator.organisation_id} if role is Role.HOUSING_OPERATOR else {}
    client = sign_in(make.user(role, **own))
    shown = client.get(f"/agreements/{agreement.public_id}").text
    assert not any(f'{agreement.public_id}/{act}"' in shown for act in ("edit", "sign", "annexes/house_rules"))
    client.get(f"/sites/{site.public_id}/agreements/new", status=404)
    for act in ("edit", "units", "sign", "amendments/new", "termination/new", "annexes/house_rules"):
        client.get(f"/agreements/{agreement.public_id}/{act}", status=404)
        client.post(f"/agreements/{agreement.public_id}/{act}", {}, status=404)


def test_a_housing_operator_sees_its_own_agreements_alone(make, sign_in):
    operator = make.housing_operator()
    own, other = make.agreement(make.site(operator)), make.agreement()
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    listed = client.get("/agreements").text
    assert own.reference in listed
    assert other.reference not in listed
    client.get(f"/agreements/{own.public_id}")
    client.get(f"/agreements/{other.public_id}", status=404)


def test_the_list_filters_by_state_and_counts_what_it_lists(make, sign_in):
    make.agreement(signed_on=None, reference="COP-PROJET")
    make.agreement(reference="COP-LONGUE", last_day=date(2027, 12, 31))
    make.agreement(reference="COP-COURTE", last_day=date(2026, 6, 30))
    client = sign_in(make.user())
    shown = client.get("/agreements?state=ending").text
    assert "COP-COURTE" in shown
    assert "COP-LONGUE" not in shown
    assert "Se termine (1)" in shown
    assert "COP-PROJET" in client.get("/agreements?state=draft", fragment=True).text
    assert shown.count("COP-") == client.get("/agreements?state=nonsense").text.count("COP-") - 2


def test_a_draft_is_given_up_with_a_reason_and_stays_listed(app, make, sign_in):
    site = make.site()
    given_up = make.agreement(site, signed_on=None, reference="COP-2026-07", units=[make.unit(site)])
    client = sign_in(make.user())
    address = f"/agreements/{given_up.public_id}/cancel"
    client.submit(address, status=422, reason="   ")
    client.submit(address, reason="Le propriétaire vend")
    assert "Annulée" in client.follow().text
    page = client.get(f"/agreements/{given_up.public_id}").text
    assert "Le propriétaire vend" in page
    assert f"{given_up.public_id}/sign" not in page
    assert "annulé depuis" in client.submit(f"/agreements/{given_up.public_id}/sign", status=422).text
    draft(client, site)  # under the same reference
    assert "COP-2026-07" in client.get("/agreements?state=cancelled").text
    assert "agreement.cancelled" in events(app)


def test_a_signed_agreement_is_not_given_up(make, sign_in):
    signed = make.agreement()
    client = sign_in(make.user())
    answer = client.submit(f"/agreements/{signed.public_id}/cancel", status=422, reason="Erreur")
    assert "préparez un avenant" in answer.text
    sign_in(make.user(Role.HOUSING_OPERATOR)).get(f"/agreements/{signed.public_id}/cancel", status=404)
