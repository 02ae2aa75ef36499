"""Pages of agreements: at most eight statements whatever the rows, and the same bytes whoever lives there (rule 13)."""

from datetime import date

import time_machine

from app.auth.vocab import Role
from sites.vocab import OperatorKind
from tests.support.agreements import NOW
from tests.support.statements import statements

BUDGET = 8


def full(make):
    """A supervised agreement with several of everything."""
    operator = make.housing_operator(kind=OperatorKind.SISP)
    site = make.site(operator)
    units = [make.unit(site) for _ in range(6)]
    agreement = make.agreement(site, units=units, last_day=date(2026, 12, 31))
    for number in range(4):
        make.amendment(agreement, number=number + 1, signed_on=date(2026, 2, 1), new_last_day=date(2026, 12, 31))
    make.amendment(agreement, number=9)
    return operator, site, agreement, units


def test_each_page_costs_at_most_eight_statements(app, make, sign_in):
    _operator, site, agreement, _units = full(make)
    for _ in range(30):
        make.agreement(site, first_day=date(2020, 1, 1), last_day=date(2020, 12, 31))
    client = sign_in(make.user())
    amendments = f"/agreements/{agreement.public_id}/amendments/new"
    for url in ("/agreements", f"/sites/{site.public_id}/agreements", f"/agreements/{agreement.public_id}", amendments):
        with statements(app) as sent:
            client.get(url)
        assert len(sent) <= BUDGET, (url, sent)
    with statements(app) as sent:
        client.get("/reports/sites?as_of=2020-06-01")
    assert len(sent) <= BUDGET, sent


def test_the_operator_reads_the_same_bytes_whoever_lives_there(make, sign_in):
    operator, site, agreement, units = full(make)
    urls = (
        "/agreements",
        f"/sites/{site.public_id}/agreements",
        f"/agreements/{agreement.public_id}",
        "/reports/sites",
    )
    with time_machine.travel(NOW, tick=True):
        client = sign_in(make.user(Role.HOUSING_OPERATOR, organisation_id=operator.organisation_id))
        before = [_body(client.get(url).text) for url in urls]
        make.stay(units[0], planned_end_on=date(2026, 9, 1))
        assert [_body(client.get(url).text) for url in urls] == before


def _body(text: str) -> str:
    """The page without what differs on each request: the CSRF tokens."""
    return text.split("<main")[1]


def test_swapped_results_are_those_of_a_fresh_page(make, sign_in):
    make.agreement()
    client = sign_in(make.user())
    fragment = client.get("/agreements?state=active", fragment=True).text.strip()
    assert fragment in client.get("/agreements?state=active").text


def test_every_page_of_acts_opens_in_the_three_languages(make, sign_in):
    _operator, site, agreement, _units = full(make)
    plain = make.agreement(site, signed_on=None)
    client = sign_in(make.user())
    for language in ("nl", "en", "fr"):
        client.get(f"/language/{language}", status=302)
        for act in ("edit", "units", "sign"):
            client.get(f"/agreements/{plain.public_id}/{act}")
        for act in ("", "/amendments/new", "/termination/new", "/supervisor-notices/new", "/documents/new"):
            shown = client.get(f"/agreements/{agreement.public_id}{act}").text
            assert "agreement." not in shown.replace("agreement.js", "")
