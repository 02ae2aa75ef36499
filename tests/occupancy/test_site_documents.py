"""The tab with every paper of a site: what, until when, from whom; its own for a housing operator, nobody's else."""

import io
from datetime import timedelta

import pytest
from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from occupancy.models.agreements import AgreementAnnex, SupervisorNotice
from occupancy.vocab import AnnexKind, NoticeEvent
from sites.vocab import CheckKind, OperatorKind
from tests.support.papers import PDF

DAY = timedelta(days=1)
NONE, CHANGED = "Aucun document", "Changement d’occupants"


@pytest.fixture
def lent(make):
    """(operator, site, unit, agreement) of a SISP, with a check, an annex, and notices."""
    operator = make.housing_operator(kind=OperatorKind.SISP)
    site = make.site(operator)
    unit = make.unit(site, code="1.3")
    agreement = make.agreement(site, reference="COP-PAPIERS", units=[unit])
    make.unit_check(unit, CheckKind.INSURANCE, valid_until=today() - DAY)
    soon = {"done_on": today() - 300 * DAY, "valid_until": today() + 12 * DAY}
    make.save(AgreementAnnex(agreement_id=agreement.id, kind=AnnexKind.OCCUPANT_INSURANCE, **soon))
    for event in (NoticeEvent.SIGNATURE, NoticeEvent.OCCUPANT_CHANGE):
        sent = {"due_on": today(), "sent_on": today(), "proof": "Recommandé"}
        make.save(SupervisorNotice(agreement_id=agreement.id, event=event, **sent))
    return operator, site, unit, agreement


def lines(client, site, **asked):
    page = lxml_html.fromstring(client.get(f"/sites/{site.public_id}/documents", query_string=asked).text)
    return [" ".join(row.text_content().split()) for row in page.xpath("//table/tbody/tr")]


def add(client, site, status=303, **fields):
    paper = {"kind": "insurance", "title": "Police 2026", "file": (io.BytesIO(PDF), "police.pdf")}
    return client.submit(f"/sites/{site.public_id}/documents/new", status=status, **(paper | fields))


def test_every_paper_is_listed_with_its_days_and_its_author(make, sign_in, lent):
    _, site, _, agreement = lent
    make.amendment(agreement, number=1)
    person = make.user(name="Nadia Test")
    client = sign_in(person)
    until = today() + 200 * DAY
    add(client, site, valid_until=until.isoformat())
    found = lines(client, site)
    assert len(found) == 5
    (paper,) = [line for line in found if "Police 2026" in line]
    assert "Assurance" in paper
    assert "Convention COP-PAPIERS" in paper
    assert f"{until:%d/%m/%Y}" in paper
    assert "Nadia Test" in paper
    assert sum("expiré" in line for line in found) == 1
    assert sum("dans 12 jours" in line for line in found) == 1
    assert len(lines(client, site, source="notice")) == 2
    assert len(lines(client, site, source="nonsense")) == 5
    page = client.get(f"/sites/{site.public_id}/documents").text
    link = page.split('href="/agreement-documents/')[1].split('"')[0]
    assert client.get(f"/agreement-documents/{link}").data == PDF


def test_a_paper_may_be_about_an_amendment(make, sign_in, lent):
    _, site, _, agreement = lent
    one = make.amendment(agreement, number=3)
    client = sign_in(make.user())
    add(client, site, about=one.public_id)
    assert "COP-PAPIERS, avenant 3" in lines(client, site, source="document")[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "   "),
        ("kind", ""),
        ("dated_on", (today() + DAY).isoformat()),
        ("valid_until", (today() - DAY).isoformat()),
        ("about", "ailleurs"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(sign_in, make, lent, name, value):
    client = sign_in(make.user())
    answer = add(client, lent[1], status=422, **{name: value})
    page = lxml_html.fromstring(answer.text)
    assert page.xpath(f"//*[@id='{name}-error']")
    assert name == "title" or page.xpath("//input[@name='title']/@value") == ["Police 2026"]
    assert lines(client, lent[1], source="document") == []


def test_a_site_without_papers_says_what_to_do(make, sign_in):
    site = make.site()
    client = sign_in(make.user())
    assert NONE in client.get(f"/sites/{site.public_id}/documents").text
    assert "préparez d’abord" in client.get(f"/sites/{site.public_id}/documents/new").text
    assert NONE in sign_in(make.user(Role.FIELD_WORKER)).get(f"/sites/{site.public_id}/documents").text


def test_a_housing_operator_has_its_own_and_is_told_nothing_of_occupants(make, sign_in, lent):
    operator, site, _, agreement = lent
    lender = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    assert len(lines(lender, site)) == 3
    for address in (f"/sites/{site.public_id}/documents", f"/agreements/{agreement.public_id}"):
        assert CHANGED in sign_in(make.user()).get(address).text
        assert CHANGED not in lender.get(address).text
    lender.get(f"/sites/{site.public_id}/documents/new", status=404)
    lender.get(f"/sites/{make.site().public_id}/documents", status=404)
    assert "/documents" in lender.get(f"/sites/{site.public_id}").text
