"""Closing a site: every stay has its outcome, nobody is forgotten, nothing is handed back while somebody is there."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from occupancy.models.closures import Closure
from occupancy.models.stays import Stay, StayPerson
from occupancy.vocab import ClosureCause
from sites.models.sites import Site


def in_summer():
    return (today() + timedelta(days=200)).replace(month=6, day=15)


def a_closure(make, site, **given):
    values = {"cause": ClosureCause.WORKS, "opened_on": today(), "last_day": in_summer()} | given
    return make.save(Closure(site_id=site.id, **values))


def stays_of(app):
    with app.app_context(), Session(db.engine) as session:
        return session.execute(sa.select(Stay.unit_id, Stay.end_on).order_by(Stay.id)).all()


@pytest.fixture
def coordinator(make, sign_in):
    return sign_in(make.user(Role.COORDINATION))


def test_an_announced_closing_shows_every_stay_and_asks_for_its_outcome(make, coordinator):
    site = make.site()
    stays = [make.stay(make.home(site)) for _ in range(3)]
    coordinator.submit(f"/sites/{site.public_id}/closure/new", cause="works", last_day=in_summer().isoformat())
    page = coordinator.follow().text
    assert page.count("pas encore de suite prévue") == len(stays)


def test_an_end_in_winter_asks_for_its_confirmation_and_never_blocks(make, coordinator):
    site = make.site()
    winter = today().replace(year=today().year + 1, month=12, day=20).isoformat()
    address = f"/sites/{site.public_id}/closure/new"
    refused = coordinator.submit(address, status=422, cause="sale", last_day=winter)
    assert "1er novembre" in refused.text
    coordinator.submit(address, cause="sale", last_day=winter, winter_confirmed="y")


def test_a_site_closes_once(make, coordinator):
    site = make.site()
    a_closure(make, site)
    coordinator.submit(
        f"/sites/{site.public_id}/closure/new", status=409, cause="works", last_day=in_summer().isoformat()
    )


@pytest.mark.parametrize(
    ("cause", "days", "status"), [("fire", 1, 422), ("fire", -3, 303), ("works", -3, 422), ("works", 300, 303)]
)
def test_a_fire_is_past_and_a_plan_is_to_come(make, coordinator, cause, days, status):
    site = make.site()
    day = (today() + timedelta(days=days)).isoformat()
    data = {"cause": cause, "last_day": day, "winter_confirmed": "y"}
    coordinator.submit(f"/sites/{site.public_id}/closure/new", status=status, **data)


def test_an_outcome_is_set_and_changed(make, coordinator):
    site = make.site()
    stay = make.stay(make.home(site))
    closure = a_closure(make, site)
    address = f"/closures/{closure.public_id}/stays/{stay.public_id}"
    day = (in_summer() - timedelta(days=10)).isoformat()
    coordinator.submit(address, kind="exit_planned", planned_on=day, note="Candidature déposée")
    assert "Candidature déposée" in coordinator.follow().text
    too_late = (in_summer() + timedelta(days=2)).isoformat()
    refused = coordinator.submit(address, status=422, kind="exit_planned", planned_on=too_late)
    assert too_late in refused.text  # what was typed is kept


def test_a_transfer_needs_a_unit_elsewhere(make, coordinator):
    site = make.site()
    stay = make.stay(make.home(site))
    refuge = make.home(last_day=in_summer() + timedelta(days=365))
    closure = a_closure(make, site)
    address = f"/closures/{closure.public_id}/stays/{stay.public_id}"
    day = (in_summer() - timedelta(days=10)).isoformat()
    coordinator.submit(address, status=422, kind="transfer_planned", planned_on=day)
    coordinator.submit(address, kind="transfer_planned", planned_on=day, unit=refuge.public_id)


def test_a_site_is_not_handed_back_while_somebody_lives_there(app, make, coordinator):
    site = make.site()
    unit = make.home(site)
    make.stay(unit)
    closure = a_closure(make, site)
    page = coordinator.submit(f"/closures/{closure.public_id}/hand-back", status=409, on=today().isoformat())
    assert f"{unit.code}\u00a0: un séjour est encore ouvert" in page.text
    with app.app_context(), Session(db.engine) as session:
        assert session.scalar(sa.select(Closure.handed_back_on)) is None


def test_an_exit_inventory_is_asked_before_the_hand_back(make, coordinator):
    site = make.site()
    left = today() - timedelta(days=5)
    home, url = make.home(site), f"/closures/{a_closure(make, site).public_id}/hand-back"
    make.stay(home, end_on=left, planned_end_on=left, exit={})
    page = lxml_html.fromstring(coordinator.submit(url, status=409, on=today().isoformat()).text)
    (line,) = page.xpath("//main//li/a[contains(., 'l’état des lieux de sortie manque')]")
    coordinator.submit(line.get("href"), result="passed")
    coordinator.submit(url, on=today().isoformat())


def test_an_empty_site_is_handed_back_and_stays_closed(app, make, coordinator):
    site = make.site()
    unit = make.home(site)
    closure = a_closure(make, site)
    coordinator.submit(f"/closures/{closure.public_id}/hand-back", on=today().isoformat())
    assert "Restitué le" in coordinator.follow().text
    with pytest.raises(IntegrityError, match=r"site_handed_back|stay_outside_availability"):
        make.stay(unit, start_on=today() - timedelta(days=3))


def test_the_database_itself_refuses_a_hand_back_with_a_stay(app, make):
    site = make.site()
    make.stay(make.home(site))
    closure = a_closure(make, site)
    with app.app_context(), transaction("write"), db.engine.connect() as connection:
        update = sa.update(Closure).where(Closure.id == closure.id).values(handed_back_on=today())
        with pytest.raises(IntegrityError, match="closure_keeps_stays"):
            connection.execute(update)


def a_burning_site(make):
    site = make.site()
    stays = [make.stay(make.home(site)) for _ in range(3)]
    fire = {"cause": ClosureCause.FIRE, "last_day": today()}
    return stays, a_closure(make, site, **fire), make.home(), make.destination(code="SHEL")


def test_after_a_fire_everybody_goes_somewhere_in_one_act(app, make, coordinator):
    stays, closure, refuge, shelter = a_burning_site(make)
    data = {f"where_{stay.public_id}": f"exit:{shelter.code}" for stay in stays[1:]}
    data[f"where_{stays[0].public_id}"] = f"unit:{refuge.public_id}"
    people = count_people(app)
    coordinator.submit(f"/closures/{closure.public_id}/relocate", **data)
    after = stays_of(app)
    assert [end for _, end in after[:3]] == [today()] * 3
    assert after[3:] == [(refuge.id, None)]
    assert count_people(app) == people  # nobody was lost, nobody was made twice


def count_people(app):
    with app.app_context(), Session(db.engine) as session:
        return session.scalar(sa.select(sa.func.count(StayPerson.person_id.distinct())))


def test_two_households_cannot_be_sent_to_one_unit_and_then_nobody_moves(app, make, coordinator):
    stays, closure, refuge, shelter = a_burning_site(make)
    before = stays_of(app)
    data = {f"where_{stay.public_id}": f"unit:{refuge.public_id}" for stay in stays[:2]}
    data[f"where_{stays[2].public_id}"] = f"exit:{shelter.code}"
    again = coordinator.submit(f"/closures/{closure.public_id}/relocate", status=409, **data)
    assert stays_of(app) == before
    page = lxml_html.fromstring(again.text)
    assert "Personne n’a encore déménagé" in again.text
    assert refuge.code in page.xpath("string(//main//*[@role='alert'])")
    kept = {one.get("name"): one.xpath("string(.//option[@selected]/@value)") for one in page.xpath("//main//select")}
    assert kept == data, "what was chosen is there still"


def test_a_forgotten_household_is_asked_for(app, make, coordinator):
    stays, closure, _, shelter = a_burning_site(make)
    before = stays_of(app)
    data = {f"where_{stay.public_id}": f"exit:{shelter.code}" for stay in stays[:2]}
    coordinator.submit(f"/closures/{closure.public_id}/relocate", status=422, **data)
    assert stays_of(app) == before


def test_others_follow_closings_without_acting(make, sign_in):
    site = make.site()
    stay = make.stay(make.home(site))
    closure = a_closure(make, site)
    worker = sign_in(make.user(Role.FIELD_WORKER))
    page = worker.get(f"/closures/{closure.public_id}").text
    assert "Aucun ménage à suivre pour vous ici" in page
    assert stay.public_id not in page  # neither who nor where
    worker.get(f"/closures/{closure.public_id}/hand-back", status=404)
    worker.get(f"/closures/{closure.public_id}/stays/{stay.public_id}", status=404)
    for role in (Role.HOUSING_OPERATOR, Role.PARTNER, Role.FUNDER, Role.ADMINISTRATOR):
        sign_in(make.user(role)).get(f"/closures/{closure.public_id}", status=404)


def handed_back(make, site, days_ago=20):
    on = today() - timedelta(days=days_ago)
    return a_closure(make, site, opened_on=on, last_day=on, handed_back_on=on)


def test_a_site_handed_back_closes_again_only_once_it_is_lent_anew(app, make, coordinator):
    site = make.site()
    handed_back(make, site)
    address = f"/sites/{site.public_id}/closure/new"
    refused = coordinator.submit(address, status=409, cause="works", last_day=in_summer().isoformat())
    assert "nouvelle convention signée" in refused.text
    with pytest.raises(IntegrityError, match="closure_after_hand_back"):
        a_closure(make, site)
    make.agreement(site, first_day=today() - timedelta(days=10), last_day=in_summer())
    assert "/closure/new" in coordinator.get(f"/sites/{site.public_id}/closure").text
    beyond = {"cause": "sale", "last_day": (in_summer() + timedelta(days=1)).isoformat()}
    assert "prolongez-la d’abord" in coordinator.submit(address, status=422, **beyond).text
    coordinator.submit(address, cause="works", last_day=in_summer().isoformat())
    assert "Restitué" not in coordinator.follow().text
    with app.app_context(), Session(db.engine) as session:
        assert session.scalar(sa.select(sa.func.count(Closure.id))) == 2


def test_people_live_again_where_a_new_agreement_lends_anew(make, coordinator):
    site = make.site()
    before = handed_back(make, site)
    begun, last_day = today() - timedelta(days=10), in_summer() + timedelta(days=400)
    anew = make.agreement(site, first_day=begun, last_day=last_day)
    unit = make.unit(site)
    make.covered_unit(anew, unit)
    stay = make.stay(unit, start_on=begun)
    page = coordinator.get(f"/closures/{before.public_id}").text
    assert stay.public_id not in page, "nobody who came after the hand-back is of that closing"
    assert f"{last_day:%d/%m/%Y}" in coordinator.get(f"/sites/{site.public_id}").text
    coordinator.submit(f"/sites/{site.public_id}/closure/new", cause="works", last_day=in_summer().isoformat())
    assert stay.public_id in coordinator.follow().text


def a_hidden_stay(make, unit, **given):
    return make.stay(unit, make.household(is_protected=True), **given)


def main_of(client, url):
    return client.get(url).text.split("<main")[1]


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.ALLOCATION, Role.FIELD_WORKER])
def test_a_closing_says_the_same_with_and_without_somebody_out_of_sight(make, sign_in, role):
    site = make.site()
    seen, hidden = make.home(site, code="VU-1"), make.home(site, code="CACHE-2")
    make.stay(seen)
    urls = [f"/closures/{a_closure(make, site).public_id}", "/closures", f"/sites/{site.public_id}/closure"]
    urls += {Role.COORDINATION: ["/reports/closings", "/"], Role.ALLOCATION: ["/reports/closings"]}.get(role, ["/"])
    client = sign_in(make.user(role))
    before = [" ".join(main_of(client, url).split()) for url in urls]
    a_hidden_stay(make, hidden)
    after = [" ".join(main_of(client, url).split()) for url in urls]
    assert after == before


NOT_READY = "Tous les logements ne sont pas encore prêts"


def test_what_is_in_the_way_out_of_sight_is_told_without_a_number(make, sign_in, coordinator):
    """A stay, a proposal, an inventory that lacks: the site cannot be handed back, and it says so."""
    site = make.site()
    lived, promised, left = [make.home(site, code=f"CACHE-{number}") for number in range(3)]
    a_hidden_stay(make, lived)
    make.allocation(make.programme(), unit=promised, household=make.household(is_protected=True))
    day = today() - timedelta(days=5)
    a_hidden_stay(make, left, end_on=day, planned_end_on=day)
    closure = a_closure(make, site)
    refused = coordinator.submit(f"/closures/{closure.public_id}/hand-back", status=409, on=today().isoformat()).text
    for page in (refused, coordinator.get(f"/closures/{closure.public_id}").text):
        assert NOT_READY in page
        assert "CACHE" not in page
        assert not re.search(r"\d+\W+logement", page)
    assert "Plus personne n’habite ici" not in coordinator.get(f"/closures/{closure.public_id}").text


def test_after_a_fire_the_team_of_a_household_out_of_sight_moves_it(app, make, sign_in, coordinator):
    stays, closure, _, shelter = a_burning_site(make)
    hidden = a_hidden_stay(make, make.home(site_of(make, closure)))
    data = {f"where_{stay.public_id}": f"exit:{shelter.code}" for stay in stays}
    page = coordinator.get(f"/closures/{closure.public_id}/relocate").text
    assert hidden.public_id not in page
    coordinator.submit(f"/closures/{closure.public_id}/relocate", **data)
    assert [end for _, end in stays_of(app)] == [today()] * 3 + [None]
    coordinator.submit(f"/closures/{closure.public_id}/hand-back", status=409, on=today().isoformat())


def site_of(make, closure):
    with make.app.app_context(), transaction("read"):
        return db.session.get_one(Site, closure.site_id)
