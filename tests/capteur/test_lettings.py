"""From the convention #2 to the end of a letting: gate G2, support without a gap, and who reads what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html
from sqlalchemy.exc import IntegrityError

from app.auth.vocab import OrganisationKind, Role
from app.clock import today
from app.conflicts import conflict_of
from app.db import db, transaction
from capteur.models.lettings import Letting
from capteur.models.opportunities import OpportunityEvent
from capteur.models.requests import HousingRequest, RequestEvent
from capteur.models.tripartites import Tripartite
from capteur.queries.tripartites import in_force_on
from capteur.rules.tripartites import days_without, state_of
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_lettings import Party, TripartiteEnd, TripartiteState
from tests.occupancy.test_stays import rows

DAY = timedelta(days=1)
USER, SENDER, SUPPORT = Party


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def helper(make):
    """Somebody of a support body that has no convention #1."""
    return make.user(Role.PARTNER)


@pytest.fixture
def coordination(make, sign_in, namur):
    user = make.user()
    make.capteur_seat(namur, user)
    return sign_in(user)


@pytest.fixture
def selected(make, namur, sender):
    request, dwelling = make.waiting_request(namur, sender), make.captured(namur, on=today() - 3 * DAY)
    made = make.housing_proposal(request, dwelling, make.prospector(namur), selected_on=today())
    made.home, made.dwelling = request.home, dwelling
    return made


def base(programme):
    return f"/capteur/{programme.public_id}"


def draft(client, programme, proposal, support, **fields):
    given = {"support": support, "alert_contact": "Permanence", "consent_on": today().isoformat()} | fields
    client.submit(f"{base(programme)}/proposals/{proposal.public_id}/tripartite", **given)
    return client.last.headers["Location"]


def sign(client, url, *parties, **fields):
    for party in parties:
        client.submit(f"{url}/signature", party=party.value, name="Zyxette Signature", **fields)


def test_no_lease_without_three_signatures_then_all_moves_at_once(app, make, sign_in, namur, selected, coordination):
    body = make.organisation(kind=OrganisationKind.REFERRER)
    prospector = sign_in(make.prospector(namur))
    page = f"{base(namur)}/proposals/{selected.public_id}"
    start = f"{page}/letting"
    prospector.submit(start, status=422, rent="600,00")
    assert "Pas de bail sans convention" in prospector.get(page).text
    url = draft(coordination, namur, selected, body.public_id)
    sign(coordination, url, USER, SENDER)
    assert "attend encore ces signatures\xa0: L’accompagnateur." in prospector.get(page).text
    assert "toutes les signatures" in prospector.submit(start, status=422, rent="600,00").text
    coordination.submit(f"{url}/edit", status=422, visit_every="2")
    sign(coordination, url, SUPPORT)
    assert "Tout est signé\xa0: le bail peut commencer." in prospector.get(page).text
    waiting = make.housing_proposal(
        make.waiting_request(namur, make.user(Role.PARTNER)), selected.dwelling, make.user()
    )
    prospector.submit(start, status=422, rent="0")
    prospector.submit(start, rent="600,00", kind="nine_years")
    assert "Zyxette" not in prospector.follow().text
    listed = f'/proposals/{selected.public_id}"'
    assert listed not in prospector.get(f"{base(namur)}/proposals").text
    assert listed in prospector.get(f"{base(namur)}/proposals?which=over").text
    assert rows(app, OpportunityEvent)[-1].stage is S.LET
    kinds = {one.request_id: one.kind.value for one in rows(app, RequestEvent)}  # the last of each
    assert kinds == {selected.request_id: "housed", waiting.request_id: "back"}
    assert next(one for one in rows(app, HousingRequest) if one.id == selected.request_id).ended_at is not None


def test_a_sender_and_a_support_body_sign_for_themselves_once_the_household_has(
    make, sign_in, namur, selected, sender, helper, coordination
):
    body, stranger = make.organisation(kind=OrganisationKind.REFERRER), make.user(Role.PARTNER)
    url = draft(coordination, namur, selected, body.public_id)
    supports, sends = sign_in(make.user(Role.PARTNER, organisation_id=body.id)), sign_in(sender)
    sends.get(f"{url}/signature", status=404)
    sign(coordination, url, USER)
    supports.submit(f"{url}/signature", status=422, party=SENDER.value)
    for client in (supports, sends):
        assert f"{url}/signature" in client.get(url).text
        client.submit(f"{url}/signature")
        assert f"{url}/signature" not in client.follow().text
        client.get(f"{url}/signature", status=404)
    shown = coordination.get(url).text
    assert "En vigueur" in shown
    assert sender.name in shown
    for other in (stranger, helper):
        sign_in(other).get(f"{url}/signature", status=404)


def test_nobody_signs_before_the_household_agreed_to_sharing(make, namur, selected, coordination):
    body = make.organisation(kind=OrganisationKind.REFERRER)
    url = draft(coordination, namur, selected, body.public_id, consent_on="")
    refused = {"party": "user", "name": "Zyxette Signature"}
    assert "a donné son accord" in coordination.submit(f"{url}/signature", status=422, **refused).text
    coordination.submit(f"{url}/edit", consent_on=today().isoformat())
    early = coordination.submit(f"{url}/signature", status=422, signed_on=(today() - DAY).isoformat(), **refused)
    assert f"il l’a fait le {today():%d/%m/%Y}" in early.text
    sign(coordination, url, USER, SENDER, SUPPORT)


def test_a_lease_does_not_start_before_the_dwelling_is_free(make, sign_in, namur, sender):
    free_on, prospector = today() - DAY, make.prospector(namur)
    dwelling = make.captured(namur, on=free_on - 5 * DAY, available_on=free_on)
    made = make.housing_proposal(
        make.waiting_request(namur, sender), dwelling, prospector, selected_on=free_on - 2 * DAY
    )
    make.tripartite(made, prospector, sender.organisation_id, sender.organisation_id)
    client, url = sign_in(prospector), f"{base(namur)}/proposals/{made.public_id}/letting"
    early = client.submit(url, status=422, rent="600,00", start_on=(free_on - DAY).isoformat())
    assert f"libre à partir du {free_on:%d/%m/%Y}" in early.text
    client.submit(url, rent="600,00", start_on=free_on.isoformat())


def test_a_sender_that_supports_signs_once_and_the_page_says_so(make, namur, selected, sender, coordination):
    with make.session() as session:
        own = session.get_one(type(make.organisation()), sender.organisation_id).public_id
    url = draft(coordination, namur, selected, own)
    sign(coordination, url, USER, SENDER)
    shown = coordination.get(url).text
    assert "deux signatures suffisent" in shown
    assert "En vigueur" in shown


def test_the_database_reads_the_state_as_the_rule_does(app, make, namur, sender):
    facts = ({}, {"terms": {"last_day": today() - DAY}}, {"terms": {"ended_on": today(), "end_reason": "common"}})
    made = [make.letting(namur, sender, **one).convention for one in facts]
    late = make.housing_proposal(make.waiting_request(namur, sender), make.captured(namur), make.user())
    made.append(
        make.tripartite(late, make.user(), sender.organisation_id, make.user().organisation_id, signed_on=today())
    )
    days = [today() + count * DAY for count in (-31, -30, -1, 0, 1)]
    for one in made:
        with app.app_context(), transaction("read"):
            paper = db.session.get_one(Tripartite, one.id, options=[sa.orm.selectinload(Tripartite.signatures)])
            for day in days:
                found = db.session.scalar(sa.select(in_force_on(day)).where(Tripartite.id == one.id))
                assert found is (state_of(paper, day) is TripartiteState.IN_FORCE), (one.id, day)


def test_support_changes_by_an_amendment_that_touches_and_a_gap_is_listed_day_by_day(
    app, make, sign_in, namur, sender, helper, coordination
):
    letting = make.letting(namur, sender, helper.organisation_id)
    other = make.organisation(kind=OrganisationKind.REFERRER)
    page, url = f"{base(namur)}/lettings/{letting.public_id}", f"{base(namur)}/tripartites"
    without = f"{base(namur)}/without-support"
    coordination.submit(
        f"{url}/{letting.convention.public_id}/end", reason="support_left", ended_on=today().isoformat()
    )
    assert letting.home.reference not in coordination.get(without).text
    amended = draft(coordination, namur, letting.proposal_made, other.public_id)
    assert f'value="{(today() + DAY).isoformat()}"' in coordination.get(f"{amended}/edit").text
    sign(coordination, amended, USER, SENDER, SUPPORT)
    first, second = rows(app, Tripartite)
    assert (first.ended_on + DAY, first.end_reason) == (second.first_day, TripartiteEnd.SUPPORT_LEFT)
    assert "Sans accompagnement du" not in coordination.get(page).text
    gap = make.letting(namur, sender, terms={"last_day": today() - 3 * DAY})
    left = {"end_on": today() - DAY, "end_reason": "voluntary", "terms": {"last_day": today() - 3 * DAY}}
    gone = make.letting(namur, sender, **left)
    for count, listed in ((4, [False, False]), (3, [False, False]), (2, [True, True]), (1, [True, False])):
        shown = coordination.get(f"{without}?day={(today() - count * DAY).isoformat()}").text
        assert [one.home.reference in shown for one in (gap, gone)] == listed, count
    tab = html.fromstring(coordination.get(f"{base(namur)}/lettings").text).xpath("//nav[@class='tabs']//a[span]")
    assert [one.text_content().split() for one in tab] == [["Sans", "accompagnement", "1"]]
    assert gap.home.reference in sign_in(sender).get(without).text
    assert gap.home.reference not in sign_in(helper).get(without).text


def test_an_amendment_ends_what_stands_the_day_before_once_all_signed(app, make, namur, sender, helper, coordination):
    letting = make.letting(namur, sender, helper.organisation_id)
    other = make.organisation(kind=OrganisationKind.REFERRER)
    amended = draft(coordination, namur, letting.proposal_made, other.public_id)
    sign(coordination, amended, USER, SENDER)
    assert rows(app, Tripartite)[0].ended_on is None
    sign(coordination, amended, SUPPORT)
    first, second = rows(app, Tripartite)
    assert (first.ended_on, first.end_reason, second.first_day) == (today() - DAY, TripartiteEnd.REPLACED, today())
    assert other.name in coordination.get(f"{base(namur)}/lettings").text


def test_the_database_starts_no_letting_while_a_signature_is_missing(make, namur, sender, selected):
    paper = make.tripartite(
        selected, make.user(), sender.organisation_id, make.organisation().id, signed=(USER, SENDER)
    )
    keys = {"proposal_id": selected.id, "opportunity_id": selected.opportunity_id, "household_id": selected.home.id}
    lease = {
        "kind": "short",
        "rent_cents": 1,
        "deposit_route": "bank",
        "start_on": today(),
        "author_id": paper.author_id,
    }
    with pytest.raises(IntegrityError) as refused:
        make.save(Letting(**keys, **lease))
    assert conflict_of(refused.value) == "letting_convention"
    make.tripartite_signature(paper, SUPPORT, make.user())
    make.save(Letting(**keys, **lease))


def test_periods_without_support_lie_between_versions():
    class Paper:
        sender_id = support_id = 1
        dropped_on = ended_on = None

        def __init__(self, first, last, signed):
            self.first_day, self.last_day = today() + first * DAY, today() + last * DAY
            days = {USER: self.first_day, SENDER: today() + signed * DAY}
            self.signatures = [type("S", (), {"party": p, "signed_on": d}) for p, d in days.items()]

    papers = [Paper(0, 4, 0), Paper(5, 9, 7), Paper(10, 12, 0)]
    found = days_without(papers, today(), today() + 14 * DAY)
    assert [((a - today()).days, (b - today()).days) for a, b in found] == [(5, 6), (13, 14)]
    assert days_without([], today(), today()) == [(today(), today())]


def test_the_end_frees_the_dwelling_and_ends_the_convention(app, make, sign_in, namur, sender):
    letting = make.letting(namur, sender)
    client, url = sign_in(make.prospector(namur)), f"{base(namur)}/lettings/{letting.public_id}"
    client.submit(f"{url}/end", status=422, reason="other")
    client.submit(f"{url}/end", reason="conflict", loss="conflict")
    last = rows(app, OpportunityEvent)[-1]
    assert (last.stage, last.loss.value) == (S.LOST, "conflict")
    assert rows(app, Tripartite)[-1].end_reason is TripartiteEnd.LETTING_OVER
    client.submit(f"{url}/end", status=422, reason="conflict")


def test_those_of_the_letting_read_it_but_a_protected_household(make, sign_in, namur, sender, helper):
    letting = make.letting(namur, sender, helper.organisation_id)
    home = make.household(organisation_id=sender.organisation_id, is_protected=True)
    protected = make.letting(namur, sender, helper.organisation_id, home=home)
    make.letting(namur, sender)
    mediator = make.user(Role.MEDIATOR, organisation_id=namur.seat.organisation_id)
    for user, count in ((sender, 2), (helper, 1), (mediator, 2), (make.prospector(namur), 2)):
        client = sign_in(user)
        assert "Rue Inventée 5" in client.get(f"{base(namur)}/lettings/{letting.public_id}").text, user.role
        client.get(f"{base(namur)}/tripartites/{letting.convention.public_id}")
        client.get(f"{base(namur)}/lettings/{protected.public_id}", status=404)
        listed = client.get(f"{base(namur)}/lettings").text
        assert (listed.count("row-link"), home.reference in listed) == (count, False), user.role


def test_a_support_body_whose_convention_is_over_keeps_its_paper_alone(make, sign_in, namur, sender, helper):
    over = {"ended_on": today() - DAY, "end_reason": "support_left"}
    letting = make.letting(namur, sender, helper.organisation_id, terms=over)
    client, home = sign_in(helper), letting.home
    client.get(f"{base(namur)}/lettings/{letting.public_id}", status=404)
    assert home.reference not in client.get(f"{base(namur)}/lettings").text
    paper = f"{base(namur)}/tripartites/{letting.convention.public_id}"
    shown, name = client.get(paper).text, "Signataire Inventée"
    assert [shown.count(name), sign_in(sender).get(paper).text.count(name)] == [2, 3]
    keys = letting.proposal_made, make.user(), sender.organisation_id, make.organisation().id
    other = make.tripartite(*keys, number=2, first_day=today())
    client.get(f"{base(namur)}/tripartites/{other.public_id}", status=404)


def test_nobody_else_reads_a_letting_nor_acts_on_it(make, sign_in, namur, sender, helper):
    letting = make.letting(namur, sender, helper.organisation_id)
    url = f"{base(namur)}/lettings/{letting.public_id}"
    mediator = make.user(Role.MEDIATOR, organisation_id=namur.seat.organisation_id)
    roles = (Role.PARTNER, Role.COORDINATION, Role.HOUSING_OPERATOR, Role.FIELD_WORKER, Role.ADMINISTRATOR)
    for stranger in (make.prospector(make.capteur_programme()), *map(make.user, roles)):
        sign_in(stranger).get(url, status=404)
    for user in (sender, helper, mediator):
        client = sign_in(user)
        for closed in (f"{base(namur)}/proposals", f"{url}/edit", f"{url}/end"):
            client.get(closed, status=404)
