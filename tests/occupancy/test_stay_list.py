"""The list of stays and the panels: what is found, by whom, and at what cost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html

from app.audit.models import JournalEntry
from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.people import ProtectedReader
from occupancy.queries.stays import ALL, HERE, SITES_LISTED, STATES, StayFilters, list_stays, stay_state
from occupancy.vocab import StayState
from tests.occupancy.test_stays import rows, team_of

DAY = timedelta(days=1)


def references(page):
    return [one.text for one in lxml_html.fromstring(page.text).xpath("//a[@class='row-link']")]


@pytest.fixture
def four(make):
    """A current stay, one that ends in five days, one past its planned end, one that ended."""
    programme, team, worker = team_of(make)
    made = {
        "current": make.stay(team=team),
        "ending": make.stay(team=team, planned_end_on=today() + 5 * DAY),
        "overdue": make.stay(team=programme.teams[3, "Smes"], planned_end_on=today() - DAY),
        "ended": make.stay(team=team, start_on=today() - 60 * DAY, end_on=today() - 20 * DAY),
    }
    make.four = made
    make.programme_made, make.worker = programme, worker
    return made


def reference_of(app, stay):
    from axes.models.people import Household

    with app.app_context():
        return db.session.get_one(Household, stay.household_id).reference


def test_filters_find_what_they_say(app, make, four, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    named = {name: reference_of(app, stay) for name, stay in four.items()}
    team = make.programme_made.teams[3, "Smes"]
    asked = {
        "": {"current", "ending", "overdue"},
        "state=all": set(four),
        "state=current": {"current", "ending"},
        "state=overdue": {"overdue"},
        "state=ended": {"ended"},
        "ends=7": {"ending", "overdue"},
        f"team={team.public_id}": {"overdue"},
        f"axis={make.programme_made.axes[2].public_id}&state=all": {"current", "ending", "ended"},
        f"text={named['current'].lower()}": {"current"},
        "text=absent": set(),
        "state=nonsense&ends=x&page=-4": {"current", "ending", "overdue"},
    }
    for query, expected in asked.items():
        page = client.get(f"/stays?{query}")
        assert set(references(page)) == {named[name] for name in expected}, query


def test_the_site_filter_and_its_panel_agree(app, make, four, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    site = _site(app, four["current"])
    page = client.get(f"/stays?site={site.public_id}")
    assert references(page) == [reference_of(app, four["current"])]
    panel = client.get(f"/sites/{site.public_id}/stays", fragment=True)
    assert reference_of(app, four["current"]) in panel.text
    assert reference_of(app, four["overdue"]) not in panel.text


def test_among_many_sites_a_part_of_the_name_is_typed(app, make, four, sign_in):
    client, site = sign_in(make.user(Role.COORDINATION)), _site(app, four["current"])
    assert client.get("/stays").text.count(f'<option value="{site.public_id}"') == 1
    for _ in range(SITES_LISTED):
        make.home()
    page = client.get("/stays", query_string={"site": site.name[1:].upper()})
    assert 'type="search" name="site"' in page.text
    assert references(page) == [reference_of(app, four["current"])]


def _site(app, stay):
    from sites.models.sites import Site
    from sites.models.units import Unit

    with app.app_context():
        return db.session.scalar(sa.select(Site).join(Unit, Unit.site_id == Site.id).where(Unit.id == stay.unit_id))


def test_the_fragment_is_the_reloaded_list(make, four, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    for query in ("", "?state=all", "?ends=30", "?text=rien"):
        part = lxml_html.fragment_fromstring(client.get(f"/stays{query}", fragment=True).text.strip())
        whole = lxml_html.fromstring(client.get(f"/stays{query}").text).get_element_by_id("stay-results")
        assert lxml_html.tostring(part).strip() == lxml_html.tostring(whole).strip()


def test_states_in_the_filter_are_the_derived_ones(app, make, four):
    reader = make.user(Role.COORDINATION)
    with app.app_context():
        who = _reader(reader)
        for state in (StayState.CURRENT, StayState.OVERDUE, StayState.ENDED):
            found = db.session.execute(list_stays(who, today(), StayFilters(state=state.value))).all()
            everything = db.session.execute(list_stays(who, today(), StayFilters(state=ALL))).all()
            assert {one.id for one in found} == {one.id for one in everything if one.state == state}
        assert set(STATES) >= {HERE, ALL}
        assert db.session.scalar(sa.select(sa.func.count()).where(stay_state(today()) == StayState.ENDED)) == 1


def _reader(user):
    from app.auth.reader import Reader

    return Reader(
        user_id=user.id,
        organisation_id=user.organisation_id,
        role=user.role,
        name=user.name,
        organisation_name="",
        session_token="",
    )


def statements(app, act):
    """How many statements the request itself sends; the journal of views is written after it."""
    sent = []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *rest):
        if statement.startswith("SELECT") and "journal_head" not in statement:
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return sent


def test_pages_cost_eight_statements_whatever_the_rows(app, make, four, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    for _ in range(3):
        make.stay(contribution_cents=100)
    assert len(statements(app, lambda: client.get("/stays?state=all"))) <= 8
    url = f"/stays/{four['current'].public_id}"
    assert len(statements(app, lambda: client.get(url))) <= 8


def test_a_field_worker_finds_the_stays_of_their_own_team_only(app, make, four, sign_in):
    client = sign_in(make.worker)
    found = references(client.get("/stays"))
    assert reference_of(app, four["current"]) in found
    assert reference_of(app, four["overdue"]) not in found
    client.get(f"/stays/{four['overdue'].public_id}", status=404)


def test_names_are_for_those_who_may_know_them(app, make, sign_in):
    _, team, worker = team_of(make)
    household = make.household(adults=0)
    make.member(household, person=make.person(name="Zélie Invraisemblable"))
    stay = make.stay(household=household, team=team)
    url = f"/stays/{stay.public_id}"
    assert "Zélie Invraisemblable" in sign_in(worker).get(url).text
    page = sign_in(make.user(Role.COORDINATION)).get(url).text
    assert "Zélie" not in page
    assert "Adulte" in page
    assert f"<title>{household.reference} —" in page


def test_a_protected_stay_is_for_the_workers_named(app, make, sign_in):
    _, team, worker = team_of(make)
    household = make.household(is_protected=True)
    stay = make.stay(household=household, team=team)
    site = _site(app, stay)
    coordination = sign_in(make.user(Role.COORDINATION))
    for client in (sign_in(worker), coordination):
        client.get(f"/stays/{stay.public_id}", status=404)
        assert household.reference not in client.get("/stays").text
        assert household.reference not in client.get(f"/sites/{site.public_id}/stays").text
    make.save(ProtectedReader(household_id=household.id, user_id=worker.id))
    assert "Ménage protégé" in sign_in(worker).get(f"/stays/{stay.public_id}").text


def test_a_housing_operator_never_learns_who_lives_there(app, make, four, sign_in):
    client = sign_in(make.user(Role.HOUSING_OPERATOR))
    site = _site(app, four["current"])
    for url in ("/stays", f"/stays/{four['current'].public_id}", f"/sites/{site.public_id}/stays"):
        client.get(url, status=404)


def test_each_view_of_a_stay_is_a_view_of_the_file(app, make, sign_in):
    _, team, worker = team_of(make)
    stay = make.stay(team=team)
    client = sign_in(worker)
    client.get(f"/stays/{stay.public_id}")
    client.get(f"/stays/{stay.public_id}/extension")
    viewed = rows(app, JournalEntry, event="household.viewed")
    assert [one.user_id for one in viewed] == [worker.id] * 2


def test_the_household_page_shows_its_stays(app, make, four, sign_in):
    client = sign_in(make.worker)
    household = _household(app, four["current"])
    assert f"/households/{household.public_id}/stays" in client.get(f"/households/{household.public_id}").text
    page = client.get(f"/households/{household.public_id}/stays")
    assert four["current"].public_id in page.text


def _household(app, stay):
    from axes.models.people import Household

    with app.app_context():
        return db.session.get_one(Household, stay.household_id)
