"""Funding calls: what is left is computed, a household counts once, nothing is handed back without a word."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from accompaniment.models.funding import FundingAction, FundingCall, FundingLine
from accompaniment.queries.funding import state
from accompaniment.rules.funding import per_household, state_of
from accompaniment.vocab_housing import FundingState, TargetKind
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.db import db
from tests.occupancy.test_stays import rows
from tests.support.client import form_values
from tests.support.race import at_once

DAY = timedelta(days=1)


def day(count):
    return (today() + count * DAY).isoformat()


def _each_opens_its_lines(client, page):
    for link in page.xpath("//*[@id='actions']//td/a"):
        lines = html.fromstring(client.get(link.get("href")).text).xpath("//*[@id='funding-lines']//tbody/tr")
        assert len(lines) == int(link.text)


@pytest.fixture
def funded(app, make, world):
    """A call of three actions, and a household accompanied since twenty days."""
    world.call = make.funding_call()
    world.actions = rows(app, FundingAction)
    world.support = make.support(world.household, team=world.team, worker=world.worker)
    world.coordination = make.user()
    return world


def numbers(client, call):
    """Each line of the table of actions: its name with its kind, and its counts."""
    page = html.fromstring(client.get(f"/funding/{call.public_id}").text)
    found = page.xpath("//*[@id='actions']//tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in found]
    _each_opens_its_lines(client, page)
    return {(row.xpath("string(./th)").strip(), cells[place][0]): cells[place][1:6] for place, row in enumerate(found)}


def test_a_call_is_built_and_its_share_a_household_is_computed(app, make, sign_in):
    funder, client = make.organisation(kind=OrganisationKind.FUNDER), sign_in(make.user())
    said = {"funder": funder.public_id, "name": "Appel", "envelope": "37 000", "asked_until": day(30)}
    assert "au plus tôt" in client.submit("/funding/new", status=422, **said, justified_until=day(29)).text
    nothing = said | {"envelope": "0", "justified_until": day(90)}
    assert "combien le financeur" in client.submit("/funding/new", status=422, **nothing).text
    client.submit("/funding/new", **said, justified_until=day(90))
    (call,) = rows(app, FundingCall)
    for name, new, tenants in (("Rue", 6, 0), ("Passerelle", 4, 0), ("Maillage", 0, 15)):
        client.submit(f"/funding/{call.public_id}/actions/new", name=name, new_target=new, tenant_target=tenants)
    page = client.get(f"/funding/{call.public_id}").text.replace("\u202f", " ").replace("\xa0", " ")
    assert "1 480,00 €" in page
    counted = numbers(client, call)
    assert counted["Total", "Nouveau ménage"] == ["10", "0", "0", "0", "10"]
    assert counted["Total", "Locataire en place"] == ["15", "0", "0", "0", "15"]
    again = {"name": "Rue", "new_target": 1}
    assert "déjà une action" in client.submit(f"/funding/{call.public_id}/actions/new", status=409, **again).text
    assert per_household(100, 0) is None


def test_what_a_household_costs_is_counted_from_the_lines_that_it_opens(make, funded):
    """37,000 € over ten new households and fifteen sitting tenants; what is only asked for costs nothing yet."""
    for place in range(25):
        facts = {"kind": "new_household" if place < 10 else "sitting_tenant", "granted_on": today()}
        make.funding_line(funded.actions[0], make.household(), funded.worker, granted_cents=148_000, **facts)
    make.funding_line(funded.actions[0], make.household(), funded.worker)
    client = funded.enter(funded.coordination)
    page = html.fromstring(client.get(f"/funding/{funded.call.public_id}").text)
    (cost,) = page.xpath("//li[contains(@class, 'stat')][contains(., 'Coût par ménage')]")
    assert "1480,00€" in "".join(cost.text_content().split()).replace("\u202f", "").replace("\xa0", "")
    opened = html.fromstring(client.get(cost.xpath("./a/@href")[0]).text)
    assert "25" in opened.xpath("string(//nav[contains(@class, 'pager')])")


def test_a_sum_says_of_whom_it_is_and_who_decides_reads_what_is_left_of_all(make, funded):
    """Also of what protected households are given, of whom no line is shown."""
    hidden = make.household(is_protected=True)
    make.funding_line(funded.actions[0], hidden, funded.worker, granted_on=today(), granted_cents=100_000)
    for user, rests in ((funded.worker, False), (funded.coordination, True)):
        page = funded.enter(user).get(f"/funding/{funded.call.public_id}").text
        assert "Engagé pour les ménages que vous pouvez ouvrir" in page
        assert hidden.reference not in page
        assert ("Reste de l’enveloppe" in page) is rests
        left = html.fromstring(page).xpath("//li[contains(@class, 'stat')][contains(., 'Reste')]")
        assert ["36000,00€" in "".join(one.text_content().split()).replace("\u202f", "") for one in left] == [
            True
        ] * rests


def test_a_request_is_handed_back_completed_granted_justified(app, funded):
    mine, decides = funded.enter(funded.worker), funded.enter(funded.coordination)
    asked = {"action": funded.actions[0].public_id, "kind": "new_household", "commitment": "Zyx visite"}
    wrong = asked | {"kind": "sitting_tenant"}
    assert "ne vise pas" in mine.submit(f"{funded.url}/funding/new", status=422, **wrong).text
    mine.submit(f"{funded.url}/funding/new", **asked)
    (line,) = rows(app, FundingLine)
    assert "Zyx" not in line.commitment_sealed
    url = f"/funding-lines/{line.public_id}"
    assert "À décider" in decides.get(url).text
    assert "réponse attendue" in mine.get(url).text
    assert "compléter" in decides.submit(f"{url}/decision", status=422, decision="return").text
    decides.submit(f"{url}/decision", decision="return", comment="Combien de visites ?")
    decides.submit(f"{url}/decision", status=409, decision="grant")
    assert "Combien de visites" in mine.get(url).text
    mine.submit(f"{url}/edit", commitment="Deux visites")
    decides.submit(f"{url}/decision", decision="grant")
    assert (
        "plus que le montant"
        in mine.submit(f"{url}/justification", status=422, amount="1480,01", justification="Fait").text
    )
    mine.submit(f"{url}/justification", amount="1000", justification="Fait")
    decides.submit(f"{url}/check", check="return", comment="Joignez les dates")
    mine.submit(f"{url}/justification", justification="Fait, en mars")
    decides.submit(f"{url}/check", check="accept")
    (line,) = rows(app, FundingLine)
    assert (state_of(line), line.granted_cents, line.justified_cents) == ("justified", 148_000, 100_000)
    assert numbers(decides, funded.call)["Action 1", "Nouveau ménage"] == ["6", "0", "1", "1", "5"]
    mine.submit(f"{url}/drop", status=409)


def test_a_household_is_once_in_a_call_also_at_once(app, make, funded):
    def asking(client):
        page = html.fromstring(client.get(f"{funded.url}/funding/new").text)
        values = form_values(page.xpath("//main//form[@method='post']")[0]) | {
            "kind": "new_household",
            "commitment": "Une visite",
        }
        return lambda: client.http.post(f"{funded.url}/funding/new", data=values)

    clients = [funded.enter(one) for one in (funded.worker, funded.colleague)]
    assert sorted(one.status_code for one in at_once(*(asking(client) for client in clients))) == [303, 409]
    assert len(rows(app, FundingLine)) == 1
    shared = funded.enter(funded.shared)
    smes = funded.programme.teams[3, "Smes"]
    make.support(funded.household, team=smes, worker=funded.shared)
    asked = {"kind": "new_household", "commitment": "Autre"}
    text = shared.submit(f"{funded.url}/funding/new", status=409, **asked).text
    assert "Parlez-en à la coordination" in text
    (line,) = rows(app, FundingLine)
    url = f"/funding-lines/{line.public_id}"
    shared.get(url, status=404)
    funded.enter(funded.coordination).submit(f"{url}/decision", decision="refuse", refusal="late")
    shared.submit(f"{funded.url}/funding/new", **asked)
    assert len(rows(app, FundingLine)) == 2


def test_no_more_is_granted_than_the_envelope_holds(app, make, funded):
    make.funding_line(funded.actions[0], make.household(), funded.worker, granted_on=today(), granted_cents=3_600_000)
    line = make.funding_line(funded.actions[0], funded.household, funded.worker)
    client, url = funded.enter(funded.coordination), f"/funding-lines/{line.public_id}/decision"
    text = client.submit(url, status=422, decision="grant", amount="1000,01").text
    assert "il reste" in text
    client.submit(url, decision="grant", amount="1000")
    less = client.submit(f"/funding/{funded.call.public_id}/edit", status=422, envelope="36999,99").text
    assert "déjà accordé" in less


def test_two_grants_at_once_never_go_beyond_the_envelope(app, make, funded):
    lines = [make.funding_line(funded.actions[0], make.household(), funded.worker) for _ in range(2)]

    def granting(client, line):
        url = f"/funding-lines/{line.public_id}/decision"
        page = html.fromstring(client.get(url).text)
        values = form_values(page.xpath("//main//form[@method='post']")[0])
        return lambda: client.http.post(url, data=values | {"decision": "grant", "amount": "20000"})

    clients = [funded.enter(make.user()) for _ in lines]
    answers = at_once(*(granting(client, line) for client, line in zip(clients, lines, strict=True)))
    assert sorted(one.status_code for one in answers) == [303, 422]
    assert [one.granted_cents for one in rows(app, FundingLine)].count(2_000_000) == 1


def test_where_a_line_stands_is_the_same_in_the_database(app, make, funded):
    asked, granted = {}, {"granted_on": today(), "granted_cents": 100}
    sent = granted | {"sent_on": today(), "justification": "Fait", "justified_cents": 90}
    facts = [asked, granted, sent, sent | {"justified_on": today()}, {"returned_on": today()}]
    facts += [granted | {"returned_on": today()}, {"refused_on": today(), "refusal": "late"}, {"dropped_on": today()}]
    for one in facts:
        make.funding_line(funded.actions[0], make.household(), funded.worker, **one)
    with app.app_context():
        found = db.session.execute(sa.select(FundingLine, state().label("state"))).all()
        assert {row.state for row in found} == set(FundingState)
        assert all(row.state == state_of(row[0]) for row in found)


def test_each_reads_its_own_and_no_protected_household(make, funded):
    make.funding_line(funded.actions[0], funded.household, funded.worker)
    hidden = make.household(organisation_id=funded.team.organisation_id, is_protected=True, named=[funded.worker])
    make.funding_line(funded.actions[0], hidden, funded.worker)
    url = f"/funding/{funded.call.public_id}"

    def seen(client):
        page = html.fromstring(client.get(url).text)
        shown = page.xpath("//*[@id='funding-lines']//a[contains(@class, 'row-link')]/text()")
        lines = client.get(f"{url}.csv").text.splitlines()[1:]
        count = numbers(client, funded.call)["Action 1", "Nouveau ménage"][1]
        assert len(shown) == len(lines) == int(count)
        return set(shown)

    assert seen(funded.enter(funded.worker)) == {funded.household.reference, hidden.reference}
    assert seen(funded.enter(funded.coordination)) == {funded.household.reference}
    assert seen(funded.enter(funded.shared)) == set()
    for role in (Role.FUNDER, Role.HOUSING_OPERATOR, Role.CAPTEUR, Role.PARTNER, Role.ADMINISTRATOR):
        funded.enter(make.user(role)).get(url, status=404)
    assert TargetKind.NEW_HOUSEHOLD.value in funded.enter(funded.worker).get(f"{url}.json").text
