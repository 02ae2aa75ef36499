"""Who of a closing site is without a plan: one rule, so one number on every page; what is proposed is shown apart."""

import re
from datetime import timedelta
from itertools import islice

import pytest
from lxml import html as lxml_html

from accompaniment.vocab_exits import ExitStage
from app.auth.vocab import Role
from app.clock import now, today
from occupancy.models.allocations import AllocationStep
from occupancy.models.closures import ClosureOutcome
from occupancy.vocab import AllocationStepKind, ClosureOutcomeKind
from tests.occupancy.test_closures import a_closure

DAY = timedelta(days=1)
DEFINITION = "rien de ce qui est noté à la clôture"


@pytest.fixture
def closing(make):
    """A site that closes in a hundred days: two households without a plan, one with each kind of it, one proposed."""
    return Closing(make)


class Closing:
    def __init__(self, make):
        self.make, self.programme = make, make.programme()
        self.team, self.site = self.programme.teams[3, "Smes"], make.site(name="Les Lilas")
        self.closure = a_closure(make, self.site, last_day=today() + 100 * DAY)
        self.stay()
        make.exit_plan(self.stay()[0], stage=ExitStage.TO_PLAN)
        searching, at_home = self.stay()
        make.exit_plan(searching, stage=ExitStage.SEARCHING)
        self.proposed(searching, at_home)
        self.outcome(self.stay()[1], ClosureOutcomeKind.EXIT_PLANNED)
        self.proposal = self.proposed(*self.stay())

    def proposed(self, household, stay):
        unit = self.make.home()
        proposal = self.make.allocation(self.programme, unit=unit, household=household, team=self.team)
        held = {"unit_id": unit.id, "allocation_id": proposal.id}
        self.outcome(stay, ClosureOutcomeKind.TRANSFER_PLANNED, **held)
        return proposal

    def stay(self):
        household = self.make.household(since=today() - 90 * DAY)
        return household, self.make.stay(self.make.home(self.site), household, team=self.team)

    def outcome(self, stay, kind, **given):
        facts = {"closure_id": self.closure.id, "planned_on": today() + 40 * DAY, "kind": kind}
        self.make.save(ClosureOutcome(stay_id=stay.id, **facts, **given))

    def numbers(self, client):
        """(page, households without a plan, proposed) wherever the coordination reads them."""
        site, own = self.site.public_id, f"/closures/{self.closure.public_id}"
        listed = _tree(client, "/closures").xpath("string(//tr[contains(., 'Les Lilas')]/td[4])")
        yield "/closures", *_two(listed)
        home = _tree(client, "/").xpath("string(//li[contains(., 'Les Lilas ferme')]//small)")
        missing, proposed = (
            re.search(r"sans suite prévue\W+(\d+) sur", home),
            re.search(r"dont (\d+) avec un logement", home),
        )
        yield "/", int(missing[1]) if missing else 0, int(proposed[1]) if proposed else None
        yield own, *_stats(_tree(client, own))
        yield "/reports/closings", *_stats(_tree(client, f"/reports/closings?site={site}"))
        (row,) = _tree(client, "/reports/closings").xpath("//tr[contains(., 'Les Lilas')]")
        yield "by site", *_two(row.xpath("string(td[4])"))
        board = _tree(client, f"/exits?site={site}").text_content()
        yield "/exits", int(re.search(r"(\d+) ménages? de ce tableau", board)[1]), None


def _tree(client, url):
    return lxml_html.fromstring(client.get(url).text)


def _two(text):
    found = [int(number) for number in re.findall(r"\d+", text)]
    return found[0], found[1] if len(found) > 1 else 0


def _stats(page):
    told = {
        one.xpath("string(.//span)"): int(one.xpath("string(.//b)"))
        for one in page.xpath("//ul[@class='stats']/li")
        if one.xpath("string(.//b)").isdigit()
    }
    return told["sans suite prévue"], told.get("ménage avec une proposition pour toute suite", 0)


def test_the_number_without_a_plan_is_the_same_on_every_page_and_says_what_it_counts(make, closing, sign_in):
    client = sign_in(make.user(Role.COORDINATION))
    for page, missing, proposed in closing.numbers(client):
        assert (page, missing) == (page, 2)
        assert proposed in {1, None}, page
    steered = client.get(f"/closures/{closing.closure.public_id}").text
    assert "Transfert prévu" not in steered, "both units are only proposed, one beside an exit plan"
    assert steered.count("projet de sortie en cours") == 1
    for url in ("/", "/closures", f"/closures/{closing.closure.public_id}", "/reports/closings", "/exits"):
        assert DEFINITION in client.get(url).text, url
    worker = sign_in(make.team_member(closing.team))
    assert len(_tree(worker, "/today/outcomes").xpath("//main//li[contains(@class, 'item')]")) == 2


@pytest.mark.parametrize(
    ("happens", "missing"), [("accepted", 2), ("declined", 3), ("expired", 3)], ids=["accepted", "declined", "expired"]
)
def test_a_unit_proposed_is_settled_once_the_household_accepts_and_nothing_once_it_falls(
    make, closing, sign_in, happens, missing
):
    client = sign_in(make.user(Role.COORDINATION))
    list(islice(closing.numbers(client), 2))  # what was asked before must not be kept
    answer(make, closing.proposal, happens)
    assert {(found, proposed or 0) for _, found, proposed in islice(closing.numbers(client), 2)} == {(missing, 0)}
    steered = client.get(f"/closures/{closing.closure.public_id}").text
    assert ("La proposition n’a pas abouti" in steered) == (happens != "accepted")


def answer(make, proposal, happens):
    if happens == "accepted":
        accepted = AllocationStepKind.HOUSEHOLD_ACCEPTED
        make.save(AllocationStep(allocation_id=proposal.id, kind=accepted, at=now(), user_id=proposal.proposed_by_id))
    else:
        proposal.closed_at = now() if happens == "declined" else None
        proposal.expires_at = now() - DAY if happens == "expired" else proposal.expires_at
        make.save(proposal)
