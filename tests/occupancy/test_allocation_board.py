"""The allocation board through HTTP: units and households side by side, why, why not, and the proposal."""

from datetime import timedelta

import pytest
from lxml import html

from app.auth.vocab import Role
from app.clock import now, today
from axes.vocab import NeedKind, Urgency
from tests.support.client import form_values
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

DAY = timedelta(days=1)


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def allocator(make):
    return make.user(Role.ALLOCATION)


def ranked(text):
    """References of the candidates in order."""
    return html.fromstring(text).xpath("//li[@class='ranked']//p/a/b/text()")


def reasons_of(text, reference):
    """The reasons told for one candidate."""
    (card,) = html.fromstring(text).xpath("//li[@class='ranked'][.//b=$reference]", reference=reference)
    return [" ".join(item.text_content().split()) for item in card.xpath(".//ul[@class='reasons']/li")]


def test_a_pair_shown_is_proposed_and_its_team_asked(make, programme, allocator, sign_in):
    site = make.site(name="Dubrucq")
    unit = make.home(site, code="1.3")
    household = make.waiting_household(programme, adults=2, minors=1)
    client = sign_in(allocator)
    board = client.get("/allocations/board").text
    assert ranked(board) == [household.reference]
    assert "Dubrucq 1.3" in board
    assert "2 adultes, 1 enfant" in board
    client.submit(f"/allocations/new/{unit.public_id}/{household.public_id}")
    page = client.follow().text
    assert household.reference in page
    assert "Réponse attendue" in page
    assert "Aucun logement libre" in client.get("/allocations/board").text


def test_a_pair_confirmed_again_in_a_second_tab_leads_to_the_proposal_made(make, programme, allocator, sign_in):
    unit, household = make.home(), make.waiting_household(programme)
    client, url = sign_in(allocator), f"/allocations/new/{unit.public_id}/{household.public_id}"
    other = sign_in(make.user(Role.ALLOCATION))
    tabs = [form_of(client, url), form_of(client, url)]
    late = form_of(other, url)
    made = client.http.post(url, data=tabs[0]).headers["Location"]
    own, somebody = client.http.post(url, data=tabs[1]), other.http.post(url, data=late)
    assert (own.status_code, somebody.status_code) == (409, 409)
    assert "C’est déjà enregistré" in own.text
    assert f'href="{made}"' in own.text
    assert "Quelqu’un est passé avant vous" in somebody.text


def form_of(client, url):
    page = html.fromstring(client.get(url).text)
    return form_values(page.xpath("//main//form[@method='post'][.//input[@name='form_key']]")[0])


def test_each_reason_is_told_in_words_with_its_points(make, programme, allocator, sign_in):
    make.commune("1080")
    make.home(make.site(postal_code="1080"), step_free=True, max_persons=3, last_day=today() + DAY * 45)
    household = make.waiting_household(
        programme,
        adults=2,
        since=now() - DAY * 94,
        urgency=Urgency.HIGH,
        wished_communes="1070,1080",
        needs=[NeedKind.STEP_FREE],
    )
    told = reasons_of(sign_in(allocator).get("/allocations/board").text, household.reference)
    assert told == [
        "taille : juste (+30)",
        "attend depuis 94 jours (+31)",
        "urgence élevée (+20)",
        "durée visée 5 mois > 46 jours : transfert à prévoir (−20)",
        "commune souhaitée (+10)",
        "plain-pied nécessaire (+15)",
        "au moins 5 places dans l’équipe (+5)",
    ]


def test_the_order_is_that_of_the_points_and_then_of_the_wait(make, programme, allocator, sign_in):
    make.home(max_persons=3)
    short = make.waiting_household(programme, adults=2, since=now() - DAY * 30)
    long = make.waiting_household(programme, adults=2, since=now() - DAY * 31)
    urgent = make.waiting_household(programme, adults=2, urgency=Urgency.IMMEDIATE, since=now() - DAY)
    alone = make.waiting_household(programme, adults=1, since=now() - DAY * 31)
    board = sign_in(allocator).get("/allocations/board").text
    assert ranked(board) == [item.reference for item in (urgent, long, short, alone)]


def test_why_not_names_the_unit_that_would_suit(make, programme, allocator, sign_in):
    site = make.site(name="Trèfles")
    small = make.home(site, code="0.2", max_persons=2)
    large = make.home(site, code="3.1", max_persons=6, step_free=True)
    families = [make.waiting_household(programme, adults=2, minors=2) for _ in range(3)]
    make.waiting_household(programme, needs=[NeedKind.STEP_FREE])
    make.waiting_household(programme, adults=2, minors=5)
    nobody = make.waiting_household(programme, team=None)
    client = sign_in(allocator)
    text = " ".join(client.get(f"/allocations/board?unit={small.public_id}").text.split())
    page = html.fromstring(text)
    told = {
        " ".join(dt.text_content().split()): " ".join(dd.text_content().split())
        for dt, dd in zip(page.xpath("//details//dt"), page.xpath("//details//dd"), strict=True)
    }
    assert "Pourquoi pas les 6 autres ménages" in text
    assert told["4 ménages"] == "trop de personnes pour ce logement · Trèfles 3.1 conviendrait à 3 d’entre eux"
    assert "1 ménage" in told
    group = client.get(f"/allocations/why/{small.public_id}?obstacle=too_large").text
    assert all(family.reference in group for family in families)
    why = client.get(f"/allocations/why/{small.public_id}/{families[0].public_id}").text
    assert "trop grand" in why
    assert "4 pour 2 places" in why
    suiting = client.get(f"/allocations/for/{families[0].public_id}").text
    assert "Trèfles 3.1" in suiting
    assert large.public_id in suiting
    assert "n’est pas terminée" in client.get(f"/allocations/why/{small.public_id}/{nobody.public_id}").text


def test_what_can_be_proposed_is_said_on_the_page_of_why(make, programme, allocator, sign_in):
    unit, household = make.home(), make.waiting_household(programme)
    page = sign_in(allocator).get(f"/allocations/why/{unit.public_id}/{household.public_id}").text
    assert "Rien ne s’y oppose" in page


def test_a_pair_that_cannot_be_is_refused_with_its_obstacle(make, programme, allocator, sign_in):
    unit = make.home(max_persons=1)
    household = make.waiting_household(programme, adults=2)
    client = sign_in(allocator)
    address = f"/allocations/new/{unit.public_id}/{household.public_id}"
    assert "trop grand" in client.get(address).text
    answer = client.post(address, {"start_on": today().isoformat()}, status=422)
    assert "Le ménage est trop grand" in answer.text


def test_a_unit_taken_meanwhile_says_by_whom_and_until_when(make, programme, allocator, sign_in):
    unit, household = make.home(code="1.3"), make.waiting_household(programme)
    client = sign_in(allocator)
    address = f"/allocations/new/{unit.public_id}/{household.public_id}"
    client.get(address)
    made = make.allocation(programme, unit=unit, household=make.waiting_household(programme))
    answer = client.post(address, {"start_on": today().isoformat()}, status=409)
    reference = make.waiting_household(programme).reference
    assert reference not in answer.text
    assert "1.3 est déjà proposé à H-" in answer.text
    assert f"à partir du {made.end_on:%d/%m/%Y}" in answer.text
    hidden = make.home(code="2.2")
    secret = make.waiting_household(programme, is_protected=True)
    make.allocation(programme, unit=hidden, household=secret)
    other = make.waiting_household(programme)
    answer = client.get(f"/allocations/new/{hidden.public_id}/{other.public_id}?from={today()}", status=409)
    assert secret.reference not in answer.text
    assert "2.2 n’est pas disponible" in answer.text


def test_protected_households_are_there_for_named_readers_alone(make, programme, allocator, sign_in):
    unit = make.home()
    household = make.waiting_household(programme, is_protected=True, named=[allocator])
    assert ranked(sign_in(allocator).get("/allocations/board").text) == [household.reference]
    outsider = sign_in(make.user(Role.COORDINATION))
    board = outsider.get("/allocations/board").text
    assert household.reference not in board
    assert "Personne n’attend" in board
    for kind in ("new", "why"):
        outsider.get(f"/allocations/{kind}/{unit.public_id}/{household.public_id}", status=404)
    outsider.get(f"/allocations/for/{household.public_id}", status=404)
    outsider.post(
        f"/allocations/new/{unit.public_id}/{household.public_id}", {"start_on": today().isoformat()}, status=404
    )


def test_names_are_never_on_the_board(make, programme, allocator, sign_in):
    make.home()
    household = make.waiting_household(programme)
    make.consent(household)
    assert "Prénom Nom" not in sign_in(allocator).get("/allocations/board").text


def test_filters_narrow_units_and_households(make, programme, allocator, sign_in):
    small, big = make.home(make.site(name="Petit"), bedrooms=1), make.home(make.site(name="Grand"), bedrooms=3)
    two = make.waiting_household(programme)
    three = make.waiting_household(programme, team=programme.teams[3, "Smes"])
    client = sign_in(allocator)
    assert "Petit" not in html.fromstring(client.get("/allocations/board?bedrooms=2").text).xpath(
        "string(//a[@class='pick'])"
    )
    axis = programme.axes[3].public_id
    assert ranked(client.get(f"/allocations/board?axis={axis}").text) == [three.reference]
    assert two.reference not in client.get(f"/allocations/board?axis={axis}&unit={big.public_id}").text
    gone = client.get(f"/allocations/board?unit={small.public_id}&bedrooms=3").text
    assert "n’est plus libre" in gone
    for nonsense in ("by=hier", "by=0001-01-01", "by=9999-12-31", "bedrooms=²", "bedrooms=-1", "axis=x&site=y&unit=z"):
        client.get(f"/allocations/board?{nonsense}")


def test_without_a_unit_the_next_to_free_up_are_told(make, programme, allocator, sign_in):
    unit = make.home(make.site(name="Dubrucq"), code="2.1")
    make.stay(unit=unit, planned_end_on=today() + DAY * 60)
    make.waiting_household(programme)
    client = sign_in(allocator)
    board = client.get("/allocations/board").text
    assert "Aucun logement libre" in board
    assert "Dubrucq 2.1" in board
    later = client.get(f"/allocations/board?by={today() + DAY * 61}").text
    assert "sortie prévue" in later
    assert len(ranked(later)) == 1


def test_the_cost_of_a_page_does_not_grow(app, make, programme, allocator, sign_in):
    client = sign_in(allocator)
    units = [make.home() for _ in range(3)]
    households = [make.waiting_household(programme) for _ in range(4)]
    pair = f"{units[0].public_id}/{households[0].public_id}"
    pages = (
        "/allocations/board",
        f"/allocations/board?by={today()}&unit={units[1].public_id}",
        f"/allocations/for/{households[0].public_id}",
        f"/allocations/why/{units[0].public_id}?obstacle=too_large",
        f"/allocations/why/{pair}",
        f"/allocations/new/{pair}",
    )
    for address in pages:
        with statements(app) as sent:
            client.get(address)
        asked = [statement for statement in sent if "journal" not in statement]
        assert len(asked) <= 8, (address, len(asked))


def test_twenty_five_candidates_and_twenty_units_a_page(make, programme, allocator, sign_in):
    site = make.site()
    for _ in range(22):
        make.home(site)
    for _ in range(27):
        make.waiting_household(programme)
    client = sign_in(allocator)
    page = html.fromstring(client.get("/allocations/board").text)
    assert len(page.xpath("//a[@class='pick']")) == 20
    assert len(page.xpath("//li[@class='ranked']")) == 25
    (following,) = page.xpath("//nav[@class='pager'][.//span[contains(., 'sur 22')]]//a/@href")
    assert len(html.fromstring(client.get(following).text).xpath("//a[@class='pick']")) == 2
    second = html.fromstring(client.get("/allocations/board?page=2").text).xpath("//span[@class='rank']")
    assert [item.text_content() for item in second] == ["26", "27"]


def test_a_swap_is_what_a_reload_shows(make, programme, allocator, sign_in):
    units = [make.home(), make.home()]
    household = make.waiting_household(programme)
    make.waiting_household(programme, adults=9)
    client = sign_in(allocator)
    assert_swap_equals_reload(client, f"/allocations/board?unit={units[1].public_id}", "board")
    assert_swap_equals_reload(client, f"/allocations/for/{household.public_id}", "suiting")
    assert_swap_equals_reload(client, f"/allocations/why/{units[0].public_id}?obstacle=too_large", "why-group")


def test_complete_leads_to_the_request_itself(make, programme, allocator, sign_in):
    unit = make.home()
    first = make.waiting_household(programme, team=None)
    client = sign_in(allocator)
    (link,) = html.fromstring(client.get("/allocations/board").text).xpath("//a[.='compléter']/@href")
    client.get(link, status=303)
    page = client.follow()
    assert "/referrals/" in page.request.path
    assert first.reference in page.text
    make.waiting_household(programme, team=None)
    client.get(link, status=303)
    page = client.follow()
    assert page.request.path == f"/allocations/why/{unit.public_id}"
    links = html.fromstring(page.text).xpath("//a[starts-with(., 'Compléter la demande')]/@href")
    assert len(links) == 2
    client.get(links[0])
    client.get(f"/allocations/to-complete/{unit.public_id}?obstacle=too_large", status=404)
