"""What an exit left open is asked at once, settled in one act, and opens again with an exit that was not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from lxml import html

from accompaniment.models.exit_plans import CandidacyEvent, ExitCandidacy, ExitStep
from accompaniment.rules.exit_stages import state_of
from accompaniment.vocab_exits import ExitTarget
from app.auth.vocab import Role
from app.clock import today
from occupancy.models.stays import StayObjective
from occupancy.vocab import ObjectiveKind
from tests.accompaniment.test_day import listed
from tests.occupancy.test_exits import LEFT
from tests.occupancy.test_stays import rows
from tests.support.client import form_values

DAY = timedelta(days=1)
TO_CLOSE = "Clore ce que la sortie a laissé ouvert"


@pytest.fixture
def open_file(make, world):
    """A stay with two objectives, a late step, a candidacy filed and one with an offer."""
    make.destinations()
    long_ago = today() - 60 * DAY
    stay = make.stay(household=world.household, team=world.team, start_on=long_ago)
    lasting, papers = (make.objective(stay, kind) for kind in (ObjectiveKind.LASTING_HOME, ObjectiveKind.PAPERS))
    plan = make.exit_plan(world.household, world.worker, started_on=long_ago)
    step = make.exit_step(plan, due_on=today() - 40 * DAY)
    filed = make.candidacy(plan, events=[("filed", long_ago)])
    offered = make.candidacy(plan, where="Bailleur", target=ExitTarget.PRIVATE, events=[("offered", long_ago)])
    make.support(world.household, world.team, world.worker, start_on=long_ago)
    facts = {
        "stay": stay,
        "plan": plan,
        "lasting": lasting,
        "papers": papers,
        "step": step,
        "filed": filed,
        "offered": offered,
    }
    given_up = {f"objective_{papers.public_id}": "dropped", f"step_{step.public_id}": "dropped"}
    facts |= {"given_up": given_up}
    return SimpleNamespace(**vars(world), **facts, settles=f"/stays/{stay.public_id}/exit/settlement")


def leave(client, of, code="PRIV", **given):
    client.submit(f"/stays/{of.stay.public_id}/exit", **(LEFT | {"destination": code} | given))
    return client.last.headers["Location"]


def proposed(client, of):
    """What the page answers beforehand, by thing."""
    data = form_values(html.fromstring(client.get(of.settles).text).xpath("//main//form[@method='post']")[0])
    return {name.partition("_")[2]: said for name, said in data.items() if "_" in name}


def states(app):
    events = rows(app, CandidacyEvent)
    known = [[event.kind for event in events if event.candidacy_id == one.id] for one in rows(app, ExitCandidacy)]
    return [str(state_of(kinds)) for kinds in known]


def test_an_exit_leads_to_what_it_left_open_and_one_act_settles_it(app, open_file):
    client, of = open_file.enter(open_file.worker), open_file
    assert leave(client, of) == of.settles
    assert ("today", TO_CLOSE) in listed(client)
    assert "La sortie a laissé des choses ouvertes" in client.get(f"{of.url}/support/exit").text
    told = proposed(client, of)
    assert told[of.lasting.public_id] == "reached"
    assert {of.papers.public_id, of.step.public_id}.isdisjoint(told), "nobody but people can say"
    assert [told[one.public_id] for one in (of.filed, of.offered)] == ["withdrawn", "accepted"]
    client.submit(of.settles, status=422, **{f"objective_{of.papers.public_id}": "dropped"})
    client.submit(of.settles, **of.given_up)
    page = client.follow().text
    assert "est réglé" in page
    assert "En retard" not in page
    assert [(one.reached_on, one.dropped_on) for one in rows(app, StayObjective)] == [(today(), None), (None, today())]
    assert rows(app, ExitStep)[0].dropped_on == today()
    assert states(app) == ["withdrawn", "accepted"]
    assert listed(client) == []


@pytest.mark.parametrize(("code", "reached"), [("AIS", "reached"), ("STREET", "dropped")])
def test_the_lasting_home_is_proposed_by_the_destination(open_file, code, reached):
    client = open_file.enter(open_file.worker)
    leave(client, open_file, code, reason="other")
    told = proposed(client, open_file)
    assert told[open_file.lasting.public_id] == reached
    assert told[open_file.offered.public_id] == "withdrawn"
    assert told[open_file.filed.public_id] == ("accepted" if code == "AIS" else "withdrawn"), (
        "the only one of that kind"
    )


@pytest.mark.parametrize(("code", "proof", "said"), [("AIS", "Bail signé", "done"), ("DEATH", None, "dropped")])
def test_a_step_is_answered_beforehand_only_where_it_is_certain(make, open_file, code, proof, said):
    client, of = open_file.enter(open_file.worker), open_file
    step = make.exit_step(of.plan, name="Bail", proof=proof)
    leave(client, of, code, **({"reason": "death", "voluntary": "False"} if code == "DEATH" else {}))
    assert proposed(client, of)[step.public_id] == said


def test_a_step_that_outlives_the_exit_stays_to_be_done_and_is_not_asked_again(app, open_file):
    client, of = open_file.enter(open_file.worker), open_file
    leave(client, of)
    client.submit(of.settles, **(of.given_up | {f"step_{of.step.public_id}": "open"}))
    assert "La sortie a laissé des choses ouvertes" not in client.follow().text
    (step,) = rows(app, ExitStep)
    assert (step.is_open, step.kept_on) == (True, today())
    assert [section for section, _ in listed(client)] == ["late"], "the step itself, no exit to settle"
    client.submit(f"/stays/{of.stay.public_id}/exit/cancellation", why="Erreur de ménage")
    assert rows(app, ExitStep)[0].kept_on is None


def test_an_exit_that_was_not_opens_again_what_was_given_up_with_it(app, open_file):
    client, of = open_file.enter(open_file.worker), open_file
    leave(client, of)
    client.submit(of.settles, **(of.given_up | {f"objective_{of.papers.public_id}": "reached"}))
    client.submit(f"/stays/{of.stay.public_id}/exit/cancellation", why="Erreur de ménage")
    assert [(one.reached_on, one.dropped_on) for one in rows(app, StayObjective)] == [(None, None), (today(), None)]
    assert rows(app, ExitStep)[0].dropped_on is None
    assert states(app) == ["filed", "accepted"]


def test_a_corrected_destination_asks_anew(app, open_file):
    client, of = open_file.enter(open_file.worker), open_file
    leave(client, of)
    client.submit(of.settles, **of.given_up)
    said = {"destination": "STREET", "reason": "other", "why": "Le bail n’a pas été signé"}
    client.submit(f"/stays/{of.stay.public_id}/exit/correction", **said)
    assert client.last.headers["Location"] == of.settles
    client.submit(of.settles, **{f"objective_{of.lasting.public_id}": "dropped"})
    assert {one.reached_on for one in rows(app, StayObjective)} == {None}


def test_the_second_of_two_is_told_and_keeps_what_they_said(app, open_file):
    first, second, of = open_file.enter(open_file.worker), open_file.enter(open_file.colleague), open_file
    leave(first, of)
    page = html.fromstring(second.get(of.settles).text)
    typed = form_values(page.xpath("//main//form[@method='post']")[0]) | {f"objective_{of.papers.public_id}": "reached"}
    first.submit(of.settles, **of.given_up)
    answer = second.http.post(of.settles, data=typed)
    assert answer.status_code == 409
    assert "a changé depuis" in answer.text
    assert rows(app, StayObjective)[1].reached_on is None


def test_who_accompanies_nobody_is_led_to_the_stay(make, open_file):
    client = open_file.enter(make.user(Role.COORDINATION))
    assert leave(client, open_file) == f"/stays/{open_file.stay.public_id}"
    client.get(open_file.settles, status=404)
