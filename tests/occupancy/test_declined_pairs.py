"""A unit that a household refused: the pair says so and comes after the others; and waits are counted one way."""

from datetime import timedelta

from lxml import html

from app.auth.vocab import Role
from app.clock import brussels_midnight, now, today
from occupancy.models.allocations import AllocationStep
from occupancy.vocab import AllocationStepKind, DeclineReason
from tests.occupancy.test_allocation_board import ranked

DAY = timedelta(days=1)


def refused(make, programme, household, unit):
    """The household was proposed the unit, and said no."""
    made = make.allocation(programme, unit=unit, household=household, state="withdrawn")
    no = {"kind": AllocationStepKind.HOUSEHOLD_DECLINED, "reason": DeclineReason.PLACE_UNSUITABLE}
    make.save(AllocationStep(allocation_id=made.id, at=now(), **no))


def test_a_household_that_refused_a_unit_comes_last_for_it_and_can_be_asked_again(make, sign_in):
    programme, unit, other = make.programme(), make.home(), make.home()
    first = make.waiting_household(programme, since=now() - 90 * DAY)
    second = make.waiting_household(programme, since=now() - 5 * DAY)
    client = sign_in(make.user(Role.ALLOCATION))
    board, elsewhere = (f"/allocations/board?unit={one.public_id}" for one in (unit, other))
    assert ranked(client.get(board).text) == [first.reference, second.reference]
    refused(make, programme, first, unit)
    words = f"refusé le {today():%d/%m/%Y}\u00a0: Le quartier ne convient pas"
    page = client.get(board).text
    assert ranked(page) == [second.reference, first.reference]
    ranks = f"classé après les autres, car déjà {words}"
    assert page.index(second.reference) < page.index(ranks)
    assert ranked(client.get(elsewhere).text) == [first.reference, second.reference]
    assert words not in client.get(elsewhere).text
    units = client.get(f"/allocations/for/{first.public_id}").text
    assert units.index(other.code) < units.index(ranks)
    assert words in client.get(f"/allocations/new/{unit.public_id}/{first.public_id}").text
    client.submit(f"/allocations/new/{unit.public_id}/{first.public_id}")


def test_the_board_and_the_waiting_list_count_the_same_days(make, sign_in):
    programme = make.programme()
    make.home()
    make.waiting_household(programme, since=brussels_midnight(today()) - timedelta(minutes=1))
    client = sign_in(make.user(Role.ALLOCATION))
    assert "attend depuis 1 jour" in client.get("/allocations/board").text
    (cell,) = html.fromstring(client.get("/waiting-list").text).xpath("//td[@data-label='Attend depuis']")
    assert cell.text_content().split()[:2] == ["1", "jour"]


def test_a_unit_that_is_taken_is_named_with_its_site(make, sign_in):
    programme, unit = make.programme(), make.home(make.site(name="Les Tilleuls"), code="2.4")
    waiting, client = make.waiting_household(programme), sign_in(make.user(Role.ALLOCATION))
    make.allocation(programme, unit=unit)
    url = f"/allocations/new/{unit.public_id}/{waiting.public_id}"
    assert "Les Tilleuls 2.4 est déjà proposé" in client.post(url, {"start_on": today().isoformat()}, status=409).text
