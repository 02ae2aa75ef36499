"""The first page of coordination and of lenders: papers that expire, and long lists that leave room for closures."""

import pytest

from app.auth.vocab import Role
from occupancy.models.agreements import AgreementAnnex
from occupancy.vocab import AnnexKind
from sites.vocab import CheckKind
from tests.app.todays import closing, days, greeted, page_of, things, titles


def insured(make, agreement, until, kind=AnnexKind.OWNER_INSURANCE):
    done = {"done_on": days(-300), "valid_until": until}
    return make.save(AgreementAnnex(agreement_id=agreement.id, kind=kind, **done))


@pytest.fixture
def operator(make):
    return make.housing_operator()


@pytest.fixture
def agreement(make, operator):
    site = make.site(operator, name="Les Lilas")
    return make.agreement(site, reference="COP-ANNEXES", first_day=days(-300), last_day=days(300))


def test_annexes_that_expire_are_for_coordination_and_for_the_lender(make, sign_in, operator, agreement):
    insured(make, agreement, days(-1))
    insured(make, agreement, days(20), AnnexKind.SAFETY_CHECK)
    insured(make, agreement, days(31), AnnexKind.OCCUPANT_INSURANCE)
    over = make.agreement(first_day=days(-400), last_day=days(-10))
    insured(make, over, days(-5))
    insured(make, make.agreement(signed_on=None), days(-5))
    page = page_of(sign_in(make.user()))
    assert titles(page, "late") == ["Assurance du propriétaire à renouveler"]
    assert len(titles(page, "coming")) == 1
    assert f"Les Lilas COP-ANNEXES · valable jusqu’au {days(-1):%d/%m/%Y}" in dict(things(page)).values()
    assert f"/agreements/{agreement.public_id}" in page.xpath("//main//li//a/@href")
    owner = make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id)
    assert len(titles(page_of(sign_in(owner)))) == 2
    assert titles(page_of(sign_in(make.user(Role.HOUSING_OPERATOR)))) == []


def test_insurances_do_not_push_closures_down(make, sign_in):
    site = make.site(name="Les Lilas")
    units = [make.home(site, last_day=days(100)) for _ in range(6)]
    for unit in units:
        make.unit_check(unit, CheckKind.INSURANCE, valid_until=days(-2))
    closing(make, site)
    page = page_of(sign_in(make.user()))
    assert things(page)[0][0].startswith("Les Lilas ferme")
    assert len(titles(page, "late")) == 4
    assert "et 2 autres" in page.xpath("string(//section[@aria-labelledby='today-late'])")
    assert greeted(page) == 6 + len(titles(page, "today"))
