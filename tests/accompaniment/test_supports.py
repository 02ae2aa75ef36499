"""Supports: opened at entry and by hand, under any roof, followed as teams change, ended; who may."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accompaniment.models.supports import Support, SupportPerson
from accompaniment.vocab import Roof, SupportEnd
from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from axes.models.people import Household, ProtectedReader
from reports.queries.figures import values
from tests.occupancy.test_stays import rows
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


def counted(app, code):
    with app.app_context(), transaction("read"):
        return {value.figure.code: value.count for value in values(today())}[code]


def open_by_hand(world, client, status=303, **typed):
    team = {"team": world.team.public_id} | typed
    return client.submit(f"{world.url}/support/new", status=status, **team)


def test_people_are_accompanied_without_being_housed(app, world):
    client = world.enter(world.worker)
    assert "n’accompagne pas ce ménage" in client.get(f"{world.url}/support").text
    open_by_hand(world, client, roof="address", place="Chez sa sœur, rue Inventée 3")
    page = client.follow().text
    assert "Chez sa sœur" in page
    assert world.worker.name in page
    (support,) = rows(app, Support)
    assert (support.roof, support.organisation_id) == (Roof.ADDRESS, world.team.organisation_id)
    assert "sœur" not in (support.place_sealed or "")
    assert len(rows(app, SupportPerson, support_id=support.id)) == 2
    assert (counted(app, "persons_accompanied"), counted(app, "persons_housed")) == (2, 0)


def test_who_may_know_them_reads_whose_file_it_is_beside_the_reference_and_never_in_the_title(make, sign_in, world):
    client = world.enter(world.worker)
    for url in (f"{world.url}/support", f"{world.url}/support/contacts", f"{world.url}/contacts/new", world.url):
        title, page = client.get(url).text.split("</title>", 1)
        head = page.split("<main", 1)[1].split("</header>", 1)[0]
        assert "Awa Lavande" in head, url
        assert "Lavande" not in title, url
    assert "Lavande" not in sign_in(make.user(Role.ALLOCATION)).get(world.url).text


def test_only_those_chosen_are_accompanied(app, world):
    open_by_hand(world, world.enter(world.worker), people=world.household.person.public_id)
    assert [one.person_id for one in rows(app, SupportPerson)] == [world.household.person.id]
    answer = open_by_hand(world, world.enter(world.colleague), status=409, people=world.household.person.public_id)
    assert f"depuis le {today():%d/%m/%Y}" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"people": []}, "au moins une personne"),
        ({"start_on": (today() + DAY).isoformat()}, f"{today():%d/%m/%Y}"),
        ({"place": "85.07.30-033-28"}, "registre national"),
        ({"team": ""}, "error"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(world, typed, said):
    assert said in open_by_hand(world, world.enter(world.worker), status=422, **typed).text


def test_a_stay_is_offered_as_a_roof_only_to_whoever_has_one(make, world):
    client = world.enter(world.worker)
    assert 'value="stay"' not in client.get(f"{world.url}/support/new").text
    make.stay(household=world.household, team=world.team)
    page = client.get(f"{world.url}/support/new").text
    assert 'value="stay"' in page
    assert "Le ménage est logé depuis" in client.get(f"{world.url}/support").text


def test_a_new_address_is_told_and_an_end_ends_everybody(app, make, world):
    support = make.support(world.household, world.team, world.worker)
    client = world.enter(world.worker)
    client.submit(f"/supports/{support.public_id}/edit", roof="lease", place="Studio, rue Inventée 9")
    assert "Studio, rue Inventée 9" in client.follow().text
    early = client.submit(
        f"/supports/{support.public_id}/end", status=422, end_on=support.start_on.isoformat(), end_reason="other"
    )
    assert f"{support.start_on + DAY:%d/%m/%Y}" in early.text
    client.submit(f"/supports/{support.public_id}/end", end_reason="lasting_home")
    assert "Logement durable stabilisé" in client.follow().text
    assert {one.end_on for one in rows(app, SupportPerson)} == {today()}
    assert counted(app, "persons_accompanied") == 2, "whoever was accompanied still counts"
    answer = client.submit(f"/supports/{support.public_id}/edit", status=409)
    assert "terminé" in answer.text


def test_the_second_to_save_sees_both_texts(make, world):
    support = make.support(world.household, world.team, world.worker)
    url = f"/supports/{support.public_id}/edit"
    first, second = world.enter(world.worker), world.enter(world.colleague)
    page = second.get(url)
    version = page.text.split('name="version"')[1].split('value="')[1].split('"')[0]
    first.submit(url, roof="lease", place="Rue Une 1")
    typed = {"team": world.team.public_id, "roof": "address", "place": "Rue Deux 2", "version": version}
    typed["people"] = world.household.person.public_id
    both = second.post(url, typed, status=409).text
    assert "Rue Une 1" in both
    assert "Rue Deux 2" in both


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FIELD_WORKER])
def test_no_other_role_opens_it(make, world, sign_in, role):
    make.support(world.household, world.team, world.worker)
    client = sign_in(make.user(role, organisation_id=world.worker.organisation_id))
    for url in (f"{world.url}/support", f"{world.url}/support/summary", f"{world.url}/support/new", "/supports"):
        client.get(url, status=404)
        client.get(url, status=404, fragment=True)


def test_a_stranger_opens_nothing_and_a_partner_reads_without_acting(make, world):
    support = make.support(world.household, world.team, world.worker)
    stranger, shared = world.enter(world.stranger), world.enter(world.shared)
    for place in ("support", "support/summary", "support/new", "support/contacts", "support/notes", "contacts/new"):
        stranger.get(f"{world.url}/{place}", status=404)
    shared.get(f"{world.url}/support")
    for client in (stranger, shared):
        client.get(f"/supports/{support.public_id}/edit", status=404)
        client.get(f"/supports/{support.public_id}/end", status=404)
        assert world.household.reference not in client.get("/supports").text


def test_a_protected_household_is_for_the_workers_named(app, make, world):
    support = make.support(world.household, world.team, world.worker, roof=Roof.ADDRESS, place="Zyx-refuge-secret")
    make.save(ProtectedReader(household_id=world.household.id, user_id=world.worker.id))
    with app.app_context(), transaction("write"), db.engine.begin() as connection:
        connection.execute(sa.update(Household).values(is_protected=True))
    assert "Zyx-refuge-secret" in world.enter(world.worker).get(f"{world.url}/support").text
    other = world.enter(world.colleague)
    other.get(f"{world.url}/support", status=404)
    other.get(f"/supports/{support.public_id}/edit", status=404)
    for url in ("/supports", "/contacts/new", "/contacts?worker=all"):
        assert world.household.reference not in other.get(url).text


def test_the_list_narrows_and_a_swap_equals_a_reload(make, world):
    make.support(world.household, world.team, world.worker)
    other = make.household(organisation_id=world.team.organisation_id)
    make.support(other, world.team, world.colleague, roof=Roof.LEASE)
    gone = make.household(organisation_id=world.team.organisation_id)
    make.support(gone, world.team, world.worker, end_on=today(), end_reason=SupportEnd.OTHER)
    client = world.enter(world.worker)

    def listed(query):
        page = client.get(f"/supports{query}").text
        return {one.reference for one in (world.household, other, gone) if one.reference in page}

    assert listed("") == {world.household.reference, other.reference}
    assert listed("?worker=me") == {world.household.reference}
    assert listed(f"?worker={world.colleague.public_id}") == {other.reference}
    assert listed("?roof=lease") == {other.reference}
    assert listed("?state=ended") == {gone.reference}
    assert listed(f"?text={other.reference}") == {other.reference}
    assert_swap_equals_reload(client, "/supports?worker=me", "support-results")


@pytest.mark.parametrize("url", ["/supports", "/contacts/new", "/contacts", "/next-steps"])
def test_a_list_costs_the_same_for_one_and_for_many(app, make, world, url):
    costs = []
    client = world.enter(world.worker)
    for number in (1, 6):
        for _ in range(number):
            household = make.household(organisation_id=world.team.organisation_id)
            make.support(household, world.team, world.worker)
            make.contact(household, world.worker, next_on=today(), next_step="Rappeler")
        with statements(app) as sent:
            client.get(url)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


def test_a_page_costs_at_most_eight_statements(app, make, world):
    stay = make.stay(household=world.household, team=world.team, objectives=("papers", "rights"))
    make.support(world.household, world.team, world.worker, stay=stay)
    for _ in range(4):
        made = make.contact(world.household, world.worker, people=(world.household.person,), next_on=today())
        make.note(world.household, world.worker, contact_id=made.id)
    client = world.enter(world.worker)
    for place in ("support", "support/contacts", "support/notes", "contacts/new", "notes/new"):
        with statements(app) as sent:
            client.get(f"{world.url}/{place}")
        reading = [one for one in sent if "journal_" not in one]
        assert len(reading) <= 8, (place, len(reading))


def test_people_join_and_leave_a_support_that_goes_on(app, make, world):
    support = make.support(world.household, world.team, world.worker)
    sister = make.person(name="Salma Lavande")
    make.member(world.household, person=sister)
    client, url = world.enter(world.worker), f"/supports/{support.public_id}/edit"
    kept = [world.household.person.public_id, sister.public_id]
    client.submit(url, people=kept)
    rows_now = {one.person_id: (one.start_on, one.end_on) for one in rows(app, SupportPerson)}
    assert rows_now[sister.id] == (today(), None)
    assert rows_now[world.household.child.id][1] == today()
    assert "au moins une personne" in client.submit(url, status=422, people=[]).text
