"""Assessing a household: what is proposed and why, who decides, and what stays hidden."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import now, today
from app.db import db
from axes.models.assessments import AssessmentAnswer, AxisAssessment
from axes.vocab import Answer, ConsentScope

CANARY = "Motif canari : hospitalisation"
FRAGILE = {"c_very_fragile": "yes", "c_cumulated_problems": "yes"}


@pytest.fixture
def smes(programme):
    return programme.organisations["Smes"]


@pytest.fixture
def household(make, smes):
    return make.household(organisation_id=smes.id)


@pytest.fixture
def worker(make, sign_in, smes):
    """A worker of the organisation, without the health right."""
    return sign_in(make.user(Role.FIELD_WORKER, organisation_id=smes.id))


@pytest.fixture
def nurse(make, sign_in, smes):
    """One with it."""
    return sign_in(make.user(Role.FIELD_WORKER, organisation_id=smes.id, health_right=True))


def new(household):
    return f"/households/{household.public_id}/assessments/new"


def latest(app):
    with app.app_context():
        return db.session.scalar(sa.select(AxisAssessment).order_by(AxisAssessment.id.desc()).limit(1))


def decide_url(browser):
    return browser.last.headers["Location"]


def test_the_street_proposes_axis_2_and_says_why_not_the_others(app, household, programme, worker):
    worker.submit(new(household), c_street="yes", c_stable_income="no")
    page = worker.get(decide_url(worker)).text
    assert "Axe proposé\u00a0: 2" in page
    assert "Il faudrait\u00a0: Des revenus stables" in page
    worker.submit(decide_url_of(app), axis=programme.axes[2].public_id)
    kept = latest(app)
    assert (kept.decided_axis_id, kept.proposed_axis_id) == (programme.axes[2].id, programme.axes[2].id)
    assert kept.decided_at is not None
    assert kept.decided_by_id == kept.assessor_id


def test_the_axis_is_decided_on_the_latest_assessment_of_a_household_that_was_known(
    app, make, household, programme, worker
):
    refused = worker.submit(new(household), status=422, c_street="yes", assessed_on="1990-01-01")
    assert "Personne ne connaissait ce ménage avant le" in refused.text
    make.referral(programme, household=household, since=now() - timedelta(days=5))
    old = (today() - timedelta(days=4)).isoformat()
    worker.submit(new(household), c_street="yes", assessed_on=old)
    older = latest(app)
    worker.submit(f"/assessments/{older.public_id}/answers", status=422, assessed_on="1990-01-01")
    stands = make.assessment(programme, household)
    told = worker.submit(f"/assessments/{older.public_id}/decision", status=422, axis=programme.axes[2].public_id)
    assert f"plus récente existe, du {today():%d/%m/%Y}" in told.text
    page = worker.get(f"/assessments/{older.public_id}").text
    assert f"/assessments/{stands.public_id}" in page
    assert "/decision" not in page


def decide_url_of(app):
    return f"/assessments/{latest(app).public_id}/decision"


def test_another_axis_than_proposed_needs_a_motive(app, household, programme, worker):
    worker.submit(new(household), c_street="yes")
    url = decide_url(worker)
    text = worker.submit(url, status=422, axis=programme.axes[1].public_id).text
    assert "Écrivez pourquoi" in text
    worker.submit(url, axis=programme.axes[1].public_id, motive="Revenus attendus le mois prochain")
    assert latest(app).decided_axis_id == programme.axes[1].id


def test_axis_3_without_its_expected_criteria_needs_a_motive(app, household, programme, nurse):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="no")
    url = decide_url(nurse)
    page = nurse.get(url).text
    assert "Axe proposé\u00a0: 3" in page
    assert "sinon un motif écrit\u00a0: Des assuétudes" in page
    nurse.submit(url, status=422, axis=programme.axes[3].public_id)
    nurse.submit(url, axis=programme.axes[3].public_id, motive="Vu en maraude depuis deux ans")
    assert latest(app).motive == "Vu en maraude depuis deux ans"


def test_axis_3_with_both_needs_none(app, household, programme, nurse):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="yes")
    nurse.submit(decide_url(nurse), axis=programme.axes[3].public_id)
    assert latest(app).decided_axis_id == programme.axes[3].id


def test_health_questions_are_not_asked_without_the_right(app, household, worker):
    page = worker.get(new(household)).text
    assert "c_mental_health" not in page
    fields = _fields(worker, new(household)) | FRAGILE | {"c_mental_health": "yes", "c_addiction": "yes"}
    worker.post(new(household), fields)
    with app.app_context():
        codes = db.session.scalars(
            sa.select(AssessmentAnswer).options(sa.orm.joinedload(AssessmentAnswer.criterion))
        ).all()
        assert not [one for one in codes if one.criterion.sensitive]


def _fields(browser, url):
    form = html.fromstring(browser.get(url).text).xpath("//main//form[@method='post']")[0]
    return dict(form.form_values())


def test_answers_of_health_survive_a_colleague_without_the_right(app, household, programme, nurse, worker):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="yes")
    worker.submit(f"/assessments/{latest(app).public_id}/answers", c_street="yes")
    with app.app_context():
        query = sa.select(AssessmentAnswer).options(sa.orm.joinedload(AssessmentAnswer.criterion))
        given = {one.criterion.code: one.answer for one in db.session.scalars(query)}
    assert (given["mental_health"], given["addiction"], given["street"]) == ("yes", "yes", "yes")


def test_what_concerns_health_reaches_only_those_with_the_right(
    app, make, sign_in, household, programme, nurse, worker
):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="no")
    nurse.submit(decide_url(nurse), axis=programme.axes[3].public_id, motive=CANARY)
    url = f"/assessments/{latest(app).public_id}"
    told = ("santé mentale", "assuétudes", CANARY)
    seen = nurse.get(url).text
    assert all(word in seen for word in told)
    for role in (Role.ALLOCATION, Role.COORDINATION):
        page = sign_in(make.user(role)).get(url).text
        assert "Axe 3" in page
        assert not [word for word in told if word in page]
        assert "sinon un motif" not in page
    plain = worker.get(url).text
    assert not [word for word in told if word in plain]


def test_sharing_the_file_does_not_share_its_health(app, make, sign_in, household, programme, nurse):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="yes")
    url = f"/assessments/{latest(app).public_id}"
    other = programme.organisations["DIOGENES"]
    browser = sign_in(make.user(Role.FIELD_WORKER, organisation_id=other.id, health_right=True))
    browser.get(url, status=404)
    make.consent(household, ConsentScope.SHARE_FILE, organisation=other)
    assert "santé mentale" not in browser.get(url).text
    make.consent(household, ConsentScope.SHARE_HEALTH, organisation=other)
    assert "santé mentale" in browser.get(url).text


def test_answers_are_sealed_in_the_database(app, household, nurse):
    nurse.submit(new(household), **FRAGILE, c_mental_health="yes", c_addiction="yes")
    with app.app_context():
        stored = db.session.execute(sa.text("SELECT answer_sealed FROM assessment_answer")).scalars().all()
    assert stored
    assert not [one for one in stored if one in set(Answer)]


def test_a_decision_stands_and_the_next_is_a_new_assessment(app, household, programme, worker):
    worker.submit(new(household), c_street="yes")
    url = decide_url(worker)
    stale = _fields(worker, url) | {"axis": programme.axes[2].public_id}
    worker.submit(url, axis=programme.axes[2].public_id)
    worker.post(url, {**stale, "form_key": "k" * 22}, status=409)
    worker.submit(f"/assessments/{latest(app).public_id}/answers", status=409, c_street="no")
    assert latest(app).decided_axis_id == programme.axes[2].id


def test_the_next_assessment_starts_from_the_last_answers_and_says_so(app, make, household, programme, nurse, worker):
    make.referral(programme, household=household, since=now().replace(year=2026, month=2, day=1))
    nurse.submit(new(household), assessed_on="2026-02-03", c_street="no", c_stable_income="yes", c_mental_health="yes")
    nurse.submit(decide_url(nurse), axis=programme.axes[2].public_id, motive="Attend")
    page = nurse.get(new(household)).text
    assert "Repris de l’évaluation du 03/02/2026" in page
    assert page.count("Le 03/02/2026\u00a0: Oui") == 2
    assert _fields(nurse, new(household))["c_stable_income"] == "yes"
    assert _fields(nurse, new(household))["assessed_on"] == today().isoformat()
    plain = worker.get(new(household)).text
    assert plain.count("Le 03/02/2026\u00a0: Oui") == 1, "what is known of health stays with those who may know it"
    nurse.submit(new(household), c_street="yes")
    with app.app_context():
        query = sa.select(AssessmentAnswer).where(AssessmentAnswer.assessment_id == latest(app).id)
        given = db.session.scalars(query.options(sa.orm.joinedload(AssessmentAnswer.criterion)))
        assert {one.criterion.code for one in given if one.answer == "yes"} == {
            "street", "stable_income", "mental_health"
        }  # fmt: skip


def test_all_unknown_says_what_to_ask_instead_of_an_axis(app, household, programme, worker):
    worker.submit(new(household))
    page = html.fromstring(worker.get(decide_url(worker)).text)
    (told,) = page.xpath("//div[contains(@class, 'notice')][contains(., 'Aucun axe ne ressort')]")
    asked = [one.text for one in told.xpath(".//li")]
    assert "Des revenus stables" in asked
    assert not [one for one in asked if "santé mentale" in one]
    assert latest(app).proposed_axis_id is None


def test_an_assessment_is_not_of_tomorrow(household, worker):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert "dans le futur" in worker.submit(new(household), status=422, assessed_on=tomorrow, c_street="yes").text


def test_partners_and_deciders_do_not_assess(make, sign_in, household, programme):
    for role in (Role.PARTNER, Role.ALLOCATION, Role.COORDINATION, Role.ADMINISTRATOR):
        sign_in(make.user(role)).get(new(household), status=404)


@pytest.mark.parametrize(
    ("followed_on", "led", "said", "leads"),
    [
        (None, False, "aucune équipe ne suit encore", "/assessments/{assessment}/team"),
        (2, False, "est suivi par Smes Deux (axe 2)", "/assignments/{episode}/change"),
        (3, False, "sans référent·e", "/assignments/{episode}/change"),
        (3, True, "Personne d’autre n’a à agir", "/households/{household}"),
    ],
)
def test_a_decision_says_who_acts_next_and_leads_there(
    make, sign_in, programme, household, worker, followed_on, led, said, leads
):
    made, episode = make.assessment(programme, household, decided=3), None
    if followed_on:
        team = make.team(programme.axes[followed_on], make.organisation(name="Smes Deux"))
        named = make.team_member(team) if led else None
        episode = make.assignment(household, team, reference_worker_id=named.id if named else None)
    page = html.fromstring(sign_in(make.user(Role.ALLOCATION)).get(f"/assessments/{made.public_id}").text)
    (notice,) = page.xpath("//main//div[contains(@class, 'notice')][contains(., 'Et maintenant')]")
    known = {"assessment": made.public_id, "household": household.public_id}
    assert said in notice.text_content()
    assert notice.xpath(".//a/@href") == [leads.format(episode=episode.public_id if episode else "", **known)]
    assert said in worker.get(f"/assessments/{made.public_id}").text
