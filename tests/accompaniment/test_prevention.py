"""Prevention: from a sign of risk to a partner that takes part, cases by legal stage, and what is told to whom."""

from datetime import timedelta

from lxml import html

from accompaniment.models.detections import Detection
from accompaniment.models.prevention import CaseAction, CaseStage, PreventionCase
from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)


def day(count):
    return (today() + count * DAY).isoformat()


def figures(client, url):
    """The numbers of a page by their words, and where each leads."""
    page = html.fromstring(client.get(url).text)
    found = {}
    for one in page.xpath("//li[contains(@class,'stat')]"):
        found[one.xpath("string(.//span)")] = (one.xpath("string(.//b)"), one.xpath("string(.//a/@href)"))
    return found


def lines(client, url):
    """References of the list that an address opens."""
    return html.fromstring(client.get(url).text).xpath("//tbody/tr/th//a/text()")


def shown(landlord):
    """All that a landlord reads again."""
    (main,) = html.fromstring(landlord.get("/risk-reports").text).xpath("//main")
    return html.tostring(main, encoding="unicode")


def test_what_a_landlord_gives_is_taken_up_and_told_it_no_more(app, make, world):
    house = make.organisation(kind=OrganisationKind.HOUSING_OPERATOR, name="Foyer Zyxien")
    landlord = world.enter(make.user(Role.HOUSING_OPERATOR, organisation=house))
    other = world.enter(make.user(Role.HOUSING_OPERATOR))
    make.detection(world.household, world.worker, detected_by_id=house.id, told="Zyx au téléphone", found_on=today())
    worker = world.enter(world.worker)
    page = html.fromstring(landlord.get("/risk-reports/new").text)
    (key,) = page.xpath("//select[@name='organisation']/option[text()='DIOGENES']/@value")
    landlord.submit("/risk-reports/new", organisation=key, sign="arrears", told="Madame Zyx, rue Zyx 3")
    given = rows(app, Detection)[-1]
    assert (given.household_id, given.given) == (None, True)
    assert "Zyx" not in given.told_sealed
    landlord.get("/risk-reports")
    before = shown(landlord)
    assert "Madame Zyx" in before
    assert "téléphone" not in before  # what the association noted of its words
    assert "Zyx" not in other.get("/risk-reports").text
    url = f"/detections/{given.public_id}"
    assert "Madame Zyx" in worker.get(url).text
    told = [world.enter(one).get("/notifications").text for one in (world.colleague, world.stranger)]
    assert [url in text for text in told] == [True, False]
    assert "Zyx " not in told[0].replace("Foyer Zyxien", "")
    world.enter(world.stranger).get(url, status=404)
    landlord.get(url, status=404)
    worker.submit(f"{url}/meetings/new", status=409, result="held")
    worker.submit(f"{url}/household", status=422, household=make.household().public_id)
    worker.submit(f"{url}/household", household=world.household.public_id)
    worker.submit(f"{url}/meetings/new", result="held")
    assert shown(landlord) == before
    assert url not in worker.get("/notifications").text


def test_the_funnel_counts_what_it_opens(make, world):
    homes = [world.household, *(make.household(organisation_id=world.team.organisation_id) for _ in range(4))]
    seen = [make.detection(home, world.worker) for home in homes]
    for one, result in zip(seen[1:], ("missed", "held", "held", "held"), strict=True):
        make.adviser_meeting(one, result=result)
    plain, health = make.network_service("debts"), make.network_service("addiction")
    make.mobilisation(homes[3], plain, world.worker, sent_on=today() - 5 * DAY)
    make.mobilisation(homes[4], health, world.worker, theme="addiction", sent_on=today() - 5 * DAY)
    make.mobilisation(homes[0], plain, world.worker, sent_on=today() - 5 * DAY)  # nobody met them
    make.mobilisation(homes[2], plain, world.worker, sent_on=today() - 30 * DAY)  # before the notice
    make.detection(homes[1], world.worker, set_aside_on=today(), set_aside="mistake")
    client = world.enter(world.worker)
    found = figures(client, "/detections")
    assert [number for number, _ in found.values()] == ["5", "4", "3", "1", "0"]
    for number, url in found.values():
        assert len(lines(client, url)) == int(number)
    assert lines(client, found["Partenaire mobilisé"][1]) == [homes[3].reference]
    shares = [" ".join(one.split()) for one in html.fromstring(client.get("/detections").text).xpath("//small/text()")]
    assert "80 % de 5" in shares  # four of five were offered a meeting
    assert lines(world.enter(world.shared), "/detections") == []


def test_a_case_reminds_of_what_is_next_until_it_is_closed(app, make, world):
    client, who = world.enter(world.worker), world.household.reference
    make.stage_delay("petition", 3)
    new = f"{world.url}/prevention/new"
    client.submit(new, status=422, ground="arrears", stage="arrears", reached_on=day(1))
    client.submit(new, ground="arrears", stage="formal_notice", reached_on=day(-9))
    assert "déjà un dossier" in client.submit(new, status=409, ground="other", stage="arrears").text
    (case,) = rows(app, PreventionCase)
    url = f"/prevention/{case.public_id}"
    client.submit(f"{url}/stages/new", stage="petition", reached_on=day(0))
    client.submit(f"{url}/stages/new", stage="hearing", reached_on=day(5))
    client.submit(f"{url}/stages/new", status=422, stage="hearing", reached_on=day(5))
    assert [(one.kind, one.due_on) for one in rows(app, CaseAction)] == [("other", today() + 3 * DAY)]
    assert f"{today() + 3 * DAY:%d/%m/%Y}" in client.get("/prevention").text
    mine = client.get("/day").text
    assert "Audience" in mine
    assert mine.count(url) == 2
    assert client.get("/notifications").text.count(url) == 2
    assert url not in world.enter(world.colleague).get("/day").text
    (todo,) = rows(app, CaseAction)
    client.submit(f"/case-actions/{todo.public_id}/edit", done_on=day(0))
    hearing = rows(app, CaseStage)[-1]
    client.submit(f"/case-stages/{hearing.public_id}/edit", reached_on=day(20))
    assert url not in client.get("/day").text
    assert f"{today() + 20 * DAY:%d/%m/%Y}" in client.get("/prevention").text
    client.submit(f"{url}/close", outcome="avoided")
    client.submit(f"{url}/stages/new", status=409, stage="judgment")
    assert lines(client, "/prevention") == []
    assert lines(client, "/prevention?state=avoided") == [who]


def test_the_share_opened_before_the_petition(make, world):
    early, late, moved, unfit = (make.household(organisation_id=world.team.organisation_id) for _ in range(4))
    make.prevention_case(early, world.worker, ("arrears", -60), ("petition", -10))
    make.prevention_case(late, world.worker, ("petition", -40), closed_on=today(), outcome="evicted")
    make.prevention_case(moved, world.worker, ("hearing", -41), ("formal_notice", -20))
    make.prevention_case(unfit, world.worker, ("insalubrity_order", -60), ground="insalubrity")
    client = world.enter(world.worker)
    found = figures(client, "/prevention")
    share, url = found["Ouverts avant la requête"]
    assert share.replace("\u202f", "").replace("\xa0", "") in {"33,3%", "33%"}
    assert lines(client, url) == [early.reference]
    assert [lines(client, found[name][1]) for name in ("Expulsé", "Relogé")] == [[late.reference], []]
    assert (found["Ouverts à ces dates"][0], len(lines(client, found["Ouverts à ces dates"][1]))) == ("4", 4)


def test_works_or_a_move_side_by_side(make, world):
    client, url = world.enter(world.worker), f"{world.url}/home-decisions/new"
    said = {"choice": "works", "works": "4 000", "move": "1 200,50", "premium_got_on": day(-1)}
    assert "après avoir été demandée" in client.submit(url, status=422, **said).text
    client.submit(url, **(said | {"premium_asked_on": day(-30)}))
    text = html.fromstring(client.get(f"{world.url}/prevention").text).get_element_by_id("decisions").text_content()
    for one in ("Travaux sur place", "1\u202f200,50", "Prime reçue le", "Accord du ménage à obtenir"):
        assert one in text.replace("\xa0", "\u202f").replace("1.200", "1\u202f200")


def test_a_session_counts_those_named_for_those_who_may_open_them(make, world):
    hidden = make.household(organisation_id=world.team.organisation_id, is_protected=True, named=[world.worker])
    held = make.collective_session(world.worker, counted=8)
    client, url = world.enter(world.worker), f"/collective-sessions/{held.public_id}"
    for home, people in ((world.household, 3), (hidden, 2), (world.household, 1)):
        client.submit(f"{url}/attendees", household=home.public_id, people=people)
    assert "Pas plus de 4" in client.submit(f"{url}/edit", status=422, asked=4, pleased=5).text
    client.submit(f"{url}/edit", asked=4, pleased=3)
    for reader, came, named, homes in (
        (client, "11", "3", {world.household.reference, hidden.reference}),
        (world.enter(world.colleague), "9", "1", {world.household.reference}),
    ):
        (row,) = html.fromstring(reader.get("/collective-sessions").text).xpath("//tbody/tr")
        assert [one.text for one in row.xpath("./td")][-3:] == [came, named, "3 sur 4"]
        shown_there = reader.get(url).text
        assert {one for one in (world.household.reference, hidden.reference) if one in shown_there} == homes
    world.enter(world.shared).get(url, status=404)


def test_an_act_of_information_is_about_nobody(make, world):
    client = world.enter(world.worker)
    client.submit("/information-acts/new", status=422, party="owners", subject="La prime", told_on=day(1))
    client.submit("/information-acts/new", party="owners", subject="La prime", reached=12)
    assert "La prime" in client.get("/information-acts.csv").text
    assert "La prime" not in world.enter(world.shared).get("/information-acts").text


def test_a_protected_household_is_for_those_named(make, world):
    hidden = make.household(organisation_id=world.team.organisation_id, is_protected=True, named=[world.worker])
    case = make.prevention_case(hidden, world.worker, ("arrears", -60), ("hearing", 3))
    seen = make.detection(hidden, world.worker, told="Rue Cachée 9")
    pages = ("/prevention", "/prevention.csv", "/detections", "/detections.json")
    worker, others = world.enter(world.worker), [world.enter(one) for one in (world.colleague, world.shared)]
    for page in pages:
        text = worker.get(page).text
        assert hidden.reference in text
        assert "Cachée" not in text
        for other in others:
            assert hidden.reference not in other.get(page).text
    for url in (
        f"/prevention/{case.public_id}",
        f"/detections/{seen.public_id}",
        f"/households/{hidden.public_id}/prevention",
    ):
        worker.get(url)
        for other in others:
            other.get(url, status=404)
    assert figures(others[0], "/prevention")["Ouverts à ces dates"][0] == "0"
    steers = world.enter(make.user())
    for url in (*pages, f"/prevention/{case.public_id}"):
        steers.get(url, status=404)
