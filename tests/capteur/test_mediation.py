"""Mediation cases: opened from a letting, worked on by who is in charge, read each side by its own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from capteur.models.guarantees import GuaranteeEvent
from capteur.models.mediation import MediationCase, MediationStep
from capteur.vocab_dwellings import GuaranteeState as S
from capteur.vocab_mediation import MediationOutcome
from tests.reports.told import change

DAY = timedelta(days=1)
OWNER_WORDS, HOUSEHOLD_WORDS = "Le bailleur menace de vendre", "Le couple se sépare"
STEP = {"hat": "psychologist", "minutes": "45", "owner_note": OWNER_WORDS, "household_note": HOUSEHOLD_WORDS}
ARREARS = STEP | {"cause": "arrears", "severity": "serious"}


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def letting(make, namur, sender):
    return make.letting(namur, sender)


@pytest.fixture
def mediator(make, namur):
    return make.mediator(namur)


@pytest.fixture
def case(make, letting, mediator):
    made = make.mediation_case(letting, mediator)
    make.mediation_step(made, mediator, owner_note=OWNER_WORDS, household_note=HOUSEHOLD_WORDS)
    return made


def base(programme):
    return f"/capteur/{programme.public_id}"


def at(programme, case):
    return f"{base(programme)}/mediation/{case.public_id}"


def standing(app, model):
    with app.app_context():
        return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def test_a_case_goes_from_the_letting_to_its_outcome(app, sign_in, namur, letting, mediator):
    client = sign_in(mediator)
    lease = f"{base(namur)}/lettings/{letting.public_id}"
    assert "/mediation?" in client.get(lease).text
    assert f"{lease}/mediation/new" in client.get(f"{base(namur)}/mediation?letting={letting.public_id}").text
    client.submit(f"{lease}/mediation/new", status=422, **ARREARS | {"owner_note": "", "household_note": ""})
    client.submit(f"{lease}/mediation/new", status=422, **ARREARS | {"cause": "other"})
    client.submit(f"{lease}/mediation/new", **ARREARS)
    made = standing(app, MediationCase)
    assert OWNER_WORDS in client.follow().text
    client.submit(f"{at(namur, made)}/steps/new", **STEP | {"hat": "mover", "minutes": "30"})
    shown = client.get(at(namur, made)).text
    assert all(text in shown for text in ("0\xa0h\xa045", "0\xa0h\xa030", "Déménageur"))
    client.submit(f"{at(namur, made)}/close", **STEP | {"outcome": "repayment_plan"})
    closed = standing(app, MediationCase)
    assert (closed.outcome, closed.closed_on) == (MediationOutcome.REPAYMENT_PLAN, today())
    client.submit(f"{at(namur, made)}/steps/new", status=422, **STEP)
    assert made.public_id not in client.get(f"{base(namur)}/mediation").text
    assert made.public_id in client.get(f"{base(namur)}/mediation?which=closed&cause=arrears").text
    assert made.public_id not in client.get(f"{base(namur)}/mediation?which=closed&cause=damage", fragment=True).text


def test_each_side_is_read_by_its_own(make, sign_in, namur, letting, sender, case):
    """§3.13: the prospector reads the owner's side, partners the household's; who has no part in it sees no case."""
    coordination = make.user()
    make.capteur_seat(namur, coordination)
    told = {}
    for user in (make.prospector(namur), coordination, sender, make.mediator(namur)):
        client = sign_in(user)
        page = client.get(at(namur, case)).text
        told[user.role] = (OWNER_WORDS in page, HOUSEHOLD_WORDS in page)
        assert case.public_id in client.get(f"{base(namur)}/mediation").text
    assert told == {
        Role.CAPTEUR: (True, False),
        Role.COORDINATION: (True, False),
        Role.PARTNER: (False, True),
        Role.MEDIATOR: (True, True),
    }
    stranger = make.user(Role.PARTNER)
    make.capteur_convention(namur, stranger, stranger)
    client = sign_in(stranger)
    client.get(at(namur, case), status=404)
    assert case.public_id not in client.get(f"{base(namur)}/mediation").text
    for user in (sender, coordination):
        sign_in(user).get(f"{at(namur, case)}/steps/new", status=404)


def test_only_who_is_in_charge_or_stands_in_acts(make, sign_in, namur, letting, mediator, case):
    """Nobody in charge: any mediator. Then the one in charge, and the delegate during the absence alone."""
    other, prospector = make.mediator(namur), make.prospector(namur)
    step = f"{at(namur, case)}/steps/new"
    sign_in(other).get(step)
    sign_in(prospector).get(step, status=404)
    make.duty(letting.dwelling, mediator)
    sign_in(mediator).get(step)
    for user in (other, prospector):
        sign_in(user).get(step, status=404)
    late = make.delegation(namur, mediator, prospector, first_day=today() + DAY, last_day=today() + 3 * DAY)
    client = sign_in(prospector)
    client.get(step, status=404)
    late.first_day = late.last_day = today()
    make.save(late)
    assert HOUSEHOLD_WORDS in client.get(at(namur, case)).text
    assert case.public_id in client.get(f"{base(namur)}/mediation?mine=1").text
    client.submit(step, **STEP)
    late.first_day = late.last_day = today() - DAY
    make.save(late)
    client.get(step, status=404)
    assert HOUSEHOLD_WORDS not in client.get(at(namur, case)).text
    assert case.public_id not in client.get(f"{base(namur)}/mediation?mine=1").text


def test_a_guarantee_is_called_from_the_case(app, make, sign_in, namur, letting, sender, mediator, case):
    guarantee = make.guarantee(letting.dwelling, S.ACCEPTED, S.ACTIVE, cap_cents=100_000)
    client = sign_in(mediator)
    asked = {"guarantee": guarantee.public_id, "reason": "Deux mois de loyer", "minutes": "20"}
    client.submit(f"{at(namur, case)}/guarantee", status=422, **asked | {"amount": "1000,01"})
    client.submit(f"{at(namur, case)}/guarantee", **asked | {"amount": "600"})
    event, step = standing(app, GuaranteeEvent), standing(app, MediationStep)
    assert (event.state, event.amount_cents, step.guarantee_event_id) == (S.CALLED, 60_000, event.id)
    assert "Deux mois de loyer" in client.get(at(namur, case)).text
    assert "Deux mois de loyer" not in sign_in(sender).get(at(namur, case)).text


def test_charge_and_cover_follow_each_other_without_overlap(app, make, sign_in, namur, letting, mediator):
    one, other = make.prospector(namur), make.mediator(namur)
    client = sign_in(one)
    charge = f"{base(namur)}/dwellings/{letting.dwelling.public_id}/charge"
    given = {"kind": "mediator", "start_on": (today() - 5 * DAY).isoformat()}
    client.submit(f"{charge}/new", user=mediator.public_id, **given)
    client.submit(f"{charge}/new", status=422, user=other.public_id, **given)
    client.submit(f"{charge}/new", user=other.public_id, kind="mediator")
    client.submit(f"{charge}/new", user=mediator.public_id, kind="prospector")
    page = client.get(charge).text
    assert page.count("<tr") == 4
    cover = f"{base(namur)}/delegations/new"
    days = {"first_day": today().isoformat(), "last_day": (today() + 3 * DAY).isoformat()}
    client.submit(cover, away=other.public_id, delegate=mediator.public_id, **days)
    assert mediator.name in client.get(charge).text
    for away, delegate in ((other, one), (mediator, one), (one, other)):
        answer = client.submit(cover, status=422, away=away.public_id, delegate=delegate.public_id, **days)
        assert f"{mediator.name} remplace déjà {other.name}" in answer.text
    client.submit(cover, status=422, away=one.public_id, delegate=one.public_id, **days)


def test_a_mediator_in_charge_reads_the_case_of_a_protected_household_once_named(make, sign_in, namur, mediator):
    worker = make.user(Role.FIELD_WORKER)
    sender = make.user(Role.PARTNER, organisation_id=worker.organisation_id)
    letting, colleague = make.letting(namur, sender), make.mediator(namur)
    case = make.mediation_case(letting, mediator)
    make.duty(letting.dwelling, mediator)
    client, form = sign_in(worker), f"/households/{letting.home.public_id}/protection"
    offered = client.get(form).text
    assert [one.public_id in offered for one in (mediator, sender, colleague)] == [True, True, False]
    for named, status in (([worker], 404), ([worker, mediator], 200)):
        client.submit(form, workers=[one.public_id for one in named])
        sign_in(mediator).get(at(namur, case), status=status)
    assert letting.home.reference in sign_in(mediator).get(f"{base(namur)}/mediation").text
    for other in (colleague, sender, make.prospector(namur)):
        sign_in(other).get(at(namur, case), status=404)


def test_a_mediator_reads_a_protected_household_no_longer_than_it_is_in_their_hands(make, sign_in, namur, mediator):
    worker, other, stand_in = make.user(Role.FIELD_WORKER), make.mediator(namur), make.mediator(namur)
    sender = make.user(Role.PARTNER, organisation_id=worker.organisation_id)
    letting = make.letting(namur, sender)
    case = make.mediation_case(letting, mediator)
    make.duty(letting.dwelling, mediator)
    cover = make.delegation(namur, mediator, stand_in)
    home, url = sign_in(worker), at(namur, case)
    form = f"/households/{letting.home.public_id}/protection"
    clients = {one.name: sign_in(one) for one in (mediator, other, stand_in)}

    def reading():
        named = html.fromstring(home.get(form).text).xpath("//input[@name='workers'][@checked]/@value")
        return [client.http.get(url).status_code == 200 for client in clients.values()], len(named) - 1

    home.submit(form, workers=[one.public_id for one in (worker, mediator, stand_in)])
    assert reading() == ([True, False, True], 2)
    change(make, cover, last_day=today() - DAY)
    assert reading() == ([True, False, False], 1)
    charge = f"{base(namur)}/dwellings/{letting.dwelling.public_id}/charge/new"
    sign_in(make.prospector(namur)).submit(charge, user=other.public_id, kind="mediator")
    assert reading() == ([False, True, False], 1), "who took over reads it, who was replaced no more"
    listed = clients[other.name].submit(f"{url}/close", outcome="solved", hat="mediator", household_note="Apaisé")
    assert listed.headers["Location"].endswith("/mediation")
    assert reading() == ([False, False, False], 0)
    home.submit(form, workers=[worker.public_id, other.public_id])
    assert reading() == ([False, True, False], 1), "named anew, they are in charge still"
