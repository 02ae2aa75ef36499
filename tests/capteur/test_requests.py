"""Housing requests: gate, completion, prices acknowledged, one alive, dormant; and who reads what of them."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.auth.vocab import Role
from app.clock import BRUSSELS, today
from app.db import db
from app.jobs import JOBS, run_jobs
from capteur.models.requests import HousingRequest
from capteur.queries.requests import state_in_sql
from capteur.rules.requests import LEADS, on_day, short_name, state_of
from tests.reports.told import change

PRICES = {("Nord", "studio"): (500, 600, 700)}


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def partner(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def convention(make, namur, partner):
    return make.capteur_convention(namur, partner, make.user())


@pytest.fixture
def home(make, partner):
    return make.household(organisation_id=partner.organisation_id)


def base(programme):
    return f"/capteur/{programme.public_id}/requests"


def one(app):
    with app.app_context():
        return db.session.scalars(sa.select(HousingRequest)).one()


def test_from_a_draft_to_the_waiting_list_through_a_question(app, make, sign_in, namur, partner, convention, home):
    make.price_table(namur, make.user(), PRICES)
    made = make.housing_request(namur, convention, partner, home, max_rent_cents=45000)
    sender, prospector = sign_in(partner), sign_in(make.prospector(namur))
    url = f"{base(namur)}/{made.public_id}"
    prospector.get(url, status=404)
    sender.submit(f"{url}/sending", status=422, acknowledged="y")
    sender.submit(f"{url}/sending", acknowledged="y", below_reason="Une aide est promise")
    sent = one(app)
    assert (sent.gap_cents, sent.below_low, sent.submitted_on) == (-15000, True, today())
    prospector.post(f"{url}/questions", {"fields": ["income"], "text": "Combien ?", "version": sent.version})
    sender.submit(f"{url}/edit", income="1400,00")
    sender.submit(f"{url}/sending", acknowledged="y")
    prospector.submit(f"{url}/acceptance")
    assert (one(app).income_cents, one(app).below_reason) == (140000, "Une aide est promise")
    assert "En attente" in sender.get(url).text


@pytest.mark.parametrize(("facts", "status"), [({}, 303), ({"ended_on": -1, "end_reason": "common"}, 422)])
def test_no_request_without_a_convention_in_force(make, sign_in, namur, partner, home, facts, status):
    if "ended_on" in facts:
        facts = facts | {"ended_on": today() - timedelta(days=1)}
    make.capteur_convention(namur, partner, make.user(), **facts)
    sign_in(partner).submit(f"{base(namur)}/new", status=status, household=home.public_id)


def test_a_known_household_is_asked_for_before_a_new_person(make, sign_in, namur, partner, convention, home):
    text = sign_in(partner).get(f"{base(namur)}/new").text
    assert home.reference in text
    assert text.index('name="household"') < text.index('name="name"')


def test_one_living_request_of_a_household_in_a_programme(make, sign_in, namur, partner, convention, home):
    made = make.housing_request(namur, convention, partner, home)
    sender, new = sign_in(partner), f"{base(namur)}/new"
    assert home.reference not in sender.get(new).text
    other = make.household(organisation_id=partner.organisation_id)
    form = {"household": other.public_id}
    sender.submit(new, **form)
    sender.submit(f"{base(namur)}/{made.public_id}/withdrawal")
    assert home.reference in sender.get(new).text


def test_the_database_reads_the_state_as_the_rule_does(app, make, namur, partner, convention):
    late = today() - timedelta(days=61)
    for kinds, confirmed in ((["submitted"], None), (["submitted", "accepted"], today()), (list(LEADS)[:4], late)):
        home = make.household(organisation_id=partner.organisation_id)
        made = make.housing_request(namur, convention, partner, home, kinds=kinds, confirmed_on=confirmed)
        with app.app_context():
            found = db.session.scalar(sa.select(state_in_sql(60)).where(HousingRequest.id == made.id))
        assert found == on_day(state_of(kinds), confirmed, 60, today()), kinds


def test_a_prospector_reads_a_profile_without_health_nor_protective_reason(make, sign_in, namur, partner, convention):
    home = make.household(organisation_id=partner.organisation_id)
    secrets = {"care": "yes", "excluded_reason": "Ne jamais dire pourquoi"}
    made = make.housing_request(namur, convention, partner, home, kinds=["submitted"], **secrets)
    url, others = f"{base(namur)}/{made.public_id}", make.capteur_programme()
    shown = sign_in(make.prospector(namur)).get(url).text
    assert "Ne jamais dire" not in shown
    assert "santé mentale" not in shown
    assert "Ne jamais dire" in sign_in(partner).get(url).text
    for stranger in (make.prospector(others), make.user(Role.PARTNER), make.user(Role.COORDINATION)):
        sign_in(stranger).get(url, status=404)
    make.capteur_seat(others, make.prospector(namur))
    sign_in(make.prospector(others)).get(f"{base(others)}/{made.public_id}", status=404)


def test_a_first_name_and_an_initial():
    assert [short_name(name) for name in ("Marie Van Dyck", "Zaza")] == ["Marie D.", "Zaza"]


def test_a_request_ends_where_nobody_can_be_reached_or_nobody_says_a_word_for_half_a_year(
    app, make, sign_in, namur, partner, convention
):
    asked = [["submitted"], [], ["submitted", "completion_asked"], ["submitted", "accepted"], ["submitted", "accepted"]]
    gone, *_, fresh = made = [
        make.housing_request(
            namur, convention, partner, make.household(organisation_id=partner.organisation_id), kinds=kinds
        )
        for kinds in asked
    ]
    read = make.housing_request(
        namur, convention, partner, make.household(organisation_id=partner.organisation_id), kinds=["submitted"]
    )
    sender = sign_in(partner)
    sender.submit(f"{base(namur)}/{gone.public_id}/withdrawal", kind="unreachable")
    assert "Injoignable" in sender.follow().text
    expire = tuple(job for job in JOBS if job.name == "expire_housing_requests")
    for after, count in ((180, 0), (182, 2), (239, 0), (242, 1)):
        with time_machine.travel(datetime.now(BRUSSELS) + timedelta(days=after), tick=False), app.app_context():
            if after == 180:
                change(make, fresh, confirmed_on=today())
            assert [(one.done, one.error) for one in run_jobs(expire)] == [(count, None)], after
    with app.app_context():
        ended = sa.select(HousingRequest.id, HousingRequest.ended_at.is_not(None))
        found = {key: over for key, over in db.session.execute(ended)}
    assert found == {one.id: one is not fresh for one in made} | {read.id: False}, "what others are to read waits"
