"""Incidents: noted where, read by whom, answered, closed once; what comes back in a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.incidents import Incident, IncidentStep
from accompaniment.rules.incidents import proposal_for
from accompaniment.vocab_incidents import IncidentKind, IncidentOutcome, IncidentStepKind
from app.auth.vocab import Role
from app.clock import today
from tests.accompaniment.test_repairs import words_of
from tests.occupancy.test_stays import rows
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)
K, S = IncidentKind, IncidentStepKind
TYPED = {"kind": "noise", "grade": "3", "account": "Zyx cris la nuit", "reported_by": "neighbour"}


@pytest.fixture
def housed(make, world):
    """The household at home, with its support."""
    world.home = make.home()
    world.stay = make.stay(world.home, world.household, team=world.team)
    make.support(world.household, world.team, world.worker, stay=world.stay)
    return world


def titles(client, url="/incidents"):
    return [one.strip() for one in html.fromstring(client.get(url).text).xpath("//main//a[@class='title']/text()")]


def test_from_the_first_page_in_three_taps(app, housed):
    client = housed.enter(housed.worker)
    page = html.fromstring(client.get("/incidents/summary").text)
    (pick,) = page.xpath("//main//a[contains(., 'Noter un incident')]/@href")
    (new,) = html.fromstring(client.get(pick).text).xpath("//main//a[@class='title']/@href")
    client.submit(new, **TYPED)
    (made,) = rows(app, Incident)
    assert (made.household_id, made.unit_id, made.grade) == (housed.household.id, housed.home.id, 3)
    assert "Zyx" not in made.account_sealed
    assert titles(client) == ["Bruit"]
    assert titles(client, f"{housed.url}/support/incidents") == ["Bruit"]
    assert titles(client, f"/stays/{housed.stay.public_id}/incidents") == ["Bruit"]
    assert_swap_equals_reload(client, "/incidents", "incident-results")


def test_only_who_is_in_charge_reads_it(make, housed):
    one = make.incident(housed.worker, housed.home, housed.household, account="Zyx secret")
    url = f"/incidents/{one.public_id}"
    assert "Zyx secret" in housed.enter(housed.colleague).get(url).text
    for other in (housed.shared, housed.stranger, make.user(Role.COORDINATION), make.user(Role.ALLOCATION)):
        client = housed.enter(other)
        client.get(url, status=404)
        for act in ("edit", "grade", "answers/new", "close", "reopen"):
            client.get(f"{url}/{act}", status=404)
        if other.role is Role.FIELD_WORKER:
            assert titles(client) == []


def test_a_protected_household_hides_it_from_its_author_too(make, housed):
    household = make.household(organisation_id=housed.team.organisation_id, is_protected=True, named=[housed.colleague])
    home = make.home()
    make.stay(home, household)
    one = make.incident(housed.worker, home, household, grade=4)
    client = housed.enter(housed.worker)
    client.get(f"/incidents/{one.public_id}", status=404)
    client.get(f"/stays/{household.id}/incidents", status=404)
    assert titles(client) == titles(client, "/team-day") == []
    assert titles(housed.enter(housed.colleague)) == ["Bruit"]


def test_who_is_in_charge_of_who_lived_there_takes_it_up_once(app, make, housed):
    noted = make.incident(housed.stranger, housed.home, account="Zyx bagarre", kind=K.VIOLENCE, grade=3)
    gone = make.incident(housed.stranger, housed.home, happened_on=housed.stay.start_on - DAY)
    client = housed.enter(housed.worker)
    assert titles(client) == titles(client, "/day") == ["Violence"]
    client.get(f"/incidents/{gone.public_id}", status=404)
    client.get(f"/incidents/{noted.public_id}/close", status=404)
    client.submit(f"/incidents/{noted.public_id}/take-up")
    assert "Zyx bagarre" in client.follow().text
    made = max(rows(app, Incident), key=lambda one: one.id)
    assert (made.taken_from_id, made.household_id, made.grade) == (noted.id, housed.household.id, 3)
    for url in (f"/incidents/{noted.public_id}", f"/incidents/{noted.public_id}/take-up"):
        client.get(url, status=404)
    assert titles(client) == ["Violence"]
    author = housed.enter(housed.stranger)
    before = words_of(author.get(f"/incidents/{noted.public_id}"))
    client.submit(f"/incidents/{made.public_id}/close", outcome="settled")
    assert words_of(author.get(f"/incidents/{noted.public_id}")) == before


def test_it_was_of_who_lived_there_that_day(housed):
    client, new = housed.enter(housed.worker), f"/units/{housed.home.public_id}/incidents/new"
    before = (housed.stay.start_on - DAY).isoformat()
    assert "n’habitait pas" in client.submit(new, status=422, **TYPED, happened_on=before).text
    client.submit(new, **TYPED, happened_on=before, household="")
    client.submit(new, status=422, **TYPED, happened_on=(today() + DAY).isoformat())


def test_graded_answered_closed_and_opened_again(app, make, housed):
    one = make.incident(housed.worker, housed.home, housed.household)
    url, client = f"/incidents/{one.public_id}", housed.enter(housed.worker)
    client.submit(f"{url}/grade", status=422, grade="2", reason="Idem")
    client.submit(f"{url}/grade", grade="4", reason="Zyx blessé")
    assert titles(client, "/day") == ["Bruit"]
    client.submit(f"{url}/answers/new", status=422, kind="talk", next_on=(today() - DAY).isoformat())
    client.submit(f"{url}/answers/new", kind="safety", note="Zyx serrure", next_on=(today() + 9 * DAY).isoformat())
    assert titles(client, "/day") == []
    client.submit(f"{url}/close", outcome="settled")
    client.submit(f"{url}/close", status=409, outcome="moved")
    client.submit(f"{url}/answers/new", status=409, kind="talk")
    client.submit(f"{url}/reopen", reason="Zyx encore")
    page = client.follow().text
    assert all(text in page for text in ("Zyx blessé", "Zyx serrure", "Zyx encore", "à suivre, puis très grave"))
    kinds = [step.kind for step in rows(app, IncidentStep)]
    assert kinds == [S.REGRADED, S.SAFETY, S.CLOSED, S.REOPENED]
    (now,) = rows(app, Incident)
    assert (now.closed_on, now.outcome, now.grade) == (None, None, 4)


def test_closed_by_two_at_once_it_is_closed_once(app, make, housed):
    one = make.incident(housed.worker, housed.home, housed.household)
    url = f"/incidents/{one.public_id}/close"
    clients = [housed.enter(who) for who in (housed.worker, housed.colleague)]
    sent = [client.machinery() | {"outcome": "settled", "version": one.version} for client in clients]

    def close(pair):
        return pair[0].http.post(url, data=pair[1]).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, zip(clients, sent, strict=True))) == [303, 409]
    assert [step.outcome for step in rows(app, IncidentStep)] == [IncidentOutcome.SETTLED]


@pytest.mark.parametrize(
    ("kind", "grade", "earlier", "answers"),
    [
        (K.NOISE, 1, 0, [S.TALK]),
        (K.NOISE, 1, 2, [S.TALK, S.MEDIATION, S.REMINDER]),
        (K.VIOLENCE, 3, 0, [S.EMERGENCY, S.TEAM_MEETING, S.REMINDER]),
        (K.WATER, 1, 0, [S.REPAIR_ASKED, S.TALK]),
        (K.DAMAGE, 2, 1, [S.REPAIR_ASKED, S.TALK, S.REMINDER, S.CHARGES]),
        (K.SUBSTANCE, 4, 5, [S.SAFETY, S.TEAM_MEETING, S.TRANSFER_ASKED, S.END_ASKED]),
    ],
)
def test_the_ladder_proposes_by_grade_and_by_what_went_before(kind, grade, earlier, answers):
    assert list(proposal_for(kind, grade, earlier).answers) == answers


def test_only_a_year_counts_and_never_what_was_noted_by_mistake(make, housed):
    for days in (0, 364, 366):
        make.incident(housed.worker, housed.home, housed.household, happened_on=today() - days * DAY)
    wrong = {"closed_on": today(), "outcome": IncidentOutcome.MISTAKEN}
    make.incident(housed.worker, housed.home, housed.household, **wrong)
    one = make.incident(housed.worker, housed.home, housed.household)
    page = html.fromstring(housed.enter(housed.worker).get(f"/incidents/{one.public_id}").text)
    (earlier,) = page.xpath("//dt[contains(., 'douze mois')]/following-sibling::dd/text()")
    assert earlier == "2"
