"""The first page: its counts, its links, what it costs, and what changed since yesterday."""

import re

import pytest

from app.audit.actor import system
from app.audit.journal import record_in
from app.auth.vocab import Role
from app.db import db, transaction
from axes.vocab import ReferralState
from sites.vocab import CheckKind
from tests.app.todays import closing, days, field_day, greeted, lent, page_of, things, worker_of
from tests.support.statements import statements
from tests.support.swap import assert_swap_equals_reload

BUDGET = 8


@pytest.fixture
def programme(make):
    return make.programme()


# Counts, links, cost


def test_counts_equal_the_lists_they_lead_to(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    worker = worker_of(make, programme)
    for _ in range(11):
        make.stay(make.home(), team=team, planned_end_on=days(20))
    client = sign_in(worker)
    page = page_of(client)
    links = {one.text_content().strip(): one.get("href") for one in page.xpath("//main//p/a")}
    others = {text: int(re.search(r"\d+", text)[0]) for text in links}
    assert sorted(others.values()) == [3, 3]
    assert len(things(page)) + sum(others.values()) == 22
    assert greeted(page) == 11, "those for today: the others come later"
    for href in links.values():
        listed = page_of(client, href)
        assert "1 à 11 sur 11" in " ".join(listed.xpath("string(//nav[@class='pager'])").split())


def test_a_list_of_things_comes_by_pages_and_a_swap_equals_a_reload(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    for _ in range(27):
        make.assignment(make.household(), team)
    client = sign_in(worker_of(make, programme))
    for url in ("/today/workers", "/today/workers?page=2"):
        assert_swap_equals_reload(client, url, "today-group")
    assert len(page_of(client, "/today/workers?page=2").xpath("//li[contains(@class, 'item')]")) == 2


def test_lists_of_other_roles_do_not_exist(make, sign_in):
    client = sign_in(make.user(Role.PARTNER))
    client.get("/today/workers", status=404)
    client.get("/today/nonsense", status=404)


@pytest.mark.parametrize("role", Role)
def test_who_has_nothing_to_do_reads_what_will_appear(make, sign_in, role):
    text = " ".join(page_of(sign_in(make.user(role))).xpath("string(//main)").split())
    assert "Rien ne presse" in text
    assert "today." not in text


def test_each_thing_opens_for_its_reader(make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    worker = worker_of(make, programme)
    site = field_day(make, programme, make.site(), team)
    closing(make, site)
    make.home(make.site())
    make.referral(programme, state=ReferralState.SUBMITTED)
    for user in (worker, make.user(), make.user(Role.ALLOCATION)):
        client = sign_in(user)
        links = page_of(client).xpath("//main//li//a/@href")
        assert links
        for href in links:
            client.get(href)


def test_the_page_costs_the_same_for_one_thing_and_for_many(app, make, sign_in, programme):
    operator, units = lent(make)
    author = make.user(Role.PARTNER)
    users = [
        worker_of(make, programme), make.user(), make.user(Role.ALLOCATION), author, make.user(Role.ADMINISTRATOR),
        make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id),
    ]  # fmt: skip
    clients = [sign_in(user) for user in users]
    crowd(make, programme, author, units)
    few = [cost_of(app, client) for client in clients]
    for _ in range(5):
        crowd(make, programme, author, units)
    assert [cost_of(app, client) for client in clients] == few
    assert max(few) <= BUDGET


def crowd(make, programme, author, units):
    site = make.site()
    field_day(make, programme, site, programme.teams[3, "Smes"], 2)
    closing(make, site)
    make.referral(programme, author, state=ReferralState.TO_COMPLETE)
    make.referral(programme, author, state=ReferralState.SUBMITTED)
    make.waiting_household(programme, team=None)
    make.unit_check(units[1], CheckKind.SAFETY, valid_until=days(3))
    make.user(password_hash=None)


def cost_of(app, client):
    with statements(app) as sent:
        client.get("/")
    return len(sent)


def test_every_page_opens_in_the_three_languages(make, sign_in, programme):
    client = sign_in(worker_of(make, programme))
    field_day(make, programme, make.site(), programme.teams[3, "Smes"])
    for language in ("nl", "en", "fr"):
        client.get(f"/language/{language}", status=302)
        assert "today." not in page_of(client).xpath("string(//main)")


# What changed


def changed(page):
    found = page.xpath("//section[@id='today-changes']//li")
    return [" ".join(one.text_content().split()) for one in found]


def note(app, event, subject, actor):
    with app.app_context(), transaction("write"):
        session = db.session()
        record_in(session, event, session.merge(subject, load=False), actor=actor)
        session.commit()


def test_what_others_did_is_told_to_those_who_may_open_it(app, make, sign_in, programme):
    team = programme.teams[3, "Smes"]
    mine = make.stay(household=make.household(reference="H-TEST-MINE"), team=team)
    theirs = make.stay(household=make.household(reference="H-TEST-THEIRS"), team=programme.teams[2, "Pierre d’Angle"])
    worker = worker_of(make, programme)
    for stay in (mine, theirs):
        note(app, "stay.opened", stay, system("tests"))
    note(app, "stay.absence_noted", mine, system("tests"))
    page = page_of(sign_in(worker))
    assert [re.sub(r"\d{2}/.*", "", one) for one in changed(page)] == ["Entrée dans un logement H-TEST-MINE · "]
    assert page.xpath("//section[@id='today-changes']//a/@href") == [f"/stays/{mine.public_id}"]
    assert len(changed(page_of(sign_in(make.user())))) == 2


def test_a_lender_is_told_of_own_sites_only(app, make, sign_in):
    operator, units = lent(make)
    note(app, "unit.opened", units[0], system("tests"))
    note(app, "unit.opened", make.home(make.site()), system("tests"))
    client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
    assert len(changed(page_of(client))) == 1
    assert changed(page_of(client))[0].startswith(f"Logement ouvert À nous · {units[0].code}")
