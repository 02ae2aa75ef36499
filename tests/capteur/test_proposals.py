"""Matching and proposals: what is compared and told, who is selected, and who was first."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from app.auth.vocab import Role
from app.clock import today
from app.db import db, transaction
from capteur.models.opportunities import OpportunityEvent
from capteur.models.proposals import HousingProposal
from capteur.models.requests import RequestEvent
from capteur.rules.matching import Place, Wish, match
from capteur.vocab import DwellingType as Size
from capteur.vocab import RequestTrack as Track
from capteur.vocab_dwellings import DwellingKind, LossReason
from capteur.vocab_dwellings import OpportunityStage as S
from capteur.vocab_lettings import Criterion as C
from capteur.vocab_lettings import Fit as F
from capteur.vocab_lettings import ProposalEnd
from tests.occupancy.test_stays import rows
from tests.support.client import form_values
from tests.support.race import at_once

DAY = timedelta(days=1)


@pytest.fixture
def namur(make):
    return make.capteur_programme(name="Capteur Namur")


@pytest.fixture
def sender(make):
    return make.user(Role.PARTNER)


@pytest.fixture
def prospector(make, namur):
    return make.prospector(namur)


def base(programme):
    return f"/capteur/{programme.public_id}"


ASKED = {
    "max_rent_cents": 60_000,
    "max_charges_cents": 5_000,
    "dwelling_type": Size.ONE_BEDROOM,
    "wanted": frozenset({1}),
}
HOME = {"rent_cents": 60_000, "charges_cents": 5_000, "kind": DwellingKind.FLAT, "bedrooms": 1, "area_id": 1}


@pytest.mark.parametrize(
    ("asked", "home", "criterion", "fit"),
    [
        ({}, {}, C.RENT, F.FITS),
        ({}, {"rent_cents": 60_001}, C.RENT, F.FAILS),
        ({}, {"rent_cents": 58_000, "charges_cents": 7_000}, C.CHARGES, F.FITS),
        ({}, {"charges_cents": 5_001}, C.CHARGES, F.FAILS),
        ({}, {"bedrooms": 0}, C.BEDROOMS, F.FAILS),
        ({}, {"bedrooms": 2}, C.BEDROOMS, F.STRETCHES),
        ({}, {"area_id": 2}, C.AREA, F.STRETCHES),
        ({"excluded": frozenset({2})}, {"area_id": 2}, C.AREA, F.FAILS),
        ({"highest_floor": 1}, {"floor": 1}, C.FLOOR, F.FITS),
        ({"highest_floor": 1}, {"floor": 2, "has_lift": False}, C.FLOOR, F.FAILS),
        ({"highest_floor": 1}, {"floor": 2}, C.FLOOR, F.UNKNOWN),
        ({"highest_floor": 1}, {"floor": 9, "has_lift": True}, C.FLOOR, F.FITS),
        ({"step_free": True}, {}, C.STEP_FREE, F.UNKNOWN),
        ({"animals": True}, {"animals": False}, C.ANIMALS, F.FAILS),
        ({}, {"available_on": today() + DAY}, C.AVAILABLE, F.STRETCHES),
        ({"track": Track.HOUSING_FIRST}, {"track": Track.ORDINARY}, C.TRACK, F.FAILS),
        ({"track": Track.HOUSING_FIRST}, {}, C.TRACK, F.FITS),
    ],
)
def test_each_criterion_says_what_it_finds(asked, home, criterion, fit):
    found = match(Wish(**(ASKED | asked)), Place(**(HOME | home)), today())
    assert {one.criterion: one.fit for one in found.compared}[criterion] is fit
    assert found.suits is (fit is not F.FAILS)


@pytest.fixture
def secret(make, namur, sender):
    """A request that must not live in "Nord", for a reason that nobody else knows; it has waited longest."""
    made = make.waiting_request(namur, sender, excluded_reason="Zyxrefuge", submitted_on=today() - 30 * DAY)
    with make.session() as session:
        session.execute(sa.text("UPDATE request_area SET excluded = true WHERE request_id = :id"), {"id": made.id})
    return made


def test_candidates_are_ranked_and_those_not_matched_by_themselves_are_told(make, sign_in, namur, sender, prospector):
    dwelling, day = make.captured(namur), today()
    first = make.waiting_request(namur, sender, submitted_on=day - 9 * DAY)
    dear = make.waiting_request(namur, sender, submitted_on=day - 20 * DAY, max_rent_cents=50_000)
    oldest = make.waiting_request(namur, sender, submitted_on=day - 10 * DAY)
    priced = {"gap_cents": -1, "price_table_id": make.price_table(namur, sender, {}).id}
    low = make.waiting_request(namur, sender, below_low=True, **priced)
    late = make.waiting_request(namur, sender, confirmed_on=day - 61 * DAY)
    make.waiting_request(make.capteur_programme(), make.user(Role.PARTNER))
    client = sign_in(prospector)
    page = html.fromstring(client.get(f"{base(namur)}/dwellings/{dwelling.public_id}/candidates").text)
    parts = ("ranked", "by-hand", "dormant")
    listed = [page.xpath(f"//*[@id='{name}']//li[@class='ranked']//p/a/text()") for name in parts]
    assert listed == [[one.home.reference for one in some] for some in ([oldest, first, dear], [low], [late])]
    assert dwelling.reference in client.get(f"{base(namur)}/requests/{first.public_id}/dwellings").text


def test_it_is_said_at_the_top_when_a_dwelling_suits_nobody(make, sign_in, namur, sender, prospector):
    dwelling, client = make.captured(namur), sign_in(prospector)
    make.waiting_request(namur, sender, max_rent_cents=50_000)
    page = f"{base(namur)}/dwellings/{dwelling.public_id}/candidates"
    assert "ne convient à aucune" in client.get(page).text
    make.waiting_request(namur, sender)
    assert "ne convient à aucune" not in client.get(page).text


def test_why_an_area_is_excluded_is_told_to_nobody_and_the_dwelling_is_not_proposed(
    make, sign_in, namur, sender, prospector, secret
):
    dwelling, client = make.captured(namur), sign_in(prospector)
    page = client.get(f"{base(namur)}/dwellings/{dwelling.public_id}/candidates").text
    line = html.fromstring(page).get_element_by_id("ranked").xpath(".//li[@class='ranked']")[0].text_content()
    assert secret.home.reference in line
    assert "n’est pas communiquée" in line
    assert not [word for word in ("Zyxrefuge", "Quartier", "Loyer", "Proposer") if word in line]
    url = f"{base(namur)}/requests/{secret.public_id}"
    for user, told in ((prospector, False), (sender, True)):
        card = html.fromstring(sign_in(user).get(url).text).get_element_by_id("home").text_content()
        assert [word in card for word in ("Zyxrefuge", "Nord")] == [told, told]
    way = f"{base(namur)}/dwellings/{dwelling.public_id}/requests/{secret.public_id}/proposal"
    assert "ne convient pas à ce ménage" in client.submit(way, status=422).text


def test_a_dwelling_that_does_not_suit_is_proposed_with_a_reason(app, make, sign_in, namur, sender, prospector):
    dwelling, dear = make.captured(namur), make.waiting_request(namur, sender, max_rent_cents=50_000)
    client = sign_in(prospector)
    way = f"{base(namur)}/dwellings/{dwelling.public_id}/requests/{dear.public_id}/proposal"
    assert "dites pourquoi" in client.submit(way, status=422).text
    client.submit(way, misfit_reason="Zyxaide au loyer")
    assert "Zyxaide" in client.follow().text
    assert "Zyxaide" not in rows(app, HousingProposal)[0].misfit_reason_sealed


def agree(client, url):
    for side in ("owner", "candidate"):
        client.submit(f"{url}/{side}-answer", reply="yes")


def test_refused_by_the_owner_then_the_second_is_selected_and_given_back(app, make, sign_in, namur, sender, prospector):
    dwelling = make.captured(namur, on=today() - DAY)
    refused, kept = (make.waiting_request(namur, sender) for _ in range(2))
    client, urls = sign_in(prospector), []
    for one in (refused, kept):
        client.submit(f"{base(namur)}/dwellings/{dwelling.public_id}/requests/{one.public_id}/proposal")
        urls.append(client.last.headers["Location"])
    client.submit(f"{urls[0]}/owner-answer", status=422, reply="no")
    client.submit(f"{urls[0]}/owner-answer", reply="no", doubt="income", words="Pas assez")
    assert "Pas assez" not in sign_in(sender).get(f"{base(namur)}/requests/{refused.public_id}").text
    client.submit(f"{urls[1]}/selection", status=422)
    client.submit(f"{urls[1]}/visit", visit_on=today().isoformat())
    agree(client, urls[1])
    client.submit(f"{urls[1]}/selection", reserved_until=(today() + 10 * DAY).isoformat())
    last = rows(app, OpportunityEvent)[-1]
    assert (last.stage, last.reserved_until) == (S.RESERVED, today() + 10 * DAY)
    steps = [one.kind.value for one in rows(app, RequestEvent) if one.request_id == kept.id]
    assert steps[2:] == ["proposed", "visit_planned", "selected"]
    assert rows(app, HousingProposal)[0].end_reason is ProposalEnd.OWNER_REFUSED
    client.submit(f"{urls[1]}/giving-back", reason="dropped")
    assert rows(app, OpportunityEvent)[-1].stage is S.CAPTURED
    assert [one.kind.value for one in rows(app, RequestEvent)][-1] == "back"


def test_a_request_taken_back_or_a_dwelling_lost_ends_what_was_proposed(app, make, sign_in, namur, sender, prospector):
    taken, lost = (
        make.housing_proposal(
            make.waiting_request(namur, sender), make.captured(namur, on=today() - DAY), prospector, selected_on=today()
        )
        for _ in range(2)
    )
    with app.app_context(), transaction("read"):
        request, dwelling = (db.session.get_one(HousingProposal, one.id) for one in (taken, lost))
        ids = db.session.execute(
            sa.text(
                "SELECT r.public_id, o.public_id FROM housing_request r, opportunity o WHERE r.id = :r AND o.id = :o"
            ),
            {"r": request.request_id, "o": dwelling.opportunity_id},
        ).one()
    sign_in(sender).submit(f"{base(namur)}/requests/{ids[0]}/withdrawal")
    sign_in(prospector).submit(f"/dwellings/{ids[1]}/move", stage="lost", loss=LossReason.SOLD.value)
    assert [one.end_reason for one in rows(app, HousingProposal)] == [
        ProposalEnd.REQUEST_OVER,
        ProposalEnd.DWELLING_LOST,
    ]
    assert [one.stage for one in rows(app, OpportunityEvent) if one.opportunity_id == request.opportunity_id][
        -1
    ] is S.CAPTURED
    assert [one.kind.value for one in rows(app, RequestEvent) if one.request_id == dwelling.request_id][-1] == "back"


@pytest.mark.parametrize("same", ["dwelling", "household"])
def test_of_two_who_choose_the_same_at_once_exactly_one_wins_and_the_other_is_told(
    app, make, sign_in, namur, sender, same
):
    yes = {"owner_answer": "yes", "owner_on": today(), "candidate_answer": "yes", "candidate_on": today()}
    clients = [sign_in(make.prospector(namur)) for _ in range(2)]
    for number in range(3):
        dwellings = [make.captured(namur, on=today() - DAY) for _ in range(1 if same == "dwelling" else 2)]
        asked = [make.waiting_request(namur, sender) for _ in range(2 if same == "dwelling" else 1)]
        made = [
            make.housing_proposal(asked[n % len(asked)], dwellings[n % len(dwellings)], make.user(), **yes)
            for n in range(2)
        ]
        answers = at_once(
            *(
                _sender(client, f"{base(namur)}/proposals/{one.public_id}/selection")
                for client, one in zip(clients, made, strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409], (same, number)
        late = next(answer for answer in answers if answer.status_code == 409)
        assert "jusqu’au" in late.text or "terminée" in late.text
        with app.app_context(), transaction("read"):
            ids = [one.id for one in made]
            won = sa.select(HousingProposal.id).where(
                HousingProposal.id.in_(ids), HousingProposal.selected_on.is_not(None)
            )
            assert len(db.session.scalars(won).all()) == 1


def _sender(client, url):
    """Opens the form now, sends it when called."""
    values = form_values(html.fromstring(client.get(url).text).xpath("//main//form[@method='post']")[0])
    return lambda: client.http.post(url, data=values)


def test_the_prospector_knows_a_household_by_its_name_while_it_is_selected(make, sign_in, namur, sender, prospector):
    home = make.household(organisation_id=sender.organisation_id, adults=0)
    make.member(home, person=make.person(name="Marie Zyxedubois", birth_year="1913"), role="reference")
    yes = {"owner_answer": "yes", "owner_on": today(), "candidate_answer": "yes", "candidate_on": today()}
    request, dwelling = make.waiting_request(namur, sender, home=home), make.captured(namur, on=today() - DAY)
    proposal = make.housing_proposal(request, dwelling, prospector, **yes)
    client, url = sign_in(prospector), f"{base(namur)}/proposals/{proposal.public_id}"
    pages = (url, f"{base(namur)}/requests/{request.public_id}")

    def known():
        texts = [client.get(one).text for one in pages]
        assert not [text for text in texts if "1913" in text]
        return ["Zyxedubois" in text for text in texts], ["Marie Z." in text for text in texts]

    assert known() == ([False, False], [True, True])
    client.submit(f"{url}/selection")
    assert known() == ([True, True], [False, False])
    client.submit(f"{url}/giving-back", reason="reservation_over")
    assert known() == ([False, False], [True, True])
