"""The technical part of incidents: what the lender of a dwelling reads, and no word more."""

from datetime import timedelta

import pytest
from lxml import html

from accompaniment.models.incidents import Incident
from accompaniment.vocab_incidents import TECHNICAL_KINDS, IncidentKind, IncidentOutcome
from app.auth.vocab import Role
from app.clock import today
from sites.models.units import UnitOutage
from tests.occupancy.test_stays import rows
from tests.support.swap import assert_swap_equals_reload

K = IncidentKind
TYPED = {"kind": "water", "grade": "3", "account": "Zyx dispute", "reported_by": "neighbour"}


@pytest.fixture
def lent(make, world):
    """A site with two dwellings: in the first, somebody of whom a stranger may not know."""
    operator = make.housing_operator()
    world.sites = [make.site(operator, name=name) for name in ("Lavoir", "Glacis")]
    world.homes = [make.home(site, code="7") for site in world.sites]
    world.stay = make.stay(world.homes[0], world.household, team=world.team)
    world.lender = make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id)
    world.other_lender = make.user(Role.HOUSING_OPERATOR)
    return world


def words_of(page):
    """What the page says, or the fragment."""
    root = html.fromstring(page.text)
    return " ".join("".join((root.xpath("//main") or [root])[0].itertext()).split())


def told(client, url="/repairs"):
    return [" ".join(one.text_content().split()) for one in html.fromstring(client.get(url).text).xpath("//main//li")]


def test_where_somebody_out_of_sight_lives_nothing_shows_it(lent):
    """That dwelling and an empty one: to who notes there they are alike, also when they guess a name, which the lender
    is not told."""
    client, seen = lent.enter(lent.stranger), []
    for site, unit in zip(lent.sites, lent.homes, strict=True):
        new = f"/units/{unit.public_id}/incidents/new"
        pages = [client.get(new)]
        client.submit(new, **TYPED, technical="La douche de Mme Lavande fuit")
        sheet = client.last.headers["Location"]
        lists = [f"/{name}?site={site.public_id}" for name in ("incidents", "repairs")]
        pages += [client.get(url) for url in (sheet, sheet.replace("incidents", "repairs") + "/mended")]
        pages += [client.get(url, fragment=True) for url in lists]
        seen.append([words_of(page).replace(site.name, "S") for page in pages])
    assert seen[0] == seen[1]
    assert "Ménage concerné" not in seen[0][0]
    assert all("Mme Lavande" in text for text in (seen[0][1], seen[0][2], seen[0][4]))
    shown = told(lent.enter(lent.lender), f"/repairs?site={lent.sites[0].public_id}")
    assert [text for text in shown if "La douche de Mme […] fuit" in text] == shown[-1:]


def test_a_name_that_its_author_knows_is_refused_until_they_say_it_is_none(app, lent):
    client, new = lent.enter(lent.worker), f"/stays/{lent.stay.public_id}/incidents/new"
    answer = client.submit(new, status=422, **TYPED, technical="Chez LÀVANDE, la douche fuit")
    assert "lavande" in answer.text
    assert rows(app, Incident) == []
    typed = {name: value for name, value in TYPED.items()} | {"technical": "Sous la lavande du jardin", "no_name": "y"}
    client.post(new, typed | {"happened_on": today().isoformat()})
    (made,) = rows(app, Incident)
    assert "lavande" not in made.technical_shown_sealed
    client.submit(f"/incidents/{made.public_id}/edit", account="Zyx corrigé")
    assert "Sous la lavande du jardin" in lent.enter(lent.lender).get("/repairs").text


@pytest.mark.parametrize("kind", [kind for kind in K if kind not in TECHNICAL_KINDS])
def test_nothing_between_people_has_a_technical_part(lent, kind):
    client, new = lent.enter(lent.worker), f"/stays/{lent.stay.public_id}/incidents/new"
    answer = client.submit(new, status=422, **(TYPED | {"kind": kind.value}), technical="Porte fendue")
    assert "entre personnes" in answer.text


def test_the_lender_reads_its_own_dwellings_and_nothing_else(make, lent):
    facts = {"account": "Zyx faits", "people": "Zyx victime", "grade": 4}
    make.incident(lent.worker, lent.homes[0], lent.household, technical="Vitre cassée", **facts)
    one = make.incident(lent.worker, lent.homes[0], lent.household, kind=K.VIOLENCE, **facts)
    wrong = {"closed_on": today(), "outcome": IncidentOutcome.MISTAKEN}
    make.incident(lent.worker, lent.homes[1], technical="Erreur", **wrong)
    client = lent.enter(lent.lender)
    pages = [client.get(url).text for url in ("/repairs", f"/units/{lent.homes[0].public_id}/repairs")]
    for page in pages:
        assert "Vitre cassée" in page
        for hidden in ("Zyx", "Violence", "Très grave", "Erreur", lent.household.reference, one.public_id):
            assert hidden not in page
    assert len(told(lent.enter(lent.other_lender))) < len(told(client))
    assert "Vitre" not in lent.enter(lent.other_lender).get("/repairs").text
    for url in ("/incidents", f"/incidents/{one.public_id}", f"/repairs/{one.public_id}/mended"):
        client.get(url, status=404)
    assert_swap_equals_reload(client, "/repairs", "repair-results")


def test_mended_or_put_right_by_works_whatever_becomes_of_the_incident(app, make, lent):
    one = make.incident(lent.worker, lent.homes[1], technical="Chaudière en panne")
    url, coordination = f"/repairs/{one.public_id}", lent.enter(make.user(Role.COORDINATION))
    lent.enter(lent.worker).get(f"{url}/works/new", status=404)
    coordination.submit(f"{url}/works/new")
    (works,) = rows(app, UnitOutage)
    assert (works.unit_id, works.reason, rows(app, Incident)[0].outage_id) == (one.unit_id, one.technical, works.id)
    client = lent.enter(lent.lender)
    assert "Travaux prévus" in client.get("/repairs").text
    coordination.submit(f"{url}/works", outage="")
    assert "À réparer" in client.get("/repairs").text
    coordination.submit(f"{url}/works", outage=works.public_id)
    coordination.submit(f"{url}/mended", status=422, repaired_on=(today() + timedelta(days=1)).isoformat())
    lent.enter(lent.stranger).submit(f"{url}/mended", repaired_on=today().isoformat())
    assert "Chaudière" not in client.get("/repairs").text
    assert "Réparé le" in client.get("/repairs?state=done").text
    lent.enter(lent.worker).submit(f"/incidents/{one.public_id}/close", outcome="settled")
    assert "Réparé le" in client.get("/repairs?state=done").text
    lived = make.incident(lent.worker, lent.homes[0], technical="Fuite")
    coordination.submit(f"/repairs/{lived.public_id}/works/new", status=422)
