"""What senders and prospectors are told of in time: requests to confirm or complete, reservations past their day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from app.jobs import JOBS, run_jobs
from capteur.models.programmes import CapteurSettings
from capteur.models.proposals import HousingProposal
from capteur.queries.opportunities import last_stage
from tests.reports.told import change, told

DAY = timedelta(days=1)


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.mark.parametrize(
    ("confirmed", "kinds", "title"),
    [
        (52, ("submitted", "accepted"), None),
        (54, ("submitted", "accepted"), "Demande de logement à confirmer"),
        (61, ("submitted", "accepted"), "Demande de logement endormie"),
        (61, ("submitted", "accepted", "proposed"), None),
        (2, ("submitted", "completion_asked"), "Demande de logement à compléter"),
    ],
)
def test_the_sender_is_told_of_a_request_until_it_is_done(make, sign_in, namur, confirmed, kinds, title):
    sender, day = make.user(Role.PARTNER), today() - confirmed * DAY
    one = make.waiting_request(namur, sender, kinds=kinds, confirmed_on=day, submitted_on=day)
    client = sign_in(sender)
    found = [line for line, _ in told(client)]
    assert [line.startswith(title) for line in found] == ([True] if title else [])
    assert told(sign_in(make.user(Role.PARTNER))) == []
    if confirmed > 52 and "accepted" in kinds and title:
        client.post(f"/capteur/{namur.public_id}/requests/{one.public_id}/confirmation")
        assert told(client) == []


@pytest.mark.parametrize("frees", [False, True])
def test_a_reservation_past_its_day_is_told_and_given_back_only_where_the_programme_says_so(
    app, make, sign_in, namur, frees
):
    prospector, sender = make.prospector(namur), make.user(Role.PARTNER)
    dwelling = make.captured(namur, on=today() - 60 * DAY)
    late = make.housing_proposal(
        make.waiting_request(namur, sender), dwelling, prospector, selected_on=today() - 40 * DAY
    )
    client = sign_in(prospector)
    assert [line for line, _ in told(client)] == ["Réservation dépassée\u00a0: bail ou remise en disponibilité"]
    assert told(sign_in(make.prospector(make.capteur_programme()))) == []
    with app.app_context():
        settings = db.session.scalars(sa.select(CapteurSettings).where(CapteurSettings.programme_id == namur.id)).one()
    change(make, settings, frees_reserved=frees)
    job = tuple(one for one in JOBS if one.name == "release_past_reservations")
    with app.app_context():
        assert [one.done for _ in range(2) for one in run_jobs(job)] == [int(frees), 0]
        stands = db.session.get_one(HousingProposal, late.id)
        assert (stands.end_reason is None, last_stage(dwelling.id).stage) == (
            not frees,
            "captured" if frees else "reserved",
        )
    assert bool(told(client)) is not frees
