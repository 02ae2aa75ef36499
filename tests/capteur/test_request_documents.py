"""Documents of housing requests: told by their content, opened by their sender, then by the programme."""

import io

import pytest
import sqlalchemy as sa
from lxml import html
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.db import db
from axes.vocab import MemberRole
from capteur.models.request_documents import RequestDocument
from capteur.vocab import RequestConsent
from tests.app.todays import days
from tests.reports.told import change
from tests.support.papers import PDF


def sent(name="fiche.pdf", content=PDF):
    return [(io.BytesIO(content), name)]


def links(client, url):
    return html.fromstring(client.get(url).text).xpath("//*[@id='documents']//a[contains(@href, '/documents/')]/@href")


def test_papers_are_their_sender_s_then_the_programme_s_once_selected(app, make, sign_in):
    programme, sender = make.capteur_programme(), make.user(Role.PARTNER)
    ours, prospector = sign_in(sender), sign_in(make.prospector(programme))
    request = make.waiting_request(programme, sender)
    url = f"/capteur/{programme.public_id}/requests/{request.public_id}"
    new, facts = f"{url}/documents/new", {"kind": "income", "last_day": days(30).isoformat()}
    ours.submit(new, status=422, **facts, files=sent(content=b"MZ"))
    ours.submit(new, status=422, **(facts | {"last_day": days(-1).isoformat()}), files=sent())
    ours.submit(new, **facts, files=sent("zyxrevenu.pdf"))
    ours.submit(new, kind="identity", confidential="y", files=sent("zyxcarte.pdf"))
    prospector.get(new, status=404)
    identity, income = [one for one in links(ours, url) if not one.endswith("/new")]
    assert ours.get(income).data == PDF
    page = prospector.get(url).text
    assert "Preuve de revenu" in page
    assert "zyx" not in page
    assert links(prospector, url) == []
    prospector.get(income, status=404)
    make.housing_proposal(request, make.captured(programme), make.prospector(programme), selected_on=days(0))
    assert links(prospector, url) == [income]
    assert prospector.get(income).data == PDF
    prospector.get(identity, status=404)
    sign_in(make.user(Role.PARTNER)).get(income, status=404)
    prospector.post(f"{income}/remove", status=404)
    ours.post(f"{income}/remove")
    ours.get(income, status=404)
    with app.app_context(), Session(db.engine) as session:
        kept = session.scalars(sa.select(RequestDocument).order_by(RequestDocument.id)).first()
        assert (kept.name, kept.size, kept.removed_by_id) == ("—", 0, sender.id)


@pytest.mark.parametrize(("scope", "named", "opened"), [("profile", False, 0), ("name", True, 0), ("papers", True, 1)])
def test_the_programme_reads_what_the_household_agreed_to(make, sign_in, scope, named, opened):
    programme, sender = make.capteur_programme(), make.user(Role.PARTNER)
    home = make.household(adults=0, organisation_id=sender.organisation_id)
    make.member(home, person=make.person(name="Zyxelle Dubalcon"), role=MemberRole.REFERENCE)
    request = make.waiting_request(programme, sender, home=home)
    ours, url = sign_in(sender), f"/capteur/{programme.public_id}/requests/{request.public_id}"
    ours.submit(f"{url}/documents/new", kind="income", files=sent())
    change(make, request, consent_scope=RequestConsent(scope))
    made = make.housing_proposal(request, make.captured(programme), make.prospector(programme), selected_on=days(0))
    prospector, proposal = sign_in(make.prospector(programme)), f"/capteur/{programme.public_id}/proposals"
    for page in (url, f"{proposal}/{made.public_id}"):
        assert ("Zyxelle Dubalcon" in prospector.get(page).text) is named, page
    assert len(links(prospector, url)) == opened


def test_what_was_not_answered_is_not_a_no(make, sign_in):
    programme, sender = make.capteur_programme(), make.user(Role.PARTNER)
    client, request = sign_in(sender), make.waiting_request(programme, sender, kinds=(), care=None)
    url = f"/capteur/{programme.public_id}/requests/{request.public_id}"
    unsaid = client.get(url).text.count("Pas encore su")
    assert unsaid == 7
    client.submit(f"{url}/edit", housing_debts="no", care="yes", animals="yes")
    assert client.get(url).text.count("Pas encore su") == unsaid - 3
