"""The gateway: an exit plan asks a programme for a home, its card follows, and the exit is proposed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.queries.exit_plans import candidacies_of, moves_of
from accompaniment.rules.exit_stages import state_of
from accompaniment.vocab_exits import ExitTarget
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.people import ProtectedReader
from axes.vocab import NeedKind
from capteur.models.proposals import HousingProposal
from capteur.models.requests import HousingRequest
from tests.support.client import form_values

DAY = timedelta(days=1)


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def worker(make):
    return make.user(Role.FIELD_WORKER)


@pytest.fixture
def home(make, worker):
    return make.household(organisation_id=worker.organisation_id, adults=2, minors=1)


@pytest.fixture
def plan(make, home, worker):
    return make.exit_plan(home, worker, target=ExitTarget.PRIVATE)


def card(app, plan):
    """(the column of the card, the state of the candidacy)"""
    with app.app_context():
        moves, filed = moves_of(plan.id), candidacies_of(plan.id)
        return moves[0].stage.value, state_of(one.kind for one in filed[0].events).value if filed else None


def asked(app):
    with app.app_context():
        return db.session.scalars(sa.select(HousingRequest)).one()


def fill(make, request):
    """What the sender adds before it sends."""
    facts = {
        "living_situation": "3.4",
        "income_type": "work",
        "income_cents": 180000,
        "max_rent_cents": 80000,
        "rhythm": "weekly",
    }
    for name, value in (facts | {"consent_on": today()}).items():
        setattr(request, name, value)
    make.save(request)


def test_a_plan_asks_and_its_card_follows_until_the_lease(app, make, sign_in, namur, worker, home, plan):
    make.capteur_convention(namur, worker, make.user())
    make.need(home, NeedKind.ANIMALS)
    kept = make.captured(namur, for_exits=True, kind="flat", bedrooms=2)
    ours, prospector = sign_in(worker), sign_in(make.prospector(namur))
    page = ours.get(f"/households/{home.public_id}/support/exit").text
    assert f"/households/{home.public_id}/exit-plans/housing" in page
    assert "1 logement libre" in ours.get(f"/households/{home.public_id}/exit-plans/housing").text
    ours.submit(f"/exit-plans/{plan.public_id}/housing-request", dwelling=kept.public_id)
    made = asked(app)
    assert (made.dwelling_type.value, made.wished_id, made.animals) == ("two_bedrooms", kept.id, True)
    assert card(app, plan) == ("searching", "prepared")
    fill(make, made)
    base = f"/capteur/{namur.public_id}"
    prospector.get(f"{base}/requests/{made.public_id}", status=404)
    ours.submit(f"{base}/requests/{made.public_id}/sending", acknowledged="y")
    assert card(app, plan) == ("filed", "filed")
    prospector.submit(f"{base}/requests/{made.public_id}/acceptance")
    shown = prospector.get(f"{base}/dwellings/{kept.public_id}/candidates").text
    assert "Souhaité par le plan de sortie" in shown
    _propose_and_give_back(app, prospector, ours, base, kept, made, plan, home)


def _propose_and_give_back(app, prospector, ours, base, kept, made, plan, home):
    """Offered, accepted, then nothing comes of it: the card is back where the candidacy is."""
    prospector.submit(f"{base}/dwellings/{kept.public_id}/requests/{made.public_id}/proposal")
    assert card(app, plan) == ("offer", "offered")
    with app.app_context():
        proposal = f"{base}/proposals/{db.session.scalars(sa.select(HousingProposal.public_id)).one()}"
    for side in ("owner", "candidate"):
        prospector.submit(f"{proposal}/{side}-answer", reply="yes")
    prospector.submit(f"{proposal}/selection", reserved_until=(today() + 10 * DAY).isoformat())
    assert card(app, plan) == ("move_planned", "accepted")
    assert kept.reference in ours.get(f"/households/{home.public_id}/exit-plans/housing").text
    prospector.submit(f"{proposal}/giving-back", reason="dropped")
    assert card(app, plan) == ("filed", "filed")
    ours.submit(f"{base}/requests/{made.public_id}/withdrawal")
    assert card(app, plan) == ("searching", "withdrawn")


def test_a_card_moved_by_hand_stays_where_people_put_it(app, make, sign_in, namur, worker, home, plan):
    make.capteur_convention(namur, worker, make.user())
    ours = sign_in(worker)
    ours.submit(f"/exit-plans/{plan.public_id}/housing-request")
    made = asked(app)
    ours.submit(f"/exit-plans/{plan.public_id}/move", stage="offer", reason="Une autre offre")
    ours.submit(f"/capteur/{namur.public_id}/requests/{made.public_id}/withdrawal")
    assert card(app, plan) == ("offer", "withdrawn")


@pytest.mark.parametrize(("case", "status"), [("none", 422), ("elsewhere", 422), ("protected", 422), ("others", 404)])
def test_who_may_not_ask(app, make, sign_in, namur, worker, home, plan, case, status):
    make.capteur_convention(namur, worker if case != "none" else make.user(Role.PARTNER), make.user())
    if case == "elsewhere":
        plan.target = ExitTarget.AIS
        make.save(plan)
    if case == "protected":
        home.is_protected = True
        make.save(home, ProtectedReader(household_id=home.id, user_id=worker.id))
    who = make.user(Role.FIELD_WORKER) if case == "others" else worker
    client = sign_in(who)
    if case == "others":
        client.get(f"/exit-plans/{plan.public_id}/housing-request", status=status)
    else:
        client.submit(f"/exit-plans/{plan.public_id}/housing-request", status=status)
    with app.app_context():
        assert db.session.scalars(sa.select(HousingRequest)).first() is None


def test_the_dwelling_wished_is_of_the_programme_asked(app, make, sign_in, namur, worker, plan):
    other = make.capteur_programme()
    for programme in (namur, other):
        make.capteur_convention(programme, worker, make.user())
    kept, client = make.captured(other, for_exits=True), sign_in(worker)
    asked_for = {"programme": namur.public_id, "dwelling": kept.public_id}
    client.submit(f"/exit-plans/{plan.public_id}/housing-request", status=422, **asked_for)
    client.submit(f"/exit-plans/{plan.public_id}/housing-request", **(asked_for | {"programme": other.public_id}))
    assert asked(app).wished_id == kept.id


def test_a_dwelling_kept_for_exits_is_proposed_to_nobody_else(make, sign_in, namur):
    kept, other = make.captured(namur, for_exits=True), make.waiting_request(namur, make.user(Role.PARTNER))
    client, base = sign_in(make.prospector(namur)), f"/capteur/{namur.public_id}"
    assert "réservé aux sorties" in client.get(f"{base}/dwellings/{kept.public_id}/candidates").text
    client.submit(f"{base}/dwellings/{kept.public_id}/requests/{other.public_id}/proposal", status=422)


def _form(text):
    return form_values(html.document_fromstring(text).xpath("//main//form")[0])


def test_the_lease_proposes_the_exit(make, sign_in, namur, worker, home):
    make.destinations()
    stay = make.stay(household=home, start_on=today() - 40 * DAY)
    client = sign_in(worker)
    assert _form(client.get(f"/stays/{stay.public_id}/exit").text)["destination"] == ""
    make.letting(namur, make.user(Role.PARTNER), home=home, start_on=today() - 5 * DAY)
    page = client.get(f"/stays/{stay.public_id}/exit").text
    known = _form(page)
    assert (known["destination"], known["reason"]) == ("PRIV", "home_found")
    assert known["left_on"] == (today() - 5 * DAY).isoformat()
    assert "Un bail de ce ménage a commencé" in page
