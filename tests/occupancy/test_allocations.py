"""The life of an allocation through HTTP: who answers what, how it ends, what frees the unit, who may see it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html
from sqlalchemy.exc import IntegrityError

from app.auth.vocab import Role
from app.clock import now, today
from app.db import db, transaction
from axes.vocab import ConsentScope
from occupancy.models.allocations import Allocation, AllocationStep
from tests.support.swap import assert_swap_equals_reload


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def team(programme):
    return programme.teams[2, "Pierre d’Angle"]


@pytest.fixture
def worker(make, team):
    return make.user(Role.FIELD_WORKER, organisation_id=team.organisation_id)


@pytest.fixture
def allocator(make):
    return make.user(Role.ALLOCATION)


def stored(app, allocation):
    with app.app_context(), transaction("read"):
        return db.session.get_one(Allocation, allocation.id)


def url(allocation, *rest):
    return "/".join(["/allocations", allocation.public_id, *rest])


def test_from_the_proposal_to_the_planned_entry(app, make, programme, worker, sign_in):
    unit, household = make.home(), make.waiting_household(programme)
    made = make.allocation(programme, unit=unit, household=household)
    team_client = sign_in(worker)
    team_client.submit(url(made, "answer", "team-accepted"))
    assert "attend le ménage" in team_client.follow().text
    team_client.submit(url(made, "answer", "household-accepted"))
    day = today() + timedelta(days=5)
    team_client.submit(url(made, "answer", "entry-planned"), planned_on=day.isoformat())
    page = team_client.follow().text
    assert f"{day:%d/%m/%Y}" in page
    assert "Enregistrer l’entrée" in page
    assert stored(app, made).expires_at is None
    team_client.submit(url(made, "answer", "entry-planned"), planned_on=(day + timedelta(days=1)).isoformat())


def test_an_acceptance_gives_the_time_again_for_the_next_answer(app, make, programme, worker, sign_in):
    made = make.allocation(programme)
    before = stored(app, made).expires_at
    sign_in(worker).submit(url(made, "answer", "team-accepted"))
    assert stored(app, made).expires_at > before


@pytest.mark.parametrize(
    ("state", "step", "label"),
    [
        ("proposed", "team-declined", "L’équipe est complète"),
        ("team_accepted", "household-declined", "Le quartier ne convient pas"),
        ("entry_planned", "household-declined", "Le quartier ne convient pas"),
    ],
)
def test_a_refusal_says_why_and_frees_the_unit_at_once(make, programme, worker, allocator, sign_in, state, step, label):
    unit, household = make.home(), make.waiting_household(programme)
    made = make.allocation(programme, unit=unit, household=household, state=state)
    client, board = sign_in(worker), sign_in(allocator)
    assert "Aucun logement libre" in board.get("/allocations/board").text
    client.submit(url(made, "answer", step), status=422)
    reason = "team_full" if step == "team-declined" else "place_unsuitable"
    client.submit(url(made, "answer", step), reason=reason)
    assert label in client.follow().text
    assert household.reference in board.get("/allocations/board").text
    board.submit(f"/allocations/new/{unit.public_id}/{household.public_id}")


def test_a_household_does_not_decline_because_the_team_is_full(make, programme, worker, sign_in):
    made = make.allocation(programme, state="team_accepted")
    client = sign_in(worker)
    client.post(url(made, "answer", "household-declined"), {"reason": "team_full", "version": "1"}, status=422)


def test_another_reason_is_said_in_words_that_only_the_page_shows(app, make, programme, worker, sign_in):
    made = make.allocation(programme)
    client = sign_in(worker)
    again = client.submit(url(made, "answer", "team-declined"), reason="other", status=422)
    assert "quelle est cette autre raison" in again.text
    client.submit(url(made, "answer", "team-declined"), reason="other", note="Travaux bruyants à côté")
    assert "Travaux bruyants à côté" in client.follow().text
    with app.app_context(), transaction("read"):
        kept = db.session.scalars(sa.select(AllocationStep.note_sealed).order_by(AllocationStep.id.desc())).first()
    assert kept is not None
    assert "bruyants" not in kept


@pytest.mark.parametrize(
    ("state", "expected", "others"),
    [
        ("proposed", {"team-accepted", "team-declined"}, set()),
        ("team_accepted", {"household-accepted", "household-declined"}, {"team-declined"}),
        ("household_accepted", {"entry-planned"}, {"team-declined", "household-declined"}),
        ("entry_planned", set(), {"entry-planned", "team-declined", "household-declined"}),
    ],
)
def test_what_comes_next_is_asked_first_and_changes_of_mind_are_folded(
    make, programme, worker, sign_in, state, expected, others
):
    made = make.allocation(programme, state=state)
    page = lxml_html.fromstring(sign_in(worker).get(url(made)).text)
    steps = page.xpath("//main//*[contains(@href | @action, '/answer/')]")
    folded = {_step_of(one) for one in steps if one.xpath("ancestor::details")}
    assert {_step_of(one) for one in steps} - folded == expected
    assert folded == others
    assert ("À vous de répondre" in page.text_content()) == bool(expected)


def _step_of(item):
    return (item.get("href") or item.get("action")).rpartition("/")[2]


def test_the_allocation_team_withdraws_with_a_reason(app, make, programme, allocator, sign_in):
    made = make.allocation(programme)
    client = sign_in(allocator)
    client.submit(url(made, "withdrawn"), reason="other_solution")
    assert "Une autre solution est trouvée" in client.follow().text
    assert stored(app, made).closed_at is not None
    client.post(url(made, "withdrawn"), {"reason": "other", "version": "2"}, status=409)


def test_an_expired_proposal_frees_by_itself_and_takes_no_answer(app, make, programme, worker, allocator, sign_in):
    """Nothing ran meanwhile: readers see it expired, the unit free, and the household waiting in its place."""
    unit, household = make.home(), make.waiting_household(programme)
    made = make.allocation(programme, unit=unit, household=household, expired=True)
    board = sign_in(allocator)
    assert household.reference in board.get("/allocations/board").text
    assert "de nouveau libre" in board.get(url(made)).text
    answer = sign_in(worker).post(url(made, "answer", "team-accepted"), {"version": "1"}, status=409)
    assert "a expiré" in answer.text
    board.submit(f"/allocations/new/{unit.public_id}/{household.public_id}")
    assert stored(app, made).closed_at is not None


def test_a_household_whose_proposal_elsewhere_expired_can_be_proposed_at_once(make, programme, allocator, sign_in):
    household = make.waiting_household(programme)
    make.allocation(programme, household=household, expired=True)
    unit = make.home(code="Z9")
    sign_in(allocator).submit(f"/allocations/new/{unit.public_id}/{household.public_id}")


def test_a_stay_is_not_kept_out_by_a_proposal_that_expired(make, programme):
    """Whoever writes the stay, and whether or not somebody closed the proposal: the guard itself knows the hour."""
    held, gone = make.home(), make.home()
    make.allocation(programme, unit=held)
    make.allocation(programme, unit=gone, expired=True)
    make.stay(unit=gone)
    with pytest.raises(IntegrityError, match="stay_hits_allocation"):
        make.stay(unit=held)


def test_a_step_that_does_not_follow_is_refused(make, programme, worker, sign_in):
    made = make.allocation(programme)
    answer = sign_in(worker).post(url(made, "answer", "household-accepted"), {"version": "1"}, status=409)
    assert "ne suit pas" in answer.text


def test_the_second_to_answer_is_told(make, programme, worker, sign_in):
    """She opened the page before her colleague accepted; her refusal does not undo it unseen."""
    made = make.allocation(programme)
    client = sign_in(worker)
    client.submit(url(made, "answer", "team-accepted"))
    client.post(url(made, "answer", "team-declined"), {"version": "1", "reason": "other"}, status=409)


def test_the_day_of_entry_lies_in_the_time_held(make, programme, worker, sign_in):
    made = make.allocation(programme, state="household_accepted")
    client = sign_in(worker)
    late = made.end_on.isoformat()
    answer = client.submit(url(made, "answer", "entry-planned"), status=422, planned_on=late)
    assert f"{made.end_on - timedelta(days=1):%d/%m/%Y}" in answer.text
    assert late in answer.text
    early = (today() - timedelta(days=1)).isoformat()
    client.submit(url(made, "answer", "entry-planned"), status=422, planned_on=early)
    client.submit(url(made, "answer", "entry-planned"), planned_on=(made.end_on - timedelta(days=1)).isoformat())


# Who may


def test_only_the_assigned_team_answers(make, programme, team, worker, sign_in):
    made = make.allocation(programme)
    colleague = make.user(Role.FIELD_WORKER)
    household = stored(make.app, made).household_id
    make.save(_shared(make, household, colleague))
    shared = sign_in(colleague)
    assert "À vous de répondre" not in shared.get(url(made)).text
    shared.get(url(made, "answer", "team-accepted"), status=404)
    shared.post(url(made, "answer", "team-accepted"), {"version": "1"}, status=404)
    make.team_member(team)
    sign_in(worker).get(url(made, "answer", "team-accepted"), status=404)


def _shared(make, household_id, user):
    from axes.models.people import Consent

    return Consent(
        household_id=household_id,
        scope=ConsentScope.SHARE_FILE,
        organisation_id=user.organisation_id,
        purpose="Suivi",
        given_on=today(),
    )


def test_field_workers_see_the_allocations_of_their_files_only(make, programme, worker, sign_in):
    mine = make.waiting_household(programme)
    make.allocation(programme, household=mine)
    theirs = make.waiting_household(programme, team=programme.teams[3, "Smes"])
    other = make.allocation(programme, household=theirs)
    client = sign_in(worker)
    listed = client.get("/allocations").text
    assert mine.reference in listed
    assert theirs.reference not in listed
    assert "(1)" in listed
    client.get(url(other), status=404)
    client.get("/allocations/board", status=404)
    client.get(url(other, "withdrawn"), status=404)


@pytest.mark.parametrize("role", [Role.HOUSING_OPERATOR, Role.PARTNER, Role.FUNDER, Role.ADMINISTRATOR, Role.CAPTEUR])
def test_the_others_see_nothing(make, programme, sign_in, role):
    made = make.allocation(programme)
    client = sign_in(make.user(role))
    for address in ("/allocations", "/allocations/board", url(made), url(made, "answer", "team-accepted")):
        client.get(address, status=404)


def test_a_protected_household_is_for_named_readers(make, programme, allocator, sign_in):
    household = make.waiting_household(programme, is_protected=True, named=[allocator])
    made = make.allocation(programme, household=household)
    assert household.reference in sign_in(allocator).get("/allocations").text
    outsider = sign_in(make.user(Role.ALLOCATION))
    assert household.reference not in outsider.get("/allocations").text
    outsider.get(url(made), status=404)


def test_the_order_kept_is_shown_to_those_who_allocate(make, programme, worker, allocator, sign_in):
    """Protected households keep their rank in it, without their reference for those who are not named."""
    first = make.waiting_household(programme, is_protected=True, named=[allocator], since=now() - timedelta(days=300))
    second, unit = make.waiting_household(programme), make.home()
    client = sign_in(allocator)
    client.submit(f"/allocations/new/{unit.public_id}/{second.public_id}")
    address = client.last.headers["Location"]
    own = client.get(address).text
    assert "L’ordre au moment de la décision" in own
    assert first.reference in own
    coordination = sign_in(make.user(Role.COORDINATION)).get(address).text
    assert first.reference not in coordination
    assert "ménage non visible" in coordination
    assert "L’ordre au moment de la décision" not in sign_in(worker).get(address).text


def test_the_panel_of_a_household(make, programme, worker, sign_in):
    household = make.waiting_household(programme)
    made = make.allocation(programme, household=household)
    client = sign_in(worker)
    address = f"/households/{household.public_id}/allocations"
    assert made.public_id in client.get(address).text
    assert_swap_equals_reload(client, address, "household-allocations")
