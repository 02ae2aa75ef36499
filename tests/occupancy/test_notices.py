"""What the supervisor (SLRB) must be told: due across all sites, sent with the paper that proves it (rule 5)."""

import io

from lxml import html as lxml_html

from app.auth.vocab import Role
from app.clock import today
from occupancy.models.agreements import SupervisorNotice
from occupancy.vocab import NoticeEvent
from sites.vocab import OperatorKind
from tests.support.papers import HTML, PDF


def owed(make):
    site = make.site(make.housing_operator(kind=OperatorKind.SISP))
    agreement = make.agreement(site, units=[make.unit(site)])
    return make.save(SupervisorNotice(agreement_id=agreement.id, event=NoticeEvent.INSURANCE, due_on=today()))


def test_a_notice_is_owed_until_it_is_sent_with_the_paper_that_proves_it(make, sign_in):
    client, notice = sign_in(make.user()), owed(make)
    assert notice.public_id in client.get("/supervisor-notices").text
    url = f"/supervisor-notices/{notice.public_id}/send"
    client.submit(url, status=422, proof="Courriel", file=(io.BytesIO(HTML), "preuve.pdf"))
    client.submit(url, proof="Courriel du jour", file=(io.BytesIO(PDF), "preuve.pdf"))
    assert notice.public_id not in client.get("/supervisor-notices").text
    told = lxml_html.fromstring(client.get("/supervisor-notices?state=sent").text)
    (paper,) = told.xpath("//main//a[text()='Courriel du jour']/@href")
    assert client.http.get(paper).data == PDF


def test_words_alone_are_proof_enough(make, sign_in):
    client, notice = sign_in(make.user()), owed(make)
    client.submit(f"/supervisor-notices/{notice.public_id}/send", proof="Recommandé du jour")
    assert "Recommandé du jour" in client.get("/supervisor-notices?state=sent").text


def test_only_who_writes_agreements_sees_the_list(make, sign_in):
    for role in (Role.ALLOCATION, Role.FIELD_WORKER, Role.HOUSING_OPERATOR, Role.FUNDER):
        sign_in(make.user(role)).get("/supervisor-notices", status=404)
