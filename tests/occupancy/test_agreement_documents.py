"""Papers: checked by content, sealed in the database, sent as attachments that run nothing (S-64)."""

import io

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.db import db
from app.files.content import MAX_BYTES, media_type_of
from tests.support.papers import HOSTILE, PDF, PNG, SOUND


@pytest.mark.parametrize("name", SOUND)
def test_sound_papers_pass(name):
    assert media_type_of(SOUND[name]) is not None


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_is_refused_whatever_its_name(name):
    assert media_type_of(HOSTILE[name]) is None


def test_bytes_that_look_active_within_packed_data_are_harmless():
    packed = PDF.replace(
        b"xref\n0 3", b"3 0 obj\n<</Length 9>>\nstream\n\x01/JS \x02\x03\nendstream\nendobj\nxref\n0 3"
    )
    assert media_type_of(packed) == "application/pdf"


def send(client, agreement, content, name="avenant.pdf", status=303):
    return client.submit(
        f"/agreements/{agreement.public_id}/documents/new",
        status=status,
        kind="agreement",
        title="Convention signée",
        file=(io.BytesIO(content), name),
    )


def sent_link(client, agreement) -> str:
    page = client.get(f"/agreements/{agreement.public_id}").text
    return page.split('href="/agreement-documents/')[1].split('"')[0]


def test_upload_then_download_as_an_attachment(app, make, sign_in):
    agreement = make.agreement()
    client = sign_in(make.user())
    send(client, agreement, PDF)
    answer = client.get(f"/agreement-documents/{sent_link(client, agreement)}")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="cop-')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with app.app_context():
        (sealed,) = db.session.execute(sa.text("SELECT content_sealed FROM agreement_document")).one()
    assert b"%PDF" not in bytes(sealed)


def test_a_png_named_pdf_is_sent_back_as_what_it_is(make, sign_in):
    agreement = make.agreement()
    client = sign_in(make.user())
    send(client, agreement, PNG, name='../../"x\r\n.pdf')
    answer = client.get(f"/agreement-documents/{sent_link(client, agreement)}")
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].endswith('.png"')


@pytest.mark.parametrize("name", ["html", "svg", "pdf then html", "png then zip"])
def test_the_form_says_why_beside_the_field(make, sign_in, name):
    agreement = make.agreement()
    answer = send(sign_in(make.user()), agreement, HOSTILE[name], name="scan.pdf", status=422)
    assert "sain" in answer.text
    assert "Convention signée" in answer.text


def test_too_large_a_paper_is_refused(make, sign_in):
    agreement = make.agreement()
    answer = send(sign_in(make.user()), agreement, PDF + b" " * MAX_BYTES, status=422)
    answer.request.environ["wsgi.input"].close()  # a body this large is a file of the test client's own
    assert "5\u00a0Mo" in answer.text


def test_the_operator_downloads_its_own_and_adds_nothing(make, sign_in):
    operator = make.housing_operator()
    agreement = make.agreement(make.site(operator))
    other = make.agreement()
    coordination = sign_in(make.user())
    send(coordination, agreement, PDF)
    send(coordination, other, PDF)
    lender = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    assert lender.get(f"/agreement-documents/{sent_link(coordination, agreement)}").data == PDF
    lender.get(f"/agreement-documents/{sent_link(coordination, other)}", status=404)
    lender.get(f"/agreements/{agreement.public_id}/documents/new", status=404)
    assert "documents/new" not in lender.get(f"/agreements/{agreement.public_id}").text
