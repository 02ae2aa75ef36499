"""Plans of relocation: who could go where when a site empties, kept, compared, and made into proposals in one act."""

import csv
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from app.auth.vocab import Role
from app.clock import today
from app.db import db
from axes.models.people import Household
from axes.vocab import NeedKind
from occupancy.models.allocations import Allocation
from occupancy.models.closures import ClosureOutcome
from occupancy.models.relocations import RelocationLine, RelocationPlan
from occupancy.models.stays import Stay
from occupancy.vocab import ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure
from tests.occupancy.test_sight import read

IN_TWO_MONTHS = timedelta(days=60)


@pytest.fixture
def world(make):
    """A site that empties in two months, with a team that follows everybody."""
    return World(make)


class World:
    def __init__(self, make):
        self.make = make
        self.team = make.programme().teams[2, "DIOGENES"]
        make.commune("1080")
        make.commune("1000", name_fr="Bruxelles", name_nl="Brussel")
        make.commune("1180", name_fr="Uccle", name_nl="Ukkel")
        self.site = make.site(postal_code="1080")
        self.last_day = today() + IN_TWO_MONTHS

    def family(self, needs=(), **given):
        household = self.make.household(since=today() - timedelta(days=90), **given)
        for kind in needs:
            self.make.need(household, kind, start_on=today() - timedelta(days=90))
        unit = self.make.home(self.site, max_persons=8, bedrooms=4, step_free=True, animals_allowed=True)
        return self.make.stay(unit, household, team=self.team, planned_end_on=today() + timedelta(days=50))

    def refuge(self, postal_code="1080", **given):
        return self.make.home(self.make.site(postal_code=postal_code), **given)

    @property
    def address(self):
        return f"/relocations/new?site={self.site.public_id}&last_day={self.last_day.isoformat()}"


@pytest.fixture
def allocator(make, sign_in):
    return sign_in(make.user(Role.ALLOCATION))


def kept(allocator, world, name="Plan A"):
    allocator.submit(world.address, name=name)
    return allocator.last.headers["Location"]


def rows(app, *columns):
    with app.app_context(), Session(db.engine) as session:
        return session.execute(sa.select(*columns)).all()


def test_each_household_goes_to_the_unit_that_suits_it_and_each_line_says_why(world, allocator):
    alone, family = world.family(adults=1), world.family(adults=2, minors=2)
    small = world.refuge(max_persons=1, bedrooms=0, code="PETIT")
    large = world.refuge(max_persons=4, bedrooms=2, code="GRAND")
    world.make.stay(large, planned_end_on=today() + timedelta(days=9))
    page = lxml_html.fromstring(allocator.get(world.address).text)
    told = {row.xpath("string(th)").strip(): row.text_content() for row in page.xpath("//main//tbody/tr")}
    assert len(told) == 2
    assert "PETIT" in told[_reference(world, alone)]
    assert "GRAND" in told[_reference(world, family)]
    assert "dans la même commune" in told[_reference(world, family)]
    assert "sortie prévue" in told[_reference(world, family)], "somebody lives there until then"
    assert "sortie prévue" not in told[_reference(world, alone)]
    assert small.id != large.id


def _reference(world, stay):
    with world.make.app.app_context(), Session(db.engine) as session:
        return session.get_one(Household, stay.household_id).reference


def test_who_finds_no_place_is_told_which_units_are_nearest_why_not_and_when_one_would_do(world, allocator):
    world.family(adults=1, needs=[NeedKind.STEP_FREE])
    world.refuge(step_free=False, code="ESCALIER")
    later = world.refuge(step_free=True, code="PLUSTARD")
    world.make.stay(later, planned_end_on=world.last_day + timedelta(days=20))
    page = allocator.get(world.address).text
    assert "Sans place dans ce plan" in page
    assert "ESCALIER" in page
    assert (world.last_day + timedelta(days=20)).strftime("%d/%m/%Y") in page


def test_a_plan_is_kept_and_compared_with_another(app, world, allocator):
    world.family()
    world.refuge(code="LIBRE")
    first = kept(allocator, world, "Fin en hiver")
    assert "LIBRE" in allocator.get(first).text
    world.last_day = today() + timedelta(days=30)
    second = kept(allocator, world, "Plus tôt")
    one, other = (address.rsplit("/", 1)[1] for address in (first, second))
    side = allocator.get(f"/relocations/compare?a={one}&b={other}").text
    assert "Fin en hiver" in side
    assert "Plus tôt" in side
    assert rows(app, sa.func.count(RelocationPlan.id)) == [(2,)]


def test_the_file_of_a_plan_has_the_lines_of_its_page_by_reference_alone(make, world, allocator, sign_in):
    named = make.user(Role.ALLOCATION)
    family, stuck = world.family(adults=2), world.family(adults=1, needs=[NeedKind.STEP_FREE])
    hidden = world.family(is_protected=True, named=[named])
    world.refuge(max_persons=4, bedrooms=1, code="LIBRE", step_free=False)
    world.refuge(max_persons=4, bedrooms=1, code="AUTRE", step_free=False)
    address = kept(sign_in(named), world)
    for client, known in ((allocator, {family, stuck}), (sign_in(named), {family, stuck, hidden})):
        told = {one["household"]: one for one in csv.DictReader(client.get(f"{address}.csv").text.splitlines())}
        assert set(told) == {_reference(world, stay) for stay in known}
        assert told[_reference(world, family)]["to_unit"] in ("LIBRE", "AUTRE")
        without = told[_reference(world, stuck)]
        assert (without["to_unit"], without["move_on"], "LIBRE" in without["nearest"]) == ("", "", True)
    assert f'href="{address}.xlsx"' in allocator.get(address).text
    assert allocator.get(f"{address}.xlsx").data.startswith(b"PK")


def test_a_plan_becomes_proposals_in_one_act_and_the_planned_end_of_each_stay(app, make, world, allocator):
    stays = [world.family(), world.family()]
    refuges = [world.refuge(), world.refuge()]
    a_closure(make, world.site, last_day=world.last_day)
    address = kept(allocator, world)
    allocator.submit(f"{address}/proposals")
    assert "2 propositions faites" in allocator.follow().text
    held = rows(app, Allocation.household_id, Allocation.unit_id)
    assert {household for household, _ in held} == {stay.household_id for stay in stays}
    assert {unit for _, unit in held} == {unit.id for unit in refuges}
    planned = rows(app, ClosureOutcome.kind, ClosureOutcome.unit_id)
    assert {kind for kind, _ in planned} == {ClosureOutcomeKind.TRANSFER_PLANNED}
    assert {unit for _, unit in planned} == {unit.id for unit in refuges}
    again = allocator.get(f"{address}/proposals").text
    assert f"2 propositions faites le {today():%d/%m/%Y}" in again
    assert "C’est déjà proposé" in again


def test_a_pair_taken_meanwhile_stops_the_whole_act_and_says_what_changed(app, make, world, allocator):
    world.family()
    world.family()
    units = [world.refuge(code="PREMIER"), world.refuge(code="SECOND")]
    address = kept(allocator, world)
    make.stay(units[0], planned_end_on=today() + timedelta(days=200))
    refused = allocator.submit(f"{address}/proposals", status=409)
    assert "PREMIER" in refused.text
    assert "rien n’a été écrit" in refused.text
    assert "Il reste 1 paire possible" in refused.text
    assert "propositions seront faites" not in refused.text
    assert rows(app, Allocation.id) == []
    assert "Rien n’est réservé" in allocator.get(address).text
    allocator.submit(f"{address}/proposals", rest="y")
    page = allocator.get(address).text
    assert ("Rien n’est réservé" in page, "1</b> <span>logement proposé" in page) == (False, True)
    assert ("Transformer en propositions" in page, "Proposer aussi celui qui reste" in page) == (False, True)
    assert rows(app, Allocation.unit_id) == [(units[1].id,)]
    assert len([one for (one,) in rows(app, RelocationLine.allocation_id) if one]) == 1


def test_the_move_carries_the_proposal_out_and_one_journey_goes_on(app, make, world, allocator, sign_in):
    stay, refuge = world.family(), world.refuge()
    allocator.submit(f"{kept(allocator, world)}/proposals")
    ((held,),) = rows(app, Allocation.public_id)
    worker = sign_in(make.team_member(world.team))
    for step in ("team-accepted", "household-accepted"):
        worker.post(f"/allocations/{held}/answer/{step}", {"version": worker_version(worker, held)})
    worker.submit(f"/allocations/{held}/answer/entry-planned", planned_on=today().isoformat())
    worker.get(f"/allocations/{held}/entry", status=303)
    worker.submit(worker.last.headers["Location"], unit=refuge.public_id)
    moved = rows(app, Stay.unit_id, Stay.transferred_from_id, Stay.end_on)
    assert (refuge.id, stay.id, None) in {tuple(row) for row in moved}
    assert rows(app, Allocation.closed_at.is_(None)) == [(False,)]


def worker_version(worker, held):
    page = lxml_html.fromstring(worker.get(f"/allocations/{held}").text)
    return page.xpath("string(//main//input[@name='version']/@value)")


def test_a_protected_household_is_planned_for_by_those_who_may_see_it_and_by_nobody_else(make, world, sign_in):
    named = make.user(Role.ALLOCATION)
    shown = world.family()
    world.refuge(code="UN")
    world.refuge(code="DEUX")
    coordination = sign_in(make.user(Role.COORDINATION))
    without = read(coordination, [world.address])[world.address]
    hidden = world.family(is_protected=True, named=[named])
    stranger = read(coordination, [world.address])[world.address]
    insider = sign_in(named).get(world.address).text
    assert _reference(world, shown) in stranger
    assert _reference(world, hidden) not in stranger
    assert hidden.public_id not in stranger
    assert stranger == without, "not even their number"
    assert _reference(world, hidden) in insider


def opening(**given):
    soon, later = (today() + timedelta(days=days) for days in (10, 400))
    return {"count": 2, "persons": 3, "opens_on": soon.isoformat(), "closes_on": later.isoformat()} | given


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"last_day": "demain"}, "last_day"),
        ({"last_day": "0206-01-01"}, "last_day"),
        ({"moves_from": (today() + timedelta(days=61)).isoformat()}, "moves_from"),
        (opening(count="beaucoup"), "count"),
        (opening(count="201"), "count"),
        (opening(count=""), "count"),
        (opening(persons="0"), "persons"),
        (opening(persons=""), "persons"),
        (opening(bedrooms="-1"), "bedrooms"),
        (opening(postal_code="nulle part"), "postal_code"),
        (opening(opens_on=(today() + timedelta(days=61)).isoformat()), "opens_on"),
        (opening(closes_on=(today() + timedelta(days=9)).isoformat()), "closes_on"),
        (opening(closes_on=""), "closes_on"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_a_plan_cannot_assume_is_told_beside_its_field_and_kept(world, allocator, asked, field):
    kept = {"site": world.site.public_id, "last_day": world.last_day.isoformat()}
    answer = allocator.get(f"/relocations/new?{urlencode(kept | asked)}", status=422)
    page = lxml_html.fromstring(answer.text)
    assert page.xpath(f"//*[@id='{field}-error']")
    assert page.xpath("//p[contains(@class, 'error')]/@id") == [f"{field}-error"], "nothing else is wrong"
    assert len(page.xpath("//div[@id='assumption-errors']//li")) == 1, "and that once"
    assert asked[field] in page.xpath(f"//*[@name='{field}']/@value") or field == "postal_code"
    assert not page.xpath("//*[@id='lines' or @id='keep']")


def test_what_makes_sense_is_computed_by_a_button_that_says_so(world, allocator):
    world.family()
    page = lxml_html.fromstring(allocator.get(f"{world.address}&{urlencode(opening())}").text)
    assert page.xpath("//*[@id='lines']")
    assert "Chercher le meilleur plan" in page.xpath("//form[@method='get']//button/text()")
