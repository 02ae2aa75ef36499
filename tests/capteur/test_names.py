"""Lists call households by their name, beside the reference: their sender's own, and of a capteur those selected."""

import pytest

from app.auth.vocab import Role


@pytest.mark.parametrize(("scope", "capteur_knows"), [("papers", True), ("profile", False)])
def test_requests_and_lettings_name_whom_their_reader_may_know(make, sign_in, scope, capteur_knows):
    namur, sender = make.capteur_programme(), make.user(Role.PARTNER)
    letting = make.letting(namur, sender, make.organisation().id, asked={"consent_scope": scope})
    make.waiting_request(namur, sender)
    partner, prospector = sign_in(sender), sign_in(make.prospector(namur))
    base = f"/capteur/{namur.public_id}"
    known = f"{letting.home.reference} · Prénom Nom"
    for url in (f"{base}/lettings", f"{base}/requests"):
        assert known in partner.get(url).text, url
        assert (known in prospector.get(url).text) is capteur_knows, url
    assert partner.get(f"{base}/requests").text.count(" · Prénom Nom") == 2
    assert prospector.get(f"{base}/requests").text.count("Prénom Nom") == capteur_knows
