"""Two requests for the same person: told to whoever decides by reference, and to nobody else."""

import re

import pytest

from axes.vocab import ReferralState
from tests.support.referrals import STORY, latest
from tests.support.statements import statements

NAME = "Nadège Romarin"


def known(make, name=NAME, **given):
    household = make.household(adults=0, **given)
    make.member(household, person=make.person(name=name, birth_year="1996"), role="reference")
    return household


@pytest.fixture
def sent(make, programme, sender):
    """A request for Nadège Romarin, 1996, that awaits a decision."""
    household = known(make, organisation_id=sender.organisation_id)
    return make.referral(programme, sender, household=household, state=ReferralState.SUBMITTED, **STORY)


def acceptance(referral):
    return f"/referrals/{referral.public_id}/acceptance"


def test_whoever_decides_is_told_by_reference_alone(app, make, sent, decider):
    other = known(make, "romarin NADEGE")
    with statements(app) as asked:
        text = decider.get(acceptance(sent)).text
    assert "Possible doublon" in text
    assert f'href="/households/{other.public_id}"' in text
    assert other.reference in text
    assert "romarin" not in text.lower()
    assert len([one for one in asked if "SELECT" in one and "journal" not in one]) <= 8


def test_another_person_is_no_double(make, sent, decider):
    known(make, "Nadège Romarin-Lys")
    make.member(make.household(adults=0), person=make.person(name=NAME, birth_year="1971"))
    assert "Possible doublon" not in decider.get(acceptance(sent)).text


def test_a_protected_household_is_never_named(make, sent, decider):
    other = known(make, is_protected=True)
    text = decider.get(acceptance(sent)).text
    assert "Possible doublon" not in text
    assert other.reference not in text


def test_the_sender_learns_nothing_of_it(make, sent, partner):
    """Byte for byte the page it was before somebody else knew her."""
    url = f"/referrals/{sent.public_id}"
    partner.get(acceptance(sent), status=404)
    before = plain(partner.get(url).text)
    known(make)
    assert plain(partner.get(url).text) == before


def plain(page):
    return re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]+', "", page)


def test_ones_own_list_leads_to_the_one_known(app, make, sender, partner):
    own = known(make, organisation_id=sender.organisation_id)
    text = partner.submit("/referrals/new", status=422, name=NAME, birth_year="1996").text
    assert f'href="/households/{own.public_id}"' in text
    assert own.reference in text
    assert latest(app) is None


def test_a_household_chosen_and_a_name_typed_is_no_silent_choice(app, make, sender, partner):
    own = known(make, organisation_id=sender.organisation_id)
    text = partner.submit("/referrals/new", status=422, household=own.public_id, name="Zoé Lammertyn").text
    assert "gardez l’un des deux" in text
    assert 'value="Zoé Lammertyn"' in text
    assert latest(app) is None
    partner.submit("/referrals/new", household=own.public_id)
    assert latest(app).household_id == own.id
