"""Exit plans: steps from the target, candidacies that move the card, who reads what, two movers at once."""

import io
from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.documents import PersonDocument
from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy, ExitMove, ExitPlan, ExitStep
from accompaniment.vocab_documents import PaperReaders
from accompaniment.vocab_exits import ExitStage, ExitTarget
from app.auth.vocab import Role
from app.clock import now, today
from occupancy.models.allocations import AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import AllocationStepKind, ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_stays import rows
from tests.support.html import field_error
from tests.support.papers import PDF
from tests.support.race import at_once
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


@pytest.fixture
def url(world):
    return f"{world.url}/support/exit"


def begin(client, world, **fields):
    return client.submit(f"{world.url}/exit-plans/new", **({"target": "ais"} | fields))


def stage_of(client, household, query=""):
    """The column in which the board shows the household."""
    page = html.fromstring(client.get(f"/exits{query}").text)
    for lane in page.xpath("//section[contains(@class,'lane')]"):
        if household.reference in lane.text_content():
            return lane.get("id").removeprefix("lane-")
    return None


def test_a_plan_begins_with_the_steps_of_its_target(app, world, url):
    client = world.enter(world.worker)
    assert "Pas encore de projet" in client.get(url).text
    begin(client, world)
    page = client.follow().text
    assert "S’inscrire auprès des AIS choisies" in page
    assert "En recherche" in page
    assert len(rows(app, ExitStep)) == 6
    assert_swap_equals_reload(client, url, "exit-plan")


def test_another_target_drops_what_is_open_and_adds_its_own(app, world, url):
    client = world.enter(world.worker)
    begin(client, world)
    plan, first = rows(app, ExitPlan)[0], rows(app, ExitStep)[0]
    client.submit(f"/exit-steps/{first.public_id}", state="done", on=today().isoformat(), proof="Reçu de l’AIS")
    client.submit(f"/exit-plans/{plan.public_id}/edit", target="family")
    steps = rows(app, ExitStep)
    assert [step.done_on is not None for step in steps[:6]] == [True, *[False] * 5]
    assert all(step.dropped_on for step in steps[1:6])
    assert len(steps) == 9
    assert "Reçu de l’AIS" in client.get(url).text


def test_a_document_shows_a_step_and_who_may_not_read_it_leaves_it_there(app, make, world, url):
    plan = make.exit_plan(world.household, world.worker, steps=["Envoyer le dossier", "Visiter"])
    sent, visited = rows(app, ExitStep)
    healer = make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id, health_right=True)
    sealed = make.person_document(world.household, healer, readers=PaperReaders.HEALTH)
    client, careful = world.enter(world.worker), world.enter(healer)
    done = {"state": "done", "on": today().isoformat()}
    step = f"/exit-steps/{sent.public_id}"
    client.submit(step, status=422, files=[(io.BytesIO(b"MZ"), "scan.pdf")], **done)
    client.submit(step, files=[(io.BytesIO(PDF), "scan.pdf")], **done)
    (paper,) = [one for one in rows(app, PersonDocument) if one.id != sealed.id]
    assert (paper.title, paper.household_id) == ("Envoyer le dossier", plan.household_id)
    assert f"/documents/{paper.public_id}" in client.get(url).text
    assert f"/documents/{paper.public_id}" not in world.enter(world.shared).get(url).text
    with statements(app) as sent_to_database:
        shown = html.fromstring(client.get(f"/documents/{paper.public_id}").text)
    read = [one for one in sent_to_database if one.startswith("SELECT") and "journal_head" not in one]
    assert len(read) <= 8
    assert "Envoyer le dossier" in shown.xpath("string(//*[@id='proves']//a)")
    client.submit(step, document="")
    assert f"/documents/{paper.public_id}" not in client.get(url).text
    careful.submit(f"/exit-steps/{visited.public_id}", document=sealed.public_id, **done)
    client.submit(f"/exit-steps/{visited.public_id}", proof="Visite faite")
    assert f"/documents/{sealed.public_id}" not in client.get(url).text
    assert f"/documents/{sealed.public_id}" in careful.get(url).text, "it was not theirs to take away"


def test_a_day_before_the_plan_stands_and_one_long_ago_is_refused(app, world):
    client = world.enter(world.worker)
    begin(client, world)
    (plan,), step = rows(app, ExitPlan), rows(app, ExitStep)[0]
    long_ago = (today() - 3660 * DAY).isoformat()
    client.submit(f"/exit-steps/{step.public_id}", state="done", on=(today() - 90 * DAY).isoformat())
    answer = client.submit(f"/exit-steps/{step.public_id}", status=422, state="done", on=long_ago)
    assert "trop loin dans le passé" in field_error(answer, "on")
    answer = client.submit(f"/exit-steps/{step.public_id}", status=422, state="done", on="2026-02-30")
    assert "Cette date n’existe pas" in field_error(answer, "on")
    summary = html.fromstring(answer.text).xpath("//*[@class='error-summary']//a[@href='#on']")
    assert [one.text_content().startswith("Depuis le — Cette date") for one in summary] == [True]
    filed = {"target": "ais", "where": "AIS", "filed_on": long_ago}
    answer = client.submit(f"/exit-plans/{plan.public_id}/candidacies/new", status=422, **filed)
    assert "trop loin dans le passé" in field_error(answer, "filed_on")


def test_the_reserved_share_asks_its_year(app, world):
    client = world.enter(world.worker)
    answer = client.submit(f"{world.url}/exit-plans/new", status=422, target="sisp_reserved")
    assert "De quelle année" in answer.text
    answer = client.submit(f"{world.url}/exit-plans/new", status=422, target="ais", reserved_year="2026")
    assert "part réservée" in answer.text
    begin(client, world, target="sisp_reserved", reserved_year="2026")
    assert rows(app, ExitPlan)[0].reserved_year == 2026


def test_one_plan_lives_at_a_time(app, world):
    first, second = world.enter(world.worker), world.enter(world.colleague)
    address = f"{world.url}/exit-plans/new"

    def make_one(client):
        return lambda: client.http.post(address, data=client.machinery() | {"target": "ais"}).status_code

    assert sorted(at_once(make_one(first), make_one(second))) == [303, 409]
    assert len(rows(app, ExitPlan)) == 1


def test_a_candidacy_brings_the_card_along_and_never_back(app, world, make, url):
    client = world.enter(world.worker)
    plan = make.exit_plan(world.household, world.worker, started_on=today() - 10 * DAY)
    filed = (today() - 3 * DAY).isoformat()
    client.submit(f"/exit-plans/{plan.public_id}/candidacies/new", where="AIS Inventée", filed_on=filed)
    assert stage_of(client, world.household) == "filed"
    one = rows(app, ExitCandidacy)[0]
    note = f"/candidacies/{one.public_id}/events/new"
    assert "Quel est le rang" in client.submit(note, status=422, kind="ranked").text
    client.submit(note, kind="ranked", rank="12")
    assert "rang 12" in client.get(url).text
    assert "Pas avant" in client.submit(note, status=422, kind="offered", happened_on=filed).text
    client.submit(note, kind="offered")
    assert stage_of(client, world.household) == "offer"
    client.submit(f"/exit-plans/{plan.public_id}/candidacies/new", where="Autre", filed_on=today().isoformat())
    assert stage_of(client, world.household) == "offer", "a second candidacy moves nothing back"
    again = {"where": "AIS inventée", "filed_on": today().isoformat()}
    answer = client.submit(f"/exit-plans/{plan.public_id}/candidacies/new", status=422, **again)
    assert "déjà en cours" in field_error(answer, "where"), "the page of before, sent again, is no second candidacy"
    client.submit(note, kind="withdrawn")
    client.submit(f"/exit-plans/{plan.public_id}/candidacies/new", **again)
    assert len(rows(app, ExitCandidacy)) == 3
    assert [event.kind.value for event in rows(app, CandidacyEvent)][:4] == ["filed", "ranked", "offered", "filed"]


def test_a_move_has_a_reason_and_a_day(app, make, world):
    client = world.enter(world.worker)
    plan = make.exit_plan(world.household, world.worker)
    move = f"/exit-plans/{plan.public_id}/move"
    client.submit(move, status=422, stage="offer")
    assert "déjà dans cette colonne" in client.submit(move, status=422, stage="searching", reason="Rien").text
    assert (
        "Pas avant"
        in client.submit(move, status=422, stage="offer", reason="Visite", moved_on=(today() - DAY).isoformat()).text
    )
    forged = client.machinery() | {"stage": "housed", "reason": "Triche", "moved_on": today().isoformat(), "version": 1}
    assert client.http.post(move, data=forged).status_code == 422
    client.submit(move, stage="offer", reason="Visite réussie")
    assert [(one.stage, one.reason) for one in rows(app, ExitMove)][-1] == (ExitStage.OFFER, "Visite réussie")


def test_the_second_of_two_movers_sees_both_texts(make, world):
    plan = make.exit_plan(world.household, world.worker)
    move = f"/exit-plans/{plan.public_id}/move"
    first, second = world.enter(world.worker), world.enter(world.colleague)
    version = html.fromstring(second.get(move).text).xpath("string(//input[@name='version']/@value)")
    first.submit(move, stage="offer", reason="Offre de l’AIS")
    typed = {"stage": "filed", "reason": "Dossier envoyé", "moved_on": today().isoformat(), "version": version}
    both = second.post(move, typed, status=409).text
    assert "Offre reçue" in both
    assert "Candidature déposée" in both
    assert "Dossier envoyé" in both


def test_housed_follows_from_the_exit_and_a_return_is_planned_anew(app, make, world, url):
    start = today() - 60 * DAY
    stay = make.stay(household=world.household, start_on=start, team=world.team)
    client = world.enter(world.worker)
    assert stage_of(client, world.household) == "to_plan", "who lives there without a plan is to be planned"
    make.exit_plan(world.household, world.worker, started_on=today() - 30 * DAY)
    assert stage_of(client, world.household) == "searching"
    make.stay_exit(stay, left_on=today() - 2 * DAY, code="AIS")
    assert stage_of(client, world.household) == "housed"
    make.stay(household=world.household, start_on=today())
    assert stage_of(client, world.household) == "to_plan"
    begin(client, world, target="private")
    assert [plan.ended_on for plan in rows(app, ExitPlan)] == [today(), None]
    assert "Projets précédents (1)" in client.get(url).text


@pytest.mark.parametrize(
    ("days", "code", "column"), [(0, "AIS", "housed"), (90, "AIS", "housed"), (91, "AIS", None), (0, "STREET", None)]
)
def test_housed_without_a_plan_shows_for_ninety_days_as_the_legend_says(make, world, days, code, column):
    sites = [make.site(), make.site()]
    stay = make.stay(make.home(sites[0]), world.household, team=world.team, start_on=today() - 200 * DAY)
    make.stay_exit(stay, left_on=today() - days * DAY, code=code)
    client = world.enter(world.worker)
    assert stage_of(client, world.household) == column
    found = [stage_of(client, world.household, f"?site={site.public_id}") for site in sites]
    assert found == [column, None], "of the site they left"


def test_a_transfer_that_the_closing_settled_leaves_no_risk(make, world, url):
    last_day, site, unit = today() + 30 * DAY, make.site(), make.home()
    stay = make.stay(make.home(site, last_day=last_day), world.household, team=world.team, planned_end_on=last_day)
    held = make.allocation(world.programme, unit=unit, household=world.household, state="team_accepted")
    known = {"planned_on": last_day, "kind": ClosureOutcomeKind.TRANSFER_PLANNED, "allocation_id": held.id}
    make.save(ClosureOutcome(closure_id=a_closure(make, site).id, stay_id=stay.id, unit_id=unit.id, **known))
    make.exit_plan(world.household, world.worker, stage=ExitStage.TO_PLAN)
    client = world.enter(world.worker)
    for late in (True, False):
        assert ("En retard sur l’échéance" in client.get(url).text) == late
        assert (stage_of(client, world.household, "?risk=late") == "to_plan") == late
        make.save(AllocationStep(allocation_id=held.id, kind=AllocationStepKind.HOUSEHOLD_ACCEPTED, at=now()))
    assert f"Transfert convenu le {last_day:%d/%m/%Y}" in client.get("/exits").text


def test_a_departure_after_the_end_of_the_dwelling_is_told_and_kept(app, make, world, url):
    last_day = today() + 400 * DAY
    make.stay(make.home(last_day=last_day), world.household, team=world.team)
    client, late = world.enter(world.worker), last_day + DAY
    assert f"{last_day:%d/%m/%Y}" in client.get(f"{world.url}/exit-plans/new").text
    begin(client, world, planned_on=last_day.isoformat())
    (plan,) = rows(app, ExitPlan)
    assert "vient après la fin du logement" not in client.get(url).text
    client.submit(f"/exit-plans/{plan.public_id}/edit", planned_on=late.isoformat())
    for page in (url, f"/exit-plans/{plan.public_id}/edit"):
        assert f"Le départ prévu le {late:%d/%m/%Y} vient après" in client.get(page).text


def test_a_stay_past_its_planned_end_is_not_in_time_and_a_step_after_the_departure_is_told(make, world, url):
    home, past = make.home(last_day=today() + 400 * DAY), today() - 44 * DAY
    make.stay(home, world.household, team=world.team, start_on=today() - 60 * DAY, planned_end_on=past)
    plan = make.exit_plan(world.household, world.worker, planned_on=today() + 20 * DAY)
    make.exit_step(plan, due_on=today() + 30 * DAY)
    client = world.enter(world.worker)
    for address in ("/exits", url):
        told = html.fromstring(client.get(address).text).xpath("//*[contains(@class, 'badge')]/text()")
        assert f"Fin prévue du séjour dépassée ({past:%d/%m/%Y})" in told
        assert "Encore faisable" not in told
    assert f"Après le départ prévu ({today() + 20 * DAY:%d/%m/%Y})" in client.get(url).text


def test_who_left_for_the_street_is_off_the_board(make, world):
    stay = make.stay(household=world.household, team=world.team)
    make.exit_plan(world.household, world.worker, started_on=today() - 20 * DAY)
    make.stay_exit(stay, left_on=today(), code="STREET")
    assert stage_of(world.enter(world.worker), world.household) is None


def test_who_is_gone_has_nothing_to_prepare(make, world, url):
    long_ago = today() - 300 * DAY
    stay = make.stay(household=world.household, team=world.team, start_on=long_ago - 90 * DAY, end_on=long_ago)
    make.stay_exit(stay, left_on=long_ago, code="AIS")
    exits = world.enter(world.worker).get(url).text
    assert "Pas encore de projet" not in exits
    assert "Il n’y a plus rien à préparer" in exits


def test_obstacles_are_sealed_and_read_by_those_who_accompany(app, make, world, url):
    client = world.enter(world.worker)
    begin(client, world, obstacles=["debts"], obstacle_note="Plan d’apurement jusqu’en mars")
    plan = rows(app, ExitPlan)[0]
    assert "apurement" not in (plan.obstacle_note_sealed or "")
    assert "debts" not in (plan.obstacles_sealed or "")
    assert "apurement" in world.enter(world.shared).get(url).text
    world.enter(world.stranger).get(url, status=404)
    world.enter(make.user(Role.COORDINATION)).get(url, status=404)
    assert "apurement" not in world.enter(make.user(Role.COORDINATION)).get("/exits").text


def test_criteria_are_for_the_health_right_alone(app, make, world, url):
    health = make.user(Role.FIELD_WORKER, organisation_id=world.team.organisation_id, health_right=True)
    plan = make.exit_plan(world.household, world.worker, target=ExitTarget.HOUSING_FIRST)
    client, plain = world.enter(health), world.enter(world.worker)
    new = f"/exit-plans/{plan.public_id}/candidacies/new"
    assert "Assuétude" not in plain.get(new).text
    client.submit(new, where="Équipe Inventée", criteria=["mental_illness"])
    assert "Maladie mentale" in client.get(url).text
    assert "Maladie mentale" not in plain.get(url).text
    one = rows(app, ExitCandidacy)[0]
    plain.submit(f"/candidacies/{one.public_id}/edit", where="Équipe Fictive")
    assert "Maladie mentale" in client.get(url).text, "who may not know leaves it as it is"
